"""The shape of a draw, and of vectors that belong together."""

import jax.numpy as jnp
from jax import Array

from nllax._typing import Numeric


def draw_shape(shape: tuple[int, ...], *parameters: Numeric) -> tuple[int, ...]:
    """The leading shape asked for, then the batch shape of parameters without event axes."""
    return tuple(shape) + jnp.broadcast_shapes(*map(jnp.shape, parameters))


def check_same_size(owner: str, y: Array, parameter: Array) -> None:
    """Raise unless the vectors of a target and those of its parameter are of one length, which would else broadcast.

    Raises:
      ValueError: naming both shapes.
    """
    if y.shape[-1] != parameter.shape[-1]:
        raise ValueError(
            f"{owner}.log_prob: the last axes must agree, got a target of shape {y.shape} and a parameter of shape "
            f"{parameter.shape}."
        )


def check_matrix(owner: str, y: Array, loc: Array, matrix: Array) -> None:
    """Raise unless a target and its location are as long as a matrix is high and wide.

    Raises:
      ValueError: naming the shapes.
    """
    if not y.shape[-1] == loc.shape[-1] == matrix.shape[-2] == matrix.shape[-1]:
        raise ValueError(
            f"{owner}.log_prob: vectors of d entries take a matrix of d by d, got a target of shape {y.shape}, a "
            f"location of shape {loc.shape} and a matrix of shape {matrix.shape}."
        )
