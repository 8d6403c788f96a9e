"""The Bernoulli distribution in its probability: the lecture's binary cross-entropy."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import binary, unit_interval
from nllax._core.parameter import Parameter
from nllax._distributions._shared import two_points
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.entropy_terms import xlog1py, xlogy
from nllax._typing import Numeric


def log_prob(y: Numeric, probs: Numeric) -> Array:
    r"""Bernoulli log-likelihood, in the probability $\hat y$ of y = 1: the form of the slides.

    $$\log p(y \mid \hat y) = y\log\hat y + (1 - y)\log(1 - \hat y)$$

    A network that ends in logits should use `bernoulli`: a sigmoid in float32 has rounded away what is beyond 1 - 6e-8.

    Loss: binary cross-entropy, of probabilities.

    Args:
      y: targets, 0 or 1, or a soft target in [0, 1]: then the expectation over labels of that probability. Shape (...).
      probs: probability of y = 1, in [0, 1]. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape: 0 log 0 is 0, and an event of probability 0 has -inf,
      with an infinite gradient. Nothing is clipped.

    Float32: value and gradient within 2 units (of eps, relative to the larger of 1 and the reference; the gradient
    times probs (1 - probs)), for every probability.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.bernoulli_probs.log_prob(1, 0.25)), 4))
      -1.3863

    Reference: lecture, "Example: binary cross-entropy loss"; Prince (2023), Understanding Deep Learning, equation 5.18.
    """
    return xlogy(y, probs) + xlog1py(1 - y, -probs)


def sample(key: Array, probs: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """0 or 1, as int32."""
    return jax.random.bernoulli(key, probs, draw_shape(shape, probs)).astype(jnp.int32)


def mean(probs: Numeric) -> Array:
    r"""$\hat y$."""
    return jnp.asarray(probs)


def variance(probs: Numeric) -> Array:
    r"""$\hat y (1 - \hat y)$."""
    return jnp.asarray(probs * (1 - probs))


def mode(probs: Numeric) -> Array:
    """1 where the probability is above one half, else 0."""
    return jnp.where(probs > 0.5, 1, jnp.zeros_like(probs))


def entropy(probs: Numeric) -> Array:
    r"""$-\hat y\log\hat y - (1 - \hat y)\log(1 - \hat y)$."""
    return -xlogy(probs, probs) - xlog1py(1 - probs, -probs)


def log_cdf(y: Numeric, probs: Numeric) -> Array:
    r"""$-\infty$ below 0, $\log(1 - \hat y)$ below 1, then 0."""
    return two_points.log_cdf(y, jnp.log1p(-probs), jnp.log(probs))


def log_sf(y: Numeric, probs: Numeric) -> Array:
    r"""0 below 0, $\log\hat y$ below 1, then $-\infty$."""
    return two_points.log_sf(y, jnp.log1p(-probs), jnp.log(probs))


def log_interval(low: Numeric, high: Numeric, probs: Numeric) -> Array:
    """The log-probability of those of 0 and 1 that lie in (low, high]."""
    return two_points.log_interval(low, high, jnp.log1p(-probs), jnp.log(probs))


def quantile(p: Numeric, probs: Numeric) -> Array:
    r"""0 up to $p = 1 - \hat y$, then 1."""
    return jnp.where(p <= 1 - probs, 0, jnp.ones_like(probs))


bernoulli_probs = Distribution(
    name="bernoulli_probs",
    parameters=(Parameter("probs", unit_interval),),
    support=binary,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
