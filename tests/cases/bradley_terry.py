"""The row of nllax.bradley_terry."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import signed


def _bradley_terry(y, a, b):
    return -y * mp.log1p(mp.exp(b - a)) - (1 - y) * mp.log1p(mp.exp(a - b))


CASE = Case(
    distribution=nllax.bradley_terry,
    density=_bradley_terry,
    typical=tuple((y, v) for y in (0.0, 1.0, 0.3) for v in ((-2.0, 0.7), (0.0, 0.0), (0.5, 0.2), (3.0, -1.0))),
    hard=tuple(
        (y, v)
        for y in (0.0, 1.0)
        for v in ((-1000.0, 0.3), (9e3, 9.001e3), (-17.0, 1e-6), (17.0, -0.1), (1e6, 1e6), (1e38, -1e38))
    ),
    scales={},
    outside=(-1.0, 2.0, INF),
    illegal={"logits_a": (NAN, INF), "logits_b": (NAN, -INF)},
    box=lambda rng, n: (
        rng.integers(0, 2, n).astype(np.float32),
        signed(rng, n, 1e-8, 1e8),
        signed(rng, n, 1e-8, 1e8),
    ),
    points=lambda a, b: (0.0, 1.0),
)
