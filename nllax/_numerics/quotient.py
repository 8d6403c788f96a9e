"""What a standardised target loses to rounding."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.two_float import two_product, two_sum


def quotient_error(y: Array, loc: Array, scale: Array, z: Array) -> Array:
    r"""$(y - \mu) / \sigma - z$ where z is that quotient as rounded; 0 for |z| > 1e6.

    A density that takes the exponential or a high power of z amplifies the rounding of z by z. The error is a constant
    to differentiation: its slope is that of rounding.
    """
    finite = abs(z) < 1e6
    difference, difference_error = two_sum(y, -loc)
    product, product_error = two_product(jnp.where(finite, z, 0), scale)
    rest = ((jnp.where(finite, difference, 0) - product) - product_error) + jnp.where(finite, difference_error, 0)
    return jax.lax.stop_gradient(rest / scale)
