"""The categorical distribution in its probabilities."""

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import label, simplex
from nllax._core.parameter import Parameter
from nllax._distributions._shared import classes
from nllax._numerics.entropy_terms import xlogy
from nllax._typing import Numeric


def log_prob(y: Numeric, probs: Numeric) -> Array:
    r"""Categorical log-likelihood, in class probabilities $\hat y$.

    $$\log p(y \mid \hat y) = \log\hat y_y$$

    The target is read as by `categorical`, which a network that ends in logits should use: a softmax in float32 has
    rounded away what is below its smallest number. The probabilities are taken as given, not normalised again.

    Loss: cross-entropy, of probabilities.

    Args:
      y: class indices from 0 to C - 1, integers of shape (...); or probability vectors, floating, of shape (..., C).
      probs: class probabilities. Shape (..., C); the leading axes broadcast with the target's. They are not negative
        and sum to 1 within 0.01 (which admits a softmax in 16 bits, and catches logits); otherwise NaN.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. A class of probability 0 has -inf, with an infinite
      gradient; an index that is no class gives NaN. For a probability vector, the expectation over its labels.

    Raises:
      ValueError: at trace time, if the last axis of a floating target is not C.

    Float32: value and gradient within 1 unit (of eps, relative to the larger of 1 and the reference).

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.categorical_probs.log_prob(2, jnp.array([0.5, 0.25, 0.25]))), 4))
      -1.3863

    Reference: Prince (2023), Understanding Deep Learning, section 5.5; lecture, "Example: cross-entropy loss".
    """
    if classes.is_soft(y := jnp.asarray(y), probs.shape[-1], "categorical_probs"):
        return xlogy(y, probs).sum(-1)
    return jnp.log(classes.pick(y, probs))


def sample(key: Array, probs: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Class indices, as int32."""
    return classes.draw(key, jnp.log(probs), shape)


def mean(probs: Numeric) -> Array:
    """The probabilities: the mean of the one-hot target. Shape (..., C)."""
    return jnp.asarray(probs)


def variance(probs: Numeric) -> Array:
    """The variance of each entry of the one-hot target. Shape (..., C)."""
    return classes.variance(probs)


def mode(probs: Numeric) -> Array:
    """The most probable class, the first of equals, as int32."""
    return classes.mode(probs)


def entropy(probs: Numeric) -> Array:
    r"""$-\sum_c \hat y_c\log\hat y_c$, with 0 log 0 = 0."""
    return -xlogy(probs, probs).sum(-1)


categorical_probs = Distribution(
    name="categorical_probs",
    parameters=(Parameter("probs", simplex),),
    support=label,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
)
