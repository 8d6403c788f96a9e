"""The log-normal distribution: least squares on a log scale."""

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions import normal
from nllax._distributions._shared import half_line
from nllax._distributions.normal import quantile as normal_quantile
from nllax._numerics.deviance import log_ratio
from nllax._numerics.normal_interval import NormalInterval, normal_interval
from nllax._numerics.normal_tail import HALF_LOG_2PI, log_ndtr, normal_log_density
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.two_float import log_residual
from nllax._numerics.wide_logarithm import wide_log_product
from nllax._typing import Numeric


def _standardised(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$z = (\log y - \mu) / \sigma$, the residual exact to its last bits: a narrow scale sees them."""
    return shared(log_residual(y, loc) / scale)


@with_partials(
    lambda y, loc, scale: -(1 + _standardised(y, loc, scale) / scale) / y,  # one division: 1 / y alone may underflow
    lambda y, loc, scale: _standardised(y, loc, scale) / scale,
    lambda y, loc, scale: (_standardised(y, loc, scale) ** 2 - 1) / scale,
)
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Log-normal log-likelihood.

    $$\log p(y \mid \mu, \sigma)
    = -\frac{(\log y - \mu)^2}{2\sigma^2} - \log y - \log\sigma - \frac12\log 2\pi$$

    Loss: least squares in $\log y$, for targets whose errors multiply; for a fixed $\sigma$ it is
    $(\log y - \mu)^2 / 2\sigma^2$ plus a constant.

    Args:
      y: targets, positive. Shape (...).
      loc: mean of $\log y$, real; $e^\mu$ is the median of y. Broadcasts with y.
      scale: standard deviation of $\log y$, $\sigma > 0$, without a unit. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 6 units and gradient within 10 (of eps, relative to the largest of 1, the reference and, in
    the value, log y and log scale; the gradient times y and scale), for scales from 1e-6 to 1e6 and targets up to 5e37.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.log_normal.log_prob(2.0, 0.0, 1.0)), 4))
      -1.8523

    Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 14.
    """
    return normal_log_density(_standardised(y, loc, scale)) - wide_log_product(y, scale)


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$e^{\mu + \sigma\varepsilon}$ with standard normal noise: differentiable in both parameters."""
    return jnp.exp(normal.sample(key, loc, scale, shape=shape))


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""$e^{\mu + \sigma^2 / 2}$."""
    return jnp.exp(loc + 0.5 * scale * scale)


def variance(loc: Numeric, scale: Numeric) -> Array:
    r"""$(e^{\sigma^2} - 1)\,e^{2\mu + \sigma^2}$."""
    return jnp.expm1(scale * scale) * jnp.exp(2 * loc + scale * scale)


def mode(loc: Numeric, scale: Numeric) -> Array:
    r"""$e^{\mu - \sigma^2}$."""
    return jnp.exp(loc - scale * scale)


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu + \log\sigma + \frac12\log 2\pi e$."""
    return loc + jnp.log(scale) + (HALF_LOG_2PI + 0.5)


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log\Phi(z)$ with $z = (\log y - \mu) / \sigma$."""
    return half_line.log_cdf(y, lambda y: log_ndtr(_standardised(y, loc, scale)))


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log\Phi(-z)$."""
    return half_line.log_sf(y, lambda y: log_ndtr(-_standardised(y, loc, scale)))


def _interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> NormalInterval:
    width = log_ratio(high, low, high - low) / scale
    return normal_interval(_standardised(low, loc, scale), _standardised(high, loc, scale), width)


@with_partials(
    lambda low, high, loc, scale: -(_interval(low, high, loc, scale).low / scale) * (1 / low),
    lambda low, high, loc, scale: (_interval(low, high, loc, scale).high / scale) * (1 / high),
    lambda low, high, loc, scale: _interval(low, high, loc, scale).shift / scale,
    lambda low, high, loc, scale: _interval(low, high, loc, scale).stretch / scale,
)
def _log_mass(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    return _interval(low, high, loc, scale).log_mass


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log[\Phi((\log b - \mu) / \sigma) - \Phi((\log a - \mu) / \sigma)]$, as of the normal distribution."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: _log_mass(low, high, loc, scale),
        lambda high: log_cdf(high, loc, scale),
        lambda low: log_sf(low, loc, scale),
    )


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$e^{\mu + \sigma\Phi^{-1}(p)}$."""
    return jnp.exp(normal_quantile(p, loc, scale))


log_normal = Distribution(
    name="log_normal",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=positive,
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
