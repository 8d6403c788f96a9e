"""The ordered logistic distribution: ordinal regression."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import label, ordered, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared import classes
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.exponentials import log1mexp
from nllax._typing import Numeric


def ends(cutpoints: Numeric) -> tuple[Array, Array]:
    """The interval of each class on the latent line. Shape (..., C) each."""
    pad = [(0, 0)] * (cutpoints.ndim - 1)
    low = jnp.pad(cutpoints, [*pad, (1, 0)], constant_values=-math.inf)
    high = jnp.pad(cutpoints, [*pad, (0, 1)], constant_values=math.inf)
    return low, high


def _log_mass(predictor: Array, low: Array, high: Array) -> Array:
    r"""$\log[\sigma(b) - \sigma(a)] = \log\sigma(b) + \log\sigma(-a) + \log(1 - e^{a - b})$, a term for each end."""
    first, last = low == -math.inf, high == math.inf
    inner = ~(first | last)
    above = jax.nn.log_sigmoid(predictor - jnp.where(first, 0, low))
    below = jax.nn.log_sigmoid(jnp.where(last, 0, high) - predictor)
    width = jnp.where(inner, high, 1) - jnp.where(inner, low, 0)
    return jnp.where(first, 0, above) + jnp.where(last, 0, below) + jnp.where(inner, log1mexp(width), 0)


def log_probs(predictor: Array, cutpoints: Array) -> Array:
    """The log-probability of every class. Shape (..., C)."""
    return _log_mass(predictor[..., None], *ends(cutpoints))


def log_prob(y: Numeric, predictor: Numeric, cutpoints: Numeric) -> Array:
    r"""Ordered logistic log-likelihood, with $\sigma$ the logistic function, $c_0 = -\infty$ and $c_C = \infty$.

    $$\log p(y \mid \eta, c) = \log\bigl[\sigma(c_{y+1} - \eta) - \sigma(c_y - \eta)\bigr]$$

    Evaluated as $\log\sigma(c_{y+1} - \eta) + \log\sigma(\eta - c_y) + \log(1 - e^{-(c_{y+1} - c_y)})$, which does not
    cancel. The dtype of the target tells what it is, as for `categorical`: integers are classes, floating numbers
    probability vectors over them.

    Loss: ordinal regression (proportional odds).

    Args:
      y: classes from 0 to C - 1 in their order, integers of shape (...); or probability vectors, floating, (..., C).
      predictor: location $\eta$ on the latent line, real. Shape (...), broadcasting with the target's.
      cutpoints: the C - 1 borders between the classes, strictly increasing: `cutpoints[k]` lies between the classes
        k and k + 1. Shape (..., C - 1).

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. A class out of range gives NaN.

    Raises:
      ValueError: at trace time, if the last axis of a floating target is not C.

    Float32: value within 4 units and gradient within 6 (of eps, relative to the larger of 1 and the reference), for
    every predictor and all cutpoints.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.ordered_logistic.log_prob(1, 0.5, jnp.array([-1.0, 1.0]))), 4))
      -0.8209

    Reference: McCullagh (1980), Regression models for ordinal data.
    """
    if classes.is_soft(y := jnp.asarray(y), cutpoints.shape[-1] + 1, "ordered_logistic"):
        return classes.expect(y, log_probs(predictor, cutpoints))
    low, high = (classes.pick_among_few(y, end) for end in ends(cutpoints))
    return _log_mass(predictor, low, high)


def sample(key: Array, predictor: Numeric, cutpoints: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""How many cutpoints lie below $\eta$ plus standard logistic noise, as int32."""
    size = draw_shape(shape, predictor, cutpoints[..., 0])
    latent = predictor + jax.random.logistic(key, size, predictor.dtype)
    return (latent[..., None] > cutpoints).sum(-1, dtype=jnp.int32)


def mean(predictor: Numeric, cutpoints: Numeric) -> Array:
    """The probabilities: the mean of the one-hot target. Shape (..., C)."""
    return jnp.exp(log_probs(predictor, cutpoints))


def variance(predictor: Numeric, cutpoints: Numeric) -> Array:
    """The variance of each entry of the one-hot target. Shape (..., C)."""
    return classes.variance(mean(predictor, cutpoints))


def mode(predictor: Numeric, cutpoints: Numeric) -> Array:
    """The most probable class, the first of equals, as int32."""
    return classes.mode(log_probs(predictor, cutpoints))


def entropy(predictor: Numeric, cutpoints: Numeric) -> Array:
    r"""$-\sum_k p_k\log p_k$."""
    logs = log_probs(predictor, cutpoints)
    return -classes.expect(jnp.exp(logs), logs)


ordered_logistic = Distribution(
    name="ordered_logistic",
    parameters=(Parameter("predictor", real), Parameter("cutpoints", ordered)),
    support=label,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
)
