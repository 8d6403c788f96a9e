"""The door of every compiled function: what comes in becomes arrays of one floating dtype."""

from collections.abc import Iterable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array


def as_array(value: Any, where: str) -> Array:
    """`value` as an array of real numbers, or a TypeError that says `where` it was passed."""
    if value is None or isinstance(value, (list, tuple, dict)):
        raise TypeError(f"{where} must be an array or a number, got {type(value).__name__}; wrap it in jnp.asarray.")
    array = jnp.asarray(value)
    if not (jnp.issubdtype(array.dtype, jnp.number) or array.dtype == bool):
        raise TypeError(f"{where} must hold numbers, got dtype {array.dtype}.")
    if jnp.issubdtype(array.dtype, jnp.complexfloating):
        raise TypeError(f"{where} must be real, got dtype {array.dtype}.")
    return array


def computation_dtype(arrays: Iterable[Array]) -> Any:
    """The dtype to compute in: the widest floating input, at least float32; JAX's default if none is floating.

    A Python number follows the arrays beside it.
    """
    strong = [a.dtype for a in arrays if jnp.issubdtype(a.dtype, jnp.floating) and not jax.typeof(a).weak_type]
    if not strong:
        return jnp.result_type(float)
    return jnp.dtype(jnp.float64) if jnp.dtype(jnp.float64) in strong else jnp.dtype(jnp.float32)


def convert(array: Array, dtype: Any) -> Array:
    """`array` in `dtype`, never weakly typed; its gradient comes back in its own dtype."""
    return jax.lax.convert_element_type(array, dtype)


def widened(array: Array) -> Array:
    """Integers of at least 32 bits, which can be compared with any number of classes."""
    return array.astype(jnp.int32) if array.dtype.itemsize < 4 else array
