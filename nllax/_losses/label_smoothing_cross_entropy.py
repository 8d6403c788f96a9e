"""Cross-entropy against labels that are not believed entirely."""

from typing import Any

from jax import Array

from nllax._core.domains import unit_interval
from nllax._distributions.categorical import categorical
from nllax._losses.door import floating, indexed, legal, one_hot
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


def _smoothed(labels: Any, logits: Any, smoothing: Any = 0.1) -> Array:
    size = logits.shape[-1]
    return (1 - smoothing) * one_hot(labels, size, logits.dtype) + smoothing / size


@compiled_loss
def label_smoothing_cross_entropy(logits: Numeric, labels: Numeric, smoothing: Numeric = 0.1) -> Array:
    r"""Cross-entropy with smoothed labels: the expected negative log-likelihood of a categorical distribution.

    $$-(1 - \varepsilon)\log p_y - \frac\varepsilon C\sum_{c=1}^C\log p_c, \qquad p = \operatorname{softmax}(\hat y)$$

    The expectation is over labels that are with the probability $\varepsilon$ drawn anew, each class as probable.

    Args:
      logits: unnormalised log-probabilities $\hat y$. Shape (..., C), or (C,).
      labels: class indices y from 0 to C - 1, integers. Shape (...).
      smoothing: a single number $0 \le \varepsilon \le 1$.

    Returns:
      One number per sample; NaN for an index that is no class, be it negative.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.label_smoothing_cross_entropy(jnp.array([[2.0, 0.0]]), jnp.array([0]))[0]), 4))
      0.2269

    Reference: Szegedy et al. (2016), Rethinking the Inception architecture for computer vision, section 7.
    """
    logits, labels = indexed("label_smoothing_cross_entropy", logits, labels=labels)
    logits, smoothing = floating("label_smoothing_cross_entropy", logits=logits, smoothing=smoothing)
    loss = -categorical.log_prob(_smoothed(labels, logits, smoothing), logits)
    return legal(loss, unit_interval.contains(smoothing))


row = Row(
    loss=label_smoothing_cross_entropy,
    likelihood=lambda smoothing=0.1: categorical,
    statement="categorical, over smoothed labels",
    target=_smoothed,
    torch="CrossEntropyLoss",
    example=([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [0, 2]),
)
