"""What a distribution on 0 and 1 has, from the log-probabilities of the two."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._typing import Numeric


def log_cdf(y: Numeric, log_zero: Array, log_one: Array) -> Array:
    """Log P(Y <= y)."""
    return jnp.where(y < 0, -math.inf, jnp.where(y < 1, log_zero, jnp.zeros_like(log_zero)))


def log_sf(y: Numeric, log_zero: Array, log_one: Array) -> Array:
    """Log P(Y > y)."""
    return jnp.where(y < 0, jnp.zeros_like(log_one), jnp.where(y < 1, log_one, -math.inf))


def log_interval(low: Numeric, high: Numeric, log_zero: Array, log_one: Array) -> Array:
    """Log P(low < Y <= high)."""
    zero, one = (low < 0) & (high >= 0), (low < 1) & (high >= 1)
    either = jnp.where(zero, log_zero, jnp.where(one, log_one, -math.inf))
    return jnp.where(zero & one, jnp.zeros_like(log_zero), either)
