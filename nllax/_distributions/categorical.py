"""The categorical distribution in its logits: softmax cross-entropy."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import extended_real, label
from nllax._core.parameter import Parameter
from nllax._distributions._shared import classes
from nllax._typing import Numeric


def _peak_and_log_sum(logits: Numeric) -> tuple[Array, Array]:
    """The largest logit, and the log of the sum relative to it. Kept apart, so that a common offset costs nothing."""
    peak = jax.lax.stop_gradient(logits.max(-1))
    return peak, jnp.log(jnp.exp(logits - peak[..., None]).sum(-1))


def _log_probs(logits: Numeric) -> Array:
    peak, log_sum = _peak_and_log_sum(logits)
    return (logits - peak[..., None]) - log_sum[..., None]


def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Categorical log-likelihood, in logits $\hat y$.

    $$\log p(y \mid \hat y) = \hat y_y - \log\sum_c e^{\hat y_c}$$

    The dtype of the target tells what it is: integers are class indices, floating numbers are probability vectors,
    one-hot like the slides' y or smoothed, with $\sum_c y_c \hat y_c$ for the first term. A logit of $-\infty$ rules
    its class out. Logits may be sharded over classes.

    Loss: softmax cross-entropy.

    Args:
      y: class indices from 0 to C - 1, integers of shape (...); or probability vectors, floating, of shape (..., C).
      logits: unnormalised log-probabilities. Shape (..., C); the leading axes broadcast with the target's.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. An index that is no class gives NaN, never the last class.
      A probability vector is taken as given: it gives the expectation over its labels, whatever it sums to.

    Raises:
      ValueError: at trace time, if the last axis of a floating target is not C.

    Float32: value and gradient within 2 units (of eps, relative to the larger of 1 and the reference), for every
    logit, up to 1000 classes.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> logits = jnp.array([2.0, 0.0, -jnp.inf])
      >>> print(round(float(nllax.categorical.log_prob(0, logits)), 4))
      -0.1269
      >>> print(round(float(nllax.categorical.log_prob(jnp.array([0.5, 0.5, 0.0]), logits)), 4))
      -1.1269

    Reference: Prince (2023), Understanding Deep Learning, equation 5.24; lecture, "Example: cross-entropy loss".
    """
    if classes.is_soft(y := jnp.asarray(y), logits.shape[-1], "categorical"):
        return classes.expect(y, _log_probs(logits))
    peak, log_sum = _peak_and_log_sum(logits)
    return (classes.pick(y, logits) - peak) - log_sum


def sample(key: Array, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Class indices, as int32."""
    return classes.draw(key, logits, shape)


def mean(logits: Numeric) -> Array:
    """The probabilities: the mean of the one-hot target. Shape (..., C)."""
    return jax.nn.softmax(logits)


def variance(logits: Numeric) -> Array:
    """The variance of each entry of the one-hot target. Shape (..., C)."""
    return classes.variance(jax.nn.softmax(logits))


def mode(logits: Numeric) -> Array:
    """The most probable class, the first of equals, as int32."""
    return classes.mode(logits)


def entropy(logits: Numeric) -> Array:
    r"""$-\sum_c p_c\log p_c$, with 0 log 0 = 0."""
    log_probs = _log_probs(logits)
    return -classes.expect(jnp.exp(log_probs), log_probs)


categorical = Distribution(
    name="categorical",
    parameters=(Parameter("logits", extended_real, event_ndim=1),),
    support=label,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
)
