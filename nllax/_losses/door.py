"""What every loss does with its arguments first, and what it says about those that mean nothing."""

import math
from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._core.compiled import guard_density
from nllax._core.domain import Domain
from nllax._core.door import as_array, computation_dtype, convert, widened
from nllax._core.shapes import check_batch_shape


def floating(owner: str, **values: Any) -> list[Array]:
    """The values as arrays of one floating dtype; 16 bits become float32."""
    arrays = [as_array(value, f"{owner}: {name}") for name, value in values.items()]
    dtype = computation_dtype(arrays)
    return [convert(x, dtype) for x in arrays]


def elementwise(owner: str, **values: Any) -> list[Array]:
    """As `floating`; each has the shape of the first, the targets, or is a single number.

    Raises:
      ValueError: if a shape is another one: `(N,)` against `(N, 1)` would be N^2 terms.
    """
    arrays = floating(owner, **values)
    against = next(iter(values))
    for name, x in zip(values, arrays, strict=True):
        check_batch_shape(owner, name, x.shape, arrays[0].shape, scalar=True, against=against)
    return arrays


def vectors(owner: str, **values: Any) -> list[Array]:
    """As `floating`; vectors on the last axis, each as long as the first, the target, and one a target or a single one.

    Raises:
      ValueError: if a shape is another one.
    """
    arrays = floating(owner, **values)
    against, target = next(iter(values)), arrays[0].shape
    for name, x in zip(values, arrays, strict=True):
        if x.ndim == 0 or x.shape[-1] != target[-1]:
            raise ValueError(
                f"{owner}: {name} has shape {x.shape}, {against} {target}: both hold vectors on the last axis, "
                f"which must be equally long."
            )
        check_batch_shape(owner, name, x.shape[:-1], target[:-1], scalar=True, against=against)
    return arrays


def indexed(owner: str, logits: Any, *, event_ndim: int = 0, **indices: Any) -> tuple[Array, Array]:
    """Logits as floating vectors on the last axis, and the integers that name their entries.

    Raises:
      TypeError: if the indices are no integers.
      ValueError: if the logits are no vectors, or not one for each index, or for each `event_ndim` axes of them.
    """
    ((name, value),) = indices.items()
    (logits,) = floating(owner, logits=logits)
    index = as_array(value, f"{owner}: {name}")
    if not jnp.issubdtype(index.dtype, jnp.integer):
        raise TypeError(
            f"{owner}: {name} must be integers, got dtype {index.dtype}. Class indices are {name}.astype(int); "
            f"probability vectors go to softmax_cross_entropy."
        )
    if logits.ndim == 0:
        raise ValueError(f"{owner}: logits hold the classes on the last axis, got a single number.")
    batch = index.shape[: index.ndim - event_ndim]
    looks_one_hot = event_ndim == 0 and index.shape == logits.shape
    note = "Indices have no axis of classes; one-hot labels go to softmax_cross_entropy." if looks_one_hot else ""
    check_batch_shape(owner, "logits", logits.shape[:-1], batch, scalar=True, note=note, against=name)
    return logits, widened(index)


def one_hot(labels: Array, size: int, dtype: Any) -> Array:
    """Class indices as vectors of zeros and a one; of NaN for an index that is no class."""
    valid = (labels >= 0) & (labels < size)
    vectors = (labels[..., None] == jnp.arange(size, dtype=labels.dtype)).astype(dtype)
    return jnp.where(valid[..., None], vectors, math.nan)


def within(support: Domain, loss: Callable[[Array], Array], targets: Array) -> Array:
    """`loss(targets)` in the support, where alone it is evaluated; infinite elsewhere, with zero gradient."""
    return -guard_density(support, lambda y: -loss(y), [targets], [], [], vocal=True)


def legal(loss: Array, *conditions: Array) -> Array:
    """The loss, NaN with a NaN gradient where a condition fails."""
    for condition in conditions:
        loss = loss * jnp.where(condition, 1, math.nan).astype(loss.dtype)
    return loss
