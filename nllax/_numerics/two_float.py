"""Arithmetic with unevaluated sums of two floats, for the few places where one is not enough.

XLA does not reassociate floating point, but it folds (c + x) - c for a constant c, and it may fuse a product into a
sum. So products are made of factors with few bits, exact either way, or kept from the sum by a choice, and no sum here
starts from a constant.
"""

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.binary_parts import LOG_2, binary_parts
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared

Pair = tuple[Array, Array]


def two_sum(a: Array, b: Array) -> Pair:
    """A + b as the rounded sum and its error (Knuth)."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _ordered_sum(a: Array, b: Array) -> Pair:
    """`two_sum` where a is 0 or at least as large as b."""
    s = a + b
    return s, b - (s - a)


_HIGH_BITS = {"float32": ("uint32", 0xFFFFF000), "float64": ("uint64", 0xFFFFFFFFF8000000)}


def split(x: Array) -> Pair:
    """A float as a sum of two with half the bits each, by masking: nothing for a compiler to simplify."""
    word, mask = _HIGH_BITS[x.dtype.name]
    bits = jax.lax.bitcast_convert_type(x, word) & np.array(mask, word)
    high = jax.lax.bitcast_convert_type(bits, x.dtype)
    return high, x - high


def two_product(a: Array, b: Array) -> Pair:
    """A * b as the rounded product and its error (Dekker); where the product overflows, the error is 0.

    The product passes through a choice, so that no compiler fuses it, unrounded, into the sum that it is used in.
    """
    (ah, al), (bh, bl) = split(a), split(b)
    p = a * b
    finite = jnp.isfinite(p)
    p = jnp.where(finite, p, p + p)
    return p, jnp.where(finite, ((ah * bh - p) + ah * bl + al * bh) + al * bl, 0)


def pair_sum(a: Pair, b: Pair) -> Pair:
    """The sum of two pairs; its low part holds what the high one lost, and is small unless they cancel."""
    s, e = two_sum(a[0], b[0])
    return s, e + (a[1] + b[1])


def pair_product(a: Pair, b: Pair) -> Pair:
    """The product of two pairs."""
    p, e = two_product(*jnp.broadcast_arrays(a[0], b[0]))
    return p, e + (a[0] * b[1] + a[1] * b[0])


def product_of_pairs(a: Pair, b: Pair) -> Array:
    """The product of two pairs, rounded once."""
    p, e = pair_product(a, b)
    return p + e


def pair_quotient(a: Pair, b: Pair) -> Pair:
    """The quotient of two pairs."""
    quotient = a[0] / b[0]
    p, e = two_product(quotient, b[0])
    return quotient, (((a[0] - p) - e) + (a[1] - quotient * b[1])) / b[0]


def product_with_error(a: Array, b: Array) -> Pair:
    """`two_product` in float32, without an error beyond 1e30, where it would overflow; the bare product in float64."""
    p = a * b
    if p.dtype != jnp.float32:
        return p, jnp.zeros_like(p)
    safe = (abs(p) < 1e30) & (abs(a) < 1e30) & (abs(b) < 1e30)
    return p, jnp.where(safe, two_product(jnp.where(safe, a, 0), jnp.where(safe, b, 0))[1], 0)


def _entry(table: np.ndarray, index: Array) -> Array:
    """An entry that is there; by an unsigned index, which does not count from the end."""
    return jnp.asarray(table).at[index.astype(jnp.uint32)].get(mode="promise_in_bounds")


_FIRST, _LAST = 181, 362
_MINUS_LOG = [-math.log(j / 256) for j in range(_FIRST, _LAST + 1)]
_FIXED = np.array([round(v * 2.0**32) for v in _MINUS_LOG], np.int32)
_LOW = np.array([v - float(fixed) / 2.0**32 for v, fixed in zip(_MINUS_LOG, _FIXED, strict=True)], np.float32)
r"""$-\log c$ as a multiple of 2^-32, of which a float takes either half exactly, and the rest."""


def log_two_float(x: Array) -> Pair:
    r"""$\log x$ of a positive normal float as a sum of two floats, in float32 to 2e-14 of it or of 1.

    $x = 2^k m$; with $c$ the multiple of 1/256 nearest to $1 / m$, $r = mc - 1$ is exact in two floats and below 0.003,
    and $\log x = k \log 2 - \log c + \log(1 + r)$, the constants in parts whose leading sums are exact. In float64 it
    is the logarithm itself.

    Reference: Tang (1990), Table-driven implementation of the logarithm function, for the reduction.
    """
    if x.dtype != jnp.float32:
        return jnp.log(x), jnp.zeros_like(x)
    exponent, m = binary_parts(x)
    k = exponent.astype(jnp.float32)
    j = jnp.round(256 / m)
    c = j / 256
    fixed, low = (_entry(table, j.astype(jnp.int32) - _FIRST) for table in (_FIXED, _LOW))
    fixed = fixed + 2**15  # so that the upper half is rounded
    high, middle = (half.astype(jnp.float32) for half in (fixed >> 16, (fixed & 0xFFFF) - 2**15))
    m_high, m_low = split(m)
    r, r_low = two_sum(m_high * c - 1, m_low * c)
    r_high, r_rest = split(r)
    s, e1 = _ordered_sum(k * LOG_2[0] + high / 2**16, r)
    s, e2 = _ordered_sum(s, k * LOG_2[1] + middle / 2.0**32)
    s, e3 = _ordered_sum(s, -0.5 * (r_high * r_high))
    series = r * r * r * (1 / 3 + r * (-1 / 4 + r / 5))
    rest = series + (r_low - r * r_low) - 0.5 * (r + r_high) * r_rest + (k * LOG_2[2] + low)
    return _ordered_sum(s, (e1 + e2 + e3) + rest)


@with_partials(lambda x, loc: 1 / x, lambda x, loc: -jnp.ones_like(x))
def log_residual(x: Array, loc: Array) -> Array:
    r"""$\log x - \mu$ to the last bit of the difference, however close the two are."""
    log_x, rest = log_two_float(x)
    return (log_x - loc) + rest


_STEP = tuple(map(float.fromhex, ("0x1.63p-7", "-0x1.bdp-19", "-0x1.05c610ca86c39p-35")))
"""log(2) / 64 as two numbers of 11 bits, whose products with the number of steps are exact, and the rest."""
_POWERS = np.exp2(np.arange(64) / 64)
_TABLE = (_POWERS.astype(np.float32), (_POWERS - _POWERS.astype(np.float32)).astype(np.float32))
_LOWEST = -87.0


def exp_two_float(x: Pair) -> Pair:
    r"""$e^x$ of a sum of two floats, x <= 0, as such a sum.

    In float32 to a relative error of 5e-11 above -60, of 6e-8 below, where the low part underflows, and 0 below -87.
    $x = (64k + j)\log(2) / 64 + r$ with r below 0.0055, so that $e^x = 2^k 2^{j / 64} (1 + (e^r - 1))$, the power from
    a table in two floats. In float64 it is the exponential itself.

    Reference: Tang (1989), Table-driven implementation of the exponential function, for the reduction.
    """
    if x[0].dtype != jnp.float32:
        return jnp.exp(x[0]) * (1 + x[1]), jnp.zeros_like(x[0])
    inside = x[0] >= _LOWEST
    high = jnp.where(inside, x[0], 0)
    steps = jnp.round(high / _STEP[0])
    r, e = two_sum(high - steps * _STEP[0], -steps * _STEP[1])
    rest = e + (jnp.where(inside, x[1], 0) - steps * _STEP[2])
    square, square_rest = two_product(r, r)
    series = r * square * (1 / 6 + r * (1 / 24 + r / 120))
    growth, e = two_sum(r, 0.5 * square)  # e^r - 1
    growth_rest = e + 0.5 * square_rest + rest * (1 + r) + series

    whole = steps.astype(jnp.int32)
    scale = jax.lax.bitcast_convert_type(((whole >> 6) + 127) << 23, jnp.float32)
    power, power_rest = (_entry(table, whole & 63) for table in _TABLE)
    product, product_rest = two_product(power, growth)
    s, e = two_sum(power, product)
    low = e + (product_rest + (power * growth_rest + power_rest * (1 + growth)))
    s, low = two_sum(s, low)
    return jnp.where(inside, scale * s, 0), jnp.where(inside, scale * low, 0)


def log_quotient(x: Array, y: Array) -> Pair:
    r"""$\log(x / y)$ of positive numbers as a sum of two floats, to 3e-14 of it or of 1, less near x = y."""
    quotient = shared(x / y)
    product, rest = two_product(quotient, y)
    log_x, low = log_two_float(quotient)
    return log_x, low + ((x - product) - rest) / x
