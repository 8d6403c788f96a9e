"""The standard logistic distribution."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials


@with_partials(lambda z: -jnp.tanh(0.5 * z))
def logistic_log_density(z: Array) -> Array:
    r"""$-z - 2\log(1 + e^{-z})$, evaluated at |z|, which is the same and never overflows."""
    size = jnp.where(z < 0, -z, z)
    return -size - 2 * jnp.log1p(jnp.exp(-size))
