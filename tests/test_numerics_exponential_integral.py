"""The scaled exponential integral against mpmath's."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.exponential_integral import scaled_exponential_integral

POINTS = (1e-30, 1e-6, 0.02, 0.3, 0.99, 1 - 2.0**-24, 1.0, 1 + 2.0**-23, 1.3, 4.0, 30.0, 700.0)


def _scaled(x):
    return mp.exp(x) * mp.e1(x)


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "eager"])
def test_value_and_slope(compiled, dtype):
    x = np.asarray(POINTS, dtype)
    with jax.disable_jit(not compiled):
        f = jax.jit(jax.vmap(jax.value_and_grad(scaled_exponential_integral)))
        value, slope = map(np.asarray, f(jnp.asarray(x)))
    eps = float(np.finfo(dtype).eps)
    with mp.workdps(60):
        for at, got, got_slope in zip(x, value, slope, strict=True):
            exact = mp.mpf(float(at))
            expected = _scaled(exact)
            assert abs(got - expected) <= 4 * eps * expected, at
            assert abs(got_slope - (expected - 1 / exact)) <= 6 * eps * (1 / exact - expected), at


def test_second_slope(x64):
    for x in (0.3, 2.0, 50.0):
        expected = float(mp.diff(_scaled, mp.mpf(x), 2))
        np.testing.assert_allclose(jax.grad(jax.grad(scaled_exponential_integral))(x), expected, rtol=1e-12)


def test_far_out_it_is_a_reciprocal(dtype):
    got = scaled_exponential_integral(jnp.asarray(1e30, dtype))
    np.testing.assert_allclose(got, 1e-30, rtol=4 * float(jnp.finfo(dtype).eps))
