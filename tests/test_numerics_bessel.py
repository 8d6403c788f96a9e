"""Bessel functions against 50 digits, eagerly and compiled."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.bessel_circle import bessel_gap, log_bessel_i0e

KAPPA = [0.0, 1e-4, 0.3, 1.7, 3.99999, 4.0, 4.1, 7.0, 30.0, 900.0, 1e6]


def _exact(f, points, dtype):
    return np.array([float(f(mp.mpf(float(x)))) for x in np.asarray(points, dtype)])


def _both_ways(f, *inputs):
    with jax.disable_jit():
        eager = f(*inputs)
    return eager, jax.jit(f)(*inputs)


def _gap(x):
    return 1 - mp.besseli(1, x) / mp.besseli(0, x)


def _slope_of_gap(x):
    ratio = 1 - _gap(x)
    return mp.mpf(-0.5) if x == 0 else ratio**2 + ratio / x - 1


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 8 * 2.0**-23), ("float64", 2e-14)])
def test_circle(dtype, tolerance):
    kappa = jnp.asarray(KAPPA, dtype)
    for got in _both_ways(bessel_gap, kappa):
        np.testing.assert_allclose(got, _exact(_gap, kappa, dtype), rtol=tolerance)
    expected = _exact(lambda x: mp.log(mp.besseli(0, x)) - x, kappa, dtype)
    for got in _both_ways(log_bessel_i0e, kappa):
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)
    for got in _both_ways(jax.vmap(jax.grad(bessel_gap)), kappa):
        np.testing.assert_allclose(got, _exact(_slope_of_gap, kappa, dtype), rtol=120 * tolerance)
    np.testing.assert_allclose(jax.vmap(jax.grad(log_bessel_i0e))(kappa), -bessel_gap(kappa), rtol=tolerance)
