"""Floats as a power of two and a rest, by their bits."""

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

_EXPONENT_BITS = {"float32": ("uint32", 0x7F800000), "float64": ("uint64", 0x7FF0000000000000)}


def power_of_two(x: Array) -> Array:
    """The largest power of two in a positive normal float, by which a scaling is exact. Constant to differentiation."""
    word, mask = _EXPONENT_BITS[x.dtype.name]
    return jax.lax.bitcast_convert_type(jax.lax.bitcast_convert_type(x, word) & np.array(mask, word), x.dtype)


_SQRT_HALF = {"float32": ("int32", 23, 0x3F3504F3), "float64": ("int64", 52, 0x3FE6A09E667F3BCD)}


def binary_parts(x: Array) -> tuple[Array, Array]:
    r"""The integer k and the float m from $\sqrt{1/2}$ to $\sqrt 2$ with $x = 2^k m$, for a positive normal float."""
    word, mantissa_bits, sqrt_half = _SQRT_HALF[x.dtype.name]
    bits = jax.lax.bitcast_convert_type(x, word)
    k = (bits - np.array(sqrt_half, word)) >> mantissa_bits
    return k, jax.lax.bitcast_convert_type(bits - (k << mantissa_bits), x.dtype)


def _in_three(value: float) -> tuple[float, float, float]:
    """A number as multiples of 2^-16 and 2^-32, and the rest."""
    high = round(value * 2.0**16) / 2.0**16
    middle = round((value - high) * 2.0**32) / 2.0**32
    return high, middle, value - high - middle


LOG_2 = _in_three(math.log(2))
"""log 2 in three parts: products of the first two with a whole number below 256 are exact in float32."""


def log_of_parts(k: Array, m: Array) -> Array:
    r"""$\log 2^k m$ of what `binary_parts` returns, and products of it: the leading part of $k \log 2$ is exact."""
    k = k.astype(m.dtype)
    return k * LOG_2[0] + (k * (LOG_2[1] + LOG_2[2]) + jnp.log(m))
