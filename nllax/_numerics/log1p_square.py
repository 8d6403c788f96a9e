"""The logarithm of 1 + z^2, the Cauchy distribution's loss."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials

_LARGE = 1e9


def _slope(z: Array) -> Array:
    large = abs(z) > _LARGE
    near = jnp.where(large, 0, z)
    return 2 * jnp.where(large, 1, near) / jnp.where(large, z, 1 + near * near)


@with_partials(_slope)
def log1p_square(z: Array) -> Array:
    r"""$\log(1 + z^2)$, for any z: where the square could overflow, $2\log|z|$."""
    size = jnp.where(z < 0, -z, z)
    large = size > _LARGE
    near = jnp.where(large, 0, size)
    log = jnp.log1p(jnp.where(large, size - 1, near * near))
    return jnp.where(large, 2 * log, log)
