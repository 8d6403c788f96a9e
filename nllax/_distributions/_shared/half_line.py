"""Distribution functions of targets that start somewhere, continued over the whole line."""

import math
from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._typing import Numeric

Function = Callable[[Array], Array]


def _continued(y: Numeric, inside: Array, interior: Numeric, f: Function, below: float, above: float) -> Array:
    """`f` inside, where alone it is evaluated; a constant on either side."""
    return jnp.where(inside, f(jnp.where(inside, y, interior)), jnp.where(y > interior, above, below))


def log_cdf(y: Numeric, f: Function, start: Numeric = 0.0, interior: Numeric = 1.0) -> Array:
    """`f`, the log-probability below y for start < y < inf; -inf up to the start, 0 at infinity."""
    return _continued(y, (y > start) & (y < math.inf), interior, f, -math.inf, 0.0)


def log_sf(
    y: Numeric, f: Function, start: Numeric = 0.0, interior: Numeric = 1.0, *, from_start: bool = False
) -> Array:
    """`f`, the log-probability above y for start < y < inf, or from the start on; 0 before, -inf at infinity."""
    after = y >= start if from_start else y > start
    return _continued(y, after & (y < math.inf), interior, f, 0.0, -math.inf)


def log_interval(
    low: Numeric,
    high: Numeric,
    f: Callable[[Array, Array], Array],
    below: Function,
    above: Function,
    start: Numeric = 0.0,
    interior: Numeric = 1.0,
) -> Array:
    """`f(low, high)` inside; the log_cdf `below` or the log_sf `above` where an end is at the start, or infinite."""
    empty = (low == high) | (high <= start)
    from_start, to_end = low <= start, high == math.inf
    proper = ~(empty | from_start | to_end)
    between = f(jnp.where(proper, low, interior), jnp.where(proper, high, 2 * interior))
    tail = jnp.where(
        from_start, below(jnp.where(from_start, high, interior)), above(jnp.where(from_start, interior, low))
    )
    return jnp.where(empty, -math.inf, jnp.where(proper, between, tail))
