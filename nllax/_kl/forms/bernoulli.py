r"""KL(Bernoulli ‖ .), in logits or probabilities."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._distributions.bernoulli import bernoulli
from nllax._distributions.bernoulli_probs import bernoulli_probs
from nllax._distributions.binomial import binomial
from nllax._distributions.bradley_terry import bradley_terry
from nllax._distributions.geometric import geometric
from nllax._distributions.poisson import poisson
from nllax._distributions.poisson_log_rate import poisson_log_rate
from nllax._kl.closed_form import closed_form
from nllax._numerics.class_divergence import bernoulli_divergence, logit_difference, surplus
from nllax._numerics.logits import softplus
from nllax._numerics.opaque import opaque
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


@closed_form(bernoulli, poisson)
def bernoulli_poisson(p_logits: Array, q_rate: Array) -> Array:
    r"""$p\log\frac p\lambda - p + \lambda + (1 - p)\log(1 - p) + p$, as log y! is 0 at both points."""
    log_one, log_zero = _logs_of_logits(p_logits)
    of_rates = surplus(jnp.exp(log_one), q_rate, logit_difference(log_one, jnp.log(q_rate)))
    return of_rates + surplus(jnp.exp(log_zero), opaque(1, log_zero), log_zero)


@closed_form(bernoulli, poisson_log_rate)
def bernoulli_poisson_log_rate(p_logits: Array, q_log_rate: Array) -> Array:
    r"""`bernoulli_poisson` with $\lambda = e^\eta$."""
    log_one, log_zero = _logs_of_logits(p_logits)
    of_rates = surplus(jnp.exp(log_one), jnp.exp(q_log_rate), logit_difference(log_one, q_log_rate))
    return of_rates + surplus(jnp.exp(log_zero), opaque(1, log_zero), log_zero)


@closed_form(bernoulli_probs, poisson)
def bernoulli_probs_poisson(p_probs: Array, q_rate: Array) -> Array:
    r"""`bernoulli_poisson` in the probability p."""
    return share_deviance(p_probs, q_rate, p_probs - q_rate) + _of_one(p_probs)


@closed_form(bernoulli_probs, poisson_log_rate)
def bernoulli_probs_poisson_log_rate(p_probs: Array, q_log_rate: Array) -> Array:
    r"""`bernoulli_poisson` in the probability p, with $\lambda = e^\eta$."""
    return surplus(p_probs, jnp.exp(q_log_rate), logit_difference(jnp.log(p_probs), q_log_rate)) + _of_one(p_probs)


def _of_one(probs: Array) -> Array:
    """What the probability of 0 differs from 1 by."""
    return share_deviance(1 - probs, opaque(1, probs), -probs)


@closed_form(bernoulli, geometric)
def bernoulli_geometric(p_logits: Array, q_logits: Array) -> Array:
    r"""That of two Bernoulli distributions, and $-p\log q$, as the geometric one goes on after a failure.

    A count of 1 is a failure, of probability 1 - q, and then a success.
    """
    failure = bernoulli_divergence(p_logits, -q_logits, -logit_difference(-p_logits, q_logits))
    return failure + _times(jax.nn.sigmoid(p_logits), softplus(-q_logits))


@closed_form(bernoulli_probs, geometric)
def bernoulli_probs_geometric(p_probs: Array, q_logits: Array) -> Array:
    r"""`bernoulli_geometric` in the probability p."""
    failure = _of_logs(_logs_of_probs(p_probs), _logs_of_logits(-q_logits))
    return failure + _times(p_probs, softplus(-q_logits))


def _times(p: Array, surprise: Array) -> Array:
    """The product, 0 where p is."""
    return jnp.where(p == 0, 0, p * jnp.where(p == 0, 1, surprise))
