"""What the two parametrisations of the Poisson distribution share."""

import math
from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._numerics.count_entropy import entropy_series, entropy_sum
from nllax._numerics.count_quantile import Cumulants, count_quantile
from nllax._numerics.gamma_tails import GammaPoint, GammaTail, gamma_tails
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder
from nllax._numerics.tails import Tail, with_ends
from nllax._typing import Numeric


def log_peak(y: Array) -> Array:
    """The log-probability of a positive count under the rate that equals it, its largest."""
    return -stirling_remainder(y) - 0.5 * jnp.log(y) - HALF_LOG_2PI


def entropy(rate: Array, log_prob: Callable[[Array, Array], Array]) -> Array:
    """By its first terms for small rates, by an expansion in 1 / rate for large ones."""
    limit, terms = (16, 72) if rate.dtype == jnp.float32 else (100, 272)
    small = rate < limit
    low = jnp.where(small, rate, 1)[..., None]
    log_p = log_prob(jnp.arange(terms, dtype=rate.dtype), low)
    return jnp.where(small, entropy_sum(log_p), entropy_series(jnp.where(small, limit, rate), 0.0))


def shape(y: Array) -> Array:
    """The shape of the gamma distribution whose upper tail is the distribution function at y."""
    return jnp.where((y >= 0) & (y < math.inf), jnp.floor(y), 0) + 1


def tails(y: Array, none: Array, a: Array, point: GammaPoint) -> tuple[GammaTail, GammaTail]:
    """P(Y <= y) and P(Y > y); where `none` says that the rate is 0, all the mass is at 0."""
    lower, upper = gamma_tails(a, point)
    return with_ends(y < 0, (y >= 0) & none | (y == math.inf), upper, lower)


def quantile(p: Numeric, tails: Callable[..., tuple[Tail, Tail]], rate: Numeric, *parameters: Numeric) -> Array:
    """The smallest count that reaches the level p."""
    cumulants = Cumulants(rate, jnp.sqrt(rate), jnp.ones_like(rate))
    return count_quantile(p, tails, cumulants, math.inf, *parameters)
