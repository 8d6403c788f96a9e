"""The row of nllax.ordered_logistic."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, signed
from cases._lacks import NO_CDF


def _ordered_logistic(y, predictor, cutpoints):
    if isinstance(y, tuple):
        return mp.fsum(p * _ordered_logistic(k, predictor, cutpoints) for k, p in enumerate(y) if p != 0)
    low, high = (-mp.inf, *cutpoints, mp.inf)[y : y + 2]
    side = 1 if predictor >= low else -1  # of the masses below the ends or above them, those that are not both almost 1
    first, second = (1 / (1 + mp.exp(side * (predictor - end))) for end in (low, high))
    return mp.log(side * (second - first))


CASE = Case(
    distribution=nllax.ordered_logistic,
    density=_ordered_logistic,
    typical=tuple(
        (y, (predictor, cutpoints))
        for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25))
        for predictor in (-1.5, 0.25, 3.0)
        for cutpoints in ((-1.0, 1.0), (0.1, 0.4))
    ),
    hard=tuple(
        (y, point)
        for y in (0, 1, 2)
        for point in (
            (104.0, (0.9, 3.4)),
            (-1e4, (-2.0, 429.0)),
            (0.5, (0.5, 0.5 + 2.0**-22)),
            (1e-30, (-90.0, 60.0)),
            (-17.0, (-16.0, 0.005)),
        )
    ),
    scales={},
    outside=(),
    illegal={"predictor": (INF, NAN), "cutpoints": ((1.0, 1.0), (1.0, 0.0), (NAN, 1.0), (0.0, INF))},
    box=lambda rng, n: (
        rng.integers(0, 5, n),
        signed(rng, n, 1e-8, 1e6),
        np.cumsum(log_uniform(rng, 4 * n, 1e-2, 1e4).reshape(n, 4), 1) - np.float32(1e3),
    ),
    points=lambda predictor, cutpoints: (0, 1, 2),
    lacks=NO_CDF,
)
