"""The row of nllax.multivariate_student_t."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, vectors
from cases._gauss import difference, log_diagonal, polar, score_unit, substitution, triangles
from cases._lacks import NO_ORDER


def _multivariate_student_t(y, df, loc, scale_tril):
    z = substitution(scale_tril, difference(y, loc))
    size = len(y)
    ratio = mp.loggamma((df + size) / 2) - mp.loggamma(df / 2) - size * mp.log(mp.pi * df) / 2
    return ratio - log_diagonal(scale_tril) - (df + size) / 2 * mp.log1p(mp.fsum(x**2 for x in z) / df)


def _box(rng, n):
    y, loc, scale = vectors(rng, n, 3)
    return y, log_uniform(rng, n, 1e-2, 1e30), loc, triangles(rng, scale)


_EYE = ((1.0, 0.0), (0.0, 1.0))


_TRIANGLE = ((0.45, 9.0), (-1.5, 2.0))  # what is above the diagonal does not count


_SPACE = ((0.7, 0.0, 0.0), (0.66, 0.01, 0.0), (-0.9, 0.3, 0.2))


CASE = Case(
    distribution=nllax.multivariate_student_t,
    density=_multivariate_student_t,
    typical=tuple(
        (y, (df, loc, scale))
        for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
        for df in (4.0, 2.5, 30.0)
        for loc, scale in (((0.0, 0.0), _EYE), ((0.3, -1.5), _TRIANGLE))
    ),
    hard=(
        ((1024.0, -3.0), (0.03, (0.0, -3.0), ((1.0, 0.0), (-3.0, 2.0**-10)))),
        ((1e-5, 2e6), (1e7, (2e-5, 1e6), ((2.0**-20, 0.0), (1.25, 2.0**20)))),
        ((1e30, -1e25), (2.0, (0.0, 0.0), _EYE)),
        ((1e12, -1e9), (1e20, (0.0, 0.0), _EYE)),
        ((0.001, 1e-3), (0.02, (0.0, 0.0), ((1.0, 0.0), (0.5, 3.0)))),
        ((3.0, -40.0), (1e30, (0.5, 0.25), ((1.0, 0.0), (0.5, 3.0)))),
        ((1.5, 0.75, -4.0), (3.5, (1.0, 0.25, 0.5), _SPACE)),
        ((1.5, 0.75, -4.0), (1e6, (1.0, 0.25, 0.5), _SPACE)),
        ((1.5,), (5.0, (1.0,), ((0.75,),))),
    ),
    scales={
        "y": lambda df, loc, scale_tril: score_unit(scale_tril),
        "df": lambda df, loc, scale_tril: df,
        "loc": lambda df, loc, scale_tril: score_unit(scale_tril),
        "scale_tril": lambda df, loc, scale_tril: score_unit(scale_tril)[:, None],
    },
    outside=((INF, 0.0), (0.0, -INF)),
    illegal={
        "df": (0.0, -1.0, INF, NAN),
        "loc": ((INF, 0.0), (NAN, 0.0)),
        "scale_tril": (((0.0, 0.0), (1.0, 1.0)), ((1.0, 0.0), (NAN, 1.0)), ((1.0, 0.0), (0.0, INF))),
    },
    box=_box,
    nodes=lambda df, loc, scale_tril: polar(loc, np.tril(scale_tril)),
    lacks=NO_ORDER,
)
