"""The haversine of the angle between two directions, and its slope: cosine distance without cancellation."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
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


_PI = {"float32": _parts(11), "float64": _parts(26)}
_BATCH = {"float32": 2.0**12, "float64": 2.0**26}
"""How many half turns are taken at once: a number of so few bits that its products with the parts of pi are exact."""

_SINE = (
    0.9479305384586685,
    -0.05165084644648694,
    0.0004170147937189223,
    -1.5967361218151463e-06,
    3.5598090184730454e-09,
    -5.189517924301993e-12,
    5.331332270282762e-15,
    -4.0670717677934734e-18,
)
"""Chebyshev coefficients of `sin(h) / h` in `2 h^2 / 0.64 - 1`, for |h| <= 0.8, from 60 digits."""

_COSINE = (
    0.8462873527504803,
    -0.15163552496988944,
    0.002065969988414605,
    -1.1120299570930767e-05,
    3.193461864594444e-08,
    -5.6956858994252406e-11,
    6.9193518096403e-14,
    -6.092948429159817e-17,
    4.067070646534873e-20,
)
"""Chebyshev coefficients of `cos(h)` in the same."""


def _reduce(y: Array, loc: Array) -> tuple[Array, Array]:
    r"""Half of $y - \mu$ less the nearest multiple of $\pi$, and whether that multiple is odd.

    The difference is taken with its rounding error and pi in three parts (Cody and Waite), so that an angle close to a
    multiple of $\pi$ keeps its digits: in float32 to half an eps of it and 1e-13 a turn. Beyond 2^24 half turns (in
    float64 2^52) a float does not tell the angle, which is then taken as a quarter turn.
    """
    difference, error = two_sum(y, -loc)
    high, middle, rest = _PI[difference.dtype.name]
    batch = _BATCH[difference.dtype.name]
    halves = jnp.round(difference / math.pi)
    unknown = abs(halves) > batch * batch
    halves = jnp.where(unknown, 0, halves)
    batches = jnp.round(halves / batch)
    few = halves - batches * batch
    reduced = jnp.where(unknown, 0.5 * math.pi, difference)
    for part in (high, middle):
        reduced = (reduced - batches * (batch * part)) - few * part
    reduced = reduced + (jnp.where(unknown, 0, error) - halves * rest)
    return 0.5 * reduced, halves != 2 * jnp.round(0.5 * halves)


def _sine(h: Array) -> Array:
    return h * chebyshev(_SINE, (2 / 0.64) * h * h - 1)


def _cosine(h: Array) -> Array:
    return chebyshev(_COSINE, (2 / 0.64) * h * h - 1)


def _slope(y: Array, loc: Array) -> Array:
    return half_sine(y, loc)


def _half_cosine(y: Array, loc: Array) -> Array:
    return 0.5 - haversine(y, loc)


@with_partials(_slope, lambda y, loc: -_slope(y, loc))
def haversine(y: Array, loc: Array) -> Array:
    r"""$\sin^2\frac{y - \mu}2 = \frac12[1 - \cos(y - \mu)]$, right to a few units however close the two are."""
    half, odd = _reduce(y, loc)
    return jnp.square(jnp.where(odd, _cosine(half), _sine(half)))


@with_partials(_half_cosine, lambda y, loc: -_half_cosine(y, loc))
def half_sine(y: Array, loc: Array) -> Array:
    r"""$\frac12\sin(y - \mu)$, right to a few units also where the two are close or opposite."""
    half, odd = _reduce(y, loc)
    return jnp.where(odd, -1, 1) * _sine(half) * _cosine(half)
