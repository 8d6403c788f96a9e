"""The row of nllax.multivariate_normal_diag."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import normal
from cases._draws import everyday_vectors, vectors
from cases._gauss import gauss_hermite
from cases._lacks import NO_ORDER


def _multivariate_normal_diag(y, loc, scale_diag):
    return mp.fsum(normal(*entry) for entry in zip(y, loc, scale_diag, strict=True))


CASE = Case(
    distribution=nllax.multivariate_normal_diag,
    density=_multivariate_normal_diag,
    typical=tuple(
        (y, (loc, scale))
        for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
        for loc, scale in (((0.0, 0.0), (1.0, 1.0)), ((0.3, -1.5), (0.45, 7.0)))
    ),
    hard=(
        ((1024.0, -3.0), ((0.0, -3.0), (1.0, 2.0**-20))),
        ((1e-5, 2e6), ((2e-5, 1e6), (2.0**-20, 2.0**20))),
        ((1.0, 9999.0), ((1.0, 0.0), (2.0**20, 1.0))),
    ),
    scales=dict.fromkeys(("y", "loc", "scale_diag"), lambda loc, scale_diag: np.asarray(scale_diag)),
    outside=((INF, 0.0), (0.0, -INF)),
    illegal={"loc": ((INF, 0.0), (NAN, 0.0)), "scale_diag": ((0.0, 1.0), (1.0, -1.0), (INF, 1.0), (NAN, 1.0))},
    box=lambda rng, n: vectors(rng, n, 3),
    everyday=lambda rng, n: everyday_vectors(rng, n, 3),
    nodes=lambda loc, scale_diag: gauss_hermite(loc, np.diag(scale_diag)),
    lacks=NO_ORDER,
)
