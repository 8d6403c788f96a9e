"""The log-logistic distribution: odds of an event that grow as a power of time."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.tangent import tan_excess
from nllax._numerics.two_float import log_residual
from nllax._numerics.wide_logarithm import wide_log_product
from nllax._typing import Numeric


def _standardised(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$z = (\log y - \mu) / s$, the residual exact to its last bits: a narrow scale sees them."""
    return shared(log_residual(y, loc) / scale)


def _loc_score(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    return jnp.tanh(0.5 * _standardised(y, loc, scale)) / scale


def _scale_score(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    z = _standardised(y, loc, scale)
    return (z * jnp.tanh(0.5 * z) - 1) / scale


@with_partials(
    lambda y, loc, scale: -(1 + _loc_score(y, loc, scale)) / y,  # one division: 1 / y alone may underflow
    _loc_score,
    _scale_score,
)
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Log-logistic log-likelihood: $\log y$ is logistic.

    $$\log p(y \mid \mu, s) = -z - 2\log(1 + e^{-z}) - \log s - \log y, \quad z = \frac{\log y - \mu}{s}$$

    Evaluated with $|z|$ for z, which is the same and never overflows, by one logarithm.

    Loss: proportional-odds survival regression; a robust alternative to least squares in $\log y$.

    Args:
      y: targets, positive. Shape (...).
      loc: mean and median of $\log y$, real; $e^\mu$ is the median of y. Broadcasts with y.
      scale: scale s > 0 of $\log y$, without a unit; the tail of y falls as $y^{-1 / s}$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 4 units and gradient within 12 (of eps, relative to the largest of 1, the reference and, in
    the value, log y and log scale; the gradient times y and scale), for scales from 1e-6 to 1e6 and targets up to 5e37.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.log_logistic.log_prob(2.0, 0.0, 1.0)), 4))
      -2.1972

    Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, chapter 23.
    """
    size = abs(_standardised(y, loc, scale))
    rest = 1 + jnp.exp(-size)
    return -size - wide_log_product(y, scale * rest * rest)


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$e^{\mu + s\varepsilon}$ with standard logistic noise: differentiable in both parameters."""
    noise = jax.random.logistic(key, draw_shape(shape, loc, scale), jnp.result_type(loc))
    return jnp.exp(loc + scale * noise)


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""$e^\mu\,\pi s / \sin \pi s$, infinite from a scale of 1 on."""
    finite = scale < 1
    return jnp.where(finite, jnp.exp(loc) / jnp.sinc(jnp.where(finite, scale, 0.5)), math.inf)


def variance(loc: Numeric, scale: Numeric) -> Array:
    r"""The squared mean times $\tan(\pi s) / \pi s - 1$, infinite from a scale of 1/2 on."""
    finite = scale < 0.5
    s = jnp.where(finite, scale, 0.25)
    return jnp.where(finite, mean(loc, s) ** 2 * tan_excess(math.pi * s), math.inf)


def mode(loc: Numeric, scale: Numeric) -> Array:
    r"""$e^\mu\,[(1 - s) / (1 + s)]^s$, and 0 from a scale of 1 on."""
    peaked = scale < 1
    s = jnp.where(peaked, scale, 0)
    return jnp.where(peaked, jnp.exp(loc - 2 * s * jnp.arctanh(s)), 0)


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu + \log s + 2$."""
    return loc + jnp.log(scale) + 2


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$-\log(1 + e^{-z})$."""
    return half_line.log_cdf(y, lambda y: jax.nn.log_sigmoid(_standardised(y, loc, scale)))


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$-\log(1 + e^z)$."""
    return half_line.log_sf(y, lambda y: jax.nn.log_sigmoid(-_standardised(y, loc, scale)))


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""The log_cdf of the upper end, the log_sf of the lower, and $\log(1 - e^{-w})$ with $w = \log(b / a) / s$."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: (
            log_cdf(high, loc, scale) + log_sf(low, loc, scale) + log1mexp(log_ratio(high, low, high - low) / scale)
        ),
        lambda high: log_cdf(high, loc, scale),
        lambda low: log_sf(low, loc, scale),
    )


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$e^\mu\,[p / (1 - p)]^s$."""
    return jnp.exp(loc + scale * (jnp.log(p) - jnp.log1p(-p)))


log_logistic = Distribution(
    name="log_logistic",
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
