"""The haversine and its slope against 50 digits, eagerly and compiled."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.haversine import half_sine, haversine

PAIRS = [(0.1, 0.1000001), (6.2831855, 1e-7), (3.1415927, 0.0), (-12.566, 1e-4), (3, -3), (1e4, 2), (-2e4, 0.3), (1, 1)]
PAIRS += [(3e5, 1.0), (-4e7, 0.0), (0.7853982, -0.7853982), (0.8, 2.4)]


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("compiled", [False, True])
def test_near_and_far(dtype, compiled):
    y, loc = np.asarray(PAIRS, dtype).T
    angle = [mp.mpf(float(a)) - mp.mpf(float(b)) for a, b in zip(y, loc, strict=True)]
    for f, exact in ((haversine, lambda d: mp.sin(d / 2) ** 2), (half_sine, lambda d: mp.sin(d) / 2)):
        with jax.disable_jit(not compiled):
            got = jax.jit(f)(jnp.asarray(y), jnp.asarray(loc))
        assert got.dtype == dtype
        tolerance = 8 * float(jnp.finfo(dtype).eps)
        np.testing.assert_allclose(got, [float(exact(d)) for d in angle], rtol=tolerance, atol=1e-9 * tolerance)


@pytest.mark.usefixtures("x64")
def test_slopes():
    for y, loc in jnp.asarray(PAIRS, float):
        np.testing.assert_allclose(
            jax.grad(haversine, (0, 1))(y, loc), np.array([0.5, -0.5]) * jnp.sin(y - loc), atol=1e-11
        )
        np.testing.assert_allclose(jax.grad(jax.grad(haversine), 1)(y, loc), -0.5 * jnp.cos(y - loc), atol=1e-11)


@pytest.mark.parametrize("y", [5e4, 1e10, 3.4e38])
def test_beyond_the_reduction(y):
    assert 0 <= haversine(jnp.float32(y), jnp.float32(-y)) <= 1
    assert abs(half_sine(jnp.float32(y), jnp.float32(-y))) <= 0.5
