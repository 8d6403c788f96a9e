"""The row of nllax.log_logistic."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._families import LOG_LOCATION_SCALE


def _log_logistic(y, loc, scale):
    z = (mp.log(y) - loc) / scale
    return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(scale * y)


def _log_sigmoid(z):
    return -mp.log1p(mp.exp(-z)) if z > 0 else z - mp.log1p(mp.exp(z))


CASE = Case(
    distribution=nllax.log_logistic,
    density=_log_logistic,
    log_cdf=lambda y, loc, scale: _log_sigmoid((mp.log(y) - loc) / scale),
    log_sf=lambda y, loc, scale: _log_sigmoid((loc - mp.log(y)) / scale),
    **LOG_LOCATION_SCALE,
)
