"""Cross-entropy of logits against probability vectors."""

from jax import Array

from nllax._distributions.categorical import categorical
from nllax._losses.door import vectors
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def softmax_cross_entropy(logits: Numeric, labels: Numeric) -> Array:
    r"""Softmax cross-entropy: the expected negative log-likelihood of a categorical distribution over soft labels.

    $$-\sum_c y_c\log\frac{e^{\hat y_c}}{\sum_k e^{\hat y_k}}$$

    Args:
      logits: unnormalised log-probabilities $\hat y$. Shape (..., C), or (C,). Minus infinity rules a class out.
      labels: y, probability vectors, such as one-hot ones; taken as given, whatever they sum to. Shape (..., C).

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> loss = nllax.losses.softmax_cross_entropy(jnp.array([[2.0, 0.0]]), jnp.array([[0.5, 0.5]]))
      >>> print(round(float(loss[0]), 4))
      1.1269

    Reference: lecture, "Example: cross-entropy loss"; Prince (2023), Understanding Deep Learning, section 5.7.
    """
    labels, logits = vectors("softmax_cross_entropy", labels=labels, logits=logits)
    return -categorical.log_prob(labels, logits)


row = Row(
    loss=softmax_cross_entropy,
    likelihood=lambda: categorical,
    statement="categorical, over soft labels",
    optax="softmax_cross_entropy",
    torch="CrossEntropyLoss",
    example=([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [[1.0, 0.0, 0.0], [0.25, 0.25, 0.5]]),
)
