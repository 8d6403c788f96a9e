"""The logistic function of a normal variable, against sums over the normal density so fine that they are exact."""

import functools
import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from crossing import float64_if_asked_for
from reference import exact, units

from nllax._numerics.logistic_normal import (
    logistic_normal_log_slope,
    logistic_normal_mean,
    logistic_normal_peak,
    logistic_normal_variance,
)

SCALES = (1e-6, 0.03, 0.9, 1.0, 1.0001, 2.0, 15.0)
LOCS = (0.0, 0.7, -3.0, 9.0, -20.0)


def _s(t):
    return 1 / (1 + mp.exp(-t))


def _average(f, loc, scale):
    """The trapezoidal rule, whose step is small beside the distance of the poles of s."""
    step, count = 1 / (7 * max(scale, mp.mpf(1))), 70 * int(max(scale, 1) + 1)
    nodes = [k * step for k in range(-count, count + 1)]
    return mp.fsum(mp.exp(-(e**2) / 2) * f(loc + scale * e) for e in nodes) * step / mp.sqrt(2 * mp.pi)


def _mean(loc, scale):
    return _average(_s, loc, scale)


def _variance(loc, scale):
    mean = _mean(loc, scale)
    return _average(lambda t: (_s(t) - mean) ** 2, loc, scale)


def _log_slope(loc, scale):
    return _average(lambda t: -mp.log(_s(t) * _s(-t)), loc, scale)


MOMENTS = {
    "mean": (logistic_normal_mean, _mean),
    "variance": (logistic_normal_variance, _variance),
    "log_slope": (logistic_normal_log_slope, _log_slope),
}


@functools.cache
def _reference(name, loc, scale, dtype):
    """The value, and its slopes in loc and scale, times the scale."""
    f = MOMENTS[name][1]
    with mp.workdps(30):
        loc, scale = exact(loc, dtype), exact(scale, dtype)
        step = scale * mp.mpf(10) ** -9
        by_loc = (f(loc + step, scale) - f(loc - step, scale)) * scale / (2 * step)
        by_scale = (f(loc, scale + step) - f(loc, scale - step)) * scale / (2 * step)
        return [float(x) for x in (f(loc, scale), by_loc, by_scale)]


POINTS = list(itertools.product(LOCS, SCALES))


def _inputs(dtype):
    return (jnp.asarray(np.asarray(x, dtype)) for x in zip(*POINTS, strict=True))


@pytest.mark.slow
@float64_if_asked_for
@pytest.mark.parametrize("name", MOMENTS)
def test_moments(name, dtype):
    loc, scale = _inputs(dtype)
    value, slopes = jax.jit(jax.vmap(jax.value_and_grad(MOMENTS[name][0], (0, 1))))(loc, scale)
    got = np.stack([value, slopes[0] * scale, slopes[1] * scale], 1)
    reference = np.array([_reference(name, *point, dtype.name) for point in POINTS])
    assert units(got, reference, dtype).max() <= (10 if dtype == "float32" else 4500)
    large = reference[:, 0] > 1e-30
    relative = abs(got[:, 0] - reference[:, 0])[large] / reference[large, 0]
    assert relative.max() <= (64 if dtype == "float32" else 4500) * float(jnp.finfo(dtype).eps)  # of exp(2 loc)


@pytest.mark.slow
@float64_if_asked_for
@pytest.mark.parametrize("name", MOMENTS)
def test_moments_are_the_same_without_compilation(name, dtype):
    compiled = MOMENTS[name][0](*_inputs(dtype))
    with jax.disable_jit():
        eager = MOMENTS[name][0](*_inputs(dtype))
    assert units(eager, compiled, dtype).max() <= 8


@pytest.mark.parametrize("loc", [0.0, 1e-3, -0.4, 5.0, -70.0, 1e8])
@pytest.mark.parametrize("scale", [1e-6, 0.4, 1.4142, 1.5, 3.0, 1e4])
def test_peak_is_where_the_density_is_stationary_and_highest(loc, scale, x64):
    t, (by_loc, by_scale) = jax.value_and_grad(logistic_normal_peak, (0, 1))(loc, scale)
    curve = 1 - scale**2 / 2 / np.cosh(min(abs(t), 700) / 2) ** 2
    assert abs(loc - t + scale**2 * np.tanh(t / 2)) <= 1e-15 * max(1, abs(t), scale**2)
    assert curve > 0
    np.testing.assert_allclose(by_loc, 1 / curve, rtol=1e-10)
    np.testing.assert_allclose(by_scale, 2 * scale * np.tanh(t / 2) / curve, rtol=1e-10)

    def log_density(x):
        return -(((x - loc) / scale) ** 2) / 2 + 2 * np.logaddexp(x / 2, -x / 2)

    others = np.concatenate([np.linspace(-1, 1, 201) * (abs(loc) + scale**2 + 1), t + scale * np.linspace(-1, 1, 21)])
    assert (log_density(others) <= log_density(t) + 1e-13 * max(1, abs(log_density(t)))).all()
