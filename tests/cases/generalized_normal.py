"""The row of nllax.generalized_normal."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import mirrored
from cases._draws import log_uniform
from cases._families import own_size, shaped


def _generalized_normal(y, loc, scale, power):
    return -((abs(y - loc) / scale) ** power) - mp.log(2 * scale) - mp.loggamma(1 + 1 / power)


def _generalized_normal_log_cdf(y, loc, scale, power):
    tail = mp.gammainc(1 / power, (abs(y - loc) / scale) ** power, regularized=True) / 2
    return mp.log(tail if y < loc else 1 - tail)


CASE = Case(
    distribution=nllax.generalized_normal,
    density=_generalized_normal,
    log_cdf=_generalized_normal_log_cdf,
    log_sf=mirrored(_generalized_normal_log_cdf),
    kink=lambda y, loc, scale, power: y == loc,
    **shaped(
        "power",
        own_size,
        typical=(1.5, 0.75, 3.5),
        hard=((-40.7, 5.5), (97.5, 2.0), (0.01, 0.02), (-1e4, 0.11), (2.7, 18.8), (1e-4, 18.8), (-39.5, 1.0)),
        illegal=(0.0, -1.0, INF, NAN),
        shapes=lambda rng, n: log_uniform(rng, n, 0.02, 20.0),
        everyday=(0.5, 10.0),
        limit=lambda power: np.exp(np.minimum(60 / power, 20)),
    ),
)
