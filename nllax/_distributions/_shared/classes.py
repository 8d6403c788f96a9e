"""What the two parametrisations of the categorical distribution share."""

import math

import jax
import jax.numpy as jnp
from jax import Array

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

    By a gather; over classes that are sharded explicitly, where JAX refuses one, by a comparison.
    """
    if jax.typeof(table).sharding.spec[-1:] not in ((), (None,)):
        return pick_among_few(y, table)
    valid, index, size = _valid(y, table)
    batch = jnp.broadcast_shapes(y.shape, table.shape[:-1])
    index = jnp.broadcast_to(index, (*batch, 1))
    picked = jnp.take_along_axis(jnp.broadcast_to(table, (*batch, size)), index, -1, mode="clip")[..., 0]
    return jnp.where(valid, picked, math.nan)


def pick_among_few(y: Array, table: Numeric) -> Array:
    """The same by a comparison with every class: for what is used more than once, where XLA would gather anew."""
    valid, index, size = _valid(y, table)
    picked = jnp.where(index == jnp.arange(size, dtype=y.dtype), table, 0).sum(-1)
    return jnp.where(valid, picked, math.nan)


def _valid(y: Array, table: Numeric) -> tuple[Array, Array, int]:
    """Which indices are classes, these as a last axis of one, the others 0, and how many classes there are."""
    size = table.shape[-1]
    valid = (y >= 0) & (y < size)
    return valid, jnp.where(valid, y, 0)[..., None], size


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
