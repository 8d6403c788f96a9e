"""The row of nllax.dirichlet."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform
from cases._families import logit_rule
from cases._lacks import NO_ORDER


def _dirichlet(y, concentration):
    power = mp.fsum((a - 1) * mp.log(x) for x, a in zip(y, concentration, strict=True) if a != 1)
    return power + mp.loggamma(mp.fsum(concentration)) - mp.fsum(mp.loggamma(a) for a in concentration)


def _triangle(concentration):
    """A share u of all, and a share v of the rest."""
    u, rest, weight = logit_rule(-46.0, 46.0, 0.25)
    y = np.stack(np.broadcast_arrays(u[:, None], rest[:, None] * u, rest[:, None] * rest), -1).reshape(-1, 3)
    return y, (weight[:, None] * rest[:, None] * weight).ravel()


def _box(rng, n):
    """Concentrations from 1e-4 to 1e7; shares such as they draw, and of all sizes."""
    concentration = log_uniform(rng, 4 * n, 1e-4, 1e7).reshape(n, 4)
    drawn, any_size = rng.gamma(concentration), log_uniform(rng, 4 * n, 1e-37, 1.0).reshape(n, 4)
    weights = np.where(rng.random((n, 1)) < 0.5, drawn.clip(1e-37), any_size)
    return (weights / weights.sum(1, keepdims=True)).clip(1.2e-38).astype(np.float32), concentration


_EQUAL = (0.25, 0.25, 0.25, 0.25)


CASE = Case(
    distribution=nllax.dirichlet,
    density=_dirichlet,
    typical=tuple(
        (y, (a,))
        for y in ((0.2, 0.5, 0.3), (0.03, 0.07, 0.9), (0.6, 0.001, 0.399))
        for a in ((1.0, 1.0, 1.0), (0.8, 2.5, 1.4), (0.9, 0.8, 0.95), (1.0, 3.2, 0.85), (19.0, 6.5, 4.0))
    ),
    hard=(
        ((0.0, 0.25, 0.75), ((1.0, 2.0, 3.0),)),
        ((1.0, 0.0, 0.0), ((0.75, 1.0, 1.0),)),
        ((1.2e-38, 0.25, 0.75), ((1.000001, 0.3, 0.02),)),
        ((1.2e-38, 1.2e-38, 1.0), ((1e-4, 2.0, 1e7),)),
        ((0.25, 1.2e-38, 0.75), ((0.01, 0.01, 0.02),)),
        ((1e-20, 0.5, 0.25, 0.25), ((1e-4, 1e-4, 1e-4, 1e-4),)),
        ((0.24992807, 0.25008368, 0.24993442, 0.25005382), ((1e7, 1e7, 1e7, 1e7),)),
        ((0.25, 0.25, 0.2500001, 0.2499998), ((1e7, 1e7, 1e7, 1e7),)),
        (_EQUAL, ((0.999999, 1.0, 1.000001, 1e7),)),
        (_EQUAL, ((3e-20, 2e-20, 4e-20, 1e-20),)),
        ((0.7, 0.3), ((2.3e7, 1e7),)),
        ((1.0,), ((4.5,),)),
        ((0.125,) * 8, ((3e5, 1.0, 1e-3, 44.0, 0.3, 7e6, 2.0, 1.9),)),
    ),
    scales={"concentration": np.asarray},
    relative=True,
    outside=((0.5, 0.6, 0.2), (-0.1, 0.6, 0.5), (INF, 0.0, 0.0), (0.0, 0.0, 0.0)),
    illegal={"concentration": ((0.0, 1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 1.0, INF), (NAN, 1.0, 1.0))},
    box=_box,
    nodes=_triangle,
    lacks=NO_ORDER,
)
