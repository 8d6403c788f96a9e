"""The row of nllax.logistic."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import mirrored
from cases._families import LOCATION_SCALE


def _logistic(y, loc, scale):
    z = (y - loc) / scale
    return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(scale)


def _log_logistic_cdf(y, loc, scale):
    return -mp.log1p(mp.exp((loc - y) / scale))


CASE = Case(
    distribution=nllax.logistic,
    density=_logistic,
    log_cdf=_log_logistic_cdf,
    log_sf=mirrored(_log_logistic_cdf),
    **LOCATION_SCALE,
)
