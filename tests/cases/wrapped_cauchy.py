"""The row of nllax.wrapped_cauchy."""

import mpmath as mp
import numpy as np

import nllax
from cases._angles import NO_CIRCLE, one_turn
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, signed


def _wrapped_cauchy(y, loc, rho):
    return mp.log((1 - rho**2) / (1 + rho**2 - 2 * rho * mp.cos(y - loc)) / (2 * mp.pi))


def _box(rng, n):
    """Resultant lengths up to 1 - 1e-6, residuals from 1e-4 of the width to half a turn, within a few turns."""
    gap = log_uniform(rng, n, 1e-6, 1.0)
    loc = rng.uniform(-np.pi, np.pi, n)
    residual = np.clip(signed(rng, n, 1e-4, 1e4) * gap, -np.pi, np.pi)
    turns = rng.integers(-3, 4, n) * 2 * np.pi
    return (loc + residual + turns).astype(np.float32), loc.astype(np.float32), (1 - gap).astype(np.float32)


CASE = Case(
    distribution=nllax.wrapped_cauchy,
    density=_wrapped_cauchy,
    typical=tuple((y, v) for y in (-3.25, 0.7, 2.5) for v in ((0.0, 0.5), (0.3, 0.9), (-1.5, 0.05))),
    hard=(
        (0.0, (0.0, 0.999999)),
        (6.2831855, (0.0, 0.999999)),
        (-9.9, (2.666371, 0.9999)),
        (1e-6, (0.0, 0.999999)),
        (3.0, (-0.14159, 0.999999)),
        (2.0, (0.5, 1e-8)),
        (2.0, (0.5, 0.0)),
        (-30.0, (1.4159266, 0.99)),
    ),
    scales=dict.fromkeys(("y", "loc", "concentration"), lambda loc, rho: 1 - rho),
    outside=(INF, -INF),
    illegal={"loc": (INF, -INF, NAN), "concentration": (-0.1, 1.0, 2.0, NAN)},
    box=_box,
    pieces=one_turn,
    lacks=NO_CIRCLE,
)
