"""The Bernoulli distribution in its logit: binary cross-entropy."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import binary, extended_real
from nllax._core.parameter import Parameter
from nllax._distributions._shared import two_points
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.logits import odds_against
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _logit_score(y: Numeric, logits: Numeric) -> Array:
    r"""$y - \sigma(l)$ as $y\sigma(-l) - (1 - y)\sigma(l)$, which keeps its digits where the prediction is right."""
    positive, odds = logits > 0, odds_against(logits)
    return (y * jnp.where(positive, odds, 1) - (1 - y) * jnp.where(positive, 1, odds)) / (1 + odds)


def _finite(logits: Numeric) -> Array:
    largest = float(jnp.finfo(jnp.result_type(logits)).max)
    return jnp.clip(logits, -largest, largest)


@with_partials(lambda y, logits: _finite(logits), _logit_score)
def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Bernoulli log-likelihood, in the logit $l = \log\frac{\hat y}{1 - \hat y}$.

    $$\log p(y \mid l) = y\,l - \log(1 + e^l)$$

    Evaluated as $-|l|\,w - \log(1 + e^{-|l|})$, with $w$ the probability that the target gives to the side that the
    logit is against. A logit of $\pm\infty$ is a certain prediction.

    Loss: binary cross-entropy with logits, $-y\log\hat y - (1 - y)\log(1 - \hat y)$ for $\hat y = \sigma(l)$.

    Args:
      y: targets, 0 or 1, or a soft target in [0, 1]: then the expectation over labels of that probability. Shape (...).
      logits: log-odds of y = 1, real or infinite. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value and gradient within 2 units (of eps, relative to the larger of 1 and the reference), for every logit.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.bernoulli.log_prob(1, 2.0)), 4))
      -0.1269

    Reference: Prince (2023), Understanding Deep Learning, section 5.4; lecture, "Example: binary cross-entropy loss".
    """
    against = jnp.where(logits > 0, 1 - y, y)
    size = abs(logits)
    right = against == 0  # 0 times infinity is 0 here
    return -jnp.where(right, 0, jnp.where(right, 1, size) * against) - jnp.log1p(odds_against(logits))


def sample(key: Array, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """0 or 1, as int32."""
    return jax.random.bernoulli(key, jax.nn.sigmoid(logits), draw_shape(shape, logits)).astype(jnp.int32)


def mean(logits: Numeric) -> Array:
    r"""$\sigma(l)$."""
    return jax.nn.sigmoid(logits)


def variance(logits: Numeric) -> Array:
    r"""$\sigma(l)\,\sigma(-l)$."""
    return jax.nn.sigmoid(logits) * jax.nn.sigmoid(-logits)


def mode(logits: Numeric) -> Array:
    """1 where the logit is positive, else 0."""
    return jnp.where(logits > 0, 1, jnp.zeros_like(logits))


def entropy(logits: Numeric) -> Array:
    r"""$\log(1 + e^{-|l|}) + |l|\,\sigma(-|l|)$."""
    size = abs(_finite(logits))
    return jnp.log1p(jnp.exp(-size)) + size * jax.nn.sigmoid(-size)


def _log_points(logits: Numeric) -> tuple[Array, Array]:
    return log_prob(jnp.zeros_like(logits), logits), log_prob(jnp.ones_like(logits), logits)


def log_cdf(y: Numeric, logits: Numeric) -> Array:
    r"""$-\infty$ below 0, $\log\sigma(-l)$ below 1, then 0."""
    return two_points.log_cdf(y, *_log_points(logits))


def log_sf(y: Numeric, logits: Numeric) -> Array:
    r"""0 below 0, $\log\sigma(l)$ below 1, then $-\infty$."""
    return two_points.log_sf(y, *_log_points(logits))


def log_interval(low: Numeric, high: Numeric, logits: Numeric) -> Array:
    """The log-probability of those of 0 and 1 that lie in (low, high]."""
    return two_points.log_interval(low, high, *_log_points(logits))


def quantile(p: Numeric, logits: Numeric) -> Array:
    r"""0 up to $p = \sigma(-l)$, then 1."""
    return jnp.where(p <= jax.nn.sigmoid(-logits), 0, jnp.ones_like(logits))


bernoulli = Distribution(
    name="bernoulli",
    parameters=(Parameter("logits", extended_real),),
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
