"""A domain: the set in which a target or a parameter lives."""

import dataclasses
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.by_name import ByName


def _same_size(event_size: int) -> int:
    return event_size


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Domain(ByName):
    r"""A set of numbers, vectors or matrices, as data.

    Attributes:
      name: the Python name, `positive`.
      symbol: the LaTeX symbol, `(0, \\infty)`.
      contains: membership. Elementwise for a set of numbers, per event (last axes reduced) otherwise. False for NaN.
      interior: an interior point of the shape and dtype of its argument: what a masked entry is replaced with.
      from_raw: the map from unconstrained network outputs, which never returns the boundary; None where no network
        predicts it. A set of vectors or matrices takes its raw numbers on the last axis.
      raw_size: how many raw numbers an event of the given size takes, in a set of vectors or matrices.
      event_ndim: how many trailing axes make one event.
      discrete: whether its points are isolated, so that a density is a probability.
      unrestricted: whether every number but NaN belongs to it.
    """

    name: str
    symbol: str
    contains: Callable[[Any], Any]
    interior: Callable[[Array], Array] = jnp.zeros_like
    from_raw: Callable[[Array], Array] | None = None
    raw_size: Callable[[int], int] = _same_size
    event_ndim: int = 0
    discrete: bool = False
    unrestricted: bool = False

    def __post_init__(self) -> None:
        self._live_in(self.contains)

    def __repr__(self) -> str:
        return self.name

    def event_ndim_of(self, x: Array) -> int:
        """How many trailing axes of `x` make one event."""
        return self.event_ndim

    def keeps(self, x: Array) -> bool:
        """Whether `x` keeps its integer dtype instead of joining the floating computation."""
        return False

    def note(self, x: Array) -> str:
        """What to know about a target of this shape and dtype that does not fit its parameters."""
        return ""
