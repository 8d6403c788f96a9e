"""The haversine of the angle between two directions, and its slope: cosine distance without cancellation."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials
from nllax._numerics.two_float import two_sum

_REST = 1.2246467991473532e-16
"""What a double leaves of pi."""


def _parts(bits: int) -> tuple[float, float, float]:
    """Pi as two numbers of so many bits, whose products with the number of half turns are exact, and the rest."""
    unit = 2.0 ** (2 - bits)
    high = round(math.pi / unit) * unit
    middle = round((math.pi - high) / unit * 2.0**bits) * unit / 2.0**bits
    return high, middle, (math.pi - high - middle) + _REST


_PI = {"float32": (*_parts(11), 2.0**13), "float64": (*_parts(26), 2.0**26)}


def _reduce(y: Array, loc: Array) -> tuple[Array, Array]:
    r"""Half of $y - \mu$ less the nearest multiple of $\pi$, and whether that multiple is odd.

    The difference is taken with its rounding error and pi in three parts (Cody and Waite), so that an angle close to a
    multiple of $\pi$ keeps its digits: in float32 to half an eps of it and 1e-13 a turn. Beyond 4096 turns (in float64
    3e7) the difference is not reduced, for the sine and cosine of the backend to do so.
    """
    difference, error = two_sum(y, -loc)
    high, middle, rest, limit = _PI[difference.dtype.name]
    largest = float(jnp.finfo(difference.dtype).max)
    finite = jnp.clip(difference, -largest, largest)
    halves = jnp.round(finite / math.pi)
    near = abs(halves) <= limit
    halves = jnp.where(near, halves, 0)
    reduced = ((finite - halves * high) - halves * middle) + (jnp.where(near, error, 0) - halves * rest)
    return 0.5 * reduced, halves != 2 * jnp.round(0.5 * halves)


def _slope(y: Array, loc: Array) -> Array:
    return half_sine(y, loc)


def _half_cosine(y: Array, loc: Array) -> Array:
    return 0.5 - haversine(y, loc)


@with_partials(_slope, lambda y, loc: -_slope(y, loc))
def haversine(y: Array, loc: Array) -> Array:
    r"""$\sin^2\frac{y - \mu}2 = \frac12[1 - \cos(y - \mu)]$, right to a few units however close the two are."""
    half, odd = _reduce(y, loc)
    return jnp.square(jnp.where(odd, jnp.cos(half), jnp.sin(half)))


@with_partials(_half_cosine, lambda y, loc: -_half_cosine(y, loc))
def half_sine(y: Array, loc: Array) -> Array:
    r"""$\frac12\sin(y - \mu)$, right to a few units also where the two are close or opposite."""
    half, odd = _reduce(y, loc)
    return jnp.where(odd, -1, 1) * jnp.sin(half) * jnp.cos(half)
