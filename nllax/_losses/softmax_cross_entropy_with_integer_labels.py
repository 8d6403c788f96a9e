"""Cross-entropy of logits against class indices."""

from jax import Array

from nllax._distributions.categorical import categorical
from nllax._losses.door import indexed
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def softmax_cross_entropy_with_integer_labels(logits: Numeric, labels: Numeric) -> Array:
    r"""Softmax cross-entropy: the negative log-likelihood of a categorical distribution, with nothing left out.

    $$\log\sum_c e^{\hat y_c} - \hat y_y$$

    Args:
      logits: unnormalised log-probabilities $\hat y$. Shape (..., C), or (C,). Minus infinity rules a class out.
      labels: class indices y from 0 to C - 1, integers. Shape (...).

    Returns:
      One number per sample; NaN for an index that is no class, be it negative.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> logits = jnp.array([[2.0, 0.0], [2.0, 0.0]])
      >>> loss = nllax.losses.softmax_cross_entropy_with_integer_labels(logits, jnp.array([0, 1]))
      >>> print(round(float(loss.mean()), 4))
      1.1269

    Reference: lecture, "Example: cross-entropy loss"; Prince (2023), Understanding Deep Learning, equation 5.24.
    """
    logits, labels = indexed("softmax_cross_entropy_with_integer_labels", logits, labels=labels)
    return -categorical.log_prob(labels, logits)


row = Row(
    loss=softmax_cross_entropy_with_integer_labels,
    likelihood=lambda: categorical,
    statement="categorical in its logits",
    optax="softmax_cross_entropy_with_integer_labels",
    torch="CrossEntropyLoss",
    example=([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [0, 2]),
)
