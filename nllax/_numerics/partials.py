"""Functions whose gradient is written out."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import jax
import jax.numpy as jnp
from jax import Array
from jax.custom_derivatives import SymbolicZero

Partial = Callable[..., Array] | None
F = TypeVar("F", bound=Callable[..., Array])


def with_partials(*partials: Partial, event_ndim: int = 0) -> Callable[[F], F]:
    """Give a function its partial derivatives, one function of the same arguments for each, None for a constant zero.

    A function of vectors has `event_ndim` 1: its partials are vectors too, and the last axis is summed.

    The value and the partials share their intermediate results once compiled. Forward and reverse mode and all higher
    orders work: the partials are differentiated in their turn.
    """
    events = tuple(range(-event_ndim, 0))

    def decorate(f: F) -> F:
        value = jax.custom_jvp(f)

        def rule(primals: tuple[Array, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
            out = value(*primals)
            slopes = [
                (partial(*primals) * tangent).sum(events)
                for partial, tangent in zip(partials, tangents, strict=True)
                if partial is not None and not isinstance(tangent, SymbolicZero)
            ]
            return out, functools.reduce(jnp.add, slopes, jnp.zeros_like(out))

        value.defjvp(rule, symbolic_zeros=True)
        return cast(F, functools.wraps(f)(lambda *args: value(*args)))

    return decorate


def with_slopes(f: Callable[..., tuple[Any, ...]]) -> Callable[..., Array]:
    """Make `f(*arguments) -> (value, *slopes)` a function of that value and those partials, None for a constant zero.

    As `with_partials`, where value and partials come from one calculation, which is then done once. The axes that a
    partial has beyond those of the value are the event's, over which it is summed.
    """
    value = jax.custom_jvp(lambda *args: f(*args)[0])
    f.__annotations__["return"] = Array  # what help shows: callers get the value alone

    def rule(primals: tuple[Array, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
        out, *slopes = f(*primals)
        return _attach(out, slopes, primals), _change(out, slopes, tangents)

    value.defjvp(rule, symbolic_zeros=True)
    return functools.wraps(f)(lambda *args: value(*args))


def with_slopes_at_value(slopes: Callable[..., Sequence[Array | None]]) -> Callable[[F], F]:
    """Give a function the partials `slopes(value, *arguments)`, None for a constant zero.

    As `with_partials`, where the value is found by iteration: that is done once, and never differentiated.
    """

    def decorate(f: F) -> F:
        value = jax.custom_jvp(f)

        def rule(primals: tuple[Array, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
            out = value(*primals)
            return out, _change(out, slopes(out, *primals), tangents)

        value.defjvp(rule, symbolic_zeros=True)
        return cast(F, functools.wraps(f)(lambda *args: value(*args)))

    return decorate


def _change(out: Array, slopes: Sequence[Array | None], tangents: Sequence[Any]) -> Array:
    pairs = zip(slopes, tangents, strict=True)
    terms = [slope * t for slope, t in pairs if slope is not None and not isinstance(t, SymbolicZero)]
    sums = [x.sum(tuple(range(min(0, jnp.ndim(out) - jnp.ndim(x)), 0))) for x in terms]
    return functools.reduce(jnp.add, sums, jnp.zeros_like(out))


@jax.custom_jvp
def _attach(out: Array, slopes: Sequence[Array | None], args: Sequence[Array]) -> Array:
    """`out`, whose derivative is by the slopes in the arguments, however it was calculated."""
    return out


def _attach_rule(primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
    out, slopes, _ = primals
    return _attach(*primals), _change(out, slopes, tangents[2])


_attach.defjvp(_attach_rule, symbolic_zeros=True)
