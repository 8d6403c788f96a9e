"""Triangular matrices: systems and products in two floats."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_slopes
from nllax._numerics.sums import dot_two_float
from nllax._numerics.two_float import Pair, pair_sum, product_of_pairs, two_product, two_sum

_UNROLLED = 8
"""Up to this size substitution is written out: it fuses, where a call of a library per sample would dominate."""


def diagonal(matrix: Array) -> Array:
    """The diagonals of the last two axes."""
    return jnp.diagonal(matrix, axis1=-2, axis2=-1)


def multiply(matrix: Array, x: Array) -> Array:
    """The plain product with a vector.

    As a dot: JAX 0.10 on CPU gets a sum of broadcast products wrong where an operation follows.
    """
    return jnp.einsum("...ij,...j->...i", matrix, x, precision=jax.lax.Precision.HIGHEST)


def solve_lower(matrix: Array, target: Pair, *, transposed: bool = False) -> Pair:
    r"""$L^{-1} b$, or $L^{-\top} b$, as a sum of two floats, for a lower triangular L and a b of two floats.

    By substitution that keeps all rounding errors, or, where L is large, by one step of refinement whose residual does:
    accurate as long as the condition of L times eps is below 1, whatever the scales of its rows and columns.

    Reference: Higham (2002), Accuracy and Stability of Numerical Algorithms, sections 8.1 and 12.1.
    """
    solve = _substitute if matrix.shape[-1] <= _UNROLLED else _refine
    return solve(matrix, target, transposed=transposed)


def _substitute(matrix: Array, target: Pair, *, transposed: bool) -> Pair:
    """Entry by entry."""
    size = matrix.shape[-1]
    x: dict[int, Pair] = {}
    for i in reversed(range(size)) if transposed else range(size):
        rest = target[0][..., i], target[1][..., i]
        for j, known in x.items():
            coefficient = -(matrix[..., j, i] if transposed else matrix[..., i, j])
            p, e = two_product(coefficient, known[0])
            rest = pair_sum(rest, (p, e + coefficient * known[1]))
        pivot = matrix[..., i, i]
        quotient = rest[0] / pivot
        p, e = two_product(quotient, pivot)
        x[i] = quotient, (((rest[0] - p) - e) + rest[1]) / pivot
    high, low = zip(*(x[i] for i in range(size)), strict=True)
    return two_sum(jnp.stack(high, -1), jnp.stack(low, -1))


def _refine(matrix: Array, target: Pair, *, transposed: bool) -> Pair:
    """By a library, twice."""
    x = _solve(matrix, target[0], transposed=transposed)
    rows = jnp.swapaxes(matrix, -1, -2) if transposed else matrix
    product, rest = dot_two_float(rows, x[..., None, :])
    s, e = two_sum(target[0], -product)
    correction = _solve(matrix, s + (e - rest + target[1]), transposed=transposed)
    return two_sum(x, correction)


def _solve(matrix: Array, b: Array, *, transposed: bool) -> Array:
    """The plain solution."""
    batch = jnp.broadcast_shapes(matrix.shape[:-2], b.shape[:-1])
    matrix = jnp.broadcast_to(matrix, (*batch, *matrix.shape[-2:]))
    b = jnp.broadcast_to(b, (*batch, b.shape[-1]))[..., None]
    solve = jax.lax.linalg.triangular_solve
    return solve(matrix, b, left_side=True, lower=True, transpose_a=transposed)[..., 0]


@with_slopes
def squared_distance(y: Array, loc: Array, scale_tril: Array) -> tuple[Array, ...]:
    r"""Mahalanobis' $(y - \mu)^\top (LL^\top)^{-1} (y - \mu)$ for a lower triangular L; what is above is ignored."""
    lower = jnp.tril(scale_tril)
    z = solve_lower(lower, two_sum(y, -loc))
    g = solve_lower(lower, z, transposed=True)
    rows, columns = jax.tree.map(lambda x: x[..., :, None], g), jax.tree.map(lambda x: x[..., None, :], z)
    outer = jnp.tril(product_of_pairs(rows, columns))
    return (z[0] * z[0]).sum(-1), 2 * g[0], -2 * g[0], -2 * outer


@with_slopes
def squared_product(y: Array, loc: Array, precision_tril: Array) -> tuple[Array, ...]:
    r"""$\lVert L^\top (y - \mu)\rVert^2$ for a lower triangular L; what is above is ignored."""
    lower = jnp.tril(precision_tril)
    residual = two_sum(y, -loc)
    z = _multiply_pair(jnp.swapaxes(lower, -1, -2), residual)
    g = _multiply_pair(lower, z)
    outer = jnp.tril(residual[0][..., :, None] * z[0][..., None, :])
    return (z[0] * z[0]).sum(-1), 2 * g[0], -2 * g[0], 2 * outer


def _multiply_pair(matrix: Array, x: Pair) -> Pair:
    """The product with a vector of two floats, every rounding error kept."""
    high, low = dot_two_float(matrix, x[0][..., None, :])
    return two_sum(high, low + multiply(matrix, x[1]))
