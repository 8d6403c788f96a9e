"""The divergence from the data: their distribution, and the derivation of the loss."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax
from nllax import kl

# The data as a distribution.


def test_the_entropy_of_the_data_is_that_of_its_histogram():
    y = jnp.array([0, 2, 2, 1, 2, 0])
    shares = np.array([2, 1, 3]) / 6
    np.testing.assert_allclose(kl.empirical(y).entropy(), -(shares * np.log(shares)).sum(), rtol=1e-6)
    assert kl.empirical(jnp.array([0.1, 0.2, 0.3])).entropy() == pytest.approx(math.log(3))
    assert kl.empirical(jnp.array([0.1, 0.2]), x=jnp.array([1, 2])).entropy() == 0
    weights = jnp.array([1.0, 0.0, 3.0])
    np.testing.assert_allclose(
        kl.empirical(jnp.array([0, 1, 2]), weights=weights).entropy(), -(0.25 * np.log(0.25) + 0.75 * np.log(0.75))
    )


def test_the_divergence_from_the_data_is_that_of_their_histogram():
    y, logits = jnp.array([0, 2, 2, 1, 2, 0]), jnp.array([0.3, -1.0, 0.5])
    data = kl.empirical(y)
    shares = jnp.array([2, 1, 3]) / 6
    exact = kl.divergence(nllax.categorical_probs, shares, nllax.categorical, logits)
    np.testing.assert_allclose(data.divergence(nllax.categorical, logits), exact, rtol=1e-5)
    np.testing.assert_allclose(
        data.cross_entropy(nllax.categorical, logits),
        nllax.nll(nllax.categorical)(jnp.tile(logits, (6, 1)), y),
        rtol=1e-6,
    )
    best = jnp.log(shares)
    np.testing.assert_allclose(data.divergence(nllax.categorical, best), 0, atol=1e-6)


def test_empirical_refuses_other_numbers_of_samples():
    with pytest.raises(ValueError, match="N samples"):
        kl.empirical(1.0)
    with pytest.raises(ValueError, match="weights"):
        kl.empirical(jnp.zeros(3), weights=jnp.ones(2))
    with pytest.raises(ValueError, match="x"):
        kl.empirical(jnp.zeros(3), x=jnp.ones((2, 4)))


# The derivation.

DERIVED = [
    (nllax.normal, (jnp.array([0.1, 0.5, -0.2]), jnp.float32(0.7)), jnp.array([0.3, -1.2, 2.0])),
    (nllax.bernoulli, jnp.array([0.5, -0.3, 2.0]), jnp.array([1, 0, 1])),
    (nllax.categorical, jnp.array([[0.5, 0.1], [-0.3, 2.0], [0.0, 0.0]]), jnp.array([1, 0, 1])),
    (nllax.poisson_log_rate, jnp.array(0.7), jnp.array([3, 1, 3])),
]


@pytest.mark.slow
@pytest.mark.parametrize(("distribution", "predicted", "y"), DERIVED, ids=lambda x: getattr(x, "name", ""))
@pytest.mark.parametrize("weights", [None, jnp.array([1.0, 2.0, 0.5])], ids=["equal", "weighted"])
def test_the_derivation_holds(distribution, predicted, y, weights):
    steps = kl.derive(distribution, predicted, y, weights=weights)
    steps.assert_holds()
    divergence, entropies, cross_entropy, *_, loss = steps.steps
    data = kl.empirical(y, weights=weights)
    np.testing.assert_allclose(cross_entropy.value - divergence.value, data.entropy(), atol=1e-5)
    np.testing.assert_allclose(entropies.value, data.divergence(distribution, predicted), rtol=1e-6)
    exact = nllax.nll(distribution)(predicted, y, weights=weights)
    np.testing.assert_allclose(loss.value, exact, rtol=1e-6)
    for a, b in zip(jax.tree.leaves(divergence.gradient), jax.tree.leaves(loss.gradient), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_a_broken_derivation_is_found():
    import dataclasses

    steps = kl.derive(nllax.bernoulli, jnp.array([0.5, -0.3]), jnp.array([1, 0]))

    def broken(**changes):
        last = dataclasses.replace(steps.steps[-1], **changes)
        return dataclasses.replace(steps, steps=(*steps.steps[:-1], last))

    with pytest.raises(AssertionError, match="loss is"):
        broken(residual=1e-3).assert_holds()
    with pytest.raises(AssertionError, match="gradient of loss"):
        broken(gradient_residual=1e-3).assert_holds()
    broken().assert_holds()


def test_the_derivation_shows_itself():
    steps = kl.derive(nllax.normal, (jnp.zeros(2), 1.0), jnp.array([0.1, 0.2]))
    text, page = str(steps), steps._repr_markdown_()
    assert text.startswith("From the divergence to nllax.nll(nllax.normal)\n1. divergence = ")
    assert "drops" in text
    assert page.count("$$") == 10
