"""The row of nllax.von_mises_fisher."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform
from cases._lacks import NO_ORDER


def _von_mises_fisher(y, mean_direction, kappa):
    d = mp.mpf(len(y))
    v = d / 2 - 1
    dot = mp.fsum(a * b for a, b in zip(y, mean_direction, strict=True))
    if kappa == 0:
        return mp.loggamma(d / 2) - mp.log(2) - d / 2 * mp.log(mp.pi)
    return kappa * dot + v * mp.log(kappa) - (v + 1) * mp.log(2 * mp.pi) - mp.log(mp.besseli(v, kappa))


def _directions(rng, n):
    x = rng.standard_normal((n, 3))
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)


def _circle(mean_direction, kappa):
    """A rule of equal weights is exact for what is periodic and smooth."""
    angle = np.arange(512) * (2 * np.pi / 512)
    return np.stack([np.cos(angle), np.sin(angle)], -1), np.full(512, 2 * np.pi / 512)


def _larger(mean_direction, kappa):
    return 1 / max(1.0, kappa)


_EAST, _SLANTED = (1.0, 0.0), (-0.6, 0.8)
_UNIFORM = (0.25,) * 16


CASE = Case(
    distribution=nllax.von_mises_fisher,
    density=_von_mises_fisher,
    typical=tuple(
        (y, v) for y in (_EAST, (0.28, -0.96)) for v in ((_EAST, 0.5), (_SLANTED, 3.0), (_SLANTED, 11.5), (_EAST, 20.0))
    ),
    hard=(
        (_SLANTED, (_SLANTED, 1e6)),
        ((0.6, -0.8), (_SLANTED, 1e6)),
        (_EAST, (_SLANTED, 1e-4)),
        ((0.0, 0.6, 0.8), ((*_SLANTED, 0.0), 11.99)),
        ((0.0, 0.6, 0.8), ((0.0, 0.6, 0.8), 1e5)),
        (_UNIFORM, (_UNIFORM, 1e6)),
        (_UNIFORM, (_UNIFORM[:8] + (-0.25,) * 8, 12.0)),
        (_UNIFORM, (_UNIFORM, 1e-4)),
    ),
    scales={"y": _larger, "mean_direction": _larger, "concentration": lambda mean_direction, kappa: kappa},
    outside=((INF, 0.0), (2.0, 0.0), (0.0, 0.0)),
    illegal={
        "mean_direction": ((NAN, 0.0), (0.0, 0.0), (1.0, 1.0), (INF, 0.0)),
        "concentration": (-0.1, INF, NAN),
    },
    box=lambda rng, n: (_directions(rng, n), _directions(rng, n), log_uniform(rng, n, 1e-4, 1e6)),
    nodes=_circle,
    regular=False,
    jumps=("concentration",),
    constrained=("mean_direction",),
    lacks=NO_ORDER | {"variance": "the spread of a direction is its resultant length, not a second moment"},
)
