"""Sums and products over vectors, against what they are exactly."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.sums import log_product, sum_log, sum_two_float, sum_with_error

SIZES = (1, 2, 5, 16, 1000)
compiled = pytest.mark.parametrize("compiled", [True, False], ids=["jit", "eager"])


def _signed(rng, size, dtype):
    return jnp.asarray((rng.normal(size=(20, size)) * 10.0 ** rng.uniform(-6, 6, (20, size))).astype(dtype))


@compiled
@pytest.mark.parametrize("size", SIZES)
def test_sums_keep_every_rounding_error(size, compiled, dtype, rng):
    x = _signed(rng, size, dtype)
    with jax.disable_jit(not compiled):
        pairs = jax.jit(sum_with_error)(x), jax.jit(sum_two_float)(x, jnp.zeros_like(x))
    eps = float(jnp.finfo(dtype).eps)
    for high, low in pairs:
        for row, h, rest in zip(np.asarray(x, float), np.asarray(high, float), np.asarray(low, float), strict=True):
            exact = mp.fsum(map(mp.mpf, row))
            assert abs(mp.mpf(h) + mp.mpf(rest) - exact) <= size * eps**2 * np.abs(row).sum()
            assert abs(rest) <= eps * abs(h)


def test_derivatives_of_a_sum_with_its_error():
    f = lambda x: (lambda s: s[0] ** 3 + 2 * s[1])(sum_with_error(x))
    x = jnp.asarray([1.0, 2.0, -0.5])
    np.testing.assert_allclose(jax.grad(f)(x), jnp.full(3, 3 * 2.5**2))
    np.testing.assert_allclose(jax.hessian(f)(x), jnp.full((3, 3), 6 * 2.5))
    np.testing.assert_allclose(jax.jacfwd(f)(x), jnp.full(3, 3 * 2.5**2))


@compiled
@pytest.mark.parametrize("size", SIZES)
def test_logarithm_of_a_product_out_of_range(size, compiled, dtype, rng):
    x = jnp.asarray(np.exp(rng.uniform(-80, 80, (20, size))).astype(dtype))
    scale = 1 / x[:, 0]
    with jax.disable_jit(not compiled):
        got, alone = jax.jit(log_product)(x, scale), jax.jit(sum_log)(x)
    eps = float(jnp.finfo(dtype).eps)
    for row, s, value, plain in zip(np.asarray(x, float), np.asarray(scale, float), got, alone, strict=True):
        exact = mp.fsum(mp.log(mp.mpf(v)) for v in row)
        each = 1 + size if dtype == "float32" else 80 * (1 + size)  # in float64 logarithms are summed
        for result, reference in ((value, exact + mp.log(mp.mpf(s))), (plain, exact)):
            assert abs(float(result) - reference) <= eps * (each + abs(reference)), (size, reference)


@pytest.mark.parametrize("size", [128, 129, 1000])
@pytest.mark.parametrize("mantissa", [0.7072, 1.4142])
def test_logarithm_of_a_product_of_like_mantissas(mantissa, size):
    """The longest product that is formed, the next, and one out of range, be all as large or small as mantissas get."""
    x = jnp.full(size, mantissa, jnp.float32)
    exact = size * np.log(float(x[0]))
    assert abs(float(sum_log(x)) - exact) <= 2.0**-23 * (size / 2 + abs(exact))


def test_slopes_of_the_logarithm_of_a_product():
    x, scale = jnp.asarray([0.5, 4.0]), jnp.asarray(8.0)
    by_x, by_scale = jax.grad(log_product, (0, 1))(x, scale)
    np.testing.assert_allclose(by_x, [2.0, 0.25])
    assert by_scale == 0.125
