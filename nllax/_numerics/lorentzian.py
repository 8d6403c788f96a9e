"""The logarithm of a Lorentzian, the shape of the Cauchy distributions."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.binary_parts import binary_parts, log_of_parts
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared

_FAR = 1e8
"""From here on the 1 in 1 + z^2 is beyond all digits, and z^2 would leave the range of float32 before its log does."""


def _folded(x: Array, width: Array) -> tuple[Array, Array]:
    """Whether z = x / width is beyond 1 in size, and 1 / z there, z elsewhere."""
    z = shared(x / width)
    outside = abs(z) > 1
    return outside, jnp.where(outside, 1 / jnp.where(outside, z, 1), z)


def _slope(x: Array, width: Array) -> Array:
    r"""$-2z / (1 + z^2) / s$, which is the same in 1 / z."""
    _, u = _folded(x, width)
    return -2 * u / (1 + u * u) / width


def _width_slope(x: Array, width: Array) -> Array:
    r"""$(z^2 - 1) / (z^2 + 1) / s$, which is minus the same in 1 / z."""
    outside, u = _folded(x, width)
    square = u * u
    return jnp.where(outside, 1 - square, square - 1) / (1 + square) / width


@with_partials(_slope, _width_slope)
def log_lorentzian(x: Array, width: Array) -> Array:
    r"""$-\log[s (1 + x^2 / s^2)]$ for a width s > 0; far out that of $x^2 / s$, by its power of two.

    For widths from 1e-6 to 1e6 and any x, value and slopes times s have an error of 2 units of eps, relative to the
    larger of 1 and the result.
    """
    distance = abs(x)
    z = shared(distance / width)
    far = z > _FAR
    near_z = jnp.where(far, 0, z)
    k, m = binary_parts(distance)
    width_k, width_m = binary_parts(width)
    product = jnp.where(far, m * m / width_m, width * (1 + near_z * near_z))
    return -log_of_parts(jnp.where(far, 2 * k - width_k, 0), product)
