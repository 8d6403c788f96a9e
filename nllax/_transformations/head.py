"""From raw network outputs to the legal parameters of a distribution."""

import dataclasses
import functools
import itertools
import math
from typing import Any

import jax
from jax import Array
from jax.typing import ArrayLike

from nllax._core.distribution import Distribution
from nllax._core.door import as_array, computation_dtype, convert
from nllax._core.parameter import Parameter


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class Head:
    """What `head` returns: a map from raw outputs to a prediction. Equal ones trace once.

    Attributes:
      distribution: whose parameters it makes.
      event_size: the lengths of vector-valued parameters, such as the number of classes; None where there is none.
    """

    distribution: Distribution[...]
    event_size: int | tuple[int, ...] | None

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many raw outputs each predicted parameter takes, in order."""
        return tuple(math.prod(self.raw_shape(p)) for p in self.distribution.predicted)

    def raw_shape(self, parameter: Parameter) -> tuple[int, ...]:
        """The axes of the raw outputs of a parameter: its own, then one that its domain turns into an event."""
        sizes = _lengths(self.event_size)[: _axes(parameter)]
        if parameter.domain.event_ndim == 0:
            return sizes
        return (*sizes[:-1], parameter.domain.raw_size(sizes[-1]))

    @property
    def size(self) -> int:
        """How many raw outputs a sample takes: the width of the network's last layer."""
        return sum(self.sizes)

    def __call__(self, raw: ArrayLike) -> Any:
        """Legal parameters of raw outputs; see `head`."""
        return _apply(self, raw)

    def __repr__(self) -> str:
        size = "" if self.event_size is None else f", event_size={self.event_size}"
        return f"nllax.head({self.distribution!r}{size})"


def head(distribution: Distribution[...], event_size: int | tuple[int, ...] | None = None) -> Head:
    """The last step of a model: raw network outputs in, legal parameters of a distribution out.

    Each parameter goes through the `from_raw` of its domain: the identity for a location, softplus plus a stated floor
    for a scale, nothing at all for logits. The result is never on the boundary, whatever finite numbers come in.

    Args:
      distribution: whose parameters the network predicts.
      event_size: the length of its vector-valued parameters, such as the number of classes. None where it has none. A
        tuple where there are several lengths: each parameter takes as many as it has axes, from the first on, a
        triangular matrix one. So a mixture of K vectors of length d has `(K, d)`, a factor of rank r `(d, r)`.

    Returns:
      A static callable. `head.size` is the number of raw outputs per sample; `head(raw)` takes an array of shape
      (..., size), 16 bits computed in float32, and returns what a loss takes as prediction: an array for a single
      parameter, a tuple in order for more, each of batch shape (...) plus its event shape.

    Raises:
      TypeError: if a vector-valued parameter needs an `event_size`, or none takes it.
      ValueError: when called, if the last axis of `raw` is not of length `size`.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> head = nllax.head(nllax.normal)
      >>> head.size
      2
      >>> loc, scale = head(jnp.zeros((32, head.size)))
      >>> print(loc.shape, round(float(scale[0]), 4))  # log(1 + e^0)
      (32,) 0.6931
      >>> nllax.head(nllax.categorical, event_size=10).size
      10
      >>> mixture = nllax.head(nllax.mixture(nllax.multivariate_normal_diag), event_size=(5, 2))
      >>> print([parameter.shape for parameter in mixture(jnp.zeros((32, mixture.size)))])
      [(32, 5), (32, 5, 2), (32, 5, 2)]
    """
    if not isinstance(distribution, Distribution):
        raise TypeError(f"head takes a distribution, such as nllax.normal, got {type(distribution).__name__}.")
    vectors = [p.name for p in distribution.predicted if p.event_ndim]
    if vectors and event_size is None:
        raise TypeError(f"head({distribution!r}) needs event_size, the length of {', '.join(vectors)}.")
    axes = max(map(_axes, distribution.predicted), default=0)
    if vectors and len(_lengths(event_size)) != axes:
        raise TypeError(f"head({distribution!r}): event_size must hold {axes} lengths, got {event_size!r}.")
    if event_size is not None and not vectors:
        raise TypeError(f"head({distribution!r}) takes no event_size: its parameters are numbers, not vectors.")
    for parameter in distribution.predicted:
        if parameter.domain.from_raw is None:
            raise TypeError(f"head({distribution!r}): no raw output maps to {parameter.name}, a {parameter.domain!r}.")
    return Head(distribution, event_size)


def _lengths(event_size: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if event_size is None:
        return ()
    return event_size if isinstance(event_size, tuple) else (event_size,)


def _axes(parameter: Parameter) -> int:
    """How many lengths a parameter has: one for each axis, one for all axes of its domain."""
    return parameter.event_ndim - parameter.domain.event_ndim + min(1, parameter.domain.event_ndim)


@functools.partial(jax.jit, static_argnums=0, inline=True)
def _apply(head: Head, raw: Any) -> Any:
    raw = as_array(raw, f"{head!r}: raw")
    if raw.ndim == 0 or raw.shape[-1] != head.size:
        raise ValueError(
            f"{head!r} takes raw outputs of shape (..., {head.size}), got {raw.shape}: "
            f"make the network's last layer {head.size} wide, which is head.size."
        )
    raw = convert(raw, computation_dtype([raw]))
    ends = list(itertools.accumulate(head.sizes))
    parts = [raw[..., end - size : end] for size, end in zip(head.sizes, ends, strict=True)]
    predicted = head.distribution.predicted
    shaped = [x.reshape(x.shape[:-1] + head.raw_shape(p)) for p, x in zip(predicted, parts, strict=True)]
    parameters = tuple(_from_raw(p, x) for p, x in zip(predicted, shaped, strict=True))
    return parameters[0] if len(parameters) == 1 else parameters


def _from_raw(parameter: Parameter, raw: Array) -> Array:
    assert parameter.domain.from_raw is not None  # checked when the head was made
    return parameter.domain.from_raw(raw)
