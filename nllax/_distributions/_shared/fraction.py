"""Distribution functions of targets between 0 and 1, continued over the whole line."""

import math
from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._typing import Numeric

Function = Callable[[Array], Array]


def _continued(y: Numeric, f: Function, below: float, above: float) -> Array:
    """`f` inside, where alone it is evaluated; a constant on either side."""
    inside = (y > 0) & (y < 1)
    return jnp.where(inside, f(jnp.where(inside, y, 0.5)), jnp.where(y > 0.5, above, below))


def log_cdf(y: Numeric, f: Function) -> Array:
    """`f`, the log-probability below y for 0 < y < 1; -inf up to 0, 0 from 1 on."""
    return _continued(y, f, -math.inf, 0.0)


def log_sf(y: Numeric, f: Function) -> Array:
    """`f`, the log-probability above y for 0 < y < 1; 0 up to 0, -inf from 1 on."""
    return _continued(y, f, 0.0, -math.inf)


def log_interval(
    low: Numeric, high: Numeric, f: Callable[[Array, Array], Array], below: Function, above: Function
) -> Array:
    """`f(low, high)` inside; the log_cdf `below` or the log_sf `above` where an end is not."""
    empty = (low == high) | (high <= 0) | (low >= 1)
    from_zero, to_one = low <= 0, high >= 1
    proper = ~(empty | from_zero | to_one)
    between = f(jnp.where(proper, low, 0.25), jnp.where(proper, high, 0.75))
    tail = jnp.where(from_zero, below(jnp.where(from_zero, high, 0.5)), above(jnp.where(from_zero, 0.5, low)))
    return jnp.where(empty, -math.inf, jnp.where(proper, between, tail))
