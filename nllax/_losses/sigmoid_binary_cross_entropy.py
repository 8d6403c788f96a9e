"""Binary cross-entropy of logits."""

from jax import Array

from nllax._distributions.bernoulli import bernoulli
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def sigmoid_binary_cross_entropy(logits: Numeric, labels: Numeric) -> Array:
    r"""Binary cross-entropy of logits: the negative log-likelihood of a Bernoulli distribution, with nothing left out.

    $$\log(1 + e^{\hat y}) - y\,\hat y$$

    Args:
      logits: log-odds $\hat y$ of y = 1, real or infinite. Shape (...), or a single number.
      labels: y, 0 or 1, or the probability of 1, a soft label. Shape (...).

    Returns:
      One number per sample: of each label of its own, in a multi-label task. Infinite for a label outside [0, 1].

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> loss = nllax.losses.sigmoid_binary_cross_entropy(jnp.array([2.0, 2.0]), jnp.array([1, 0]))
      >>> print(round(float(loss.mean()), 4))
      1.1269

    Reference: lecture, "Example: binary cross-entropy loss"; Prince (2023), Understanding Deep Learning, section 5.4.
    """
    labels, logits = elementwise("sigmoid_binary_cross_entropy", labels=labels, logits=logits)
    return -bernoulli.log_prob(labels, logits)


row = Row(
    loss=sigmoid_binary_cross_entropy,
    likelihood=lambda: bernoulli,
    statement="Bernoulli in its logit",
    optax="sigmoid_binary_cross_entropy",
    torch="BCEWithLogitsLoss",
    example=([2.0, 2.0, -1.0], [1.0, 0.0, 0.25]),
)
