"""Divergences over classes: distillation, losses on labels, and that of Jensen and Shannon."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax
from nllax import kl

# Distillation.


def test_distillation_is_a_divergence_at_a_temperature():
    student, teacher = jnp.array([[0.3, -1.0, 2.0], [0.0, 0.0, 0.0]]), jnp.array([[1.0, 0.0, 0.5], [2.0, -1.0, 0.0]])
    for temperature in (1.0, 4.0):
        expected = temperature**2 * kl.divergence(nllax.categorical, teacher / temperature, student / temperature)
        np.testing.assert_allclose(kl.distillation(student, teacher, temperature=temperature), expected, rtol=1e-6)
    np.testing.assert_array_equal(kl.distillation(teacher, teacher, temperature=3.0), 0)
    for temperature in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="temperature must be positive"):
            kl.distillation(student, teacher, temperature=temperature)


def test_distillation_becomes_least_squares_as_it_grows_hot():
    student, teacher = jnp.array([0.3, -1.0, 2.0]), jnp.array([1.0, 0.0, 0.5])

    def centred(logits):
        return logits - logits.mean()

    def least_squares(student):
        return jnp.square(centred(student) - centred(teacher)).sum() / 6

    def hot(student):
        return kl.distillation(student, teacher, temperature=1e3)

    np.testing.assert_allclose(hot(student), least_squares(student), rtol=2e-3)
    np.testing.assert_allclose(jax.grad(hot)(student), jax.grad(least_squares)(student), atol=1e-3)


# Losses on labels, as cross-entropy against another target, or of other logits.


def test_losses_on_labels_are_cross_entropies():
    logits, labels = jnp.array([[2.0, 0.5, -1.0], [0.0, 0.3, 0.1]]), jnp.array([0, 2])
    one_hot, log_prior = jax.nn.one_hot(labels, 3), jnp.log(jnp.array([0.7, 0.2, 0.1]))

    def against(target, logits):
        return kl.cross_entropy(nllax.categorical_probs, target, nllax.categorical, logits)

    plain = against(one_hot, logits)
    wrong = 1 - (one_hot * jax.nn.softmax(logits)).sum(-1)
    for stated, loss in (
        (plain, nllax.losses.softmax_cross_entropy_with_integer_labels(logits, labels)),
        (against(0.9 * one_hot + 0.1 / 3, logits), nllax.losses.label_smoothing_cross_entropy(logits, labels, 0.1)),
        (against(one_hot, logits + log_prior), nllax.losses.logit_adjusted_cross_entropy(logits, labels, log_prior)),
        (wrong**2 * plain, nllax.losses.focal_cross_entropy(logits, labels, 2.0)),
    ):
        np.testing.assert_allclose(loss, stated, rtol=2e-6)


# Jensen and Shannon.


@pytest.mark.parametrize(
    ("distribution", "p", "q"),
    [
        (nllax.bernoulli, [0.3, -2.0, 50.0], [0.2, 4.0, -50.0]),
        (nllax.bernoulli_probs, [0.3, 0.0, 1.0], [0.3001, 0.5, 0.0]),
        (nllax.categorical, [[0.3, -2.0, 1.0], [0.0, -math.inf, 9.0]], [[0.2, 4.0, 0.0], [0.0, 1.0, 9.0]]),
        (nllax.categorical_probs, [[0.25, 0.25, 0.5], [1.0, 0.0, 0.0]], [[0.25, 0.5, 0.25], [0.0, 0.5, 0.5]]),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_jensen_shannon(distribution, p, q):
    p, q = jnp.array(p), jnp.array(q)
    got = kl.jensen_shannon(distribution, p, q)
    shares = [np.asarray(distribution.mean(x), float) for x in (p, q)]
    if distribution in (nllax.bernoulli, nllax.bernoulli_probs):
        shares = [np.stack([1 - x, x], -1) for x in shares]
    middle = 0.5 * (shares[0] + shares[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(x > 0, x * np.log(x / middle), 0).sum(-1) for x in shares]
    np.testing.assert_allclose(got, 0.5 * (terms[0] + terms[1]), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(kl.jensen_shannon(distribution, q, p), got, rtol=1e-6)
    np.testing.assert_array_equal(kl.jensen_shannon(distribution, p, p), 0)
    assert (got >= 0).all()
    assert (got <= jnp.float32(math.log(2))).all()
    slopes = jax.grad(lambda p, q: kl.jensen_shannon(distribution, p, q).sum(), (0, 1))(p, q)
    assert all(jnp.isfinite(s).all() for s in slopes)


@pytest.mark.slow
def test_jensen_shannon_stays_between_its_bounds():
    rng = np.random.default_rng(0)
    p, q = (
        jnp.asarray(np.exp(rng.uniform(-9, 9, (300_000, 3))) * rng.choice([-1, 1], (300_000, 3)), jnp.float32)
        for _ in "pq"
    )
    values = kl.jensen_shannon(nllax.categorical, p, q)
    assert (values >= 0).all()
    assert (values <= jnp.float32(math.log(2))).all()


def test_jensen_shannon_of_other_families_is_refused():
    with pytest.raises(NotImplementedError, match="nllax.normal has no closed form; nllax.bernoulli, .* nllax.mixture"):
        kl.jensen_shannon(nllax.normal, (0.0, 1.0), (1.0, 1.0))
    with pytest.raises(ValueError, match="same size"):
        kl.jensen_shannon(nllax.categorical, jnp.zeros(3), jnp.zeros(1))
    assert np.isnan(kl.jensen_shannon(nllax.bernoulli_probs, 1.5, 0.5))
