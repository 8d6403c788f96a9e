"""Distribution functions of a density that is symmetric about 0 and falls on either side of it.

A family gives its log-density at a distance, and the integral over a stretch from there outwards. Every mass is put
together from two such stretches, so that nothing cancels.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.tails import choose, complement, with_ends

Distance = tuple[Array, Array]
"""A distance from 0, and what it lacks by rounding."""


class Symmetric(NamedTuple):
    """A family with one shape, of which the slopes are taken too."""

    log_density: Callable[[Distance], Array]
    rise: Callable[[Distance, Array], Array]
    """By how much the log-density falls over a width from a distance outwards."""
    stretch: Callable[[Distance, Array], tuple[Array, Array]]
    """The integral over that width of the density over the one at the start, and the mean score in the shape."""
    middle: Array
    """A distance beyond which there is between a tenth and a third of the mass on either side."""


class SymmetricTail(NamedTuple):
    """The log of a mass on one side of a point, and its slopes in the point and in the shape."""

    log_mass: Array
    by_point: Array
    by_shape: Array


class SymmetricInterval(NamedTuple):
    """The log of a mass m between a and b, and its slopes; f is the density."""

    log_mass: Array
    low: Array
    """f(a) / m"""
    high: Array
    """f(b) / m"""
    shift: Array
    """(f(a) - f(b)) / m"""
    stretch: Array
    """(a f(a) - b f(b)) / m"""
    by_shape: Array


def mass_below(z: Array, error: Array, family: Symmetric) -> SymmetricTail:
    """The mass below z, which lacks a small error; z may be infinite."""
    left, inside = z < 0, abs(z) < math.inf
    distance = jnp.where(inside, jnp.where(left, -z, z), 0), jnp.where(left, -error, error)
    mass, score = family.stretch(distance, jnp.full_like(z, math.inf))
    log_tail = family.log_density(distance) + jnp.log(mass)
    below = SymmetricTail(log_tail, 1 / mass, score)
    above = SymmetricTail(log_tail, -1 / mass, score)
    return with_ends(z == -math.inf, z == math.inf, choose(left, below, complement(above)), below)[0]


def mass_between(a: Distance, b: Distance, width: Array, family: Symmetric) -> SymmetricInterval:
    """The mass from a to b, which may be infinite, given the width b - a exactly.

    Beside 0 it is one stretch outwards, across 0 two of them, and where it is most of all mass, what two tails leave.
    An empty interval has log-mass -inf and no slope.
    """
    whole = (a[0] == -math.inf) & (b[0] == math.inf)
    empty = (width <= 0) | ((a[0] == b[0]) & jnp.isinf(a[0]))  # finite ends may be equal by rounding only
    ordinary = ~(whole | empty)
    flipped = jnp.where(ordinary, a[0] + b[0], 1) < 0
    start = [jnp.where(ordinary, jnp.where(flipped, -y, x), 0) for x, y in zip(a, b, strict=True)]
    end = [jnp.where(ordinary, jnp.where(flipped, -x, y), 1) for x, y in zip(a, b, strict=True)]
    width = jnp.where(ordinary, width, 1)

    across = start[0] < 0
    near = jnp.where(across, -start[0], start[0]), jnp.where(across, -start[1], start[1])
    unbounded = jnp.isinf(end[0])
    far = jnp.where(unbounded, near[0], end[0]), jnp.where(unbounded, near[1], end[1])
    wide = across & (near[0] > family.middle) & (end[0] > family.middle)
    inner = across & ~wide
    one_from = jnp.where(inner, 0, near[0]), jnp.where(inner, 0, near[1])
    two_from = jnp.where(wide, far[0], 0), jnp.where(wide, far[1], 0)
    one, score_one = family.stretch(one_from, jnp.where(inner, near[0], jnp.where(wide, math.inf, width)))
    two, score_two = family.stretch(two_from, jnp.where(inner, end[0], jnp.where(wide, math.inf, 0)))

    log_start = family.log_density(one_from)
    first = jnp.exp(jnp.where(wide, log_start, 0)) * one
    second = jnp.where(inner, two, jnp.where(wide & ~unbounded, jnp.exp(family.log_density(two_from)) * two, 0))
    total = first + second
    rest = 1 - jnp.where(wide, total, 0)
    log_mass = jnp.where(wide, jnp.log1p(-jnp.where(wide, total, 0)), log_start + jnp.log(total))
    by_shape = jnp.where(wide, -1 / rest, 1 / total) * (first * score_one + second * score_two)

    at_near = jnp.where(wide, jnp.exp(log_start) / rest, jnp.exp(-family.rise(one_from, near[0] - one_from[0])) / total)
    fall = family.rise(near, jnp.where(unbounded, 0, jnp.where(across, start[0] + end[0], width)))
    at_far = jnp.where(unbounded, 0, jnp.exp(-fall) * at_near)
    shift = jnp.where(unbounded, 1, -jnp.expm1(-fall)) * at_near
    stretch = start[0] * shift - jnp.where(unbounded, 0, width) * at_far
    return SymmetricInterval(
        jnp.where(ordinary, jnp.minimum(log_mass, 0), jnp.where(empty, -math.inf, 0)),
        *(
            jnp.where(ordinary, slope, 0)
            for slope in (
                jnp.where(flipped, at_far, at_near),
                jnp.where(flipped, at_near, at_far),
                jnp.where(flipped, -shift, shift),
                stretch,
                by_shape,
            )
        ),
    )
