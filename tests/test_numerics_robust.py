"""The general robust loss and its normaliser, against mpmath."""

import functools
import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from cases.general_robust import _log_normaliser, _loss
from crossing import float64_if_asked_for
from reference import units

from nllax._numerics.robust_functions import robust_mean_loss
from nllax._numerics.robust_loss import robust_loss
from nllax._numerics.robust_normaliser import log_robust_normaliser
from nllax._numerics.robust_variance import log_robust_variance

modes = pytest.mark.parametrize("mode", [jax.jit, lambda f: f], ids=["jit", "eager"])


def _exact(x):
    return [mp.mpf(float(v)) for v in np.asarray(x)]


def _alphas(dtype):
    eps = float(np.finfo(dtype).eps)
    ends = [1e-30, 1e-6, 1 - eps, 1.0, 1 + eps, 2 - 1e-3, 2 - max(64 * eps, 1e-9)]
    return np.array([*ends, *np.linspace(0.05, 1.95, 9)])


def _slope(f, x, step):
    return (f(x + step) - f(x - step)) / (2 * step)


@modes
def test_robust_loss(mode, dtype):
    z, alpha = (x.ravel() for x in np.meshgrid([0.0, 1e-15, 1e-3, 0.7, 1.3, -2.6, 40.0, -1e6, 1e12], _alphas(dtype)))
    z, alpha = jnp.asarray(z, dtype), jnp.asarray(alpha, dtype)
    pairs = list(zip(_exact(z), _exact(alpha), strict=True))
    value = np.array([float(_loss(z**2, a)) for z, a in pairs])
    pull = np.array([float(z * (1 + z**2 / (2 - a)) ** (a / 2 - 1)) for z, a in pairs])
    step = mp.mpf(10) ** -24
    tilt = np.array([float(_slope(lambda a, z=z: _loss(z**2, a), a, min(step, a / 8))) for z, a in pairs])
    got, (got_pull, got_tilt) = mode(jax.vmap(jax.value_and_grad(robust_loss, (0, 1))))(z, alpha)
    np.testing.assert_allclose(got, value, rtol=8 * float(np.finfo(dtype).eps))
    np.testing.assert_allclose(got_pull, pull, rtol=8 * float(np.finfo(dtype).eps))
    assert units(got_tilt, tilt, dtype).max() <= 16


@pytest.mark.slow
@modes
def test_robust_loss_at_its_ends(mode, dtype):
    z = jnp.asarray([0.0, 0.3, -4.0, 1e3], dtype)
    eps = float(np.finfo(dtype).eps)
    loss = mode(robust_loss)
    np.testing.assert_allclose(loss(z, jnp.asarray(2.0, dtype)), z * z / 2, rtol=4 * eps)
    np.testing.assert_allclose(loss(z, jnp.asarray(0.0, dtype)), np.log1p(z * z / 2), rtol=4 * eps)
    for end in (0.0, 2.0):
        slopes = jax.vmap(jax.grad(jax.grad(robust_loss, 1), (0, 1)), (0, None))(z, jnp.asarray(end, dtype))
        assert all(jnp.isfinite(s).all() for s in slopes)


@pytest.mark.slow
@float64_if_asked_for
@modes
def test_log_robust_normaliser(mode, dtype):
    alpha = jnp.asarray(_alphas(dtype), dtype)
    reference = np.array([float(_log_normaliser(a)) for a in _exact(alpha)])
    got, slope = mode(jax.vmap(jax.value_and_grad(log_robust_normaliser)))(alpha)
    assert units(got, reference, dtype).max() <= 2
    step = mp.mpf(10) ** -18
    expected = np.array([float(_slope(_log_normaliser, a, min(step, a / 8, (2 - a) * 1e-9))) for a in _exact(alpha)])
    assert units(slope, expected, dtype).max() <= 3
    np.testing.assert_allclose(mode(log_robust_normaliser)(jnp.asarray(2.0, dtype)), np.log(2 * np.pi) / 2, rtol=1e-7)


def _average(f, alpha):
    """Over the density, by the trapezoidal rule in log z: it falls as a double exponential."""
    total, mass = mp.mpf(0), mp.mpf(0)
    for k in itertools.count(-900):
        square = mp.exp(mp.mpf(k) / 10)
        weight = mp.exp(mp.mpf(k) / 20 - _loss(square, alpha))
        total, mass = total + weight * f(square), mass + weight
        if k > 0 and weight * square < mp.mpf(10) ** -60:
            break
    return total / mass


MOMENTS = {
    "variance": (log_robust_variance, lambda a: mp.log(_average(lambda square: square, a))),
    "mean_loss": (robust_mean_loss, lambda a: _average(lambda square: _loss(square, a), a)),
}


@functools.cache
def _moment(name, alpha):
    """With its slope."""
    _, reference = MOMENTS[name]
    with mp.workdps(30):
        return float(reference(alpha)), float(_slope(reference, alpha, mp.mpf(10) ** -12))


@pytest.mark.slow
@float64_if_asked_for
@modes
@pytest.mark.parametrize("name", MOMENTS)
def test_moments(mode, name, dtype):
    f, _ = MOMENTS[name]
    alphas = jnp.asarray([0.02, 0.1, 0.4, 0.97, 1.0, 1.3, 1.9, 1.99], dtype)
    got, slope = mode(jax.vmap(jax.value_and_grad(f)))(alphas)
    bound = 4 if dtype == "float32" else 4500
    expected, expected_slope = np.transpose([_moment(name, a) for a in _exact(alphas)])
    assert units(got, expected, dtype).max() <= bound
    assert units(slope, expected_slope, dtype).max() <= bound
