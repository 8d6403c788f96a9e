"""Sums over the last axis that keep what rounding would lose."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.binary_parts import binary_parts, log_of_parts
from nllax._numerics.two_float import Pair, pair_sum, two_product, two_sum

_LONGEST_PRODUCT = 128
"""So many mantissas, each from sqrt(1/2) to sqrt(2), have a product between 2^-64 and 2^64."""


def sum_log(x: Array) -> Array:
    r"""$\sum_i \log x_i$ of positive normal numbers, over the last axis: `log_product` without a scale."""
    return log_product(x, jnp.ones((), x.dtype))


@jax.custom_jvp
def log_product(x: Array, scale: Array) -> Array:
    r"""$\log(s \prod_i x_i)$ of positive normal numbers, over the last axis, which the scale does not have.

    In float32 the exponents are summed as whole numbers, so that the logarithms of large and small scales cancel
    without loss: the rest of each is below 0.35, and so few that their product is in range take one logarithm.
    Error: d / 2 units of eps, and half a unit of the result.
    """
    if x.dtype != jnp.float32:
        return jnp.log(x).sum(-1) + jnp.log(scale)
    (exponent, mantissa), (scale_exponent, scale_mantissa) = binary_parts(x), binary_parts(scale)
    whole = exponent.sum(-1, dtype=jnp.int32) + scale_exponent
    if x.shape[-1] <= _LONGEST_PRODUCT:
        return log_of_parts(whole, mantissa.prod(-1) * scale_mantissa)
    return log_of_parts(whole, scale_mantissa) + sum_with_error(jnp.log(mantissa))[0]


@log_product.defjvp
def _log_product_jvp(primals: tuple[Array, Array], tangents: tuple[Array, Array]) -> tuple[Array, Array]:
    (x, scale), (dx, dscale) = primals, tangents
    return log_product(x, scale), (dx / x).sum(-1) + dscale / scale


@jax.custom_jvp
def sum_with_error(x: Array) -> Pair:
    """The rounded sum over the last axis and what it lacks: one pass, every rounding error kept.

    Its relative error is that of a sum in twice the precision.

    Reference: Ogita, Rump and Oishi (2005), Accurate sum and dot product.
    """

    def add(left: Pair, right: Pair) -> Pair:
        s, e = two_sum(left[0], right[0])
        return s, (left[1] + right[1]) + e

    zero = jnp.zeros((), x.dtype)
    return two_sum(*jax.lax.reduce((x, jnp.zeros_like(x)), (zero, zero), add, (x.ndim - 1,)))


@sum_with_error.defjvp
def _sum_with_error_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Pair, Pair]:
    slope = tangents[0].sum(-1)
    return sum_with_error(*primals), (slope, jnp.zeros_like(slope))


_UNROLLED = 16
"""Up to this size a sum is written out: it fuses, where halves of an array would be copied."""


def sum_two_float(x: Array, rest: Array) -> Pair:
    """`sum_with_error` of `x + rest`, pairwise: quicker where x is itself a result."""
    while (size := x.shape[-1]) > _UNROLLED:
        half = size // 2
        s, e = two_sum(x[..., :half], x[..., half : 2 * half])
        e = e + rest[..., :half] + rest[..., half : 2 * half]
        x = jnp.concatenate([s, x[..., 2 * half :]], -1)
        rest = jnp.concatenate([e, rest[..., 2 * half :]], -1)
    terms = [(x[..., i], rest[..., i]) for i in range(size)]
    while len(terms) > 1:
        pairs = zip(terms[0::2], terms[1::2], strict=False)
        terms = [pair_sum(a, b) for a, b in pairs] + terms[len(terms) - len(terms) % 2 :]
    return two_sum(*terms[0])


def dot_two_float(a: Array, b: Array) -> Pair:
    """The inner product of two vectors as a sum of two floats."""
    return sum_two_float(*two_product(a, b))
