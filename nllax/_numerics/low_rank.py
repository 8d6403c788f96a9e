"""Least squares in two floats: a covariance that is diagonal but for a few factors."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_slopes
from nllax._numerics.sums import sum_log, sum_two_float
from nllax._numerics.two_float import Pair, pair_product, pair_quotient, pair_sum, two_sum

_UNROLLED = 4
"""Up to this rank the loops over the factors are written out: they fuse."""

Stacked = tuple[Pair, Pair]
"""A vector of d entries over one of r entries, in two floats."""


class _Axis(NamedTuple):
    """One of several orthogonal vectors."""

    vector: Stacked
    dual: Stacked
    """The vector times the weights."""
    norm: Pair
    """The square of its length."""


def _exact(x: Array) -> Pair:
    return x, jnp.zeros_like(x)


def _dot(a: Stacked, b: Stacked) -> Pair:
    top, bottom = (sum_two_float(*pair_product(x, y)) for x, y in zip(a, b, strict=True))
    return pair_sum(top, bottom)


def _axis(weights: Pair, vector: Stacked) -> _Axis:
    dual = pair_product(weights, vector[0]), vector[1]
    return _Axis(vector, dual, _dot(dual, vector))


def _without(target: Stacked, axis: _Axis) -> Stacked:
    """What of the target is orthogonal to an axis."""
    high, low = pair_quotient(_dot(axis.dual, target), axis.norm)
    share = -high[..., None], -low[..., None]
    top, bottom = (two_sum(*pair_sum(x, pair_product(v, share))) for x, v in zip(target, axis.vector, strict=True))
    return top, bottom


def _without_all(target: Stacked, axes: _Axis) -> Stacked:
    """What of the target is orthogonal to axes, which are stacked in front."""
    unroll = axes.norm[0].shape[0] <= _UNROLLED
    return jax.lax.scan(lambda x, axis: (_without(x, axis), None), target, axes, unroll=unroll)[0]


def _orthogonal(weights: Pair, columns: Stacked) -> _Axis:
    """The axes that Gram and Schmidt make of columns, stacked in front both."""
    rank = columns[0][0].shape[0]
    column = [jax.tree.map(lambda x, k=k: x[k], columns) for k in range(rank)]
    if rank <= _UNROLLED:
        axes: list[_Axis] = []
        for vector in column:
            for axis in axes:
                vector = _without(vector, axis)
            axes.append(_axis(weights, vector))
        return jax.tree.map(lambda *x: jnp.stack(x), *axes)

    def add(axes: _Axis, new: tuple[Array, Stacked]) -> tuple[_Axis, None]:
        k, vector = new
        axis = _axis(weights, _without_all(vector, axes))
        return jax.tree.map(lambda x, y: jax.lax.dynamic_update_index_in_dim(x, y, k, 0), axes, axis), None

    none = jax.tree.map(jnp.zeros_like, columns)  # nothing is along a zero
    ones = jnp.ones(columns[0][0].shape[:-1], weights[0].dtype)
    return jax.lax.scan(add, _Axis(none, none, _exact(ones)), (jnp.arange(rank), columns))[0]


def _axes_of(cov_factor: Array, cov_diag: Array) -> tuple[Pair, _Axis]:
    """The weights of the entries, one over the variances, and the axes along the columns of $(W; I)$."""
    d, r = cov_factor.shape[-2:]
    batch = jnp.broadcast_shapes(cov_factor.shape[:-2], cov_diag.shape[:-1])
    high, low = pair_quotient(_exact(jnp.ones_like(cov_diag)), _exact(cov_diag))
    weights = jnp.broadcast_to(high, (*batch, d)), jnp.broadcast_to(low, (*batch, d))
    factors = jnp.moveaxis(jnp.broadcast_to(cov_factor, (*batch, d, r)), -1, 0)
    units = jnp.eye(r, dtype=cov_factor.dtype).reshape(r, *(1,) * len(batch), r)
    return weights, _orthogonal(weights, (_exact(factors), _exact(jnp.broadcast_to(units, (r, *batch, r)))))


def _covariance_slopes(axes: _Axis) -> tuple[Array, Array]:
    r"""$\Sigma^{-1} W$, and the diagonal of $D^{-1} - \Sigma^{-1}$."""
    duals, tails, norms = jax.tree.map(lambda x: jnp.moveaxis(x, 0, -1), (axes.dual[0], axes.vector[1], axes.norm))
    shares = pair_quotient(duals, jax.tree.map(lambda x: x[..., None, :], norms))
    rows = jax.tree.map(lambda x: x[..., :, None, :], shares)
    columns = jax.tree.map(lambda x: x[..., None, :, :], tails)
    return sum_two_float(*pair_product(rows, columns))[0], (duals[0] * shares[0]).sum(-1)


@with_slopes
def low_rank_kernel(y: Array, loc: Array, cov_factor: Array, cov_diag: Array) -> tuple[Array, ...]:
    r"""$-\frac12(y - \mu)^\top\Sigma^{-1}(y - \mu) - \frac12\log\det(D^{-1}\Sigma)$ with $\Sigma = WW^\top + D$.

    With $A = (W; I)$ and the weights $D^{-1} \oplus I$, the quadratic form is the square of what $(y - \mu; 0)$ leaves
    when it is projected on the columns of A, so that it is a sum of squares; what is left is $(D g; -W^\top g)$ with
    $g = \Sigma^{-1}(y - \mu)$. The columns are made orthogonal, $A = QR$ with R of unit diagonal and
    $P = Q^\top(D^{-1} \oplus I)Q$ diagonal. The determinant is that of P, and $\Sigma^{-1} W = D^{-1} Q_1 P^{-1}
    Q_2^\top$ with the two parts of Q. All that cancels is in two floats.

    Reference: Björck (1967), Solving linear least squares problems by Gram-Schmidt orthogonalization.
    """
    weights, axes = _axes_of(cov_factor, cov_diag)
    size, rank = cov_factor.shape[-2:]
    batch = jnp.broadcast_shapes(weights[0].shape[:-1], y.shape[:-1], loc.shape[:-1])
    high, low = (jnp.broadcast_to(x, (*batch, size)) for x in two_sum(y, -loc))
    (residual, _), (minus_x, _) = _without_all(((high, low), _exact(jnp.zeros((*batch, rank), y.dtype))), axes)

    g = weights[0] * residual
    determinant = sum_log(jnp.moveaxis(axes.norm[0], 0, -1))
    value = -0.5 * ((g * residual).sum(-1) + (minus_x * minus_x).sum(-1) + determinant)
    solved, excess = _covariance_slopes(axes)
    by_factor = -g[..., :, None] * minus_x[..., None, :] - solved
    return value, -g, g, by_factor, 0.5 * (g * g + excess)
