"""The row of nllax.bernoulli_probs."""

import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import xlogy
from cases._draws import log_uniform


def _bernoulli_probs(y, probs):
    return xlogy(y, probs) + xlogy(1 - y, 1 - probs)


CASE = Case(
    distribution=nllax.bernoulli_probs,
    density=_bernoulli_probs,
    typical=tuple((y, (p,)) for y in (0.0, 1.0, 0.3) for p in (0.125, 0.5, 0.9)),
    hard=tuple((y, (p,)) for y in (0.0, 1.0) for p in (2.0**-120, 1e-6, 1 - 2.0**-24)),
    scales={"probs": lambda probs: probs * (1 - probs)},
    outside=(-1.0, 2.0, INF),
    illegal={"probs": (-0.25, 1.25, INF, NAN)},
    box=lambda rng, n: (rng.integers(0, 2, n).astype(np.float32), log_uniform(rng, n, 1e-37, 0.9999999)),
    points=lambda probs: (0.0, 1.0),
)
