"""Constants that a compiler does not see."""

import jax.numpy as jnp
from jax import Array


def opaque(value: float, like: Array) -> Array:
    """A number of the shape and dtype of an array of numbers, as if it depended on them.

    XLA folds (c + x) - c for a constant c, and its simplifier can run in circles over quotients of constants.
    """
    return jnp.where(like == like, value, like).astype(like.dtype)
