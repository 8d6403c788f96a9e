"""The exponential of a sum, to more digits than one float has."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.two_float import Pair, exp_two_float, two_product, two_sum

_LARGEST = 80.0


def exponential_of_sum(a: Array, b: Array, error: Array) -> Pair:
    r"""$e^{a + b}$, where a + b lacks a small error, as a rounded number and what that lacks.

    The latter, 0 where |a + b| > 80, is a constant to differentiation.
    """
    total, lost = two_sum(a, b)
    value = jnp.exp(total)
    return value, jax.lax.stop_gradient(_rest(value, total, lost + error))


def _rest(value: Array, total: Array, error: Array) -> Array:
    inside = abs(total) < _LARGEST
    x = jnp.where(inside, total, 0)
    positive = x > 0
    high, low = exp_two_float((-abs(x), jnp.where(positive, -error, error)))
    inverse = 1 / high
    product, product_error = two_product(inverse, high)
    rest = ((1 - product) - product_error - inverse * low) * inverse
    precise = jnp.where(positive, (inverse - value) + rest, (high - value) + low)
    return jnp.where(inside, precise, 0)
