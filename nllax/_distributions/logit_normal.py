"""The logit-normal distribution: least squares on the scale of the logit."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import open_unit_interval, positive, real
from nllax._core.parameter import Parameter
from nllax._distributions import normal
from nllax._distributions._shared import fraction
from nllax._numerics.deviance import log_ratio
from nllax._numerics.logistic_normal import (
    logistic_normal_log_slope,
    logistic_normal_mean,
    logistic_normal_peak,
    logistic_normal_variance,
)
from nllax._numerics.logit_residual import logit_residual
from nllax._numerics.normal_interval import NormalInterval, normal_interval
from nllax._numerics.normal_tail import HALF_LOG_2PI, log_ndtr, normal_log_density
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.wide_logarithm import wide_log_product
from nllax._typing import Numeric


def _standardised(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$z = (\operatorname{logit} y - \mu) / \sigma$, the residual exact to its last bits: a narrow scale sees them."""
    return shared(logit_residual(y, loc) / scale)


@with_partials(
    lambda y, loc, scale: -((1 - 2 * y) + _standardised(y, loc, scale) / scale) / y / (1 - y),
    lambda y, loc, scale: _standardised(y, loc, scale) / scale,
    lambda y, loc, scale: (_standardised(y, loc, scale) ** 2 - 1) / scale,
)
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Logit-normal log-likelihood: the logit of y is normal.

    $$\log p(y \mid \mu, \sigma)
    = -\frac{(\operatorname{logit} y - \mu)^2}{2\sigma^2} - \log y(1 - y) - \log\sigma - \frac12\log 2\pi$$

    Loss: least squares in $\operatorname{logit} y$, for rates and proportions; for a fixed $\sigma$ it is
    $(\operatorname{logit} y - \mu)^2 / 2\sigma^2$ plus a constant.

    Args:
      y: targets, between 0 and 1. Shape (...).
      loc: mean of $\operatorname{logit} y$, real; $1 / (1 + e^{-\mu})$ is the median of y. Broadcasts with y.
      scale: standard deviation of $\operatorname{logit} y$, $\sigma > 0$, without a unit. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 6 units and gradient within 9 (of eps, relative to the largest of 1, the reference and, in
    the value, log y, log (1 - y) and log scale; the gradient times y (1 - y) and scale), for scales from 1e-6 to 1e6
    and targets from 1.2e-38 to the last below 1.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.logit_normal.log_prob(0.25, 0.0, 1.0)), 4))
      0.1516

    Reference: Aitchison and Shen (1980), Logistic-normal distributions: some properties and uses, for two categories.
    """
    return normal_log_density(_standardised(y, loc, scale)) - wide_log_product(y * (1 - y), scale)


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""The sigmoid of $\mu + \sigma\varepsilon$, kept from rounding to 0 or 1: differentiable in both parameters."""
    return _inside(normal.sample(key, loc, scale, shape=shape))


def _inside(logit: Array) -> Array:
    """The sigmoid, kept from rounding to 0 or 1."""
    limits = jnp.finfo(logit.dtype)
    return jnp.clip(jax.nn.sigmoid(logit), limits.tiny, 1 - limits.epsneg)


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""The average of the sigmoid: over the normal density by quadrature, or term by term in its expansion."""
    return logistic_normal_mean(loc, scale)


def variance(loc: Numeric, scale: Numeric) -> Array:
    """The average of the squared deviation from the mean, likewise."""
    return logistic_normal_variance(loc, scale)


def mode(loc: Numeric, scale: Numeric) -> Array:
    r"""The y with $\operatorname{logit} y = \mu + \sigma^2(2y - 1)$ on the side of $\mu$, kept from rounding to 0 or 1.

    A wide distribution has a lower mode on the other side. At $\mu = 0$ they are as high; it is the upper one.
    """
    return _inside(logistic_normal_peak(loc, scale))


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""That of the logit, $\log\sigma + \frac12\log 2\pi e$, and the average of $\log y(1 - y)$."""
    return jnp.log(scale) + (HALF_LOG_2PI + 0.5) - logistic_normal_log_slope(loc, scale)


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log\Phi(z)$ with $z = (\operatorname{logit} y - \mu) / \sigma$."""
    return fraction.log_cdf(y, lambda y: log_ndtr(_standardised(y, loc, scale)))


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log\Phi(-z)$."""
    return fraction.log_sf(y, lambda y: log_ndtr(-_standardised(y, loc, scale)))


def _interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> NormalInterval:
    width = log_ratio(high, low, high - low) + log_ratio(1 - low, 1 - high, high - low)
    return normal_interval(_standardised(low, loc, scale), _standardised(high, loc, scale), width / scale)


@with_partials(
    lambda low, high, loc, scale: -(_interval(low, high, loc, scale).low / scale) / low / (1 - low),
    lambda low, high, loc, scale: (_interval(low, high, loc, scale).high / scale) / high / (1 - high),
    lambda low, high, loc, scale: _interval(low, high, loc, scale).shift / scale,
    lambda low, high, loc, scale: _interval(low, high, loc, scale).stretch / scale,
)
def _log_mass(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    return _interval(low, high, loc, scale).log_mass


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log[\Phi((\operatorname{logit} b - \mu) / \sigma) - \Phi((\operatorname{logit} a - \mu) / \sigma)]$."""
    return fraction.log_interval(
        low,
        high,
        lambda low, high: _log_mass(low, high, loc, scale),
        lambda high: log_cdf(high, loc, scale),
        lambda low: log_sf(low, loc, scale),
    )


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""The sigmoid of $\mu + \sigma\Phi^{-1}(p)$."""
    from jax.scipy.special import ndtri  # imported late: it would cost the import of nllax a tenth

    return jax.nn.sigmoid(loc + scale * ndtri(p))


logit_normal = Distribution(
    name="logit_normal",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=open_unit_interval,
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
