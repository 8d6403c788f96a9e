"""The row of nllax.von_mises."""

import mpmath as mp
import numpy as np

import nllax
from cases._angles import NO_CIRCLE, one_turn
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, signed


def _von_mises(y, loc, kappa):
    return kappa * mp.cos(y - loc) - mp.log(2 * mp.pi * mp.besseli(0, kappa))


def _box(rng, n):
    """Concentrations from 1e-4 to 1e6, residuals from 1e-4 to 1e3 of the width, within a few turns."""
    kappa = log_uniform(rng, n, 1e-4, 1e6)
    loc = rng.uniform(-np.pi, np.pi, n)
    residual = np.clip(signed(rng, n, 1e-4, 1e3) / np.sqrt(1 + kappa), -np.pi, np.pi)
    turns = rng.integers(-3, 4, n) * 2 * np.pi
    return (loc + residual + turns).astype(np.float32), loc.astype(np.float32), kappa


def _width(loc, kappa):
    return 1 / max(1.0, kappa) ** 0.5


CASE = Case(
    distribution=nllax.von_mises,
    density=_von_mises,
    typical=tuple((y, v) for y in (-3.25, 0.7, 2.5) for v in ((0.0, 0.5), (0.3, 3.0), (-1.5, 20.0))),
    hard=(
        (0.0, (0.0, 1e6)),
        (6.2831855, (0.0, 1e6)),
        (-9.9, (2.666371, 1e4)),
        (1e-3, (0.0, 1e6)),
        (3.0, (-0.14159, 1e6)),
        (2.0, (0.5, 1e-4)),
        (2.0, (0.5, 0.0)),
        (1.0, (0.5, 4.0)),
        (1.0, (0.5, 3.9999998)),
        (-30.0, (1.4159266, 100.0)),
    ),
    scales={"y": _width, "loc": _width, "concentration": lambda loc, kappa: kappa},
    outside=(INF, -INF),
    illegal={"loc": (INF, -INF, NAN), "concentration": (-0.1, INF, NAN)},
    box=_box,
    pieces=one_turn,
    lacks=NO_CIRCLE,
)
