"""Combinators: functions from distributions to distributions, cached, so that equal calls give the same record."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
D = TypeVar("D")

CACHE_SIZE = 4096


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Which combinator made a record, and from what: enough to print it and to pickle it."""

    combinator: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]

    def __repr__(self) -> str:
        arguments = [repr(a) for a in self.args] + [f"{name}={value!r}" for name, value in self.kwargs]
        return f"nllax.{self.combinator.__name__}({', '.join(arguments)})"

    def reduce(self) -> tuple[Any, ...]:
        """What pickle needs to cook it again."""
        return _cook, (self.combinator, self.args, self.kwargs)


def _cook(combinator: Callable[..., Any], args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> Any:
    return combinator(*args, **dict(kwargs))


def combinator(build: Callable[P, D]) -> Callable[P, D]:
    """Make `build` a combinator: cached by its arguments, its results signed with the recipe.

    Without the cache each call would return a new record, and JAX would trace again whatever takes it.
    Arguments must be hashable: distributions, numbers, strings and tuples of them. Arrays are for call time.
    """

    @functools.lru_cache(maxsize=CACHE_SIZE)
    def cached(args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> Any:
        made = build(*args, **dict(kwargs))
        if made not in args:
            object.__setattr__(made, "recipe", Recipe(wrapper, args, kwargs))
        return made

    @functools.wraps(build)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        key = args, tuple(sorted(kwargs.items()))
        try:
            hash(key)
        except TypeError as error:
            raise TypeError(
                f"nllax.{build.__name__} takes distributions, Python numbers and tuples of them, which it can cache; "
                f"{error}. Pass arrays to the result's functions instead."
            ) from None
        return cached(*key)

    return wrapper
