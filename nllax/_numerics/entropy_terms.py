"""Products with a logarithm in which 0 log 0 is 0, gradients included."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _log_factor(x: Numeric, y: Numeric) -> Array:
    return jnp.log(jnp.where((x == 0) & (y == 0), 1, y))


def _quotient(x: Numeric, y: Numeric) -> Array:
    """X / y, and 0 where x = 0."""
    return jnp.where(x == 0, 0, x / jnp.where(x == 0, 1, y))


@with_partials(_log_factor, _quotient)
def xlogy(x: Numeric, y: Numeric) -> Array:
    r"""$x \log y$, and 0 with no gradient in y where x = 0.

    There the gradient in x is $\log y$ as long as that is finite, else 0.
    """
    return x * _log_factor(x, y)


def _log1p_factor(x: Numeric, y: Numeric) -> Array:
    return jnp.log1p(jnp.where((x == 0) & (y == -1), 0, y))


@with_partials(_log1p_factor, lambda x, y: _quotient(x, 1 + y))
def xlog1py(x: Numeric, y: Numeric) -> Array:
    r"""$x \log(1 + y)$, and 0 with no gradient in y where x = 0; as `xlogy` at y = -1."""
    return x * _log1p_factor(x, y)
