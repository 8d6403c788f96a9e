"""A value that several operations use, kept in the loop that makes it."""

import jax
import jax.numpy as jnp
from jax import Array


def shared(x: Array) -> Array:
    """`x` as it is, for a quotient, a logarithm or the like that more than one operation uses.

    XLA on CPU makes one loop over memory of a chain of elementwise operations. But what is expensive and has several
    users ends a loop, and so does what lies behind it, unless something cheap stands between: here a rounding to the
    precision that x has.
    """
    info = jnp.finfo(x.dtype)
    return jax.lax.reduce_precision(x, exponent_bits=info.nexp, mantissa_bits=info.nmant)
