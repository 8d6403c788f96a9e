"""A derivation as an object: steps in order, each checked in numbers against the one before."""

import dataclasses
import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

TOLERANCE = 64.0
"""In units of eps, relative to the larger of 1 and what is added: the rounding of two ways to the same number."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One line of a derivation.

    Attributes:
      name: what it is called.
      latex: what is minimised.
      sentence: how it follows from the step before.
      value: what it is on the data.
      gradient: its gradient in the prediction.
      dropped: what this step leaves out: a number that does not depend on the prediction.
      residual: how far the value plus what is dropped is from the value before. None for the first step.
      gradient_residual: the largest difference of any gradient from the one before. None for the first step.
    """

    name: str
    latex: str
    sentence: str
    value: float
    gradient: Any
    dropped: float
    residual: float | None
    gradient_residual: float | None


@dataclasses.dataclass(frozen=True)
class Derivation:
    """A chain of equivalent objectives, evaluated on data.

    In a notebook it shows itself as a page of formulas, in a terminal as text.

    Attributes:
      title: what is derived from what.
      steps: in order.
      eps: the rounding of the numbers that it was evaluated in.
    """

    title: str
    steps: tuple[Step, ...]
    eps: float

    def assert_holds(self) -> None:
        """Raise an `AssertionError` that names the step which does not follow from the one before, if there is one."""
        for before, step in zip(self.steps, self.steps[1:], strict=False):
            scale = max(1.0, abs(before.value), abs(step.value), abs(step.dropped))
            if not _within(step.residual, self.eps * scale):
                raise AssertionError(
                    f"{self.title}: {step.name} is {step.value:.9g}, plus {step.dropped:.9g} that it drops; "
                    f"{before.name} is {before.value:.9g}."
                )
            if not _within(step.gradient_residual, self.eps * max(1.0, _largest(step.gradient))):
                raise AssertionError(
                    f"{self.title}: the gradient of {step.name} differs by {step.gradient_residual:.3g} from that of "
                    f"{before.name}."
                )

    def __str__(self) -> str:
        lines = [self.title]
        for number, step in enumerate(self.steps, 1):
            lines += [f"{number}. {step.name} = {step.value:.7g}{_checks(step)}", f"   {step.sentence}"]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        parts = [f"**{self.title}**"]
        for number, step in enumerate(self.steps, 1):
            parts += [f"{number}. *{step.name}.* {step.sentence}", f"$${step.latex} = {step.value:.7g}$$"]
            parts += [_checks(step).strip()] if number > 1 else []
        return "\n\n".join(parts)


def _checks(step: Step) -> str:
    if step.residual is None:
        return ""
    dropped = f"drops {step.dropped:.7g}; " if step.dropped else ""
    return f"  ({dropped}differs by {step.residual:.1e} in value, {step.gradient_residual:.1e} in gradient)"


def _within(residual: float | None, unit: float) -> bool:
    return residual is not None and (residual <= TOLERANCE * unit or math.isnan(unit))


def _largest(gradient: Any) -> float:
    sizes = [float(np.max(np.abs(g), initial=0.0)) for g in jax.tree.leaves(gradient)]
    return max(sizes, default=0.0)


@dataclasses.dataclass(frozen=True)
class Objective:
    """A step before it is evaluated: `evaluate(prediction)` is the value, `dropped` what it leaves out."""

    name: str
    latex: str
    sentence: str
    evaluate: Any
    dropped: Array | float = 0.0


def evaluated(title: str, objectives: list[Objective], prediction: Any) -> Derivation:
    """The derivation that runs through these objectives, at a prediction: an array or a pytree of arrays."""
    steps: list[Step] = []
    eps = 0.0
    for objective in objectives:
        value, gradient = jax.value_and_grad(objective.evaluate)(prediction)
        eps = float(jnp.finfo(value.dtype).eps)
        number, dropped = float(value), float(objective.dropped)
        residual = gradient_residual = None
        if steps:
            residual = 0.0 if number == steps[-1].value else abs(number + dropped - steps[-1].value)
            difference = jax.tree.map(lambda a, b: np.asarray(a) - np.asarray(b), gradient, steps[-1].gradient)
            gradient_residual = _largest(difference)
        steps.append(
            Step(
                objective.name,
                objective.latex,
                objective.sentence,
                number,
                gradient,
                dropped,
                residual,
                gradient_residual,
            )
        )
    return Derivation(title, tuple(steps), eps)
