"""How far a ratio is above its logarithm: the building block of divergences."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import expm1mx


def ratio_excess(log_ratio: Array, ratio: Array) -> Array:
    r"""$r - 1 - \log r$ for r > 0, given $\log r$ and r: never negative, and 0 only at r = 1.

    Around 1 it is $e^t - 1 - t$ in the logarithm alone, whose relative error is then 2 units plus twice that of t.
    """
    near = abs(log_ratio) < 1
    return jnp.where(near, expm1mx(jnp.where(near, log_ratio, 0)), ratio - 1 - log_ratio)


def weighted_excess(log_ratio: Array, weight: Array, whole: Array) -> Array:
    r"""$w(r - 1 - \log r)$, given $\log r$ and $w r$: as `ratio_excess` where the ratio itself may leave the range."""
    near = abs(log_ratio) < 1
    return jnp.where(near, weight * expm1mx(jnp.where(near, log_ratio, 0)), whole - weight - weight * log_ratio)
