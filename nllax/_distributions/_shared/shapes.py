"""The shape of a draw."""

import jax.numpy as jnp

from nllax._typing import Numeric


def draw_shape(shape: tuple[int, ...], *parameters: Numeric) -> tuple[int, ...]:
    """The leading shape asked for, then the batch shape of parameters without event axes."""
    return tuple(shape) + jnp.broadcast_shapes(*map(jnp.shape, parameters))
