"""The deviance of a number from its mean, where either may be 0."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import deviance


def share_deviance(x: Array, mean: Array, difference: Array) -> Array:
    r"""$x\log(x / m) - (x - m)$ for x, m >= 0, given x - m exactly: m where x = 0, infinite where only m is.

    At x = 0 the slope in x is taken as 0: it is minus infinity.
    """
    none, never = x == 0, mean == 0
    inside = ~(none | never)
    value = deviance(jnp.where(inside, x, 1), jnp.where(inside, mean, 1), jnp.where(inside, difference, 0))
    return jnp.where(none, mean, jnp.where(never, math.inf, value))
