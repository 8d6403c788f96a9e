"""Binary cross-entropy of probabilities."""

from jax import Array

from nllax._distributions.bernoulli_probs import bernoulli_probs
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def binary_cross_entropy(probs: Numeric, labels: Numeric) -> Array:
    r"""Binary cross-entropy: the negative log-likelihood of a Bernoulli distribution, with nothing left out.

    $$-y\log\hat y - (1 - y)\log(1 - \hat y)$$

    A network should rather end in logits, and train with `sigmoid_binary_cross_entropy`: a sigmoid in float32 has
    rounded away what is beyond 1 - 6e-8. Nothing is clipped: an event of probability 0 costs infinitely much.

    Args:
      probs: probability $\hat y$ of y = 1, in [0, 1]. Shape (...), or a single number.
      labels: y, 0 or 1, or the probability of 1, a soft label. Shape (...).

    Returns:
      One number per sample. NaN for what is no probability, infinite for a label outside [0, 1].

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.binary_cross_entropy(jnp.array([0.25, 0.25]), jnp.array([1, 0])).mean()), 4))
      0.837

    Reference: lecture, "Example: binary cross-entropy loss"; Prince (2023), Understanding Deep Learning, equation 5.18.
    """
    labels, probs = elementwise("binary_cross_entropy", labels=labels, probs=probs)
    return -bernoulli_probs.log_prob(labels, probs)


row = Row(
    loss=binary_cross_entropy,
    likelihood=lambda: bernoulli_probs,
    statement="Bernoulli in its probability",
    torch="BCELoss",
    sklearn="log_loss",
    example=([0.25, 0.25, 0.75], [1.0, 0.0, 0.5]),
)
