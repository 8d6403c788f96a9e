"""Cross-entropy that turns from what is learnt to what is not."""

from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._core.domains import non_negative
from nllax._distributions.categorical import categorical
from nllax._losses.door import floating, indexed, legal, one_hot
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.powers import positive_power
from nllax._typing import Numeric


def _weight(log_prob: Array, gamma: Array) -> Array:
    r"""$(1 - p)^\gamma$; where p rounds to 1 it is 0 and has no slope, which for a gamma below 1 would be infinite."""
    rest = -jnp.expm1(log_prob)
    return positive_power(rest, gamma, jnp.zeros_like(rest))


@compiled_loss
def focal_cross_entropy(logits: Numeric, labels: Numeric, gamma: Numeric = 2.0) -> Array:
    r"""Focal cross-entropy: the negative log-likelihood of a categorical distribution under weights of its own making.

    $$-(1 - p_y)^\gamma\log p_y, \qquad p = \operatorname{softmax}(\hat y)$$

    A label counts as much as it is not yet believed. That is a soft label which sums to less than 1 and depends on the
    prediction, so that the loss is no likelihood of the data, and its probabilities are not calibrated.

    Args:
      logits: unnormalised log-probabilities $\hat y$. Shape (..., C), or (C,).
      labels: class indices y from 0 to C - 1, integers. Shape (...).
      gamma: a single number $\gamma \ge 0$; 0 is plain cross-entropy.

    Returns:
      One number per sample; NaN for an index that is no class, be it negative.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> logits = jnp.array([[2.0, 0.0], [2.0, 0.0]])
      >>> print(round(float(nllax.losses.focal_cross_entropy(logits, jnp.array([0, 1])).mean()), 4))
      0.8259

    Reference: Lin et al. (2017), Focal loss for dense object detection, equation 4.
    """
    logits, labels = indexed("focal_cross_entropy", logits, labels=labels)
    logits, gamma = floating("focal_cross_entropy", logits=logits, gamma=gamma)
    log_prob = categorical.log_prob(labels, logits)
    return legal(-_weight(log_prob, gamma) * log_prob, non_negative.contains(gamma))


def _target(labels: Any, logits: Any, gamma: float = 2.0) -> Array:
    weight = _weight(categorical.log_prob(labels, logits), jnp.asarray(gamma, logits.dtype))
    return one_hot(labels, logits.shape[-1], logits.dtype) * weight[..., None]


row = Row(
    loss=focal_cross_entropy,
    likelihood=lambda gamma=2.0: categorical,
    statement="categorical, over weighted labels",
    target=_target,
    example=([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [0, 2]),
)
