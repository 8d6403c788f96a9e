"""The row of nllax.multivariate_normal_precision."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import everyday_vectors, vectors
from cases._gauss import difference, gauss_hermite, log_diagonal, score_unit, triangles
from cases._lacks import NO_ORDER


def _multivariate_normal_precision(y, loc, precision_tril):
    residual = difference(y, loc)
    z = [mp.fsum(precision_tril[i][j] * residual[i] for i in range(j, len(y))) for j in range(len(y))]
    return -mp.fsum(x**2 for x in z) / 2 + log_diagonal(precision_tril) - len(y) * mp.log(2 * mp.pi) / 2


def _spread(precision_tril):
    """One over the square roots of the diagonal of the precision."""
    return 1 / np.linalg.norm(np.tril(precision_tril), axis=1)


_EYE = ((1.0, 0.0), (0.0, 1.0))


_TRIANGLE = ((2.0, 9.0), (-1.5, 0.5))  # what is above the diagonal does not count


CASE = Case(
    distribution=nllax.multivariate_normal_precision,
    density=_multivariate_normal_precision,
    typical=tuple(
        (y, (loc, factor))
        for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
        for loc, factor in (((0.0, 0.0), _EYE), ((0.3, -1.5), _TRIANGLE))
    ),
    hard=(
        ((1024.0, -3.0), ((0.0, -3.0), ((1.0, 0.0), (-3.0, 2.0**-10)))),
        ((1e-5, 2e6), ((2e-5, 1e6), ((2.0**20, 0.0), (1.25, 2.0**-20)))),
        ((3.1, 3.1), ((0.0, 0.0), ((1e4, 0.0), (-1e4, 1e-3)))),
        ((1e4, 1e4, 1e4), ((0.1, 0.2, 0.3), ((0.7, 0.0, 0.0), (0.66, 0.01, 0.0), (-1.36, 0.3, 0.2)))),
    ),
    scales={
        "y": lambda loc, precision_tril: _spread(precision_tril),
        "loc": lambda loc, precision_tril: _spread(precision_tril),
        "precision_tril": lambda loc, precision_tril: score_unit(precision_tril)[:, None],
    },
    outside=((INF, 0.0), (0.0, -INF)),
    illegal={
        "loc": ((INF, 0.0), (NAN, 0.0)),
        "precision_tril": (((0.0, 0.0), (1.0, 1.0)), ((1.0, 0.0), (NAN, 1.0)), ((1.0, 0.0), (0.0, INF))),
    },
    box=lambda rng, n: (lambda y, loc, scale: (y, loc, triangles(rng, 1 / scale)))(*vectors(rng, n, 3)),
    everyday=lambda rng, n: (lambda loc, scale: (loc, triangles(rng, 1 / scale)))(*everyday_vectors(rng, n, 3)),
    nodes=lambda loc, precision_tril: gauss_hermite(loc, np.linalg.inv(np.tril(precision_tril)).T),
    lacks=NO_ORDER,
)
