"""The row of nllax.multivariate_normal."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import everyday_vectors, vectors
from cases._gauss import difference, gauss_hermite, log_diagonal, score_unit, substitution, triangles
from cases._lacks import NO_ORDER


def _multivariate_normal(y, loc, scale_tril):
    z = substitution(scale_tril, difference(y, loc))
    return -mp.fsum(x**2 for x in z) / 2 - log_diagonal(scale_tril) - len(y) * mp.log(2 * mp.pi) / 2


_EYE = ((1.0, 0.0), (0.0, 1.0))


_TRIANGLE = ((0.45, 9.0), (-1.5, 2.0))  # what is above the diagonal does not count


CASE = Case(
    distribution=nllax.multivariate_normal,
    density=_multivariate_normal,
    typical=tuple(
        (y, (loc, scale))
        for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
        for loc, scale in (((0.0, 0.0), _EYE), ((0.3, -1.5), _TRIANGLE))
    ),
    hard=(
        ((1024.0, -3.0), ((0.0, -3.0), ((1.0, 0.0), (-3.0, 2.0**-10)))),
        ((1e-5, 2e6), ((2e-5, 1e6), ((2.0**-20, 0.0), (1.25, 2.0**20)))),
        ((1.5, 0.75, -4.0), ((1.0, 0.25, 0.5), ((0.7, 0.0, 0.0), (0.66, 0.01, 0.0), (-0.9, 0.3, 0.2)))),
    ),
    scales={
        "y": lambda loc, scale_tril: score_unit(scale_tril),
        "loc": lambda loc, scale_tril: score_unit(scale_tril),
        "scale_tril": lambda loc, scale_tril: score_unit(scale_tril)[:, None],
    },
    outside=((INF, 0.0), (0.0, -INF)),
    illegal={
        "loc": ((INF, 0.0), (NAN, 0.0)),
        "scale_tril": (((0.0, 0.0), (1.0, 1.0)), ((1.0, 0.0), (NAN, 1.0)), ((1.0, 0.0), (0.0, INF))),
    },
    box=lambda rng, n: (lambda y, loc, scale: (y, loc, triangles(rng, scale)))(*vectors(rng, n, 3)),
    everyday=lambda rng, n: (lambda loc, scale: (loc, triangles(rng, scale)))(*everyday_vectors(rng, n, 3)),
    nodes=lambda loc, scale_tril: gauss_hermite(loc, np.tril(scale_tril)),
    lacks=NO_ORDER,
)
