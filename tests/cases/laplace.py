"""The row of nllax.laplace."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import mirrored
from cases._families import LOCATION_SCALE


def _laplace(y, loc, scale):
    return -abs(y - loc) / scale - mp.log(2 * scale)


def _log_laplace_cdf(y, loc, scale):
    z = (y - loc) / scale
    return z - mp.log(2) if z < 0 else mp.log1p(-mp.exp(-z) / 2)


CASE = Case(
    distribution=nllax.laplace,
    density=_laplace,
    log_cdf=_log_laplace_cdf,
    log_sf=mirrored(_log_laplace_cdf),
    kink=lambda y, loc, scale: y == loc,
    **LOCATION_SCALE,
)
