"""From the plain functions of a distribution's file to the compiled ones of its record.

A file states a formula for legal parameters and a target inside the support; what every distribution has in common
is added here, once: the dtype, NaN for an illegal parameter, -inf with zero gradient outside the support.
"""

import functools
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.domain import Domain
from nllax._core.domains import unit_interval
from nllax._core.door import as_array, computation_dtype, convert, widened
from nllax._core.parameter import Parameter

QUANTITIES: dict[str, tuple[str, ...]] = {
    "log_prob": ("y",),
    "sample": ("key",),
    "mean": (),
    "variance": (),
    "mode": (),
    "entropy": (),
    "log_cdf": ("y",),
    "log_sf": ("y",),
    "log_interval": ("low", "high"),
    "quantile": ("p",),
}
"""What a distribution may offer, and what each takes before the parameters."""

NO_DRAW = -1
"""What an integer sample is where a parameter is illegal: it lies outside every discrete support."""


def compiled(
    f: Callable[..., Any], quantity: str, owner: str, parameters: tuple[Parameter, ...], support: Domain
) -> Callable[..., Any]:
    """`f`, a plain function, as the compiled function that the record of `owner` offers as `quantity`."""
    names = [p.name for p in parameters]
    heard = functools.partial(guard_density, vocal=any(map(_vocal, parameters)))
    guards = {"log_prob": heard, "sample": _guard_draw}
    call = functools.partial(guards[quantity], support) if quantity in guards else _call

    @functools.wraps(f)
    def run(*args: Any, **kwargs: Any) -> Any:
        values = _bind(inspect.signature(f), args, kwargs, f"{owner}.{quantity}")
        arrays = {n: as_array(values[n], f"{owner}.{quantity}: {n}") for n in values if n not in ("key", "shape")}
        dtype = computation_dtype(arrays.values())
        keep = [n for n, x in arrays.items() if n not in names and support.keeps(x)]
        values |= {n: widened(x) if n in keep else convert(x, dtype) for n, x in arrays.items()}
        inputs = [values[n] for n in names]
        targets = [x for n, x in values.items() if n not in (*names, "shape")]
        judged = [(x, p) for x, p in zip(inputs, parameters, strict=True) if not (quantity == "log_prob" and _vocal(p))]
        legal = [is_legal(x, p) for x, p in judged]
        if quantity == "quantile":
            legal.append(unit_interval.contains(targets[0]))
        options = {"shape": values["shape"]} if "shape" in values else {}
        return call(functools.partial(f, **options), targets, inputs, legal)

    static = [n for n in ("shape",) if quantity == "sample" and n in inspect.signature(f).parameters]
    return jax.jit(run, static_argnames=static, inline=True)


def _bind(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any], who: str) -> dict[str, Any]:
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{who}({', '.join(signature.parameters)}): {error}.") from None
    bound.apply_defaults()
    return dict(bound.arguments)


def check_signature(f: Callable[..., Any], quantity: str, owner: str, parameters: tuple[Parameter, ...]) -> None:
    """Raise a ValueError unless `f` takes what `quantity` takes, then the parameters in their order."""
    positional = _positional(f)
    leading, names = QUANTITIES[quantity], [p.name for p in parameters]
    if positional[len(leading) :] != names or len(positional) < len(leading):
        expected = ", ".join((*leading, *names))
        raise ValueError(
            f"{owner}: {quantity} must take ({expected}), as its parameters say; it takes ({', '.join(positional)})."
        )


def _positional(f: Callable[..., Any]) -> list[str]:
    """The names of the positional arguments; from the code where it speaks for itself, which is quick at import."""
    plain = inspect.unwrap(f, stop=lambda g: hasattr(g, "__signature__"))
    if hasattr(plain, "__code__") and not hasattr(plain, "__signature__"):
        return list(plain.__code__.co_varnames[: plain.__code__.co_argcount])
    parameters = inspect.signature(f).parameters.items()
    return [n for n, p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]


def _vocal(parameter: Parameter) -> bool:
    """Whether only NaN is illegal, in a vector: its sum passes that on, and another scan of the logits would cost."""
    return parameter.domain.unrestricted and parameter.event_ndim > 0


def is_legal(x: Array, parameter: Parameter) -> Array:
    """Whether each value of a parameter is in its domain: one truth per event."""
    inside = parameter.domain.contains(x)
    own_axes = parameter.event_ndim - parameter.domain.event_ndim
    return inside.all(axis=tuple(range(-own_axes, 0))) if own_axes else inside


def all_legal(values: Mapping[str, Array], parameters: tuple[Parameter, ...]) -> Array:
    """Whether all values, by the name of the parameter, are in their domains: one truth per event."""
    return _all([is_legal(values[p.name], p) for p in parameters])


def _all(truths: list[Array]) -> Array:
    return functools.reduce(jnp.logical_and, truths) if truths else jnp.asarray(True)


def _call(f: Callable[..., Any], targets: list[Array], inputs: list[Array], legal: list[Array]) -> Array:
    """`f`, invalid for an illegal parameter, a NaN target, and an interval that ends before it begins."""
    value = f(*targets, *inputs)
    ordered = [targets[0] <= targets[1]] if len(targets) == 2 else [x == x for x in targets]
    valid = _all(legal + ordered)
    return _where(valid, value, value.ndim - valid.ndim)


def _where(valid: Array, value: Array, event_ndim: int) -> Array:
    """`value` where valid; elsewhere NaN, or NO_DRAW among integers."""
    invalid = jnp.asarray(NO_DRAW if jnp.issubdtype(value.dtype, jnp.integer) else math.nan, value.dtype)
    return jnp.where(valid.reshape(valid.shape + (1,) * event_ndim), value, invalid)


def guard_density(
    support: Domain,
    f: Callable[..., Any],
    targets: list[Array],
    inputs: list[Array],
    legal: list[Array],
    *,
    vocal: bool,
) -> Array:
    """`f`, with -inf and zero gradient outside the support; NaN, with a NaN gradient, where illegal or y is NaN.

    A formula need not pass on a NaN, then, which one by bits does not. But what is `vocal` is not in `legal`: a NaN of
    it the formula passes on, also outside.
    """
    (y,) = targets
    event_ndim = support.event_ndim_of(y)
    inside = support.contains(y)
    kept = inside.reshape(inside.shape + (1,) * event_ndim)
    if jnp.issubdtype(y.dtype, jnp.floating):
        is_nan = (y != y).any(axis=tuple(range(-event_ndim, 0))) if event_ndim else y != y
        inside, legal = inside | is_nan, [*legal, ~is_nan]
    y = jnp.where(kept, y, support.interior(y))
    value = f(y, *inputs)
    outside = -math.inf
    if vocal:
        fixed = jax.lax.stop_gradient(value)
        outside = jnp.where(jnp.isnan(fixed), fixed, outside)
    return _heard(jnp.where(inside, value, outside), _all(legal))


@jax.custom_jvp
def _heard(value: Array, legal: Array) -> Array:
    """`value` where legal; elsewhere NaN, and so is the gradient.

    A product with NaN would be that too, but XLA takes a product into the sum that follows, and then does not fuse it
    with what comes before.
    """
    return jnp.where(legal, value, jnp.asarray(math.nan, value.dtype))


@_heard.defjvp
def _heard_slope(primals: tuple[Array, Array], tangents: tuple[Array, Any]) -> tuple[Array, Array]:
    value, legal = primals
    return _heard(value, legal), tangents[0] * jnp.where(legal, 1, math.nan).astype(value.dtype)


def _guard_draw(
    support: Domain, f: Callable[..., Any], targets: list[Array], inputs: list[Array], legal: list[Array]
) -> Array:
    """`f`, invalid for an illegal parameter."""
    return _where(_all(legal), f(*targets, *inputs), support.event_ndim)
