"""The series of the Tweedie density, against mpmath."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.tweedie_series import tweedie_series

modes = pytest.mark.parametrize("mode", [jax.jit, lambda f: f], ids=["jit", "eager"])

CENTERS = (1e-25, 1e-3, 0.4, 1.0, 2.5, 9.0, 17.9, 18.1, 60.0, 500.0)
SHAPES = (0.02, 0.5, 1.0, 4.0, 60.0)


def _remainder(x):
    return mp.loggamma(x) - ((x - mp.mpf(0.5)) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)


def _exact(center, shape):
    """The sum over all j whose terms are above 1e-40 of the largest, and its two averages."""
    nu, a = mp.mpf(float(center)), mp.mpf(float(shape))
    spread = 15 * mp.sqrt(nu / (1 + a)) + 60
    js = range(max(1, int(nu - spread)), int(nu + spread) + 1)
    distances = [j * mp.log(j / nu) - (j - nu) for j in js]
    terms = [
        mp.exp(-(1 + a) * d - _remainder(mp.mpf(j)) - _remainder(j * a)) for j, d in zip(js, distances, strict=True)
    ]
    slopes = [j * (mp.digamma(j * a) - mp.log(j * a) + 1 / (2 * j * a)) for j in js]
    total = mp.fsum(terms)
    rows = zip(terms, js, distances, slopes, strict=True)
    sums = [(t * (j - nu), t * (d + s)) for t, j, d, s in rows]
    return (mp.log(total), *(mp.fsum(x) / total for x in zip(*sums, strict=True)))


@pytest.mark.slow
@modes
def test_tweedie_series(mode, dtype):
    centers, shapes = (jnp.asarray(x.ravel(), dtype) for x in np.meshgrid(CENTERS, SHAPES))
    got = mode(tweedie_series)(centers, jnp.log(centers), shapes)
    with mp.workdps(40):
        exact = np.array([_exact(c, a) for c, a in zip(centers.tolist(), shapes.tolist(), strict=True)]).astype(float)
    eps = float(np.finfo(dtype).eps)
    for value, reference in zip(got, exact.T, strict=True):
        np.testing.assert_allclose(value, reference, rtol=8 * eps, atol=40 * eps)
