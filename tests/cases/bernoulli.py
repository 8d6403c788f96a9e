"""The row of nllax.bernoulli."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import signed


def _bernoulli(y, logits):
    return -y * mp.log1p(mp.exp(-logits)) - (1 - y) * mp.log1p(mp.exp(logits))


CASE = Case(
    distribution=nllax.bernoulli,
    density=_bernoulli,
    typical=tuple((y, (x,)) for y in (0.0, 1.0, 0.3) for x in (-2.0, 0.0, 0.5, 3.0)),
    hard=tuple((y, (x,)) for y in (0.0, 1.0) for x in (-1000.0, -90.0, -17.0, 1e-6, 17.0, 90.0, 1e6)),
    scales={},
    outside=(-1.0, 2.0, INF),
    illegal={"logits": (NAN,)},
    box=lambda rng, n: (rng.integers(0, 2, n).astype(np.float32), signed(rng, n, 1e-8, 1e8)),
    points=lambda logits: (0.0, 1.0),
)
