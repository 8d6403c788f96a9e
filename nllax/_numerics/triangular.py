"""Triangular systems, solved once more for what rounding left over."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.sums import dot_two_float
from nllax._numerics.two_float import Pair, product_of_pairs, two_sum

_UNROLLED = 8
"""Up to this size substitution is written out: it fuses, where a call of a library per sample would dominate."""


def solve_lower(matrix: Array, target: Pair, *, transposed: bool = False) -> Pair:
    r"""$L^{-1} b$, or $L^{-\top} b$, as a sum of two floats, for a lower triangular L and a b of two floats.

    By substitution and one step of refinement, whose residual keeps all rounding errors: accurate as long as the
    condition of L times eps is below 1, whatever the scales of its rows and columns.

    Reference: Higham (2002), Accuracy and Stability of Numerical Algorithms, sections 8.1 and 12.1.
    """
    x = _substitute(matrix, target[0], transposed=transposed)
    rows = jnp.swapaxes(matrix, -1, -2) if transposed else matrix
    product, rest = dot_two_float(rows, x[..., None, :])
    s, e = two_sum(target[0], -product)
    correction = _substitute(matrix, s + (e - rest + target[1]), transposed=transposed)
    return two_sum(x, correction)


def _each(pair: Pair, f: Callable[[Array], Array]) -> Pair:
    return f(pair[0]), f(pair[1])


def _substitute(matrix: Array, b: Array, *, transposed: bool) -> Array:
    """The plain solution."""
    size = b.shape[-1]
    if size > _UNROLLED:
        batch = jnp.broadcast_shapes(matrix.shape[:-2], b.shape[:-1])
        matrix, b = jnp.broadcast_to(matrix, (*batch, size, size)), jnp.broadcast_to(b, (*batch, size))
        solve = jax.lax.linalg.triangular_solve
        return solve(matrix, b[..., None], left_side=True, lower=True, transpose_a=transposed)[..., 0]
    x: dict[int, Array] = {}
    for i in reversed(range(size)) if transposed else range(size):
        entry = b[..., i]
        for j, known in x.items():
            entry = entry - (matrix[..., j, i] if transposed else matrix[..., i, j]) * known
        x[i] = entry / matrix[..., i, i]
    return jnp.stack([x[i] for i in range(size)], -1)


@jax.custom_jvp
def squared_distance(y: Array, loc: Array, scale_tril: Array) -> Array:
    r"""Mahalanobis' $(y - \mu)^\top (LL^\top)^{-1} (y - \mu)$ for a lower triangular L; what is above is ignored."""
    z, _ = solve_lower(jnp.tril(scale_tril), two_sum(y, -loc))
    return (z * z).sum(-1)


@squared_distance.defjvp
def _squared_distance_jvp(
    primals: tuple[Array, Array, Array], tangents: tuple[Array, Array, Array]
) -> tuple[Array, Array]:
    y, loc, scale_tril = primals
    dy, dloc, dscale = tangents
    lower = jnp.tril(scale_tril)
    z = solve_lower(lower, two_sum(y, -loc))
    g = solve_lower(lower, z, transposed=True)
    outer = jnp.tril(product_of_pairs(_each(g, lambda x: x[..., :, None]), _each(z, lambda x: x[..., None, :])))
    return (z[0] * z[0]).sum(-1), 2 * ((g[0] * (dy - dloc)).sum(-1) - (outer * dscale).sum((-1, -2)))
