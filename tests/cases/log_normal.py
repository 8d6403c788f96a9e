"""The row of nllax.log_normal."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import log_ndtr, normal
from cases._families import LOG_LOCATION_SCALE


def _log_normal(y, loc, scale):
    return normal(mp.log(y), loc, scale) - mp.log(y)


CASE = Case(
    distribution=nllax.log_normal,
    density=_log_normal,
    log_cdf=lambda y, loc, scale: log_ndtr(mp.log(y), loc, scale),
    log_sf=lambda y, loc, scale: log_ndtr(-mp.log(y), -loc, scale),
    **LOG_LOCATION_SCALE,
)
