r"""KL(Bernoulli ‖ .), in logits or probabilities."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.bernoulli import bernoulli
from nllax._distributions.bernoulli_probs import bernoulli_probs
from nllax._distributions.binomial import binomial
from nllax._distributions.bradley_terry import bradley_terry
from nllax._kl.closed_form import closed_form
from nllax._numerics.class_divergence import bernoulli_divergence, logit_difference, surplus
from nllax._numerics.logits import softplus
from nllax._numerics.share_deviance import share_deviance


@closed_form(bernoulli)
def bernoulli_bernoulli(p_logits: Array, q_logits: Array) -> Array:
    r"""$p\log\frac pq + (1 - p)\log\frac{1 - p}{1 - q}$, the probabilities being $1 / (1 + e^{-l})$."""
    return bernoulli_divergence(p_logits, q_logits, logit_difference(p_logits, q_logits))


@closed_form(bernoulli_probs)
def bernoulli_probs_bernoulli_probs(p_probs: Array, q_probs: Array) -> Array:
    r"""$p\log\frac pq + (1 - p)\log\frac{1 - p}{1 - q}$."""
    difference = p_probs - q_probs
    return share_deviance(p_probs, q_probs, difference) + share_deviance(1 - p_probs, 1 - q_probs, -difference)


def _of_logs(p: tuple[Array, Array], q: tuple[Array, Array]) -> Array:
    """From the logarithms of the probabilities of 1 and 0."""
    terms = (surplus(jnp.exp(a), jnp.exp(b), logit_difference(a, b)) for a, b in zip(p, q, strict=True))
    return sum(terms, jnp.zeros_like(p[0] * q[0]))


def _logs_of_logits(logits: Array) -> tuple[Array, Array]:
    return -softplus(-logits), -softplus(logits)


def _logs_of_probs(probs: Array) -> tuple[Array, Array]:
    return jnp.log(probs), jnp.log1p(-probs)


@closed_form(bernoulli, bernoulli_probs)
def bernoulli_bernoulli_probs(p_logits: Array, q_probs: Array) -> Array:
    r"""$p\log\frac pq + (1 - p)\log\frac{1 - p}{1 - q}$ with $p = 1 / (1 + e^{-l})$."""
    return _of_logs(_logs_of_logits(p_logits), _logs_of_probs(q_probs))


@closed_form(bernoulli_probs, bernoulli)
def bernoulli_probs_bernoulli(p_probs: Array, q_logits: Array) -> Array:
    r"""$p\log\frac pq + (1 - p)\log\frac{1 - p}{1 - q}$ with $q = 1 / (1 + e^{-l})$."""
    return _of_logs(_logs_of_probs(p_probs), _logs_of_logits(q_logits))


@closed_form(binomial)
def binomial_binomial(total_count: Array, p_logits: Array, q_logits: Array) -> Array:
    r"""$n$ times that of one trial, as both have the same total count."""
    return total_count * bernoulli_bernoulli(p_logits, q_logits)


@closed_form(bradley_terry)
def bradley_terry_bradley_terry(p_logits_a: Array, p_logits_b: Array, q_logits_a: Array, q_logits_b: Array) -> Array:
    """That of Bernoulli distributions in the difference of the logits."""
    moved = (p_logits_a - q_logits_a) - (p_logits_b - q_logits_b)
    return bernoulli_divergence(p_logits_a - p_logits_b, q_logits_a - q_logits_b, moved)
