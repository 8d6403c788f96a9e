"""The half-Cauchy distribution: scales that may be very large."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.lorentzian import log_lorentzian
from nllax._typing import Numeric

_LOG_2_OVER_PI = math.log(2 / math.pi)


def log_prob(y: Numeric, scale: Numeric) -> Array:
    r"""Half-Cauchy log-likelihood: the absolute value of a Cauchy variable of median 0.

    $$\log p(y \mid s) = \log\frac{2}{\pi s} - \log\left(1 + \frac{y^2}{s^2}\right)$$

    Loss: a robust regression of a spread on absolute residuals; as a prior, the weakly informative one of a scale.

    Args:
      y: targets, 0 or more. Shape (...).
      scale: median s > 0, in the unit of y. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 2 units and gradient within 3 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.half_cauchy.log_prob(1.0, 2.0)), 4))
      -1.3679

    Reference: Gelman (2006), Prior distributions for variance parameters in hierarchical models.
    """
    return log_lorentzian(y, scale) + _LOG_2_OVER_PI


def sample(key: Array, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$s|\varepsilon|$ with standard Cauchy noise: differentiable in the scale."""
    return scale * abs(jax.random.cauchy(key, draw_shape(shape, scale), jnp.result_type(scale)))


def mode(scale: Numeric) -> Array:
    """0."""
    return jnp.zeros_like(scale)


def entropy(scale: Numeric) -> Array:
    r"""$\log 2\pi s$."""
    return jnp.log(scale) + math.log(2 * math.pi)


def _log_angle(slope: Array) -> Array:
    r"""$\log[(2 / \pi)\arctan x]$."""
    return _LOG_2_OVER_PI + jnp.log(jnp.arctan(slope))


def log_cdf(y: Numeric, scale: Numeric) -> Array:
    r"""$\log[(2 / \pi)\arctan(y / s)]$, beyond the median from the other side."""

    def inside(y: Array) -> Array:
        near = y < scale
        below = _log_angle(jnp.where(near, y, scale) / scale)
        return jnp.where(near, below, jnp.log1p(-(2 / math.pi) * jnp.arctan(scale / jnp.where(near, scale, y))))

    return half_line.log_cdf(y, inside)


def log_sf(y: Numeric, scale: Numeric) -> Array:
    r"""$\log[(2 / \pi)\arctan(s / y)]$, before the median from the other side."""

    def inside(y: Array) -> Array:
        near = y < scale
        below = jnp.log1p(-(2 / math.pi) * jnp.arctan(jnp.where(near, y, scale) / scale))
        return jnp.where(near, below, _log_angle(scale / jnp.where(near, scale, y)))

    return half_line.log_sf(y, inside, from_start=True)


def log_interval(low: Numeric, high: Numeric, scale: Numeric) -> Array:
    r"""$\log[(2 / \pi)\arctan x]$ with $x = s(b - a) / (s^2 + ab)$, the tangent of the difference of both angles."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: _log_angle(((high - low) / high) / (scale / high + low / scale)),
        lambda high: log_cdf(high, scale),
        lambda low: log_sf(low, scale),
    )


def quantile(p: Numeric, scale: Numeric) -> Array:
    r"""$s\tan(\pi p / 2)$, from the complement beyond the median."""
    near = p < 0.5
    below = jnp.tan(0.5 * math.pi * jnp.where(near, p, 0.5))
    above = 1 / jnp.tan(0.5 * math.pi * jnp.where(near, 0.5, 1 - p))
    return scale * jnp.where(near, below, above)


half_cauchy = Distribution(
    name="half_cauchy",
    parameters=(Parameter("scale", positive),),
    support=non_negative,
    log_prob=log_prob,
    sample=sample,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
