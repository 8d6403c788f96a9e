"""The normaliser on the sphere against 50 digits, eagerly and compiled, in low and high dimensions."""

import functools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from crossing import EXHAUSTIVE

from nllax._numerics.bessel_sphere import log_sphere_normaliser, sphere_gap

KAPPA = np.asarray([1e-4, 0.3, 3.0, 11.9999, 12.0, 29.9999, 30.0, 100.0, 1e6], np.float32)


def _exact(dimension, kappa):
    """The log of the normaliser, the gap and its slope."""
    v, x = mp.mpf(dimension) / 2 - 1, mp.mpf(float(kappa))
    bessel = mp.besseli(v, x)
    ratio = mp.besseli(v + 1, x) / bessel
    log = v * mp.log(x) + x - (v + 1) * mp.log(2 * mp.pi) - mp.log(bessel)
    return [float(q) for q in (log, 1 - ratio, ratio**2 + (2 * v + 1) / x * ratio - 1)]


@pytest.mark.slow
@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize("dimension", [2, 3, 4, 7, 26, 64, 500])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float32", 8 * 2.0**-23), pytest.param("float64", 1e-14, marks=EXHAUSTIVE)]
)
@pytest.mark.parametrize("compiled", [False, True])
def test_against_bessel_functions(dimension, dtype, tolerance, compiled):
    x = jnp.asarray(KAPPA, dtype)
    log, gap, slope = np.asarray([_exact(dimension, k) for k in np.asarray(x)]).T
    f, g = functools.partial(log_sphere_normaliser, dimension), functools.partial(sphere_gap, dimension)
    with jax.disable_jit(not compiled):
        np.testing.assert_allclose(jax.jit(f)(x), log, rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(x * jax.jit(g)(x), KAPPA * gap, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(jax.vmap(jax.grad(f))(x), g(x), rtol=tolerance)
    np.testing.assert_allclose(jax.vmap(jax.grad(g))(x), slope, rtol=20 * tolerance)


@pytest.mark.parametrize("dimension", [2, 3, 100])
def test_extremes(dimension):
    x = jnp.asarray([0.0, 1e-38, 1e10, 3e38], jnp.float32)
    assert jnp.isfinite(log_sphere_normaliser(dimension, x)).all()
    assert jnp.isfinite(sphere_gap(dimension, x)).all()
