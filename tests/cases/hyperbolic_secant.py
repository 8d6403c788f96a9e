"""The row of nllax.hyperbolic_secant."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import mirrored
from cases._families import LOCATION_SCALE


def _hyperbolic_secant(y, loc, scale):
    return -mp.log(mp.cosh(mp.pi * (y - loc) / (2 * scale))) - mp.log(2 * scale)


def _log_hyperbolic_secant_cdf(y, loc, scale):
    return mp.log(2 * mp.atan(mp.exp(mp.pi * (y - loc) / (2 * scale))) / mp.pi)


CASE = Case(
    distribution=nllax.hyperbolic_secant,
    density=_hyperbolic_secant,
    log_cdf=_log_hyperbolic_secant_cdf,
    log_sf=mirrored(_log_hyperbolic_secant_cdf),
    **LOCATION_SCALE,
)
