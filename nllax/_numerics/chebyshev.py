"""Chebyshev series, as long as the dtype needs."""

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array


def chebyshev(coefficients: Sequence[float], t: Array) -> Array:
    r"""The series $\sum_k c_k T_k(t)$ on [-1, 1], its tail cut where it is below the rounding of t's dtype.

    One table of coefficients serves float32 and float64. Clenshaw's recurrence, which is stable on the whole interval.

    Reference: Clenshaw (1955), A note on the summation of Chebyshev series.
    """
    tail = 0.125 * float(jnp.finfo(t.dtype).eps) * abs(coefficients[0])
    size = len(coefficients)
    while abs(coefficients[size - 1]) < tail:
        size -= 1
    b1, b2 = jnp.zeros_like(t), jnp.zeros_like(t)
    for c in reversed(coefficients[1:size]):
        b1, b2 = 2 * t * b1 - b2 + c, b1
    return t * b1 - b2 + coefficients[0]


def chebyshev_slope(coefficients: Sequence[float]) -> tuple[float, ...]:
    """The series of the derivative in t."""
    slope = [0.0] * (len(coefficients) + 1)
    for k in range(len(coefficients) - 1, 0, -1):
        slope[k - 1] = slope[k + 1] + 2 * k * coefficients[k]
    return (0.5 * slope[0], *slope[1 : len(coefficients) - 1])
