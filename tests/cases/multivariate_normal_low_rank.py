"""The row of nllax.multivariate_normal_low_rank."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import everyday_vectors, signed, vectors
from cases._gauss import difference, gauss_hermite
from cases._lacks import NO_ORDER


def _multivariate_normal_low_rank(y, loc, cov_factor, cov_diag):
    size = len(y)
    factor, residual = mp.matrix(cov_factor), mp.matrix(difference(y, loc))
    with mp.extradps(50):  # the condition of the covariance
        covariance = factor * factor.T + mp.diag(cov_diag)
        square = (residual.T * mp.lu_solve(covariance, residual))[0]
        return -(square + mp.log(mp.det(covariance)) + size * mp.log(2 * mp.pi)) / 2


def _covariance(cov_factor, cov_diag):
    return np.asarray(cov_factor) @ np.asarray(cov_factor).T + np.diag(cov_diag)


def _score_unit(loc, cov_factor, cov_diag):
    """One over the standard deviation of each entry of the score in the location."""
    precision = mp.inverse(mp.matrix(_covariance(cov_factor, cov_diag)))
    return np.array([float(1 / mp.sqrt(precision[i, i])) for i in range(len(cov_diag))])


def _box(rng, n):
    """Factors from 1e-3 to 1e3 scales."""
    y, loc, scale = vectors(rng, n, 3)
    cov_factor = scale[..., None] * signed(rng, 6 * n, 1e-3, 1e3).reshape(n, 3, 2)
    return y, loc, cov_factor.astype(np.float32), scale * scale


def _everyday(rng, n):
    """Factors up to two standard deviations of the noise."""
    loc, scale = everyday_vectors(rng, n, 3)
    cov_factor = scale[..., None] * rng.uniform(-2, 2, (n, 3, 2))
    return loc, cov_factor.astype(np.float32), scale * scale


CASE = Case(
    distribution=nllax.multivariate_normal_low_rank,
    density=_multivariate_normal_low_rank,
    typical=tuple(
        (y, (loc, factor, diag))
        for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
        for loc, factor, diag in (
            ((0.0, 0.0), ((1.0, 0.0), (1.5, 0.5)), (1.0, 1.0)),
            ((0.3, -1.5), ((0.5, -0.25), (0.0, 2.0)), (0.45, 7.0)),
        )
    ),
    hard=(
        ((1024.0, -3.0), ((0.0, -3.0), ((1e3,), (-2e3,)), (1.0, 2.0**-10))),
        ((1e-5, 2e6), ((2e-5, 1e6), ((2.0**-20,), (2.0**20,)), (2.0**-40, 2.0**40))),
        ((3.0, 1.0, -2.0), ((0.1, 0.2, 0.3), ((1e4, 1e4), (3e4, 3e4), (-1e4, -1e4)), (1.0, 0.25, 4.0))),
        ((3.0, 1.0, -2.0), ((0.1, 0.2, 0.3), ((1.0, 0.7), (3.0, -0.2), (-1.0, 0.1)), (1e-4, 0.25, 1e2))),
        ((3.0, 1.0), ((0.1, 0.2), ((0.0, 0.0), (0.0, 0.0)), (1.0, 0.25))),
        ((3.0, 1.0), ((0.1, 0.2), tuple((float(k), 0.5 - 0.25 * k, 1.0, 0.1, k - 2.0) for k in (1, 2)), (1.0, 0.25))),
        ((5.0,), ((4.5,), ((2.0,),), (0.5,))),
    ),
    scales={
        "y": _score_unit,
        "loc": _score_unit,
        "cov_factor": lambda *values: _score_unit(*values)[:, None],
        "cov_diag": lambda loc, cov_factor, cov_diag: np.asarray(cov_diag),
    },
    outside=((INF, 0.0), (0.0, -INF)),
    illegal={
        "loc": ((INF, 0.0), (NAN, 0.0)),
        "cov_factor": (((INF, 0.0), (0.0, 1.0)), ((0.0, NAN), (0.0, 1.0))),
        "cov_diag": ((0.0, 1.0), (1.0, -1.0), (INF, 1.0), (NAN, 1.0)),
    },
    box=_box,
    everyday=_everyday,
    nodes=lambda loc, cov_factor, cov_diag: gauss_hermite(loc, np.linalg.cholesky(_covariance(cov_factor, cov_diag))),
    lacks=NO_ORDER,
    event_size=(3, 2),
)
