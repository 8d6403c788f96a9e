"""fixed: a distribution with some of its parameters bound."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, cast

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.parameter import Parameter
from nllax._core.recipe import combinator

Value = float | tuple["Value", ...]


@combinator
def fixed(base: Distribution[...], **values: Value) -> Distribution[...]:
    """A distribution with some of its parameters bound to constants.

    What is bound is no longer an argument: of the density, of the prediction that a loss takes, or of a head.

    Args:
      base: the distribution.
      **values: the constants by parameter name: Python numbers, or tuples of them for a vector. They are in the
        parameter's domain, and take the dtype of the call.

    Returns:
      A distribution of the remaining parameters, in their order. Equal calls return the same record.

    Raises:
      TypeError: if a value is an array; pass it to the density instead.
      ValueError: if a name is not a parameter of `base`, or a value not in its domain.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> least_squares = nllax.nll(nllax.fixed(nllax.normal, scale=1.0))
      >>> print(round(float(least_squares(jnp.array([1.0, 2.0]), jnp.array([1.0, 3.0]))), 4))  # 1/4 + log(2 pi) / 2
      1.1689
    """
    if not values:
        return base
    parameters = {p.name: p for p in base.parameters}
    for name, value in values.items():
        if name not in parameters:
            raise ValueError(f"fixed: {base!r} has no parameter {name!r}; it has {', '.join(parameters)}.")
        _check(base, parameters[name], value)
    return Distribution(
        name=f"fixed({base.name}, {', '.join(f'{n}={v!r}' for n, v in values.items())})",
        parameters=tuple(p for p in base.parameters if p.name not in values),
        support=base.support,
        **cast(Any, {q: _bind(getattr(base, q), values) for q in base.available}),
    )


def _check(base: Distribution[...], parameter: Parameter, value: Value) -> None:
    domain = parameter.domain
    array = np.asarray(value, dtype=float)
    if array.ndim != parameter.event_ndim:
        raise ValueError(
            f"fixed: {parameter.name} of {base!r} has {parameter.event_ndim} event axes, "
            f"got {value!r} with {array.ndim}."
        )
    if not np.all(np.asarray(domain.contains(array))):
        raise ValueError(f"fixed: {parameter.name} of {base!r} must be {domain!r}, got {value!r}.")


def _bind(f: Callable[..., Any], values: Mapping[str, Value]) -> Callable[..., Any]:
    """`f` with the values bound, its signature without them."""

    @functools.wraps(f)
    def bound(*args: Any, **kwargs: Any) -> Any:
        dtypes = [a.dtype for a in args if isinstance(a, Array) and jnp.issubdtype(a.dtype, jnp.floating)]
        dtype = dtypes[0] if dtypes else jnp.result_type(float)
        constants = {name: jnp.asarray(value, dtype) for name, value in values.items()}
        return f(**signature.bind(*args, **kwargs).arguments, **constants)

    whole = inspect.signature(f)
    signature = whole.replace(parameters=[p for n, p in whole.parameters.items() if n not in values])
    bound.__signature__ = signature  # pyright: ignore[reportAttributeAccessIssue]  # what inspect.signature reads first
    return bound
