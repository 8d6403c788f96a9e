"""The row of nllax.gumbel."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, Case
from cases._draws import location_scale
from cases._families import LOCATION_SCALE


def _gumbel(y, loc, scale):
    z = (y - loc) / scale
    return -z - mp.exp(-z) - mp.log(scale)


def _log_gumbel_cdf(y, loc, scale):
    return -mp.exp((loc - y) / scale)


def _log_gumbel_sf(y, loc, scale):
    return mp.log(-mp.expm1(-mp.exp((loc - y) / scale)))


def _gumbel_box(rng, n):
    """As location_scale, but at most 60 scales below: beyond 88 the density leaves float32."""
    y, loc, scale = location_scale(rng, n)
    return np.maximum(y, loc - 60 * scale), loc, scale


CASE = Case(
    distribution=nllax.gumbel,
    density=_gumbel,
    log_cdf=_log_gumbel_cdf,
    log_sf=_log_gumbel_sf,
    **LOCATION_SCALE
    | {
        "hard": tuple(
            (loc + z * scale, (loc, scale))
            for z in (-60.125, -40.7, -17.25, -6.25, 0.0078125, 12.5, 120.0, 9999.0)
            for loc, scale in ((0.0, 2.0**-20), (0.0, 2.0**20), (1.0, 0.3))
        ),
        "box": _gumbel_box,
        "pieces": lambda loc, scale: ((loc - 6.5 * scale, loc), (loc, INF)),
    },
)
