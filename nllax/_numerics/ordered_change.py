"""How the probabilities of ordered classes change with the predictor and the borders, without cancellation."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.class_divergence import log_sigmoid_change
from nllax._numerics.exponentials import log1mexp


def _log_width_change(p: Array, q: Array, difference: Array) -> Array:
    r"""$\log\frac{1 - e^{-p}}{1 - e^{-q}}$ for p, q > 0, given p - q."""
    near = abs(difference) < jnp.minimum(0.5 * q, 1)
    growth = jnp.exp(-q) * jnp.expm1(-jnp.where(near, difference, 0)) / jnp.expm1(-q)
    far_p, far_q = jnp.where(near, 1, p), jnp.where(near, 1, q)
    return jnp.where(near, jnp.log1p(growth), log1mexp(far_p) - log1mexp(far_q))


def ordered_log_ratio(
    p_predictor: Array, p_ends: tuple[Array, Array], q_predictor: Array, q_ends: tuple[Array, Array]
) -> Array:
    r"""$\log(p_k / q_k)$ of each class, an interval between ends, where $p_k = \sigma(b - \eta) - \sigma(a - \eta)$.

    As $\log p_k = \log\sigma(b - \eta) + \log\sigma(\eta - a) + \log(1 - e^{a - b})$, by the change of each term.
    """
    (p_low, p_high), (q_low, q_high) = p_ends, q_ends
    first, last = p_low == -math.inf, p_high == math.inf
    inner = ~(first | last)
    p_low, q_low = jnp.where(first, 0, p_low), jnp.where(first, 0, q_low)
    p_high, q_high = jnp.where(last, 0, p_high), jnp.where(last, 0, q_high)
    moved = p_predictor - q_predictor
    above = log_sigmoid_change(p_predictor - p_low, q_predictor - q_low, moved - (p_low - q_low))
    below = log_sigmoid_change(p_high - p_predictor, q_high - q_predictor, (p_high - q_high) - moved)
    p_width, q_width = jnp.where(inner, p_high - p_low, 1), jnp.where(inner, q_high - q_low, 1)
    wider = jnp.where(inner, (p_high - q_high) - (p_low - q_low), 0)
    between = _log_width_change(p_width, q_width, wider)
    return jnp.where(first, 0, above) + jnp.where(last, 0, below) + jnp.where(inner, between, 0)
