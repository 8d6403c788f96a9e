"""The Kumaraswamy distribution: fractions, much as of the beta distribution, in closed form."""

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, unit_interval
from nllax._core.parameter import Parameter
from nllax._distributions._shared import fraction
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import log1mexp, log1mexpexp
from nllax._numerics.gamma_function import log_gamma_1p, log_gamma_excess
from nllax._numerics.logits import softplus
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import stored
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.two_float import exp_two_float, log_two_float, two_product
from nllax._numerics.wide_logarithm import wide_log_product
from nllax._typing import Numeric


def _fall(y: Numeric, a: Numeric) -> Array:
    r"""$t = -a\log y$, so that $y^a = e^{-t}$."""
    return abs(a * jnp.log(y))  # not -0 at y = 1


def _power(y: Array, a: Array) -> tuple[Array, Array]:
    """The power of y as a sum of two floats: the mode is where a large multiple of it is 1."""
    zero = y == 0
    log_y, rest = log_two_float(jnp.where(zero, 1, y))
    product, error = two_product(a, log_y)
    high, low = exp_two_float((stored(product), stored(error + a * rest)))
    return stored(jnp.where(zero, 0, high)), jnp.where(zero, 0, low)


def _is_near(t: Array) -> Array:
    """Whether the power is closer to 1 than to 0, and t is what to start from."""
    return t < math.log(2)


@with_partials(lambda t: -(1 / jnp.expm1(t)) * (1 + 1 / jnp.expm1(t)))
def _odds(t: Array) -> Array:
    r"""$y^a / (1 - y^a)$."""
    return 1 / jnp.expm1(t)


def _pull(b: Array, slope: Array) -> Array:
    """A slope times b - 1, and 0 for b = 1, be the slope infinite or not."""
    flat = b == 1
    return jnp.where(flat, 0, (b - 1) * jnp.where(flat, 0, slope))


@with_partials(
    lambda y, a, b: (b - 1) * _odds(_fall(y, a)) * (1 + _odds(_fall(y, a))) * (a / y),
    lambda y, a, b: (b - 1) * _odds(_fall(y, a)) * (1 + _odds(_fall(y, a))) * jnp.log(y),
    lambda y, a, b: _odds(_fall(y, a)),
)
def _gap(y: Array, a: Array, b: Array) -> Array:
    r"""$\frac{b y^a - 1}{1 - y^a}$, which is 0 at the mode of $y^a$, without cancellation."""
    t = _fall(y, a)
    near = _is_near(t)
    high, low = _power(y, a)
    product, error = two_product(b, high)
    far = ((product - 1) + (error + b * low)) / (1 - jnp.where(near, 0, high))
    return stored(jnp.where(near, _pull(b, _odds(t)) - 1, far))


@with_partials(
    lambda y, a: -_odds(_fall(y, a)) * (a / y),
    lambda y, a: -_odds(_fall(y, a)) * jnp.log(y),
)
def _log_rest(y: Array, a: Array) -> Array:
    r"""$\log(1 - y^a)$."""
    t = _fall(y, a)
    near = _is_near(t)
    high, _ = _power(y, a)
    return stored(jnp.where(near, jnp.log(-jnp.expm1(-jnp.where(near, t, 1))), jnp.log1p(-jnp.where(near, 0, high))))


def _target_score(y: Numeric, a: Numeric, b: Numeric) -> Array:
    """At the ends of the support, the limit of the slope from inside."""
    flat = a == 1
    return jnp.where(flat, -_pull(b, 1 / (1 - y)), -(1 + a * _gap(y, a, b)) / jnp.where(flat, 1, y))


def _first_score(y: Numeric, a: Numeric, b: Numeric) -> Array:
    t, at_one = _fall(y, a), y == 1
    return (1 + jnp.where(at_one, b - 1, jnp.where(at_one, 0.5, t) * jnp.where(at_one, 0, _gap(y, a, b)))) / a


@with_partials(_target_score, _first_score, lambda y, a, b: 1 / b + _log_rest(y, a))
def log_prob(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""Kumaraswamy log-likelihood.

    $$\log p(y \mid a, b) = \log ab + (a - 1)\log y + (b - 1)\log(1 - y^a)$$

    Loss: regression of rates and proportions, an alternative to the beta distribution whose quantiles are explicit.

    Args:
      y: targets, from 0 to 1. At 0 the density is infinite, b or 0, for a concentration1 below, at or above 1, and at 1
        infinite, a or 0, for a concentration0 below, at or above 1. Shape (...).
      concentration1: $a > 0$, what pulls towards 1. Broadcasts with y.
      concentration0: $b > 0$, what pulls towards 0. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 40 units and gradient within 6 (of eps, relative to the largest of 1, the reference and, in
    the value, log y; the gradient times y (1 - y), concentration1 and concentration0), for a concentration1 from 1e-3
    to 1e4 and a concentration0 from 1e-4 to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.kumaraswamy.log_prob(0.25, 2.0, 3.0)), 4))
      0.2764

    Reference: Kumaraswamy (1980), A generalized probability density function for double-bounded random processes;
    Jones (2009), Kumaraswamy's distribution: a beta-type distribution with some tractability advantages.
    """
    a, b = concentration1, concentration0
    return wide_log_product(a, b) + _pull(a, jnp.log(y)) + _pull(b, _log_rest(y, a))


def sample(key: Array, concentration1: Numeric, concentration0: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""Quantiles of a standard exponential: differentiable in both parameters."""
    dtype = jnp.result_type(concentration1)
    noise = jax.random.exponential(key, draw_shape(shape, concentration1, concentration0), dtype)
    return _at_hazard(jnp.maximum(noise, jnp.finfo(dtype).tiny), concentration1, concentration0)


def _at_hazard(hazard: Array, a: Numeric, b: Numeric) -> Array:
    """The target above which the log-probability is that, but for the sign."""
    return jnp.exp(log1mexpexp(jnp.log(hazard) - jnp.log(b)) / a)


def _log_moment(u: Array, b: Array) -> Array:
    r"""$\log\Gamma(1 + b) - \log\Gamma(1 + b + u)$."""
    c, d = 1 + b, 1 + b + u
    return u * (1 - jnp.log(d)) - (b + 0.5) * jnp.log1p(u / c) + (stirling_remainder(c) - stirling_remainder(d))


def mean(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$b\,B(1 + 1 / a, b)$."""
    u = 1 / concentration1
    return jnp.exp(log_gamma_1p(u) + _log_moment(u, concentration0))


def variance(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$b\,B(1 + 2 / a, b) - [b\,B(1 + 1 / a, b)]^2$."""
    u = 1 / concentration1
    excess = log_gamma_excess(u) + (_log_moment(2 * u, concentration0) - 2 * _log_moment(u, concentration0))
    return mean(concentration1, concentration0) ** 2 * jnp.expm1(excess)


def mode(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$[(a - 1) / (ab - 1)]^{1 / a}$; unless both are above 1 the end of the smaller one, 1/2 if both are 1."""
    a, b = concentration1, concentration0
    peaked = (a > 1) & (b > 1)
    odds = a * jnp.where(peaked, b - 1, 1) / jnp.where(peaked, a - 1, 1)
    end = jnp.where((a == 1) & (b == 1), 0.5, jnp.where(a < b, 0, 1))
    return jnp.where(peaked, jnp.exp(-jnp.log1p(odds) / a), end)


def entropy(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$1 - 1 / b + (1 - 1 / a)H_b - \log ab$, with the harmonic number $H_b = \psi(b + 1) + \gamma$."""
    a, b = concentration1, concentration0
    harmonic = jnp.log1p(b) - score_offset(1 + b) + np.euler_gamma
    return (1 - 1 / b) + (1 - 1 / a) * harmonic - jnp.log(a) - jnp.log(b)


_FARTHEST = 80.0
"""From here on the logarithm of a small probability, and of what it leaves, are the same but for the sign."""


@with_partials(lambda t: jnp.where(t > _FARTHEST, -1, _odds(t) / log1mexp(jnp.minimum(t, _FARTHEST))))
def _log_hazard(t: Array) -> Array:
    r"""$\log(-\log(1 - e^{-t}))$."""
    return jnp.where(t > _FARTHEST, -t, jnp.log(-log1mexp(jnp.minimum(t, _FARTHEST))))


def _log_cdf(y: Array, a: Numeric, b: Numeric) -> Array:
    return log1mexpexp(jnp.log(b) + _log_hazard(_fall(y, a)))


def _log_sf(y: Array, a: Numeric, b: Numeric) -> Array:
    return b * log1mexp(_fall(y, a))


def log_cdf(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\log[1 - (1 - y^a)^b]$."""
    return fraction.log_cdf(y, lambda y: _log_cdf(y, concentration1, concentration0))


def log_sf(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$b\log(1 - y^a)$."""
    return fraction.log_sf(y, lambda y: _log_sf(y, concentration1, concentration0))


def _log_mass(low: Array, high: Array, a: Numeric, b: Numeric) -> Array:
    """Above the first, and of that below the second: the logarithm of a quotient of what their powers leave."""
    t = _fall(high, a)
    log_growth = log1mexp(a * log_ratio(high, low, high - low)) - t - log1mexp(t)
    small = log_growth < -40
    log_hazard = jnp.where(small, log_growth, jnp.log(softplus(jnp.where(small, 0, log_growth))))
    return _log_sf(low, a, b) + log1mexpexp(jnp.log(b) + log_hazard)


def log_interval(low: Numeric, high: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\log[(1 - l^a)^b - (1 - h^a)^b]$, for intervals far out, narrow or whole."""
    return fraction.log_interval(
        low,
        high,
        lambda low, high: _log_mass(low, high, concentration1, concentration0),
        lambda high: log_cdf(high, concentration1, concentration0),
        lambda low: log_sf(low, concentration1, concentration0),
    )


def quantile(p: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$[1 - (1 - p)^{1 / b}]^{1 / a}$."""
    return _at_hazard(-jnp.log1p(-p), concentration1, concentration0)


kumaraswamy = Distribution(
    name="kumaraswamy",
    parameters=(Parameter("concentration1", positive), Parameter("concentration0", positive)),
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
