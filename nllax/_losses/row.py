"""A row of the map from losses to likelihoods."""

import dataclasses
import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import jax
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.markdown import alone, density_formula

F = TypeVar("F", bound=Callable[..., Array])


def _same(value: Any, other: Any, **options: Any) -> Any:
    return value


def _nothing(predictions: Any, targets: Any, **options: Any) -> float:
    return 0.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    r"""What a familiar loss is: `loss = nll(likelihood) - constant`, for every sample.

    Attributes:
      loss: the function `loss(predictions, targets, **options)`, one number per sample.
      likelihood: `likelihood(**options)`: the distribution, all bound but what the loss's prediction gives.
      statement: that in words, `normal of scale 1`.
      constant: `constant(predictions, targets, **options)`: what the loss leaves out. It does not depend on the
        predictions but for their shape and dtype.
      constant_latex: the constant as LaTeX.
      prediction: `prediction(predictions, targets, **options)`: what the distribution takes for a prediction; by
        default what the loss takes.
      target: `target(targets, predictions, **options)`: what it takes for a target; by default what the loss takes.
      optax: its name there, if it has one.
      torch: its name in `torch.nn`, if it has one.
      sklearn: its name in `sklearn.metrics`, if it has one.
      example: predictions and targets that show it.
      example_options: values for the options that have no default.
    """

    loss: Callable[..., Array]
    likelihood: Callable[..., Distribution[...]]
    statement: str
    constant: Callable[..., Any] = _nothing
    constant_latex: str = "0"
    prediction: Callable[..., Any] = _same
    target: Callable[..., Any] = _same
    optax: str = ""
    torch: str = ""
    sklearn: str = ""
    example: tuple[Any, Any]
    example_options: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the loss."""
        return self.loss.__name__

    @property
    def latex(self) -> str:
        """The formula of the loss, the first one of its docstring, on one line."""
        return alone(density_formula(self.loss.__doc__) or "")

    @property
    def leaves_out(self) -> bool:
        """Whether there is a constant."""
        return self.constant is not _nothing

    @property
    def options(self) -> dict[str, Any]:
        """The options of the loss and their defaults, or those of the example."""
        parameters = list(inspect.signature(self.loss).parameters.values())[2:]
        return {p.name: p.default for p in parameters} | self.example_options

    @property
    def peers(self) -> tuple[str, ...]:
        """Who else has it, and under which name where that is another."""
        named = (("optax", self.optax), ("torch", self.torch), ("sklearn", self.sklearn))
        return tuple(library if name == self.name else f"{library} {name}" for library, name in named if name)


def compiled_loss(f: F) -> F:
    """`f`, compiled; an outer `jit` inlines it."""
    return cast(F, functools.wraps(f)(jax.jit(f, inline=True)))
