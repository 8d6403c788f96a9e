"""A value that several operations use: kept in the loop that makes it, or made once for all loops."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.opaque import opaque


def shared(x: Array) -> Array:
    """`x` as it is, for a quotient, a logarithm or the like that more than one operation uses.

    XLA on CPU makes one loop over memory of a chain of elementwise operations. But what is expensive and has several
    users ends a loop, and so does what lies behind it, unless something cheap stands between: here a rounding to the
    precision that x has.
    """
    info = jnp.finfo(x.dtype)
    return jax.lax.reduce_precision(x, exponent_bits=info.nexp, mantissa_bits=info.nmant)


def stored(x: Array) -> Array:
    """`x` as it is, for a long calculation whose result both value and gradient use.

    XLA on CPU makes one loop over memory of each result, and repeats in every one the cheap operations that it shares
    with the others, be they a hundred; but what is expensive it stores: here a quotient by 1.
    """
    return x / opaque(1, jax.lax.stop_gradient(x))
