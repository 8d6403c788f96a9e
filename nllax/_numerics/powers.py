"""Powers whose exponent does not amplify rounding, and the gamma function next to 1."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials
from nllax._numerics.two_float import log_two_float, two_product


def _log(x: Array) -> Array:
    return jnp.log(jnp.where(x == 0, 1, x))


def _slope(x: Array, power: Array, error: Array) -> Array:
    """Power * x^(power - 1); 0 at 0, be there a cusp or not."""
    zero = x == 0
    return jnp.where(zero, 0, power * positive_power(x, power, error) / jnp.where(zero, 1, x))


def _slope_in_power(x: Array, power: Array, error: Array) -> Array:
    return positive_power(x, power, error) * _log(x)


@with_partials(_slope, _slope_in_power, None)
def positive_power(x: Array, power: Array, error: Array) -> Array:
    """X^power for x >= 0 and power > 0, where x lacks a small error; the logarithm in two floats.

    Relative error: 3 units of eps, where the exponential of a rounded logarithm loses as much as the result has
    digits before the point. Zero has no slope.
    """
    ordinary = (x > 1e-37) & (x < math.inf)
    safe = jnp.where(ordinary, x, 1)
    log_x, rest = log_two_float(safe)
    high, low = two_product(power, log_x)
    value = jnp.exp(high) * (1 + (low + power * (rest + error / safe)))
    return jnp.where(ordinary, value, jnp.where(x < 1, 0, x))
