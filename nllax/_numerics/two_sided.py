"""Distribution functions of a density that is put together from two sides of 0, symmetric or not.

A side gives its log-density at a distance, and the integral over a stretch from there outwards. Every mass is a sum of
two such stretches, or what two of them leave, so that nothing cancels.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.tails import ShapedInterval, ShapedTail, choose, complement, with_ends

Distance = tuple[Array, Array]
"""A distance from 0, and what it lacks by rounding."""


class Side(NamedTuple):
    """One side of a density with one shape."""

    log_density: Callable[[Distance], Array]
    rise: Callable[[Distance, Array], Array]
    """By how much the log-density falls over a width from a distance outwards."""
    stretch: Callable[[Distance, Array], tuple[Array, Array]]
    """The integral over that width of the density over the one at the start, and the mean score in the shape."""
    middle: Array
    """A distance beyond which there is at most a third of the mass."""


def masses(z: Array, error: Array, side: Side) -> tuple[ShapedTail, ShapedTail]:
    """The masses below and above z, which lacks a small error and may be infinite, where both sides are the same."""
    left, inside = z < 0, abs(z) < math.inf
    distance = jnp.where(inside, jnp.where(left, -z, z), 0), jnp.where(left, -error, error)
    mass, score = side.stretch(distance, jnp.full_like(z, math.inf))
    log_tail = side.log_density(distance) + jnp.log(mass)
    outer = ShapedTail(log_tail, jnp.where(left, 1, -1) / mass, score)
    inner = complement(outer)
    return with_ends(z == -math.inf, z == math.inf, choose(left, outer, inner), choose(left, inner, outer))


def mass_between(low: Distance, high: Distance, width: Array, left: Side, right: Side) -> ShapedInterval:
    """The mass between two points, which may be infinite, given the width exactly.

    On one side it is one stretch, across 0 two of them, and where it is most of all mass, what the two tails leave. An
    empty interval has log-mass -inf and no slope.
    """
    whole = (low[0] == -math.inf) & (high[0] == math.inf)
    empty = (width <= 0) | ((low[0] == high[0]) & jnp.isinf(low[0]))  # finite ends may be equal by rounding only
    ordinary = ~(whole | empty)
    a, b = (jnp.where(ordinary, x, sign) for x, sign in ((low[0], -1), (high[0], 1)))
    width = jnp.where(ordinary, width, 2)

    from_minus, to_plus = a == -math.inf, b == math.inf
    below, above = b <= 0, a >= 0
    across = ~(below | above)
    wide = across & (-a > left.middle) & (b > right.middle)
    inner = across & ~wide
    one_from = _distance(below, wide & ~from_minus, (-b, -high[1]), (-a, -low[1]))
    two_from = _distance(above, wide & ~to_plus, (a, low[1]), (b, high[1]))
    one, score_one = left.stretch(one_from, _width(below, inner, width, -a))
    two, score_two = right.stretch(two_from, _width(above, inner, width, b))

    log_one, log_two = left.log_density(one_from), right.log_density(two_from)
    first = jnp.where(below | inner, one, jnp.where(wide & ~from_minus, one * jnp.exp(jnp.where(wide, log_one, 0)), 0))
    second = jnp.where(above | inner, two, jnp.where(wide & ~to_plus, two * jnp.exp(jnp.where(wide, log_two, 0)), 0))
    total = first + second
    rest = jnp.where(wide, 1 - jnp.where(wide, total, 0), total)
    log_start = jnp.where(above, log_two, log_one)
    log_mass = jnp.where(wide, jnp.log1p(-jnp.where(wide, total, 0)), log_start + jnp.log(total))
    by_shape = jnp.where(wide, -1, 1) / rest * (first * score_one + second * score_two)

    # how far the log-density is, at either end, below where the stretch on that side begins
    fall_low = left.rise(one_from, jnp.where(below & ~from_minus, width, jnp.where(inner & ~from_minus, -a, 0)))
    fall_high = right.rise(two_from, jnp.where(above & ~to_plus, width, jnp.where(inner & ~to_plus, b, 0)))
    at_low = jnp.exp(jnp.where(wide, log_one, -fall_low)) / rest
    at_high = jnp.exp(jnp.where(wide, log_two, -fall_high)) / rest
    at_low, at_high = jnp.where(from_minus, 0, at_low), jnp.where(to_plus, 0, at_high)
    drop = jnp.where(wide, log_one - log_two, fall_high - fall_low)  # of the log-density from low to high
    falling = drop > 0
    shift = jnp.where(falling, at_low, at_high) * jnp.where(falling, -1, 1) * jnp.expm1(-abs(drop))
    shift = jnp.where(from_minus | to_plus, at_low - at_high, shift)
    first_end, last_end = jnp.where(from_minus, 0, a), jnp.where(to_plus, 0, b)
    span = jnp.where(from_minus | to_plus, 0, width)
    one_sided = jnp.where(above, first_end * shift - span * at_high, last_end * shift - span * at_low)
    stretch = jnp.where(across, first_end * at_low - last_end * at_high, one_sided)
    return ShapedInterval(
        jnp.where(ordinary, jnp.minimum(log_mass, 0), jnp.where(empty, -math.inf, 0)),
        *(jnp.where(ordinary, slope, 0) for slope in (at_low, at_high, shift, stretch, by_shape)),
    )


def _distance(beside: Array, wide: Array, nearer: Distance, end: Distance) -> Distance:
    """Where a stretch begins: at the nearer end beside 0, at the end for the tail beyond it, else at 0."""
    x, error = (jnp.where(beside, n, jnp.where(wide, e, 0)) for n, e in zip(nearer, end, strict=True))
    return x, error


def _width(beside: Array, inner: Array, width: Array, end: Array) -> Array:
    """How wide it is: 1 if it does not matter."""
    return jnp.where(beside, width, jnp.where(inner, end, math.inf))
