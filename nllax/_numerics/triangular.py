"""Triangular matrices: systems and products in two floats."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_slopes
from nllax._numerics.sums import dot_two_float
from nllax._numerics.two_float import Pair, pair_sum, product_of_pairs, two_product, two_sum


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

    By substitution that keeps all rounding errors: accurate as long as the condition of L times eps is below 1,
    whatever the scales of its rows and columns. A loop over the entries, each taken from all that remain: that compiles
    in a fraction of the time of one written out, and calls no library for every sample.

    Reference: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 8.1.
    """
    size = matrix.shape[-1]
    batch = jnp.broadcast_shapes(matrix.shape[:-2], target[0].shape[:-1])
    columns = matrix if transposed else jnp.swapaxes(matrix, -1, -2)
    places = jnp.arange(size)

    def step(x: Pair, i: Array) -> tuple[Pair, None]:
        column = jax.lax.dynamic_index_in_dim(columns, i, -2, keepdims=False)
        rest, low, pivot = (jax.lax.dynamic_index_in_dim(v, i, -1) for v in (*x, column))
        quotient = rest / pivot
        p, e = two_product(quotient, pivot)
        found = quotient, (((rest - p) - e) + low) / pivot
        column = jnp.where(places < i if transposed else places > i, -column, 0)
        p, e = two_product(column, quotient)
        remaining = pair_sum(x, (p, e + column * found[1]))
        return jax.tree.map(lambda new, old: jnp.where(places == i, new, old), found, remaining), None

    start = jax.tree.map(lambda v: jnp.broadcast_to(v, (*batch, size)), target)
    return two_sum(*jax.lax.scan(step, start, places, reverse=transposed)[0])


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
