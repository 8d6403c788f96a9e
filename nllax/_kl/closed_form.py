"""Which pairs of distributions have a divergence in closed form, and where it is written."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.distribution import Distribution

Form = Callable[..., Array]
F = TypeVar("F", bound=Form)
Pair = tuple[Distribution[...], Distribution[...]]

_FORMS: dict[Pair, Form] = {}


def closed_form(p: Distribution[...], q: Distribution[...] | None = None) -> Callable[[F], F]:
    r"""Tell `divergence` the closed form of KL(p ‖ q).

    The function takes what the data gives, by its own name, then the parameters of p with the prefix `p_`, then those
    of q with the prefix `q_`; all are arrays of one floating dtype that broadcast, and legal. It returns one number per
    pair, summed over the event.

    Args:
      p: the distribution that the expectation is taken under.
      q: the other one; by default of the same family.

    Returns:
      A decorator, which returns the function as it is.

    Raises:
      ValueError: if the arguments are not the parameters, or the pair has a form already.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> def log_prob(y, rate):
      ...     return jnp.log(rate) - rate * y
      >>> waiting = nllax.Distribution(
      ...     name="waiting",
      ...     parameters=(nllax.Parameter("rate", nllax.positive),),
      ...     support=nllax.non_negative,
      ...     log_prob=log_prob,
      ... )
      >>> @nllax.kl.closed_form(waiting)
      ... def of_waiting(p_rate, q_rate):
      ...     return q_rate / p_rate - 1 - jnp.log(q_rate / p_rate)
      >>> print(round(float(nllax.kl.divergence(waiting, 1.0, 2.0)), 4))
      0.3069
    """
    pair = (p, p if q is None else q)

    def register(f: F) -> F:
        expected = arguments_of(*pair)
        got = list(inspect.signature(f).parameters)
        if got != expected:
            raise ValueError(f"the closed form of {name_of(*pair)} must take ({', '.join(expected)}), not {got}.")
        if pair in _FORMS:
            raise ValueError(f"{name_of(*pair)} has a closed form already, {_FORMS[pair].__qualname__}.")
        _FORMS[pair] = f
        return f

    return register


def arguments_of(p: Distribution[...], q: Distribution[...]) -> list[str]:
    """The arguments of a closed form: what the data gives, the parameters of p, those of q."""
    given = dict.fromkeys(x.name for d in (p, q) for x in d.given)
    return [*given, *(f"p_{x.name}" for x in p.predicted), *(f"q_{x.name}" for x in q.predicted)]


def name_of(p: Distribution[...], q: Distribution[...]) -> str:
    """How a divergence is written in a message: `KL(nllax.normal ‖ nllax.laplace)`."""
    return f"KL({p!r} ‖ {q!r})"


def pairs() -> tuple[Pair, ...]:
    """All pairs (p, q) whose KL(p ‖ q) has a closed form, in alphabetical order."""
    return tuple(sorted(_FORMS, key=lambda pair: tuple(d.name for d in pair)))


def form_of(p: Distribution[...], q: Distribution[...], needed_by: str) -> Form:
    """The closed form of KL(p ‖ q).

    Raises:
      NotImplementedError: if there is none, naming those that there are.
    """
    if (p, q) in _FORMS:
        return _FORMS[p, q]
    to = [repr(b) for a, b in pairs() if a is p]
    of = [repr(a) for a, b in pairs() if b is q]
    known = [f"KL({p!r} ‖ .) for {', '.join(to)}" if to else "", f"KL(. ‖ {q!r}) for {', '.join(of)}" if of else ""]
    known = "; ".join(k for k in known if k) or "none with either of the two"
    raise NotImplementedError(
        f"{needed_by}: {name_of(p, q)} has no closed form here. There is {known}. "
        f"Otherwise nllax.kl.monte_carlo(key, ...) estimates it with a standard error, and nllax.kl.quadrature(...) "
        f"integrates it in one dimension."
    )


def unfixed(distribution: Distribution[...]) -> tuple[Distribution[...], dict[str, Any]]:
    """What `fixed` bound to its values, and those values by name."""
    bound: dict[str, Any] = {}
    while distribution.recipe is not None and distribution.recipe.combinator is fixed:
        bound |= dict(distribution.recipe.kwargs)
        (distribution,) = distribution.recipe.args
    return distribution, bound
