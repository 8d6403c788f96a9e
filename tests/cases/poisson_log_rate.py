"""The row of nllax.poisson_log_rate."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import counts


def _poisson_log_rate(y, log_rate):
    return y * log_rate - mp.exp(log_rate) - mp.loggamma(y + 1)


CASE = Case(
    distribution=nllax.poisson_log_rate,
    density=_poisson_log_rate,
    typical=tuple((y, (r,)) for y in (0, 1, 4, 17) for r in (-1.5, 0.0, 1.75)),
    hard=(
        (10**7, (16.118095,)),
        (10**6, (13.8,)),
        (10**5, (11.5129,)),
        (0, (-80.0,)),
        (3, (-60.0,)),
        (3982, (80.0,)),
        (40, (2.5,)),
        (2**24, (16.6,)),
    ),
    scales={},
    outside=(-1.0, 0.5, INF),
    illegal={"log_rate": (NAN,)},
    box=lambda rng, n: (counts(rng, n), rng.uniform(-80, 80, n).astype(np.float32)),
    points=lambda log_rate: tuple(range(60 + int(2 * np.exp(log_rate)))),
    intervals=(
        *((low, low + width, (r,)) for r in (-1.5, 1.75) for low in (-1, 3) for width in (1, 2, 40)),
        (999990, 1000190, (13.8125,)),
        (1100000, 1100200, (13.8125,)),
        (9998000, 9999000, (16.118095,)),
        (100, 140, (-60.0,)),
    ),
    spread=((2.75,), (2.8125,), (4.625,)),
)
