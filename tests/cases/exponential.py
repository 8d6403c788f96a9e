"""The row of nllax.exponential."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import log_hazard_cdf
from cases._draws import log_uniform
from cases._families import half_line


def _exponential(y, rate):
    return mp.log(rate) - rate * y


def _per_rate(rng, n):
    """Rates from 1e-6 to 1e6, targets from 1e-30 to 1e4 times their inverse."""
    rate = log_uniform(rng, n, 1e-6, 1e6)
    return log_uniform(rng, n, 1e-30, 1e4) / rate, rate


CASE = Case(
    distribution=nllax.exponential,
    density=_exponential,
    typical=tuple((y, (rate,)) for y in (0.01, 0.7, 3.1) for rate in (0.2, 1.0, 6.5)),
    hard=(
        (0.0, (3.0,)),
        (0.0, (1e-6,)),
        (1e-30, (2e-6,)),
        (712.5, (1.0,)),
        (5e8, (1.25e-6,)),
        (1.5e-6, (7e5,)),
        (2e-5, (5e5,)),
    ),
    scales={"rate": lambda rate: rate},
    relative=True,
    outside=(-1.0, -1e-30, INF, -INF),
    illegal={"rate": (0.0, -1.0, INF, NAN)},
    box=_per_rate,
    pieces=half_line,
    log_cdf=log_hazard_cdf(lambda y, rate: rate * y),
    log_sf=lambda y, rate: -rate * y,
    probes=lambda rate: np.geomspace(0.002, 20.0, 49) / rate,
    ends=lambda rate: (0.01 / rate, 0.7 / rate, 0.8 / rate, 5.0 / rate, 9.0 / rate),
    everyday={"rate": (0.05, 20.0)},
)
