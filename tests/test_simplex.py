"""The Dirichlet families: what they are with two classes and in their limits, and shares of exactly 0."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax

INF = math.inf
BOTH = pytest.mark.parametrize("distribution", [nllax.dirichlet, nllax.dirichlet_multinomial], ids=repr)


def _slopes(distribution, argnums=(0, 1)):
    return jax.value_and_grad(distribution.log_prob, argnums)


def test_two_shares_are_a_fraction(x64):
    for a, b in ((0.3, 0.8), (2.5, 1.0), (19.0, 400.0)):
        pair = jnp.asarray([a, b])
        for y in (0.02, 0.5, 0.9375):
            value, slopes = _slopes(nllax.dirichlet, 1)(jnp.asarray([y, 1 - y]), pair)
            expected, *by_shape = jax.value_and_grad(nllax.beta.log_prob, (1, 2))(y, a, b)
            np.testing.assert_allclose(value, expected, rtol=1e-12)
            np.testing.assert_allclose(slopes, by_shape[0], rtol=1e-12)
        for quantity in ("mean", "mode", "variance"):
            got, expected = getattr(nllax.dirichlet, quantity)(pair), getattr(nllax.beta, quantity)(a, b)
            np.testing.assert_allclose(got[0], expected, rtol=1e-12)
        np.testing.assert_allclose(nllax.dirichlet.entropy(pair), nllax.beta.entropy(a, b), rtol=1e-12)


def test_two_counts_are_successes_and_failures(x64):
    for a, b in ((0.3, 0.8), (2.5, 1.0), (19.0, 400.0)):
        for y, failures in ((0, 7), (3, 4), (40, 2), (0, 0)):
            counts = jnp.asarray([y, failures])
            value, slopes = _slopes(nllax.dirichlet_multinomial, 1)(counts, jnp.asarray([a, b]))
            at = float(y), float(y + failures), a, b
            expected, by_shape = jax.value_and_grad(nllax.beta_binomial.log_prob, (2, 3))(*at)
            np.testing.assert_allclose(value, expected, rtol=1e-11, atol=1e-13)
            np.testing.assert_allclose(slopes, by_shape, rtol=1e-11, atol=1e-13)


def test_large_concentrations_make_a_multinomial():
    probs = np.asarray([0.5, 0.25, 0.125, 0.125], np.float32)
    y = jnp.asarray([7, 0, 2, 4])
    got = nllax.dirichlet_multinomial.log_prob(y, jnp.asarray(probs * 2.0**60))
    np.testing.assert_allclose(got, nllax.multinomial.log_prob(y, jnp.log(probs)), rtol=1e-6)


@pytest.mark.parametrize(("shape", "limit"), [(0.5, INF), (1.5, -INF), (20.0, -INF)])
def test_density_without_a_limit_at_a_share_of_zero(shape, limit, dtype):
    y, concentration = np.asarray([0.0, 0.25, 0.75], dtype), np.asarray([shape, 2.0, 0.7], dtype)
    value, (by_y, by_concentration) = _slopes(nllax.dirichlet)(y, concentration)
    assert value == limit
    assert by_y[0] == -limit
    assert by_concentration[0] == -INF
    assert jnp.isfinite(by_y[1:]).all()
    assert jnp.isfinite(by_concentration[1:]).all()


def test_finite_density_at_a_share_of_zero(dtype):
    """Where the shape is 1, the share does not matter, and the slope in it is none."""
    y, concentration = np.asarray([0.0, 0.25, 0.75], dtype), np.asarray([1.0, 2.0, 3.0], dtype)
    value, (by_y, by_concentration) = _slopes(nllax.dirichlet)(y, concentration)
    np.testing.assert_allclose(value, math.log(60 * 0.25 * 0.75**2), rtol=1e-6)  # Gamma(6) / Gamma(3) = 60
    assert by_y[0] == 0
    assert by_concentration[0] == -INF


def test_a_density_that_is_infinite_and_zero_is_none():
    assert jnp.isnan(nllax.dirichlet.log_prob(jnp.asarray([0.0, 0.0, 1.0]), jnp.asarray([0.5, 1.5, 2.0])))


def test_the_smallest_share_and_the_smallest_shapes_are_not_zero():
    tiny = float(jnp.finfo(jnp.float32).tiny)
    for concentration in ([2.0, 3.0], [0.01, 0.02], [1.0, 1e7], [1e7, 1.0], [1e-25, 1e-25]):
        value, (by_y, by_concentration) = _slopes(nllax.dirichlet)(jnp.asarray([tiny, 1.0]), jnp.asarray(concentration))
        assert jnp.isfinite(value), concentration
        assert jnp.isfinite(by_concentration).all(), concentration
        assert not jnp.isnan(by_y).any(), concentration


def test_what_rounding_leaves_of_the_sum_counts():
    """The density of the shares as given: at this concentration their last bits decide."""
    concentration = jnp.full(4, 1e7)
    at = nllax.dirichlet.log_prob(jnp.full(4, 0.25), concentration)
    above = nllax.dirichlet.log_prob(jnp.asarray([0.25, 0.25, 0.25, 0.25 * (1 + 2.0**-22)]), concentration)
    np.testing.assert_allclose(above - at, (1e7 - 1) * 2.0**-22, rtol=1e-5)


def test_modes_on_the_boundary():
    for concentration, mode in (
        ([1.0, 1.0, 1.0, 1.0], [0.25, 0.25, 0.25, 0.25]),
        ([0.5, 0.5, 0.25, 0.5], [1.0, 0.0, 0.0, 0.0]),
        ([1.0, 0.5, 1.5, 4.5], [0.0, 0.0, 0.125, 0.875]),
    ):
        np.testing.assert_array_equal(nllax.dirichlet.mode(jnp.asarray(concentration)), mode)


def test_draws_of_small_concentrations_stay_shares():
    draws = nllax.dirichlet.sample(jax.random.key(0), jnp.full((3, 5), 1e-3), shape=(1000,))
    assert draws.shape == (1000, 3, 5)
    assert nllax.simplex.contains(draws).all()
    np.testing.assert_allclose(draws.sum(-1), 1, rtol=1e-6)


@BOTH
def test_vectors_of_different_lengths_are_refused(distribution):
    """A shorter one would broadcast, and its total would be wrong."""
    with pytest.raises(
        ValueError, match=rf"{distribution.name}.log_prob: the last axes must agree, .* \(2, 3\) .* \(2, 1\)"
    ):
        distribution.log_prob(jnp.ones((2, 3)) / 3, jnp.ones((2, 1)))


@BOTH
def test_a_shared_concentration_broadcasts(distribution):
    y = jnp.asarray([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    one = jnp.ones(3)
    np.testing.assert_array_equal(distribution.log_prob(y, one), distribution.log_prob(y, jnp.stack([one, one])))
