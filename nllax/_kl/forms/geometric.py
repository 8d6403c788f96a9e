r"""KL(geometric ‖ geometric)."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._distributions.geometric import geometric
from nllax._kl.closed_form import closed_form
from nllax._numerics.class_divergence import log_sigmoid_change, logit_difference
from nllax._numerics.exponentials import expm1mx_over_square
from nllax._numerics.ratio_excess import ratio_excess

_SMALL, _LARGEST = 80.0, 170.0


@closed_form(geometric)
def geometric_geometric(p_logits: Array, q_logits: Array) -> Array:
    r"""$\log\frac pq + \frac{1 - p}p\log\frac{1 - p}{1 - q}$, that of one trial times the expected number of trials.

    With $d_1 = \log(p / q)$ and $d_0$ that of the failures, $(e^{-d_1} - 1 + d_1) + e^{-l_p}(e^{-d_0} - 1 + d_0)$.
    """
    difference = logit_difference(p_logits, q_logits)
    one = log_sigmoid_change(p_logits, q_logits, difference)
    zero = log_sigmoid_change(-p_logits, -q_logits, -difference)
    p, q = jnp.maximum(p_logits, -_SMALL), jnp.maximum(q_logits, -_SMALL)
    ratio = jnp.where(p_logits < -_SMALL, jnp.exp(-difference), jax.nn.sigmoid(q) / jax.nn.sigmoid(p))
    return ratio_excess(-one, ratio) + _of_failures(p_logits, q_logits, zero)


def _of_failures(p_logits: Array, q_logits: Array, log_ratio: Array) -> Array:
    r"""$e^{-l}(e^{-d} - 1 + d)$, as large as it is between a rare success and a probable one."""
    near = abs(log_ratio) < 1
    d = jnp.where(near, log_ratio, 0)
    root = jnp.exp(-0.5 * jnp.maximum(p_logits, -_LARGEST)) * d
    rare = p_logits < 0
    p, q, far = jnp.where(near, 0, p_logits), jnp.where(near, 0, q_logits), jnp.where(near, 1, log_ratio)
    from_rare = jnp.exp(-jnp.where(rare, p, 0)) * (jax.nn.sigmoid(-q) / jax.nn.sigmoid(-p) - 1 + far)
    odds = jnp.exp(-jnp.where(rare, 0, p))
    failures = jnp.where(odds == 0, 0, odds * (jnp.where(odds == 0, 1, far) - 1))
    from_common = jax.nn.sigmoid(-q) / jax.nn.sigmoid(p) + failures
    apart = jnp.where(rare, from_rare, from_common)
    return jnp.where(near, root * root * expm1mx_over_square(-d), apart)
