r"""KL(geometric ‖ geometric)."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._distributions.geometric import geometric
from nllax._kl.closed_form import closed_form
from nllax._numerics.class_divergence import log_sigmoid_change, logit_difference
from nllax._numerics.exponentials import expm1mx_over_square
from nllax._numerics.partials import with_partials
from nllax._numerics.ratio_excess import ratio_excess

_SMALL, _LARGEST = 80.0, 170.0


@closed_form(geometric)
def geometric_geometric(p_logits: Array, q_logits: Array) -> Array:
    r"""$\log\frac pq + \frac{1 - p}p\log\frac{1 - p}{1 - q}$, that of one trial times the expected number of trials.

    With $d_1 = \log(p / q)$ and $d_0$ that of the failures, $(e^{-d_1} - 1 + d_1) + e^{-l_p}(e^{-d_0} - 1 + d_0)$. The
    slopes are $-e^{-l_p} d_0$ and $q / p - 1$.
    """
    return _divergence(p_logits, q_logits, logit_difference(p_logits, q_logits))


def _of_success(p_logits: Array, q_logits: Array, difference: Array) -> tuple[Array, Array]:
    """The logarithm of p / q, and q / p."""
    log_ratio = log_sigmoid_change(p_logits, q_logits, difference)
    rare = p_logits < -_SMALL
    p, q = jnp.maximum(p_logits, -_SMALL), jnp.maximum(q_logits, -_SMALL)
    return log_ratio, jnp.where(rare, jnp.exp(-difference), jax.nn.sigmoid(q) / jax.nn.sigmoid(p))


def _of_failure(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    return log_sigmoid_change(-p_logits, -q_logits, -difference)


def _root(p_logits: Array) -> Array:
    r"""$e^{-l / 2}$, whose square would leave the range."""
    return jnp.exp(-0.5 * jnp.maximum(p_logits, -_LARGEST))


def _by_p(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    rare = jnp.maximum(p_logits, q_logits) < -40
    root = _root(p_logits)
    common = -root * (root * jnp.where(rare | (root == 0), 0, _of_failure(p_logits, q_logits, difference)))
    return jnp.where(rare, -jnp.expm1(-jnp.where(rare, difference, 0)), common)


def _by_q(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    log_ratio, ratio = _of_success(p_logits, q_logits, difference)
    near = abs(log_ratio) < 1
    return jnp.where(near, jnp.expm1(-jnp.where(near, log_ratio, 0)), ratio - 1)


@with_partials(_by_p, _by_q, None)
def _divergence(p_logits: Array, q_logits: Array, difference: Array) -> Array:
    log_ratio, ratio = _of_success(p_logits, q_logits, difference)
    failures = _of_failures(p_logits, q_logits, _of_failure(p_logits, q_logits, difference))
    return ratio_excess(-log_ratio, ratio) + failures


def _of_failures(p_logits: Array, q_logits: Array, log_ratio: Array) -> Array:
    r"""$e^{-l}(e^{-d} - 1 + d)$, as large as it is between a rare success and a probable one."""
    near = abs(log_ratio) < 1
    d = jnp.where(near, log_ratio, 0)
    root = _root(p_logits) * d
    rare = p_logits < 0
    p, q, far = jnp.where(near, 0, p_logits), jnp.where(near, 0, q_logits), jnp.where(near, 1, log_ratio)
    from_rare = jnp.exp(-jnp.where(rare, p, 0)) * (jax.nn.sigmoid(-q) / jax.nn.sigmoid(-p) - 1 + far)
    odds = jnp.exp(-jnp.where(rare, 0, p))
    failures = jnp.where(odds == 0, 0, odds * (jnp.where(odds == 0, 1, far) - 1))
    from_common = jax.nn.sigmoid(-q) / jax.nn.sigmoid(p) + failures
    return jnp.where(near, root * root * expm1mx_over_square(-d), jnp.where(rare, from_rare, from_common))
