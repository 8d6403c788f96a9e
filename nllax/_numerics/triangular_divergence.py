"""How far one triangular matrix is from another, as factors of the covariances of normal distributions."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import log_ratio
from nllax._numerics.partials import with_partials
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.triangular import solve_lower
from nllax._numerics.two_float import Pair, two_sum


def _transposed(x: Array) -> Array:
    return jnp.swapaxes(x, -1, -2)


def _solve(q: Array, columns: Pair, *, transposed: bool = False) -> Pair:
    """The solution for each column, of which a row holds one."""
    return solve_lower(q[..., None, :, :], columns, transposed=transposed)


def _below(p: Array, q: Array) -> Pair:
    """$Q^{-1}(P - Q)$ below the diagonal, transposed."""
    p, q = jnp.broadcast_arrays(jnp.tril(p), jnp.tril(q))
    high, low = _solve(q, two_sum(_transposed(p), -_transposed(q)))
    return jnp.triu(high, 1), jnp.triu(low, 1)


def _lever(p: Array, q: Array) -> Array:
    """$2Q^{-T}$ times that."""
    return 2 * _transposed(_solve(jnp.tril(jnp.broadcast_arrays(p, q)[1]), _below(p, q), transposed=True)[0])


def _by_p(p: Array, q: Array) -> Array:
    return jnp.tril(_lever(p, q))


def _by_q(p: Array, q: Array) -> Array:
    p, q = jnp.broadcast_arrays(p, q)
    zeros = jnp.zeros_like(p)
    quotient = _solve(jnp.tril(q), (_transposed(jnp.tril(p)), zeros))[0]
    return -jnp.tril(_lever(p, q) @ quotient)


@with_partials(_by_p, _by_q, event_ndim=2)
def _squares_below(p: Array, q: Array) -> Array:
    r"""The sum of the squares of $Q^{-1}P$ below the diagonal, from the difference of the two: 0 where they agree."""
    below = _below(p, q)[0]
    return (below * below).sum((-2, -1))


def triangular_divergence(p: Array, q: Array) -> Array:
    r"""$\frac12[\lVert Q^{-1}P\rVert^2 - d - \log\det(Q^{-1}P)^2]$ for lower triangular P and Q; never negative.

    The divergence of normal distributions of covariances $PP^\top$ and $QQ^\top$ and the same mean. With the triangular
    $M = Q^{-1}P$ it is $\frac12\sum_{i > j} M_{ij}^2 + \frac12\sum_i (M_{ii}^2 - 1 - \log M_{ii}^2)$.
    """
    of_scales = 0.5 * _of_scales(jnp.diagonal(p, axis1=-2, axis2=-1), jnp.diagonal(q, axis1=-2, axis2=-1))
    return 0.5 * _squares_below(p, q) + of_scales


def _of_scales(p: Array, q: Array) -> Array:
    return ratio_excess(2 * log_ratio(p, q, p - q), (p / q) ** 2).sum(-1)


def lower_factor(rows: Array) -> Array:
    r"""The lower triangular L with a positive diagonal for which $LL^\top = A^\top A$, by orthogonalisation of A."""
    upper = jnp.linalg.qr(rows, mode="r")
    return _transposed(upper * jnp.sign(jnp.diagonal(upper, axis1=-2, axis2=-1))[..., None])
