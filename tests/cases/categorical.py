"""The row of nllax.categorical."""

import mpmath as mp

import nllax
from cases._case import NAN, Case
from cases._classes import HARD_LOGITS, LOGITS
from cases._draws import random_logits
from cases._lacks import NO_CDF


def _categorical(y, logits):
    total = mp.log(mp.fsum(mp.exp(x) for x in logits))
    if isinstance(y, tuple):
        return mp.fsum(p * (x - total) for p, x in zip(y, logits, strict=True) if p != 0)
    return logits[y] - total


CASE = Case(
    distribution=nllax.categorical,
    density=_categorical,
    typical=tuple((y, (x,)) for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25)) for x in LOGITS),
    hard=tuple((y, (x,)) for y in (0, 1, 2) for x in HARD_LOGITS),
    scales={},
    outside=(),
    illegal={"logits": ((NAN, 0.0, 0.0),)},
    box=lambda rng, n: (rng.integers(0, 5, n), random_logits(rng, n)),
    points=lambda logits: (0, 1, 2),
    lacks=NO_CDF,
)
