r"""Divergences between families of different kinds, from what a few expectations say about p.

Such a divergence often needs no more of p than the mean, the variance and the entropy of x, and $\mathbb{E}[e^{tx}]$
for a single t, where x is the target or its logarithm. So each p is summarised once, and each q is written once for all
of them: as the divergence of q from the member of its own family that is closest to p, plus how far p is from that one.
"""

import inspect
import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._kl.closed_form import arguments_of, closed_form, pairs
from nllax._numerics.opaque import opaque
from nllax._numerics.room import Quotient, product_and_room
from nllax._numerics.two_float import Pair


class Summary(NamedTuple):
    r"""What is known of a real variable x under p.

    Attributes:
      mean: its expectation, as a sum of two, of which the first may be far larger.
      deviation: its standard deviation, which may be infinite.
      negentropy: how far its entropy is below that of a normal variable of the same deviation, $J \ge 0$.
      growth: a function of t, the `Growth` of $e^{tx}$.
      origin: what the latter is taken from, if not the first part of the mean.
    """

    mean: Pair
    deviation: Array
    negentropy: Array
    growth: Callable[[Quotient], "Growth"] | None = None
    origin: Array | None = None


class Growth(NamedTuple):
    r"""What is known of $e^{tx}$ for a t. Both are infinite where its mean is.

    Attributes:
      cumulant: $K(t) = \log\mathbb{E}[e^{t(x - \mathbb{E}x)}] \ge 0$.
      log_mean: $\log\mathbb{E}[e^{t(x - o)}]$ with the origin o.
    """

    cumulant: Array
    log_mean: Array


def symmetric_growth(t: Quotient, scale: Array, cumulant: Callable[[Array, Array], Array]) -> Growth:
    """That of a symmetric variable, from its cumulant in v and 1 - v, where v is |t| times a scale, finite below 1."""
    size = Quotient(jnp.where(t.top < 0, -t.top, t.top), t.bottom)
    v, room = product_and_room(opaque(1, scale), size, Quotient(scale, opaque(1, scale)))
    finite = room > 0
    value = cumulant(jnp.where(finite, v, 0), jnp.where(finite, room, 1))
    value = jnp.where(finite, value, math.inf)
    return Growth(value, value)


TARGET, LOGARITHM = "y", "log y"
"""What x may be."""

Summarise = Callable[..., Any]
Against = Callable[..., Array]
F = TypeVar("F", bound=Callable[..., object])

_SUMMARIES: dict[tuple[Distribution[...], str], tuple[Summarise, str]] = {}
_AGAINST: dict[tuple[Distribution[...], str], tuple[Against, str]] = {}


def summary(p: Distribution[...], x: str, *, growth: str = "") -> Callable[[F], F]:
    """Say what is known of x under p, by a function of the parameters of p; the growth for t of these signs."""

    def register(f: F) -> F:
        _SUMMARIES[p, x] = f, growth
        return f

    return register


def against(q: Distribution[...], x: str, *, growth: str = "") -> Callable[[F], F]:
    """Say how far q is from what is summarised, by a function of the summary and of q; it takes t of these signs."""

    def register(f: F) -> F:
        _AGAINST[q, x] = f, growth  # pyright: ignore[reportArgumentType]
        return f

    return register


def cross() -> None:
    """Register every p with every q, but for the pairs that have a form of their own."""
    known = set(pairs())
    for (p, x), (summarise, known_signs) in _SUMMARIES.items():
        for (q, variable), (measure, signs) in _AGAINST.items():
            if x == variable and set(signs) <= set(known_signs) and (p, q) not in known:
                closed_form(p, q)(_composed(p, q, summarise, measure))


def _composed(p: Distribution[...], q: Distribution[...], summarise: Summarise, measure: Against) -> Against:
    def form(**values: Array) -> Array:
        return measure(summarise(*_own(p, "p_", values)), *_own(q, "q_", values))

    form.__name__ = form.__qualname__ = f"{p.name}_{q.name}"
    form.__doc__ = f"{measure.__doc__}\n\nOf p: {summarise.__doc__}"
    names = (inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY) for n in arguments_of(p, q))
    form.__signature__ = inspect.Signature(list(names))
    return form


def _own(distribution: Distribution[...], prefix: str, values: dict[str, Array]) -> list[Array]:
    """The parameters of one of the two, in order."""
    return [values[x.name if x.given else prefix + x.name] for x in distribution.parameters]
