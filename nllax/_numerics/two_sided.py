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


class _Part(NamedTuple):
    """What one side of 0 adds to the mass of an interval, or to what lies outside it."""

    mass: Array
    score: Array
    log_start: Array
    """The log-density where its stretch begins."""
    fall: Array
    """How far the log-density at the end of the interval is below that of the start, or below 0."""


def _part(
    side: Side, beside: Array, inner: Array, outside: Array, nearer: Distance, end: Distance, width: Array
) -> _Part:
    """The interval may lie beside 0, and begins at the nearer end; or it holds 0; or its outside is summed up."""
    endless, origin = end[0] == math.inf, (jnp.zeros_like(width), jnp.zeros_like(width))
    farther = outside & ~endless
    start = choose(beside, nearer, choose(farther, end, origin))
    mass, score = side.stretch(start, jnp.where(beside, width, jnp.where(inner, end[0], math.inf)))
    log_start = side.log_density(start)
    beyond = jnp.where(farther, mass * jnp.exp(jnp.where(outside, log_start, 0)), 0)
    fall = side.rise(start, jnp.where(endless, 0, jnp.where(beside, width, jnp.where(inner, end[0], 0))))
    return _Part(jnp.where(beside | inner, mass, beyond), score, log_start, jnp.where(outside, -log_start, fall))


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

    below, above = b <= 0, a >= 0
    wide = ~(below | above) & (-a > left.middle) & (b > right.middle)
    inner = ~(below | above | wide)
    one = _part(left, below, inner, wide, (-b, -high[1]), (-a, -low[1]), width)
    two = _part(right, above, inner, wide, (a, low[1]), (b, high[1]), width)

    total = one.mass + two.mass
    outside = jnp.where(wide, total, 0)
    mass = jnp.where(wide, 1 - outside, total)
    log_inside = jnp.where(above, two.log_start, one.log_start) + jnp.log(total)
    log_mass = jnp.where(wide, jnp.log1p(-outside), log_inside)
    by_shape = jnp.where(wide, -1, 1) / mass * (one.mass * one.score + two.mass * two.score)
    at_low = jnp.where(a == -math.inf, 0, jnp.exp(-one.fall) / mass)
    at_high = jnp.where(b == math.inf, 0, jnp.exp(-two.fall) / mass)
    slopes = (at_low, at_high, *_differences(a, b, width, at_low, at_high, two.fall - one.fall), by_shape)
    return ShapedInterval(
        jnp.where(ordinary, jnp.minimum(log_mass, 0), jnp.where(empty, -math.inf, 0)),
        *(jnp.where(ordinary, slope, 0) for slope in slopes),
    )


def _differences(a: Array, b: Array, width: Array, at_low: Array, at_high: Array, drop: Array) -> tuple[Array, Array]:
    """`shift` and `stretch` of the interval; the log-density drops by so much from one end to the other."""
    bounded = (a > -math.inf) & (b < math.inf)
    falling = drop > 0
    shift = jnp.where(falling, at_low, at_high) * jnp.where(falling, -1, 1) * jnp.expm1(-abs(drop))
    shift = jnp.where(bounded, shift, at_low - at_high)
    first, last, span = jnp.where(a > -math.inf, a, 0), jnp.where(b < math.inf, b, 0), jnp.where(bounded, width, 0)
    across = first * at_low - last * at_high
    beside = jnp.where(a >= 0, first * shift - span * at_high, last * shift - span * at_low)
    return shift, jnp.where((a >= 0) | (b <= 0), beside, across)
