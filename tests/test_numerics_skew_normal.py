"""The mode of the skew normal distribution, against the equation that it solves; its entropy, against an integral."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
from reference import units

from nllax._numerics.skew_normal_entropy import skew_normal_negentropy
from nllax._numerics.skew_normal_inverse import skew_normal_mode

SKEWNESSES = (0.0, 1e-20, 1e-4, -0.3, 0.7, 1.4, -2.9, 6.0, 40.0, 1e3, -1e4, 1e9)


def _hazard(t):
    return mp.exp(-(t**2) / 2) * mp.sqrt(2 / mp.pi) / mp.erfc(-t / mp.sqrt(2))


def _root(a):
    """The z with z = a h(a z), for a > 0: the product t = a z by bisection."""
    low, high = mp.mpf(0), 1 + a
    for _ in range(200):
        t = (low + high) / 2
        low, high = (t, high) if t < a**2 * _hazard(t) else (low, t)
    return low / a


def test_mode_and_its_slope(dtype):
    eps = float(jnp.finfo(dtype).eps)
    for skewness in SKEWNESSES:
        a = mp.mpf(float(np.asarray(skewness, dtype)))
        got, slope = jax.value_and_grad(skew_normal_mode)(jnp.asarray(skewness, dtype))
        z = mp.sign(a) * _root(abs(a)) if a else mp.mpf(0)
        assert abs(float(got) - z) <= 4 * eps * abs(z), skewness
        h, t, unit = _hazard(a * z), a * z, max(1.0, abs(skewness))
        expected = float(h * (1 - t * (t + h)) / (1 + t * (t + h)))
        assert units(float(slope) * unit, expected * unit, dtype) <= 4, skewness


def test_curvature_of_the_mode(x64):
    skewness = jnp.asarray(SKEWNESSES[2:-1])
    slope = jax.vmap(jax.grad(skew_normal_mode))
    step = 1e-4 * jnp.maximum(1, abs(skewness))
    difference = (slope(skewness + step) - slope(skewness - step)) / (2 * step)
    got = jax.vmap(jax.grad(jax.grad(skew_normal_mode)))(skewness)
    np.testing.assert_allclose(got, difference, rtol=1e-5, atol=1e-9)


def _negentropy(a):
    """Over the normal density, both signs of z at once, in pieces as long as the skewness is felt."""

    def integrand(z):
        high = mp.erfc(-a * z / mp.sqrt(2)) / 2
        low = 1 - high
        return mp.exp(-(z**2) / 2) * (high * mp.log(2 * high) + (low * mp.log(2 * low) if low else 0))

    ends = {mp.mpf(0), *(unit * k for unit in (1, 1 / (1 + a)) for k in (1, 2, 4, 7, 11) if unit * k <= 11)}
    return mp.sqrt(2 / mp.pi) * mp.quad(integrand, sorted(ends))


def test_negentropy_and_its_slope(dtype):
    for skewness in (0.0, -0.3, 1.0, 60.0, -1e5):
        value, slope = jax.value_and_grad(skew_normal_negentropy)(jnp.asarray(skewness, dtype))
        with mp.workdps(20):
            a, unit = abs(mp.mpf(float(np.asarray(skewness, dtype)))), max(1.0, abs(skewness))
            expected = np.sign(skewness) * float(mp.diff(_negentropy, a, h=mp.mpf(10) ** -7)) if skewness else 0.0
            assert units(float(value), float(_negentropy(a)), dtype) <= 4, skewness
        assert units(float(slope) * unit, expected * unit, dtype) <= (4 if dtype == "float32" else 100), skewness
