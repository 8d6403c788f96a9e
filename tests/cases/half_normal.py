"""The row of nllax.half_normal."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import normal
from cases._families import HALF_LINE_SCALE

CASE = Case(
    distribution=nllax.half_normal,
    density=lambda y, scale: normal(y, 0, scale) + mp.log(2),
    log_cdf=lambda y, scale: mp.log(mp.erf(y / (scale * mp.sqrt(2)))),
    log_sf=lambda y, scale: mp.log(mp.erfc(y / (scale * mp.sqrt(2)))),
    **HALF_LINE_SCALE,
)
