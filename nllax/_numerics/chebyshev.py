"""Chebyshev series, as long as the dtype needs."""

import functools
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.polynomial import chebyshev as series
from numpy.polynomial import polynomial

_GROWTH = 3.0
"""How much larger than the sum its terms may be, as powers of t, for Horner's rule to be as accurate as Clenshaw's."""


def chebyshev(coefficients: Sequence[float], t: Array) -> Array:
    r"""The series $\sum_k c_k T_k(t)$ on [-1, 1], its tail cut where it is below the rounding of t's dtype.

    One table of coefficients serves float32 and float64. By Horner's rule in the powers of t where these do not cancel,
    which is so for a smooth function, else by Clenshaw's recurrence, which is stable always and half as fast.

    Reference: Clenshaw (1955), A note on the summation of Chebyshev series.
    """
    kept = _cut(tuple(coefficients), float(jnp.finfo(t.dtype).eps))
    powers = _powers(kept)
    return _clenshaw(kept, t) if powers is None else _horner(powers, t)


@functools.cache
def _cut(coefficients: tuple[float, ...], eps: float) -> tuple[float, ...]:
    tail = 0.125 * eps * abs(coefficients[0])
    return coefficients[: 1 + max(k for k, c in enumerate(coefficients) if abs(c) >= tail)]


@functools.cache
def _powers(coefficients: tuple[float, ...]) -> tuple[float, ...] | None:
    """The same in powers of t; None where they cancel."""
    powers, t = series.cheb2poly(coefficients), np.linspace(-1, 1, 257)
    largest = abs(series.chebval(t, coefficients)).max()
    return tuple(map(float, powers)) if polynomial.polyval(1.0, abs(powers)) <= _GROWTH * largest else None


def _horner(powers: tuple[float, ...], t: Array) -> Array:
    total = jnp.full_like(t, powers[-1])
    for c in reversed(powers[:-1]):
        total = total * t + c
    return total


def _clenshaw(coefficients: tuple[float, ...], t: Array) -> Array:
    b1, b2 = jnp.zeros_like(t), jnp.zeros_like(t)
    for c in reversed(coefficients[1:]):
        b1, b2 = 2 * t * b1 - b2 + c, b1
    return t * b1 - b2 + coefficients[0]


def chebyshev_slope(coefficients: Sequence[float]) -> tuple[float, ...]:
    """The series of the derivative in t."""
    slope = [0.0] * (len(coefficients) + 1)
    for k in range(len(coefficients) - 1, 0, -1):
        slope[k - 1] = slope[k + 1] + 2 * k * coefficients[k]
    return (0.5 * slope[0], *slope[1 : len(coefficients) - 1])
