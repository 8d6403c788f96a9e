"""The row of nllax.plackett_luce."""

import itertools

import mpmath as mp
import numpy as np

import nllax
from cases._case import NAN, Case
from cases._classes import HARD_LOGITS, LOGITS
from cases._draws import random_logits
from cases._lacks import NO_CDF

_NO_NUMBERS = NO_CDF | dict.fromkeys(("mean", "variance"), "labels are names, not numbers")


def _plackett_luce(y, logits):
    left = list(range(len(logits)))
    total = mp.mpf(0)
    for item in y:
        total += logits[item] - mp.log(mp.fsum(mp.exp(logits[c]) for c in left))
        left.remove(item)
    return total


CASE = Case(
    distribution=nllax.plackett_luce,
    density=_plackett_luce,
    typical=tuple((y, (x,)) for y in ((0, 1, 2), (2, 0, 1), (1, 0), (2,)) for x in LOGITS),
    hard=tuple((y, (x,)) for y in ((0, 1, 2), (2, 0, 1), (1, 2)) for x in HARD_LOGITS),
    scales={},
    outside=((0, 1, 0), (2, 2, 2)),
    illegal={"logits": ((NAN, 0.0, 0.0),)},
    box=lambda rng, n: (rng.permuted(np.tile(np.arange(5), (n, 1)), axis=1), random_logits(rng, n)),
    points=lambda logits: tuple(itertools.permutations(range(3))),
    lacks=_NO_NUMBERS | {"entropy": "has as many terms as there are rankings"},
)
