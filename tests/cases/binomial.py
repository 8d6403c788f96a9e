"""The row of nllax.binomial."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, signed


def _successes(rng, n):
    """Totals up to 1e7, and counts of all fractions of them."""
    total = np.floor(log_uniform(rng, n, 1.0, 1e7))
    return np.floor((total + 1) * rng.beta(0.3, 0.3, n).clip(0, 0.99999)).clip(0, total).astype(np.float32), total


def _binomial(y, total_count, logits):
    n = total_count
    return mp.log(mp.binomial(n, y)) + y * logits - n * mp.log1p(mp.exp(logits))


CASE = Case(
    distribution=nllax.binomial,
    density=_binomial,
    typical=tuple(
        (y, (n, x)) for n, ys in ((1, (0, 1)), (12, (0, 3, 12)), (40, (1, 25))) for y in ys for x in (-1.5, 0.0, 2.0)
    ),
    hard=(
        (5000010, (10**7, 0.0)),
        (4999479, (10**7, 1e-4)),
        (1, (10**7, -15.4146)),
        (9999999, (10**7, 15.4146)),
        (0, (10**7, -100.0)),
        (10**6, (10**7, -2.2)),
        (3, (70, 1000.0)),
        (17, (40, -90.0)),
        (0, (0, 3.0)),
        (175830, (381887, 5e-13)),
    ),
    scales={},
    outside=(-1.0, 0.5, 10**6, INF),
    illegal={"total_count": (-1.0, 2.5, INF, NAN), "logits": (NAN,)},
    box=lambda rng, n: (*_successes(rng, n), signed(rng, n, 1e-8, 1e8)),
    points=lambda total_count, logits: tuple(range(int(total_count) + 1)),
    intervals=(
        *((low, low + width, v) for v in ((12, -1.5), (40, 2.0)) for low in (-1, 3, 11) for width in (1, 2, 40)),
        (-INF, 30, (40, 2.0)),
        (-0.5, 60, (40, 2.0)),
        (0, 1, (1, 0.0)),
        (4998000, 4998400, (10**7, 0.0)),
        (5100000, 5100200, (10**7, 0.0)),
        (1000, 1100, (10**7, -9.25)),
        (9998900, 9999000, (10**7, 9.25)),
        (443785, 444006, (1044558, -0.30393639)),
    ),
    spread=((60, 0.25), (70, 0.25), (300, -3.0), (500, 0.5), (1200, 2.25), (390, 0.0)),
)
