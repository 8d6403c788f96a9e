"""Divergences without a closed form: Monte Carlo and quadrature."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax
from nllax import kl

KEY = jax.random.key(0)


def normal(y, loc, scale):
    return -0.5 * ((y - loc) / scale) ** 2 - math.log(scale) - 0.5 * math.log(2 * math.pi)


# Without a closed form.

SAMPLED = [
    (nllax.normal, (0.0, 1.0), nllax.laplace, (0.5, 2.0)),
    (nllax.gamma, (2.5, 1.5), nllax.gamma, (1.0, 2.0)),
    (nllax.beta, (2.5, 1.4), nllax.beta, (1.0, 3.2)),
    (nllax.poisson, 3.0, nllax.poisson, 5.5),
    (nllax.von_mises, (0.3, 2.0), nllax.von_mises, (1.0, 0.5)),
    (nllax.categorical, (0.0, 1.0, -1.0), nllax.categorical, (1.0, 0.0, 0.0)),
    (
        nllax.multivariate_normal_diag,
        ((0.0, 1.0), (1.0, 0.5)),
        nllax.multivariate_normal_diag,
        ((0.0, 0.0), (2.0, 1.0)),
    ),
    (nllax.weibull, (1.5, 2.0), nllax.log_normal, (0.3, 0.9)),
]


def prediction(distribution, values):
    """A single parameter as an array, others in a tuple."""
    if len(distribution.parameters) == 1:
        return jnp.asarray(values)
    return tuple(jnp.asarray(v) for v in values)


@pytest.mark.slow
@pytest.mark.parametrize(("p", "p_values", "q", "q_values"), SAMPLED, ids=lambda x: getattr(x, "name", ""))
def test_monte_carlo_is_within_four_errors(p, p_values, q, q_values):
    arguments = p, prediction(p, p_values), q, prediction(q, q_values)
    value, error = kl.monte_carlo(KEY, *arguments, num_samples=50_000)
    assert abs(value - kl.divergence(*arguments)) < 4 * error
    assert error < 0.05


def test_monte_carlo_has_an_error_and_a_gradient():
    p, q = (jnp.zeros((3, 2)), 1.0), (0.5, 2.0)
    value, error = kl.monte_carlo(KEY, nllax.normal, p, q, num_samples=100)
    assert value.shape == error.shape == (3, 2)
    _, smaller = kl.monte_carlo(KEY, nllax.normal, p, q, num_samples=10_000)
    np.testing.assert_allclose(error / smaller, 10, rtol=0.5)

    def estimate(loc):
        return kl.monte_carlo(KEY, nllax.normal, (loc, 1.0), q, num_samples=100_000).value

    np.testing.assert_allclose(jax.grad(estimate)(0.0), -0.5 / 4, atol=0.01)
    with pytest.raises(ValueError, match="at least 2"):
        kl.monte_carlo(KEY, nllax.normal, (0.0, 1.0), q, num_samples=1)
    with pytest.raises(NotImplementedError, match="needs sample"):
        kl.monte_carlo(KEY, nllax.multinomial, jnp.zeros(3), nllax.multinomial, jnp.ones(3))


def test_monte_carlo_takes_mixtures():
    mixture = nllax.mixture(nllax.normal)
    p = jnp.zeros(2), jnp.array([-1.0, 1.0]), jnp.ones(2)
    value, error = kl.monte_carlo(KEY, mixture, p, nllax.normal, (0.0, math.sqrt(2)), num_samples=50_000)
    y = np.linspace(-12, 12, 20001)
    log_p = np.logaddexp(normal(y, -1, 1), normal(y, 1, 1)) - math.log(2)
    exact = np.trapezoid(np.exp(log_p) * (log_p - normal(y, 0, math.sqrt(2))), y)
    assert abs(value - exact) < 4 * error


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "p_values", "q", "q_values"),
    [
        (nllax.normal, (0.3, 0.45), nllax.normal, (-1.5, 7.0)),
        (nllax.laplace, (0.0, 1.0), nllax.normal, (0.5, 2.0)),
        (nllax.weibull, (1.5, 2.0), nllax.weibull, (2.5, 3.0)),
        (nllax.exponential, 2.0, nllax.exponential, 3.0),
        (nllax.half_normal, 2.0, nllax.half_normal, 3.0),
        (nllax.continuous_bernoulli, 2.0, nllax.continuous_bernoulli, -1.0),
        (nllax.geometric, 0.5, nllax.geometric, -0.5),
        (nllax.bernoulli, 0.5, nllax.bernoulli, -0.5),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_quadrature_is_the_closed_form(p, p_values, q, q_values, x64):
    arguments = p, prediction(p, p_values), q, prediction(q, q_values)
    np.testing.assert_allclose(kl.quadrature(*arguments), kl.divergence(*arguments), rtol=1e-5)


def test_quadrature_says_what_it_needs():
    with pytest.raises(NotImplementedError, match="needs quantile"):
        kl.quadrature(nllax.von_mises, (0.0, 1.0), (0.0, 2.0))
    with pytest.raises(ValueError, match="at least 2"):
        kl.quadrature(nllax.normal, (0.0, 1.0), (3.0, 1.0), num_points=1)
    assert np.isnan(kl.quadrature(nllax.geometric, -12.0, -12.5, num_points=50))  # its mass takes more
