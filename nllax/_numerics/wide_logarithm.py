"""Logarithms of products and quotients which themselves may leave the range of floating point.

Right to 2 units of eps relative to 1 and the result; quotients, where numbers beyond 2^32 or 2^-32 cancel, to 20 of 1.
"""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.binary_parts import binary_parts, log_of_parts
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _lifted(x: Array) -> tuple[Array, Array]:
    """A positive x as a number between 2^-64 and 2^64, and the logarithm of the power of two that it lacks."""
    low, high = x < 2.0**-32, x > 2.0**32
    factor = jnp.where(low, 2.0**64, jnp.where(high, 2.0**-64, 1))
    shift = 64 * math.log(2)
    return x * factor, jnp.where(low, -shift, jnp.where(high, shift, 0))


@with_partials(lambda x, y: 1 / x, lambda x, y: -1 / y)
def wide_log_quotient(x: Array, y: Array) -> Array:
    r"""$\log(x / y)$ of positive numbers, by one logarithm."""
    (x, s), (y, t) = _lifted(x), _lifted(y)
    return jnp.log(x / y) + (s - t)


@with_partials(lambda x, y: 1 / x, lambda x, y: 1 / y)
def wide_log_product(x: Array, y: Array) -> Array:
    r"""$\log xy$ of positive normal numbers, by one logarithm and whole powers of two. It does not pass on a NaN."""
    (k, m), (j, n) = binary_parts(x), binary_parts(y)
    return log_of_parts(k + j, m * n)


@with_partials(lambda x, y, z: 1 / x, lambda x, y, z: 1 / y, lambda x, y, z: -1 / z)
def wide_log_product_over(x: Array, y: Array, z: Numeric) -> Array:
    r"""$\log(xy / z)$ of positive numbers, by one logarithm; z is at least 1."""
    (x, s), (y, t) = _lifted(x), _lifted(y)
    return jnp.log(x * y / z) + (s + t)


@with_partials(lambda x, y, z: 1 / x, lambda x, y, z: -1 / y, lambda x, y, z: -1 / z)
def wide_log_quotient_over(x: Array, y: Array, z: Array) -> Array:
    r"""$\log(x / yz)$ of positive numbers, by one logarithm; z is at least 1."""
    (x, s), (y, t) = _lifted(x), _lifted(y)
    return jnp.log(x / y / z) + (s - t)
