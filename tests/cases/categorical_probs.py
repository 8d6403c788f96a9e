"""The row of nllax.categorical_probs."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import NAN, Case
from cases._densities import xlogy
from cases._lacks import NO_CDF


def _categorical_probs(y, probs):
    if isinstance(y, tuple):
        return mp.fsum(xlogy(p, q) for p, q in zip(y, probs, strict=True))
    return mp.log(probs[y])


_PROBS = ((0.25, 0.25, 0.5), (0.125, 0.8125, 0.0625))


CASE = Case(
    distribution=nllax.categorical_probs,
    density=_categorical_probs,
    typical=tuple((y, (p,)) for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25)) for p in _PROBS),
    hard=tuple((y, ((2.0**-100, 0.5, 0.5),)) for y in (0, 1)),
    scales={"probs": lambda probs: np.asarray(probs)},
    outside=(),
    illegal={"probs": ((NAN, 0.5, 0.5), (-0.5, 1.0, 0.5), (1.0, 2.0, 3.0))},
    box=lambda rng, n: (rng.integers(0, 5, n), rng.dirichlet(np.full(5, 0.5), n).clip(1e-30).astype(np.float32)),
    points=lambda probs: (0, 1, 2),
    lacks=NO_CDF,
)
