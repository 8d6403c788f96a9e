"""Two distributions with their parameters, as the functions of `nllax.kl` take them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.door import computation_dtype, convert
from nllax._core.parameter import Parameter
from nllax._core.shapes import Shape, check_batch_shape
from nllax._kl.closed_form import unfixed
from nllax._transformations.prediction import parameters_of


class Side(NamedTuple):
    """One of the two: a distribution and all its parameters by name, what the data gives included."""

    distribution: Distribution[...]
    values: dict[str, Array]


def pair_of(owner: str, arguments: Sequence[Any], given: dict[str, Any]) -> tuple[Side, Side]:
    """The arguments (distribution, p, q), or (distribution, p, other, q), of a function called `owner`.

    Raises:
      TypeError: if they are not that, or do not hold the parameters.
      ValueError: if a batch shape is neither that of the others nor ().
    """
    match arguments:
        case (Distribution() as distribution, p, q):
            other = distribution
        case (Distribution() as distribution, p, Distribution() as other, q):
            pass
        case _:
            got = ", ".join(type(a).__name__ for a in arguments)
            raise TypeError(f"{owner} takes (distribution, p, q) or (distribution, p, other, q), got ({got}).")
    sides = sides_of(owner, {"p": (distribution, p), "q": (other, q)}, given)
    return sides["p"], sides["q"]


def sides_of(
    owner: str, predictions: dict[str, tuple[Distribution[...], Any]], given: dict[str, Any]
) -> dict[str, Side]:
    """Distributions and predictions by label, as sides of one dtype and, but for those of no axes, one batch shape."""
    known = {p.name for distribution, _ in predictions.values() for p in distribution.given}
    if set(given) - known:
        raise TypeError(f"{owner}: no distribution here takes {', '.join(sorted(set(given) - known))} from the data.")
    raw = {}
    for label, (distribution, prediction) in predictions.items():
        own = {p.name: given[p.name] for p in distribution.given if p.name in given}
        raw[label] = parameters_of(distribution, prediction, own, f"{owner}: {label}")
    _check_shapes(owner, predictions, raw)
    dtype = computation_dtype(x for values in raw.values() for x in values.values())
    return {
        label: _unbound(distribution, {k: convert(x, dtype) for k, x in raw[label].items()}, dtype)
        for label, (distribution, _) in predictions.items()
    }


def spread(*sides: Side) -> tuple[Side, ...]:
    """The sides with a value of every parameter for every pair."""
    shapes = [p.batch_shape(side.values[p.name].shape) for side in sides for p in side.distribution.parameters]
    batch = max(shapes, key=len)

    def widen(x: Array, parameter: Parameter) -> Array:
        event = x.shape[len(parameter.batch_shape(x.shape)) :]
        return jnp.broadcast_to(x, batch + event)

    return tuple(
        side._replace(values={p.name: widen(side.values[p.name], p) for p in side.distribution.parameters})
        for side in sides
    )


def _check_shapes(
    owner: str, predictions: dict[str, tuple[Distribution[...], Any]], raw: dict[str, dict[str, Array]]
) -> None:
    shapes: dict[str, Shape] = {
        f"{label}.{p.name}": p.batch_shape(raw[label][p.name].shape)
        for label, (distribution, _) in predictions.items()
        for p in distribution.parameters
    }
    first = max(shapes, key=lambda name: len(shapes[name]))
    for name, shape in shapes.items():
        check_batch_shape(owner, name, shape, shapes[first], scalar=True, against=first)


def _unbound(distribution: Distribution[...], values: dict[str, Array], dtype: Any) -> Side:
    base, bound = unfixed(distribution)
    values |= {name: jnp.asarray(value, dtype) for name, value in bound.items()}
    return Side(base, {p.name: values[p.name] for p in base.parameters})
