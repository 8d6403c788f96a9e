"""The sum over the number of jumps in the Tweedie density."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import deviance
from nllax._numerics.stirling import stirling_remainder, stirling_slope

_LENGTHS = {"float32": (52, 18.0), "float64": (96, 33.0)}
"""By dtype: how many terms, and the logarithm of the smallest one that counts, below the largest.

They are enough to sum term by term wherever the terms reach down to j = 1."""

_SMALLEST = 1e-30


def _nodes(center: Array, shape: Array) -> tuple[Array, Array, Array]:
    """The terms in a leading axis: their j, j - center, and the stride between them.

    A window that holds all that counts, by Bernstein's bound on the deviance, d >= u^2 / (2 center + 2 u / 3) at a
    distance u above and u^2 / (2 center) below. Where it is wider than the number of terms, they are that smooth that
    every second or k-th is as good: a trapezoidal sum, which is exact but for exp(-2 pi^2 (width / k)^2).
    """
    length, depth = _LENGTHS[center.dtype.name]
    reach = depth / (1 + shape)
    low = jnp.maximum(jnp.floor(center - jnp.sqrt(2 * reach * center)), 1)
    high = center + reach / 3 + jnp.sqrt(reach * (reach / 9 + 2 * center)) + 1
    stride = jnp.maximum(jnp.ceil((high - low) / (length - 1)), 1)
    steps = jnp.arange(length, dtype=center.dtype).reshape(-1, *(1,) * center.ndim) * stride
    low, stride, steps = jax.lax.stop_gradient((low, stride, steps))
    return low + steps, (low - center) + steps, stride


def tweedie_series(center: Array, log_center: Array, shape: Array) -> tuple[Array, Array, Array]:
    r"""The logarithm of the sum, the mean distance $j - \nu$, and minus the slope of the logarithm in a.

    $$\log\sum_{j \ge 1} e^{-(1 + a) d(j, \nu) - \delta(j) - \delta(ja)}, \quad d(j, \nu) = j\log(j / \nu) - (j - \nu)$$

    with Stirling's remainder $\delta$: what is left of $\sum_j z^j / j!\,\Gamma(ja)$, $z = \nu^{1 + a} a^a$, when the
    large terms are cancelled on paper. For a center $\nu > 0$, given with its logarithm, and a shape a > 0. Where the
    center is so small that one jump alone counts, d(1, .) is extended by the logarithm.

    Reference: Dunn and Smyth (2005), Series evaluation of Tweedie exponential dispersion model densities.
    """
    nu = jnp.maximum(center, _SMALLEST)
    j, difference, stride = _nodes(nu, shape)
    distance = deviance(j, jnp.broadcast_to(nu, j.shape), difference)
    exponent = -(1 + shape) * distance - stirling_remainder(j) - stirling_remainder(j * shape)
    top = jax.lax.stop_gradient(exponent.max(0))
    weight = jnp.exp(exponent - top)
    total = weight.sum(0)
    extension = jnp.where(center < _SMALLEST, math.log(_SMALLEST) - log_center, 0)
    value = top + jnp.log(total) + jnp.log(stride) - (1 + shape) * extension
    average = lambda x: (weight * x).sum(0) / total
    return value, average(difference), average(distance + j * stirling_slope(j * shape)) + extension
