"""The continuous Bernoulli distribution: intensities between 0 and 1."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import real, unit_interval
from nllax._core.parameter import Parameter
from nllax._distributions._shared import fraction
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.exponential_average import exponential_centre, exponential_spread, log_exponential_average
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _decay(logits: Numeric) -> Array:
    """How fast the density falls from the end where it is the highest. (Not abs, which has no slope at 0.)."""
    return jnp.where(logits > 0, logits, -logits)


def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Continuous Bernoulli log-likelihood, in the logit $l = \log\frac{\lambda}{1 - \lambda}$.

    $$\log p(y \mid l) = y\,l - \log\frac{e^l - 1}{l}$$

    Evaluated from the end where the density is the highest, and its normaliser, which binary cross-entropy lacks, by a
    series around l = 0.

    Loss: binary cross-entropy of intensities, normalised: what a variational autoencoder of images should minimise.

    Args:
      y: targets, from 0 to 1. Shape (...).
      logits: $l$, real; the density goes as $e^{ly}$, and l is not the log-odds of the mean. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 10 units and gradient within 4 (of eps, relative to the larger of 1 and the reference), for
    every logit.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.continuous_bernoulli.log_prob(0.25, 1.0)), 4))
      -0.2913

    Reference: Loaiza-Ganem and Cunningham (2019), The continuous Bernoulli: fixing a pervasive error in variational
    autoencoders, equations 6 and 7.
    """
    u = _decay(logits)
    return -u * jnp.where(logits > 0, 1 - y, y) - log_exponential_average(u)


def mean(logits: Numeric) -> Array:
    r"""$\frac{1}{1 - e^{-l}} - \frac1l$."""
    centre = exponential_centre(_decay(logits))
    return jnp.where(logits > 0, 1 - centre, centre)


def variance(logits: Numeric) -> Array:
    r"""$\frac{1}{l^2} - \frac{1}{4\sinh^2(l / 2)}$."""
    return exponential_spread(_decay(logits))


def mode(logits: Numeric) -> Array:
    """The end on the side of the logit; 1/2 for a logit of 0, where all targets are equally probable."""
    return jnp.where(logits == 0, 0.5, jnp.where(logits > 0, 1.0, 0.0)).astype(jnp.result_type(logits))


def entropy(logits: Numeric) -> Array:
    r"""$\log\frac{e^l - 1}{l} - l\,\mathbb{E}[y]$."""
    u = _decay(logits)
    return log_exponential_average(u) + u * exponential_centre(u)


def _log_mass(from_end: Array, width: Array, logits: Numeric) -> Array:
    """Of a stretch that begins at some distance from the end where the density is the highest."""
    u = _decay(logits)
    steep = u > 2
    v = jnp.where(steep, u, 2)
    exponential = log1mexp(v * width) - log1mexp(v)
    flat = jnp.log(width) + (log_exponential_average(u * width) - log_exponential_average(u))
    log_mass = jnp.where(steep, exponential, flat) - u * from_end
    return log_mass - jax.lax.stop_gradient(jnp.maximum(log_mass, 0))  # no rounding above 0; the slope stays


def log_cdf(y: Numeric, logits: Numeric) -> Array:
    r"""$\log\frac{e^{ly} - 1}{e^l - 1}$."""
    return fraction.log_cdf(y, lambda y: _log_mass(jnp.where(logits > 0, 1 - y, 0), y, logits))


def log_sf(y: Numeric, logits: Numeric) -> Array:
    r"""$\log\frac{e^l - e^{ly}}{e^l - 1}$."""
    return fraction.log_sf(y, lambda y: _log_mass(jnp.where(logits > 0, 0, y), 1 - y, logits))


def log_interval(low: Numeric, high: Numeric, logits: Numeric) -> Array:
    r"""$\log\frac{e^{lb} - e^{la}}{e^l - 1}$ between a and b, however narrow or far out."""
    return fraction.log_interval(
        low,
        high,
        lambda low, high: _log_mass(jnp.where(logits > 0, 1 - high, low), high - low, logits),
        lambda high: log_cdf(high, logits),
        lambda low: log_sf(low, logits),
    )


_LARGE = 80.0
"""From here on e^l could leave the range of float32."""


def _quantile(p: Numeric, logits: Numeric) -> Array:
    flat, large = abs(logits) < 1e-6, logits > _LARGE
    safe = jnp.where(flat, 1, jnp.where(large, _LARGE, logits))
    change = p * jnp.expm1(safe)
    low, still = change < -0.25, change == 0
    inner = jnp.where(low | still, 1, change)
    steady = p * (jnp.expm1(safe) / safe) * jnp.where(still, 1, jnp.log1p(inner) / inner)
    near = jnp.where(low, jnp.log((1 - p) + p * jnp.exp(safe)) / safe, steady)

    far = jnp.where(large, logits, _LARGE)
    t = jnp.log(p) + far
    shrinking = jnp.exp(-abs(t))
    log = jnp.where(t > 0, t + jnp.log1p((1 - p) * shrinking), jnp.log1p(shrinking - jnp.minimum(p, shrinking)))
    y = jnp.where(flat, p + 0.5 * logits * p * (1 - p), jnp.where(large, log / far, near))
    return jnp.minimum(y, 1)


def _by_logits(p: Array, logits: Array) -> Array:
    r"""$-F_l / p$, the slope of the logarithm of F being formed without cancellation."""
    y, u = _quantile(p, logits), _decay(logits)
    inside = exponential_centre(u) - y * exponential_centre(u * y)
    return p * jnp.exp(-log_prob(y, logits)) * jnp.where(logits > 0, (1 - y) - inside, inside)


@with_partials(lambda p, logits: jnp.exp(-log_prob(_quantile(p, logits), logits)), _by_logits)
def quantile(p: Numeric, logits: Numeric) -> Array:
    r"""$\log(1 + p(e^l - 1)) / l$."""
    return _quantile(p, logits)


def sample(key: Array, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Quantiles of uniform draws: differentiable in the logit."""
    return quantile(jax.random.uniform(key, draw_shape(shape, logits), jnp.result_type(logits)), logits)


continuous_bernoulli = Distribution(
    name="continuous_bernoulli",
    parameters=(Parameter("logits", real),),
    support=unit_interval,
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
