"""The half-normal distribution: sizes of normal errors."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, positive
from nllax._core.parameter import Parameter
from nllax._distributions import normal
from nllax._distributions._shared import half_line
from nllax._distributions._shared.location_scale import location_scale
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.normal_tail import HALF_LOG_2PI, log_ndtr, normal_log_density
from nllax._numerics.partials import with_slopes
from nllax._typing import Numeric

_LOG_2 = math.log(2)


@with_slopes
def log_prob(y: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""Half-normal log-likelihood: the absolute value of a normal variable of mean 0.

    $$\log p(y \mid \sigma) = -\frac{y^2}{2\sigma^2} - \log\sigma + \frac12\log\frac2\pi$$

    Loss: regression of a spread on absolute residuals; as a prior, the usual one of a standard deviation.

    Args:
      y: targets, 0 or more. Shape (...).
      scale: $\sigma > 0$, in the unit of y; the root of the mean square. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 4 units and gradient within 5 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and targets up to 1e4 scales.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.half_normal.log_prob(1.0, 2.0)), 4))
      -1.0439

    Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 13.
    """
    value, by_y, _, by_scale = location_scale(y, 0, scale, lambda z: (normal_log_density(z) + _LOG_2, -z))
    return value, by_y, by_scale


def sample(key: Array, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\sigma|\varepsilon|$ with standard normal noise: differentiable in the scale."""
    return scale * abs(jax.random.normal(key, draw_shape(shape, scale), jnp.result_type(scale)))


def mean(scale: Numeric) -> Array:
    r"""$\sigma\sqrt{2 / \pi}$."""
    return scale * math.sqrt(2 / math.pi)


def variance(scale: Numeric) -> Array:
    r"""$\sigma^2(1 - 2 / \pi)$."""
    return scale * scale * (1 - 2 / math.pi)


def mode(scale: Numeric) -> Array:
    """0."""
    return jnp.zeros_like(scale)


def entropy(scale: Numeric) -> Array:
    r"""$\log\sigma + \frac12\log\frac{\pi e}2$."""
    return jnp.log(scale) + (HALF_LOG_2PI + 0.5 - _LOG_2)


def log_cdf(y: Numeric, scale: Numeric) -> Array:
    r"""$\log[2\Phi(y / \sigma) - 1]$, the normal mass between -y and y."""
    zero = jnp.zeros_like(scale)
    return half_line.log_cdf(y, lambda y: normal.log_interval(-y, y, zero, scale))


def log_sf(y: Numeric, scale: Numeric) -> Array:
    r"""$\log 2 + \log\Phi(-y / \sigma)$."""
    return half_line.log_sf(y, lambda y: _LOG_2 + log_ndtr(-y / scale), from_start=True)


def log_interval(low: Numeric, high: Numeric, scale: Numeric) -> Array:
    r"""$\log 2$ more than the normal distribution has."""
    zero = jnp.zeros_like(scale)
    return half_line.log_interval(
        low,
        high,
        lambda low, high: _LOG_2 + normal.log_interval(low, high, zero, scale),
        lambda high: log_cdf(high, scale),
        lambda low: log_sf(low, scale),
    )


def quantile(p: Numeric, scale: Numeric) -> Array:
    r"""$\sigma\sqrt2\,\mathrm{erf}^{-1}(p)$."""
    return scale * math.sqrt(2) * jax.lax.erf_inv(p)


half_normal = Distribution(
    name="half_normal",
    parameters=(Parameter("scale", positive),),
    support=non_negative,
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
