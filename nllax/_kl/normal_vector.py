"""What a divergence needs to know of a normal vector, however its covariance is given."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

NORMAL_VECTOR = "normal y"
"""A variable that `summary` says is normal."""


class NormalVector(NamedTuple):
    r"""Its mean $\mu$ and the lower triangular L of its covariance $LL^\top$."""

    loc: Array
    factor: Array


def as_matrix(diagonal: Array) -> Array:
    """A diagonal matrix."""
    return diagonal[..., None] * jnp.eye(diagonal.shape[-1], dtype=diagonal.dtype)
