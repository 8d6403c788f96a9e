"""The row of nllax.half_cauchy."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._families import HALF_LINE_SCALE


def _half_cauchy(y, scale):
    return mp.log(2 / (mp.pi * scale)) - mp.log1p((y / scale) ** 2)


CASE = Case(
    distribution=nllax.half_cauchy,
    density=_half_cauchy,
    log_cdf=lambda y, scale: mp.log(2 / mp.pi * mp.atan(y / scale)),
    log_sf=lambda y, scale: mp.log(1 - 2 / mp.pi * mp.atan(y / scale)),
    lacks=dict.fromkeys(("mean", "variance"), "is infinite"),
    **HALF_LINE_SCALE,
)
