"""What the two parametrisations of the Poisson distribution share."""

import math
from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._numerics.gamma_tails import GammaPoint, GammaTail, gamma_tails
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder
from nllax._numerics.tails import with_ends

_ASYMPTOTIC = (-1 / 12, -1 / 24, -19 / 360, -9 / 80, -863 / 2520, -1375 / 1008)


def log_peak(y: Array) -> Array:
    """The log-probability of a positive count under the rate that equals it, its largest."""
    return -stirling_remainder(y) - 0.5 * jnp.log(y) - HALF_LOG_2PI


def entropy(rate: Array, log_prob: Callable[[Array, Array], Array]) -> Array:
    r"""$-\sum_k p_k \log p_k$ by its first terms for small rates, Stirling's expansion in 1 / rate for large ones.

    Reference: Evans and Boersma (1988), The entropy of a Poisson distribution.
    """
    limit, terms = (16, 72) if rate.dtype == jnp.float32 else (100, 272)
    small = rate < limit
    low = jnp.where(small, rate, 1)[..., None]
    k = jnp.arange(terms, dtype=rate.dtype)
    log_p = log_prob(k, low)
    sums = -(jnp.exp(log_p) * jnp.where(log_p == -math.inf, 0, log_p)).sum(-1)
    high = jnp.where(small, limit, rate)
    expansion = jnp.zeros_like(high)
    for c in reversed(_ASYMPTOTIC):
        expansion = (expansion + c) / high
    return jnp.where(small, sums, HALF_LOG_2PI + 0.5 + 0.5 * jnp.log(high) + expansion)


def shape(y: Array) -> Array:
    """The shape of the gamma distribution whose upper tail is the distribution function at y."""
    return jnp.where((y >= 0) & (y < math.inf), jnp.floor(y), 0) + 1


def tails(y: Array, none: Array, a: Array, point: GammaPoint) -> tuple[GammaTail, GammaTail]:
    """P(Y <= y) and P(Y > y); where `none` says that the rate is 0, all the mass is at 0."""
    lower, upper = gamma_tails(a, point)
    return with_ends(y < 0, (y >= 0) & none | (y == math.inf), upper, lower)
