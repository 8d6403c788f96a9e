"""What every loss does with its arguments first: arrays of one floating dtype, whose shapes go together."""

from typing import Any

from jax import Array

from nllax._core.door import as_array, computation_dtype, convert
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
    for name, x in zip(values, arrays, strict=True):
        check_batch_shape(owner, name, x.shape, arrays[0].shape, scalar=True, against="targets")
    return arrays
