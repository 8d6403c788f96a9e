"""Divergences between distributions over two or more classes, without cancellation where they are almost equal."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import expm1mx
from nllax._numerics.logits import softplus
from nllax._numerics.partials import with_partials
from nllax._numerics.two_float import Pair, two_sum


def surplus(p: Array, q: Array, log_ratio: Array) -> Array:
    r"""$p\log(p / q) - p + q$ for p, q >= 0, given $\log(p / q)$: never negative; q where p = 0.

    What a class adds to a divergence, in which the last two terms sum to 0 over all classes.
    """
    near = abs(log_ratio) < 1
    t = jnp.where(near, log_ratio, 0)
    nothing = p == 0
    product = jnp.where(nothing, 0, p * jnp.where(nothing | near, 1, log_ratio))
    return jnp.where(near, p * expm1mx(-t), q - p + product)


def share_change(p: Array, q: Array, log_ratio: Array) -> Array:
    r"""$q - p$, given $\log(p / q)$."""
    near = abs(log_ratio) < 1
    return jnp.where(near, p * jnp.expm1(-jnp.where(near, log_ratio, 0)), q - p)


def log_sigmoid_change(a: Array, b: Array, difference: Array) -> Array:
    r"""$\log\sigma(a) - \log\sigma(b)$, given a - b exactly: near each other $-\log[1 + \sigma(-b)(e^{b - a} - 1)]$."""
    near = abs(difference) < 1
    g = jnp.where(near, difference, 0)
    far_a, far_b = jnp.where(near, 0, a), jnp.where(near, 0, b)
    return jnp.where(near, -jnp.log1p(jax.nn.sigmoid(-b) * jnp.expm1(-g)), softplus(-far_b) - softplus(-far_a))


def logit_difference(p: Array, q: Array) -> Array:
    """P - q, 0 for the same infinity."""
    same = (p == q) & (abs(p) == math.inf)
    return jnp.where(same, 0, p) - jnp.where(same, 0, q)


def _by_p(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    finite = abs(difference) < math.inf
    return jax.nn.sigmoid(p_logits) * jax.nn.sigmoid(-p_logits) * jnp.where(finite, difference, 0)


def _by_q(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    log_ratio = log_sigmoid_change(p_logits, q_logits, difference)
    return share_change(jax.nn.sigmoid(p_logits), jax.nn.sigmoid(q_logits), log_ratio)


@with_partials(_by_p, _by_q, None)
def bernoulli_divergence(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    r"""$p\log\frac pq + (1 - p)\log\frac{1 - p}{1 - q}$ in logits, given their difference exactly.

    The slopes are $p(1 - p)(l_p - l_q)$ and $q - p$; the difference is theirs.
    """
    one = log_sigmoid_change(p_logits, q_logits, difference)
    zero = log_sigmoid_change(-p_logits, -q_logits, -difference)
    return surplus(jax.nn.sigmoid(p_logits), jax.nn.sigmoid(q_logits), one) + surplus(
        jax.nn.sigmoid(-p_logits), jax.nn.sigmoid(-q_logits), zero
    )


def log_probs(logits: Array) -> Array:
    """Log-probabilities over the last axis; a common offset costs nothing."""
    shifted = logits - jax.lax.stop_gradient(logits.max(-1, keepdims=True))
    return shifted - jnp.log(jnp.exp(shifted).sum(-1, keepdims=True))


def categorical_log_ratio(p_logits: Array, q_logits: Array) -> Array:
    r"""$\log(p_c / q_c)$ of each class, whatever p and q have in common being gone; 0 where both are 0.

    With $g = l_p - l_q$, both less that of a class to which both give mass, it is $g_c - \log\sum_k q_k e^{g_k}$.
    """
    p_logits, q_logits = jnp.broadcast_arrays(p_logits, q_logits)
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    nothing_p, nothing_q = log_p == -math.inf, log_q == -math.inf
    neither = nothing_p & nothing_q
    common = jnp.where(nothing_p | nothing_q, -math.inf, log_p + log_q).argmax(-1, keepdims=True)
    (a, a_error), (b, b_error) = _from(p_logits, nothing_p, common), _from(q_logits, nothing_q, common)
    g = (a - b) + (a_error - b_error)
    small = (abs(g) < 1) & ~nothing_p
    q = jnp.exp(log_q)
    weight = _pick(log_q, common) - _without_value(_pick(jnp.where(nothing_q, 0, q_logits), common))
    grown = jnp.where(nothing_p, 0, jnp.exp(jnp.minimum(weight + a, 80)))  # q e^g, also where q is 0
    growth = jnp.where(neither, 0, jnp.where(small, q * jnp.expm1(jnp.where(small, g, 0)), grown - q))
    total = growth.sum(-1, keepdims=True)
    near = abs(total) < 0.5
    far = jnp.where(neither | near, 0, log_p) - jnp.where(neither | near, 0, log_q)
    ratio = jnp.where(near, g - jnp.log1p(jnp.where(near, total, 0)), far)
    alone = jnp.where(nothing_q, math.inf, -math.inf)
    return jnp.where(neither, 0, jnp.where(nothing_p | nothing_q, alone, ratio))


def _pick(x: Array, index: Array) -> Array:
    return jnp.take_along_axis(x, index, -1)


def _without_value(x: Array) -> Array:
    """0, with the slope of x."""
    return x - jax.lax.stop_gradient(x)


def _from(logits: Array, nothing: Array, common: Array) -> Pair:
    """The logits less that of one class, as a sum of two floats; 0 where they are infinite."""
    finite = jnp.where(nothing, 0, logits)
    reference = jax.lax.stop_gradient(_pick(finite, common))
    return two_sum(jnp.where(nothing, reference, finite), -reference)


def _slope_in_p(p_logits: Array, q_logits: Array) -> Array:
    log_ratio = categorical_log_ratio(p_logits, q_logits)
    value = categorical_divergence(p_logits, q_logits)[..., None]
    p = jnp.exp(log_probs(p_logits))
    known = (p > 0) & (value < math.inf)
    return p * jnp.where(known, log_ratio - jnp.where(known, value, 0), 0)


def _slope_in_q(p_logits: Array, q_logits: Array) -> Array:
    return share_change(
        jnp.exp(log_probs(p_logits)), jnp.exp(log_probs(q_logits)), categorical_log_ratio(p_logits, q_logits)
    )


@with_partials(_slope_in_p, _slope_in_q, event_ndim=1)
def categorical_divergence(p_logits: Array, q_logits: Array) -> Array:
    r"""$\sum_c p_c\log(p_c / q_c)$ in logits, over the last axis.

    The slopes are $p_c[\log(p_c / q_c) - D]$, with D the divergence, and $q_c - p_c$. A class that p rules out adds
    $q_c$; one that q alone rules out makes it infinite.
    """
    p, q = jnp.exp(log_probs(p_logits)), jnp.exp(log_probs(q_logits))
    return surplus(p, q, categorical_log_ratio(p_logits, q_logits)).sum(-1)
