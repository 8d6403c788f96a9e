"""The Weibull distribution: times to failure under a hazard that grows or falls."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import log1mexp, log1mexpexp, times_exp
from nllax._numerics.gamma_function import log_gamma_1p, log_gamma_excess
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _log_time(y: Numeric, scale: Numeric) -> Array:
    r"""$t = \log(y / \lambda)$, as good as a number around 1: a large concentration multiplies it."""
    return log_ratio(y, scale, y - scale)


def _excess(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$(y / \lambda)^k - 1$."""
    return jnp.expm1(concentration * _log_time(y, scale))


def _target_score(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    """At the edge of the support, the limit of the slope from inside."""
    edge = (y == 0) & (concentration == 1)
    slope = -(1 + concentration * _excess(y, concentration, scale)) / jnp.where(edge, 1, y)
    return jnp.where(edge, -1 / scale, slope)


@with_partials(
    _target_score,
    lambda y, concentration, scale: 1 / concentration - _log_time(y, scale) * _excess(y, concentration, scale),
    lambda y, concentration, scale: concentration * _excess(y, concentration, scale) / scale,
)
def log_prob(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""Weibull log-likelihood.

    $$\log p(y \mid k, \lambda)
    = \log\frac{k}{\lambda} + (k - 1)\log\frac{y}{\lambda} - \left(\frac{y}{\lambda}\right)^k$$

    Loss: parametric survival regression, of times to failure whose hazard goes as $y^{k - 1}$.

    Args:
      y: times, 0 or more. At 0 the density is infinite, $1 / \lambda$ or 0, for a concentration below, at or above 1.
        Shape (...).
      concentration: shape $k > 0$. Broadcasts with y.
      scale: $\lambda > 0$, in the unit of y; a fraction $1 - 1 / e$ of the targets lies below. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 90 units and gradient within 22 (of eps, relative to the larger of 1 and the reference; the
    gradient times y, concentration and scale), for concentrations from 1e-2 to 1e4, scales from 1e-6 to 1e6 and
    targets with $(y / \lambda)^k$ up to 1e4.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.weibull.log_prob(1.0, 2.0, 3.0)), 4))
      -1.6152

    Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 21.
    """
    t = _log_time(y, scale)
    flat = concentration == 1
    power = jnp.where(flat, 0, (concentration - 1) * jnp.where(flat, 0, t))
    return jnp.log(concentration) - jnp.log(scale) + power - jnp.exp(concentration * t)


def sample(key: Array, concentration: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\lambda\varepsilon^{1 / k}$ with standard exponential noise: differentiable in both parameters."""
    dtype = jnp.result_type(scale)
    noise = jax.random.exponential(key, draw_shape(shape, concentration, scale), dtype)
    return scale * jnp.exp(jnp.log(jnp.maximum(noise, np.finfo(dtype).tiny)) / concentration)


def mean(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\lambda\,\Gamma(1 + 1 / k)$."""
    return scale * jnp.exp(log_gamma_1p(1 / concentration))


def variance(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\lambda^2[\Gamma(1 + 2 / k) - \Gamma(1 + 1 / k)^2]$, without cancellation."""
    return mean(concentration, scale) ** 2 * jnp.expm1(log_gamma_excess(1 / concentration))


def mode(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\lambda(1 - 1 / k)^{1 / k}$, and 0 for a concentration up to 1."""
    peaked = concentration > 1
    k = jnp.where(peaked, concentration, 2)
    return jnp.where(peaked, scale * jnp.exp(jnp.log1p(-1 / k) / k), 0)


def entropy(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\gamma(1 - 1 / k) + \log(\lambda / k) + 1$, with Euler's constant."""
    return np.euler_gamma * (1 - 1 / concentration) + jnp.log(scale) - jnp.log(concentration) + 1


def log_cdf(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$\log(1 - e^{-(y / \lambda)^k})$."""
    return half_line.log_cdf(y, lambda y: log1mexpexp(concentration * _log_time(y, scale)), interior=scale)


def log_sf(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$-(y / \lambda)^k$."""
    return half_line.log_sf(y, lambda y: -jnp.exp(concentration * _log_time(y, scale)), interior=scale)


def _log_mass(low: Array, high: Array, concentration: Numeric, scale: Numeric) -> Array:
    log_hazard, growth = concentration * _log_time(low, scale), concentration * _log_time(high, low)
    return -jnp.exp(log_hazard) + log1mexpexp(log_hazard + growth + log1mexp(growth))


def log_interval(low: Numeric, high: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$-(a / \lambda)^k + \log(1 - e^{-h})$ with $h = (a / \lambda)^k[(b / a)^k - 1]$."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: _log_mass(low, high, concentration, scale),
        lambda high: log_cdf(high, concentration, scale),
        lambda low: log_sf(low, concentration, scale),
        interior=scale,
    )


def quantile(p: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$\lambda[-\log(1 - p)]^{1 / k}$."""
    return times_exp(jnp.log(-jnp.log1p(-p)) / concentration, scale, jnp.ones_like(scale))


weibull = Distribution(
    name="weibull",
    parameters=(Parameter("concentration", positive), Parameter("scale", positive)),
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
