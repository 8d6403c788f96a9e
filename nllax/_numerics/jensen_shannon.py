"""How far two distributions over classes are from the one halfway between them."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.class_divergence import (
    categorical_log_ratio,
    log_probs,
    log_sigmoid_change,
    logit_difference,
)
from nllax._numerics.deviance import log_ratio
from nllax._numerics.logits import softplus
from nllax._numerics.partials import with_partials
from nllax._numerics.share_deviance import share_deviance

_LOG_2 = math.log(2)


def _term(p: Array, q: Array, log_ratio: Array) -> Array:
    r"""$\frac14(p + q)[(1 + t)\log(1 + t) + (1 - t)\log(1 - t)]$ with $t = (p - q) / (p + q)$, given $\log(p / q)$.

    The bracket is the sum of two deviances from 1, which are never negative.
    """
    t = jnp.tanh(0.5 * log_ratio)
    one = jnp.ones_like(t)
    return 0.25 * (p + q) * (share_deviance(1 + t, one, t) + share_deviance(1 - t, one, -t))


def _at_most_log_2(x: Array) -> Array:
    """X, or log 2 where rounding made it larger; the slope stays as it is."""
    return x - jax.lax.stop_gradient(jnp.maximum(x - _LOG_2, 0))


def _slope(log_ratio: Array) -> Array:
    r"""That in p: $\frac12\log\frac{2p}{p + q}$, taken as 0 where p = 0."""
    nothing = log_ratio == -math.inf
    return jnp.where(nothing, 0, 0.5 * (_LOG_2 - softplus(-jnp.where(nothing, 0, log_ratio))))


def _log_ratio_of_shares(p: Array, q: Array, difference: Array) -> Array:
    both = (p > 0) & (q > 0)
    inner = log_ratio(jnp.where(both, p, 1), jnp.where(both, q, 1), jnp.where(both, difference, 0))
    alone = jnp.where(p > 0, math.inf, jnp.where(q > 0, -math.inf, 0))
    return jnp.where(both, inner, alone)


@with_partials(
    lambda p, q, difference: _slope(_log_ratio_of_shares(p, q, difference)),
    lambda p, q, difference: _slope(-_log_ratio_of_shares(p, q, difference)),
    None,
)
def _of_shares(p: Array, q: Array, difference: Array) -> Array:
    return _term(p, q, _log_ratio_of_shares(p, q, difference))


def jensen_shannon_of_probs(p: Array, q: Array) -> Array:
    """Of probability vectors, over the last axis."""
    return _at_most_log_2(_of_shares(p, q, p - q).sum(-1))


def jensen_shannon_of_prob(p: Array, q: Array) -> Array:
    """Of the probabilities of 1."""
    return _at_most_log_2(_of_shares(p, q, p - q) + _of_shares(1 - p, 1 - q, q - p))


def _of_class(logits: Array, slopes: Array) -> Array:
    p = jnp.exp(log_probs(logits))
    return p * (slopes - (p * slopes).sum(-1, keepdims=True))


@with_partials(
    lambda p, q: _of_class(p, _slope(categorical_log_ratio(p, q))),
    lambda p, q: _of_class(q, _slope(-categorical_log_ratio(p, q))),
    event_ndim=1,
)
def jensen_shannon_of_logits(p: Array, q: Array) -> Array:
    """Of the softmax of logits, over the last axis."""
    terms = _term(jnp.exp(log_probs(p)), jnp.exp(log_probs(q)), categorical_log_ratio(p, q))
    return _at_most_log_2(terms.sum(-1))


def _both(p: Array, q: Array) -> tuple[Array, Array]:
    difference = logit_difference(p, q)
    return log_sigmoid_change(p, q, difference), log_sigmoid_change(-p, -q, -difference)


def _by_logit(p: Array, q: Array) -> Array:
    one, zero = _both(p, q)
    return jax.nn.sigmoid(p) * jax.nn.sigmoid(-p) * (_slope(one) - _slope(zero))


@with_partials(_by_logit, lambda p, q: _by_logit(q, p))
def jensen_shannon_of_logit(p: Array, q: Array) -> Array:
    """Of the log-odds of 1."""
    one, zero = _both(p, q)
    terms = _term(jax.nn.sigmoid(p), jax.nn.sigmoid(q), one) + _term(jax.nn.sigmoid(-p), jax.nn.sigmoid(-q), zero)
    return _at_most_log_2(terms)
