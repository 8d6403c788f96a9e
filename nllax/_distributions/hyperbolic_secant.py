"""The hyperbolic secant distribution: the log-cosh loss."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.half_turns import cot_half_turns
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._typing import Numeric

_HALF_PI = math.pi / 2


def _pull(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    return _HALF_PI * jnp.tanh(_HALF_PI * (y - loc) / scale)


@with_partials(
    lambda y, loc, scale: -_pull(y, loc, scale) / scale,
    lambda y, loc, scale: _pull(y, loc, scale) / scale,
    lambda y, loc, scale: ((y - loc) / scale * _pull(y, loc, scale) - 1) / scale,
)
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Hyperbolic secant log-likelihood.

    $$\log p(y \mid \mu, \sigma) = -\log\cosh\frac{\pi(y - \mu)}{2\sigma} - \log 2\sigma$$

    Evaluated as $-u - \log[\sigma(1 + e^{-2u})]$ with $u = \pi|y - \mu| / 2\sigma$.

    Loss: the log-cosh loss plus a constant where $\sigma$ is fixed: least squares near 0, absolute deviations far out.

    Args:
      y: targets, real. Shape (...).
      loc: mean $\mu$, real. Broadcasts with y.
      scale: standard deviation $\sigma > 0$, in the unit of y. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 4 units and gradient within 7 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.hyperbolic_secant.log_prob(1.0, 0.0, 2.0)), 4))
      -1.6674

    Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, chapter 23.
    """
    residual = y - loc
    u = shared(_HALF_PI * jnp.where(residual < 0, -residual, residual) / scale)
    return -u - jnp.log(scale * (1 + jnp.exp(-2 * u)))


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + 2\sigma\operatorname{arsinh}(\varepsilon) / \pi$ with Cauchy noise: differentiable in both parameters."""
    noise = jax.random.cauchy(key, draw_shape(shape, loc, scale), jnp.result_type(loc))
    return loc + scale * jnp.arcsinh(noise) / _HALF_PI


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale)[0]


def variance(loc: Numeric, scale: Numeric) -> Array:
    r"""$\sigma^2$."""
    return jnp.broadcast_arrays(scale * scale, loc)[0]


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$\log 4\sigma$."""
    return jnp.broadcast_arrays(jnp.log(scale) + math.log(4), loc)[0]


def _decay(u: Array) -> Array:
    """The exponential of -|u|; on the left, where it divides, at least that of -60."""
    left = u < 0
    return jnp.exp(-jnp.where(left, jnp.minimum(-u, 60), u))


def _hazard(u: Array) -> Array:
    t = _decay(u)
    angle = jnp.arctan(t)
    return t / ((1 + t * t) * jnp.where(u < 0, angle, _HALF_PI - angle))


@with_partials(_hazard)
def _log_lower(u: Array) -> Array:
    r"""$\log[2\operatorname{arctan}(e^u) / \pi]$: on the left $u$ and the logarithm of a quotient near 1."""
    left = u < 0
    t = _decay(u)
    angle = jnp.arctan(t) / _HALF_PI
    quotient = jnp.where(left, angle, 1) / jnp.where(left, t, 1)
    return jnp.where(left, u + jnp.log(quotient), jnp.log1p(-jnp.where(left, 0, angle)))


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log[2\operatorname{arctan}(e^u) / \pi]$ with $u = \pi(y - \mu) / 2\sigma$."""
    return _log_lower(_HALF_PI * standardised(y, loc, scale))


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(_HALF_PI * standardised(loc, y, scale))


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log[2\operatorname{arctan}(e^v) / \pi]$, where $e^v = (e^b - e^a) / (1 + e^{a + b})$ by its logarithm."""
    a, b, width = (_HALF_PI * standardised(*ends, scale) for ends in ((low, loc), (high, loc), (high, low)))
    empty, whole = width == 0, jnp.isinf(a) & jnp.isinf(b)
    a, b = jnp.where(whole, 0, a), jnp.where(whole, 0, b)
    inside = log1mexp(jnp.where(empty, 1, width)) - jnp.logaddexp(-b, a)
    return jnp.where(empty, -math.inf, jnp.where(whole, 0, _log_lower(inside)))


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu - 2\sigma\operatorname{arsinh}(\cot\pi p) / \pi$."""
    lower = p < 0.5
    tail = jnp.where(lower, p, 1 - p)
    return loc + scale * jnp.where(lower, -1, 1) * jnp.arcsinh(cot_half_turns(tail)) / _HALF_PI


hyperbolic_secant = Distribution(
    name="hyperbolic_secant",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
