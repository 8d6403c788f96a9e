"""The special functions behind the families on the real line, against mpmath."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from reference import units

from nllax._numerics.gamma_function import log_gamma_1p
from nllax._numerics.gamma_half_step import gamma_half_step
from nllax._numerics.half_turns import cot_half_turns
from nllax._numerics.log1p_excess import log1p_excess
from nllax._numerics.lorentzian import log_lorentzian
from nllax._numerics.powers import positive_power
from nllax._numerics.quotient import quotient_error

modes = pytest.mark.parametrize("mode", [jax.jit, lambda f: f], ids=["jit", "eager"])


def _exact(x):
    return [mp.mpf(float(v)) for v in np.asarray(x)]


def _around(cutoff, dtype):
    """Points across a switch of formula."""
    eps = float(np.finfo(dtype).eps)
    return cutoff * np.array([0.9, 1 - 8 * eps, 1 - eps, 1.0, 1 + eps, 1 + 8 * eps, 1.1])


def _half_step(a):
    return mp.loggamma(a + mp.mpf(0.5)) - mp.loggamma(a) - mp.log(a) / 2


@modes
def test_gamma_half_step(mode, dtype):
    a = jnp.asarray(np.concatenate([np.geomspace(1e-3, 1e30, 200), _around(1.0, dtype)]), dtype)
    with mp.workdps(80):
        reference = np.array([float(_half_step(v)) for v in _exact(a)])
        slope = np.array([float(v * mp.diff(_half_step, v, h=v * mp.mpf(10) ** -20)) for v in _exact(a)])
    assert units(mode(gamma_half_step)(a), reference, dtype).max() <= 2
    got = mode(jax.vmap(jax.grad(gamma_half_step)))(a) * a
    large = np.asarray(a) < 1e6  # beyond, mpmath's difference itself is too coarse
    assert units(got, slope, dtype)[large].max() <= 3


@modes
def test_log1p_excess(mode, dtype):
    w = jnp.asarray(np.concatenate([np.geomspace(1e-9, 1e9, 200), _around(1.0, dtype), [0.0]]), dtype)
    reference = np.array([float(mp.log1p(v) - v / (1 + v)) for v in _exact(w)])
    got = np.asarray(mode(lambda w: log1p_excess(jnp.log1p(w), w / (1 + w)))(w), float)
    assert units(got, reference, dtype).max() <= 3
    small = np.asarray(w) < 1
    np.testing.assert_allclose(got[small], reference[small], rtol=6 * float(np.finfo(dtype).eps))


@modes
def test_log_lorentzian(mode, dtype):
    ratio = np.concatenate([np.geomspace(1e-9, 1e32, 100), _around(1.0, dtype), _around(1e8, dtype), [0.0]])
    width = jnp.asarray(np.repeat([1e-6, 0.7, 1e6], ratio.size), dtype)
    x = jnp.asarray(np.tile(ratio, 3) * np.asarray(width, float) * np.resize([1, -1], width.size), dtype)
    x = jnp.append(x, jnp.asarray([1e38, -1e38, 3.0], dtype))
    width = jnp.append(width, jnp.asarray([1e-6, 1e6, 3.0], dtype))
    z = [a / b for a, b in zip(_exact(x), _exact(width), strict=True)]
    reference = [-mp.log(s * (1 + v * v)) for s, v in zip(_exact(width), z, strict=True)]
    slopes = [-2 * v / (1 + v * v) for v in z], [(v * v - 1) / (v * v + 1) for v in z]
    value, gradient = mode(jax.vmap(jax.value_and_grad(log_lorentzian, (0, 1))))(x, width)
    assert units(value, np.array(reference, float), dtype).max() <= 2
    for got, expected in zip(gradient, slopes, strict=True):
        assert units(got * width, np.array(expected, float), dtype).max() <= 2


@modes
def test_positive_power(mode, dtype):
    rng = np.random.default_rng(0)
    power = np.exp(rng.uniform(np.log(0.02), np.log(20), 300))
    x = jnp.asarray(np.exp((rng.uniform(-40, 60, 300) / power).clip(-60, 60)), dtype)
    power = jnp.asarray(power, dtype)
    error = jnp.zeros_like(x)
    got = mode(positive_power)(x, power, error)
    reference = np.array([float(v**p) for v, p in zip(_exact(x), _exact(power), strict=True)])
    finite = reference < 1e38
    bound = 3 if dtype == "float32" else 100  # in float64 the logarithm is a single number
    assert units(got, reference, dtype)[finite].max() <= bound
    assert positive_power(jnp.zeros((), dtype), jnp.asarray(0.5, dtype), error[0]) == 0
    assert jax.grad(positive_power)(jnp.zeros((), dtype), jnp.asarray(0.5, dtype), error[0]) == 0


@modes
def test_log_gamma_1p(mode, dtype):
    a = jnp.asarray(np.concatenate([[0.0], np.geomspace(1e-8, 1e4, 200)]), dtype)
    reference = np.array([float(mp.loggamma(1 + v)) for v in _exact(a)])
    assert units(mode(log_gamma_1p)(a), reference, dtype).max() <= 3


@modes
def test_quotient_error(mode, dtype):
    rng = np.random.default_rng(0)
    y, loc, scale = (
        jnp.asarray(x, dtype) for x in (rng.normal(size=300) * 50, rng.normal(size=300), rng.uniform(0.1, 3, 300))
    )

    def both(y, loc, scale):
        z = (y - loc) / scale
        return z, quotient_error(y, loc, scale, z)

    z, error = mode(both)(y, loc, scale)
    eps = float(np.finfo(dtype).eps)
    for a, b, c, z_, e in zip(*map(_exact, (y, loc, scale, z, error)), strict=True):
        exact = (a - b) / c
        assert abs(z_ + e - exact) <= 4 * eps**2 * abs(exact)


@modes
def test_cot_half_turns(mode, dtype):
    t = jnp.asarray(np.concatenate([np.geomspace(1e-30, 0.5, 100), _around(0.25, dtype), [0.0, 0.5]]), dtype)
    got = np.asarray(mode(cot_half_turns)(t), float)
    reference = np.array([float(mp.cot(mp.pi * v)) if v else np.inf for v in _exact(t)])
    assert units(got, reference, dtype).max() <= 4
    assert got[-1] == 0
