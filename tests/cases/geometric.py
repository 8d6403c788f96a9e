"""The row of nllax.geometric."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._draws import counts, signed


def _geometric(y, logits):
    return -mp.log1p(mp.exp(-logits)) - y * mp.log1p(mp.exp(logits))


CASE = Case(
    distribution=nllax.geometric,
    density=_geometric,
    typical=tuple((y, (x,)) for y in (0, 1, 4, 17) for x in (-1.0, 0.0, 0.5, 3.0)),
    hard=tuple((y, (x,)) for y in (0, 1, 10**7) for x in (-1000.0, -90.0, -16.118, 1e-6, 17.0, 90.0, 1e6)),
    scales={},
    outside=(-1.0, 0.5, INF),
    illegal={"logits": (NAN,)},
    box=lambda rng, n: (counts(rng, n), signed(rng, n, 1e-8, 1e8)),
    points=lambda logits: tuple(range(120)),
    intervals=((-1, 0, (0.5,)), (2.5, 7.9, (0.5,)), (5, 400, (-3.0,)), (1000, 1010, (-4.0,))),
)
