"""Targets of exactly 0 and 1: the density is infinite, finite or 0, its slopes are those of the limit from inside."""

import math

import jax
import numpy as np
import pytest

import nllax

INF = math.inf


@pytest.mark.parametrize("distribution", [nllax.beta, nllax.kumaraswamy])
def test_finite_density_at_an_end(distribution, dtype):
    """Where the shape is 1 the density is the other shape, and falls away linearly."""
    slopes = jax.value_and_grad(distribution.log_prob, (0, 1, 2))
    zero, one = (np.asarray(y, dtype) for y in (0.0, 1.0))
    value, (by_y, by_first, by_second) = slopes(zero, 1.0, 2.5)
    np.testing.assert_allclose((value, by_y, by_second), (math.log(2.5), -1.5, 1 / 2.5), rtol=1e-6)
    assert by_first == -INF
    value, (by_y, by_first, by_second) = slopes(one, 2.5, 1.0)
    np.testing.assert_allclose((value, by_y, by_first), (math.log(2.5), 1.5, 1 / 2.5), rtol=1e-6)
    assert by_second == -INF


@pytest.mark.parametrize("distribution", [nllax.beta, nllax.kumaraswamy])
@pytest.mark.parametrize(("shape", "value"), [(0.5, INF), (1.5, -INF), (20.0, -INF)])
def test_density_without_a_limit_at_an_end(distribution, shape, value):
    got, (by_y, by_first, by_second) = jax.value_and_grad(distribution.log_prob, (0, 1, 2))(0.0, shape, 2.0)
    assert got == value
    assert by_y == -value
    assert by_first == -INF
    assert math.isfinite(by_second)
    got, (by_y, by_first, by_second) = jax.value_and_grad(distribution.log_prob, (0, 1, 2))(1.0, 2.0, shape)
    assert got == value
    assert by_y == value
    assert math.isfinite(by_first)
    assert by_second == -INF


@pytest.mark.parametrize("logits", [-3.0, -1e-6, 0.0, 1e-6, 1.5, 88.0])
def test_continuous_bernoulli_at_the_ends(logits, dtype):
    for y in (0.0, 1.0):
        value, (by_y, by_logits) = jax.value_and_grad(nllax.continuous_bernoulli.log_prob, (0, 1))(y, logits)
        normaliser = math.log(math.expm1(logits) / logits) if logits else 0.0
        np.testing.assert_allclose(value, y * logits - normaliser, rtol=2e-6, atol=1e-6)
        np.testing.assert_allclose(by_y, logits)
        np.testing.assert_allclose(by_logits, y - nllax.continuous_bernoulli.mean(logits), rtol=2e-6)


@pytest.mark.parametrize("logits", [-100.0, -3.0, -1e-3, 0.0, 1e-7, 1e-3, 3.0, 79.0, 81.0, 1e4])
def test_slopes_of_continuous_bernoulli_quantiles(logits, x64):
    """Those of the inverse function, against differences; it starts at 0 and ends at 1."""
    f = nllax.continuous_bernoulli.quantile
    assert f(0.0, logits) == 0
    np.testing.assert_allclose(f(1.0, logits), 1)
    for p in (0.1, 0.6, 0.99):
        by_p, by_logits = jax.grad(f, (0, 1))(p, logits)
        np.testing.assert_allclose(by_p, (f(p + 1e-6, logits) - f(p - 1e-6, logits)) / 2e-6, rtol=1e-5)
        step = 1e-4 * max(1, abs(logits))
        difference = (f(p, logits + step) - f(p, logits - step)) / (2 * step)
        np.testing.assert_allclose(by_logits, difference, rtol=1e-4, atol=1e-8)
