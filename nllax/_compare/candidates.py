"""Which distributions of the catalogue admit a target, and why not the others."""

import dataclasses
from collections.abc import Iterable
from typing import Any

import jax.numpy as jnp

import nllax
from nllax._compare.dataset import Dataset
from nllax._compare.errors import UserError
from nllax._compare.words import instead_of

Distribution = nllax.Distribution[...]


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A likelihood that is not compared, and why."""

    name: str
    reason: str


def catalogue() -> dict[str, Distribution]:
    """Every distribution that nllax exports, by name."""
    return {name: d for name in dir(nllax) if isinstance(d := getattr(nllax, name), nllax.Distribution)}


def chosen(names: Iterable[str]) -> list[Distribution]:
    """The distributions of these names; all of them for none.

    Raises:
      UserError: if there is no such distribution.
    """
    known = catalogue()
    for name in names:
        if name not in known:
            raise UserError(f"there is no likelihood {name!r}: {instead_of(name, known)}")
    return [known[name] for name in dict.fromkeys(names)] or list(known.values())


def admissible(distributions: Iterable[Distribution], data: Dataset) -> tuple[list[Distribution], list[Refusal]]:
    """The distributions to compare, one for each likelihood, and the refusals.

    Raises:
      UserError: if no distribution is left.
    """
    reasons = {d: _why_not(d, data) for d in distributions}
    admitted = [d for d, reason in reasons.items() if reason is None]
    for d in admitted:
        preferred = min((other for other in admitted if _same_likelihood(d, other)), key=_restricted)
        if preferred is not d:
            reasons[d] = f"the same as {preferred.name} in other parameters"
    refusals = [Refusal(d.name, reason) for d, reason in reasons.items() if reason is not None]
    if len(refusals) == len(reasons):
        why = "; ".join(f"{r.name}: {r.reason}" for r in refusals)
        raise UserError(f"no likelihood admits the target {data.target!r}: {why}. Try another --likelihood or --task.")
    return [d for d, reason in reasons.items() if reason is None], refusals


def _same_likelihood(a: Distribution, b: Distribution) -> bool:
    """Whether one is the other in other parameters: `poisson_log_rate` and `poisson`, of the same support."""
    short, long = sorted((a.name, b.name), key=len)
    return a.support is b.support and (short == long or long.startswith(f"{short}_"))


def _restricted(distribution: Distribution) -> int:
    """How many parameters live in less than the whole line: those a network ends in have none."""
    return sum(not p.domain.unrestricted for p in distribution.parameters)


def _why_not(distribution: Distribution, data: Dataset) -> str | None:
    if distribution.given:
        return f"needs {', '.join(p.name for p in distribution.given)} from the data"
    if any(p.domain.from_raw is None for p in distribution.predicted):
        return "no network predicts all its parameters"
    if distribution.support.event_ndim:
        return "for vectors or matrices"
    if data.task == "classification":
        return _why_not_classes(distribution, len(data.classes))
    return _why_not_numbers(distribution, data)


def _why_not_classes(distribution: Distribution, classes: int) -> str | None:
    if distribution.support is nllax.binary:
        return None if classes == 2 else f"for two classes, the target has {classes}"
    if distribution.support is nllax.label:
        return None if classes > 2 else "two logits for two classes, where one will do"
    return "not for classes"


def _why_not_numbers(distribution: Distribution, data: Dataset) -> str | None:
    support: Any = distribution.support
    if support is nllax.label:
        return "for classes"
    if any(p.event_ndim for p in distribution.predicted):
        return "the target leaves the length of a parameter open"
    if support.discrete and data.task == "regression":
        return "for isolated points, the target is continuous"
    if not support.discrete and data.task == "count" and "log_interval" not in distribution.available:
        return "a density without log_interval gives a count no mass"
    outside = int((~support.contains(jnp.asarray(data.y))).sum())
    return f"{outside} of {len(data.y)} targets lie outside its support, {support!r}" if outside else None
