"""What the two parametrisations of the categorical distribution share."""

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.shared import stored
from nllax._typing import Numeric


def is_soft(y: Array, size: int, owner: str) -> bool:
    """Whether a target holds probability vectors instead of class indices.

    Raises:
      ValueError: if it does, and its last axis is not the number of classes.
    """
    if not jnp.issubdtype(y.dtype, jnp.floating):
        return False
    if y.ndim == 0 or y.shape[-1] != size:
        raise ValueError(
            f"{owner}.log_prob: a floating target holds probability vectors, of shape (..., {size}) for {size} "
            f"classes; got {y.shape}. Class indices must be integers: y.astype(int)."
        )
    return True


def pick(y: Array, table: Numeric) -> Array:
    """The entry of each row of `table` that the index names; NaN for an index out of range.

    By a gather; over classes that are sharded explicitly, where JAX refuses one, by a comparison with every class.
    """
    return _picked(y, table, _gathered)


def pick_among_few(y: Array, table: Numeric) -> Array:
    """The same for a short row and for what is used more than once: no second gather, and no scatter for the slope."""
    return stored(_picked(y, table, _gathered_once))


def _picked(y: Array, table: Array, by: Callable[[Array, Array], Array]) -> Array:
    is_whole = jax.typeof(table).sharding.spec[-1:] in ((), (None,))
    valid = (y >= 0) & (y < table.shape[-1])
    picked = (by if is_whole else _compared)(jnp.where(valid, y, 0)[..., None], table)
    return jnp.where(valid, picked, math.nan)


def _compared(index: Array, table: Array) -> Array:
    return jnp.where(index == jnp.arange(table.shape[-1], dtype=index.dtype), table, 0).sum(-1)


def _gathered(index: Array, table: Array) -> Array:
    batch = jnp.broadcast_shapes(index.shape[:-1], table.shape[:-1])
    index, table = jnp.broadcast_to(index, (*batch, 1)), jnp.broadcast_to(table, (*batch, table.shape[-1]))
    return jnp.take_along_axis(table, index, -1, mode="clip")[..., 0]


_gathered_once = jax.custom_jvp(_gathered)


@_gathered_once.defjvp
def _gathered_once_slope(primals: tuple[Array, Array], tangents: tuple[Any, Array]) -> tuple[Array, Array]:
    """The gradient of the table is written in one go with what is added to it, not scattered into zeros."""
    index, table = primals
    return _gathered_once(index, table), _compared(index, tangents[1])


def expect(y: Array, log_probs: Numeric) -> Array:
    """The expectation of the log-probability over the labels of a probability vector; 0 times -inf is 0."""
    return (y * jnp.where((y == 0) & (log_probs == -math.inf), 0, log_probs)).sum(-1)


def draw(key: Array, logits: Numeric, shape: tuple[int, ...]) -> Array:
    """Class indices, as int32."""
    return jax.random.categorical(key, logits, shape=tuple(shape) + logits.shape[:-1]).astype(jnp.int32)


def variance(probs: Numeric) -> Array:
    """Of each entry of the one-hot target."""
    return jnp.asarray(probs * (1 - probs))


def mode(scores: Numeric) -> Array:
    """The most probable class, the first of equals, as int32."""
    return jnp.argmax(scores, -1).astype(jnp.int32)
