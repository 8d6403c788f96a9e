"""What a distribution is told about one of its parameters."""

import dataclasses

import jax

from nllax._core.domain import Domain


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter of a distribution.

    Attributes:
      name: the name of the argument.
      domain: where it lives.
      event_ndim: how many trailing axes one value of it has: 0 for a scale, 1 for the logits of a categorical.
        By default the domain's own.
      given: whether the data gives it, like a number of trials, instead of a network predicting it.
    """

    name: str
    domain: Domain
    event_ndim: int = -1
    given: bool = False

    def __post_init__(self) -> None:
        if self.event_ndim < 0:
            object.__setattr__(self, "event_ndim", self.domain.event_ndim)

    def batch_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The batch part of the shape of a value."""
        return shape[: len(shape) - self.event_ndim]
