"""The row of nllax.cauchy."""

import mpmath as mp

import nllax
from cases._case import Case
from cases._densities import mirrored
from cases._families import LOCATION_SCALE


def _with_hard(*points):
    """A family of location and scale with hard points of its own besides."""
    return LOCATION_SCALE | {"hard": LOCATION_SCALE["hard"] + points}


def _cauchy(y, loc, scale):
    return -mp.log1p(((y - loc) / scale) ** 2) - mp.log(mp.pi * scale)


def _log_cauchy_cdf(y, loc, scale):
    return mp.log(mp.atan2(scale, loc - y) / mp.pi)


CASE = Case(
    distribution=nllax.cauchy,
    density=_cauchy,
    log_cdf=_log_cauchy_cdf,
    log_sf=mirrored(_log_cauchy_cdf),
    lacks=dict.fromkeys(("mean", "variance"), "its tails are too heavy"),
    **_with_hard(
        (1e12, (0.0, 1e6)),
        (-3e20, (1.5, 1.0)),
        (1e30, (0.0, 2.0**-20)),
        (-5e30, (0.0, 1e-6)),
        (1e8, (0.0, 1.0)),
    ),
)
