"""Trigonometry in half turns, as the quantiles of the Cauchy distribution need it."""

import math

import jax.numpy as jnp
from jax import Array


def cot_half_turns(t: Array) -> Array:
    r"""$\cot\pi t$ for 0 <= t <= 1/2; infinite at 0. Near 1/2 it is the tangent of what is missing, which is exact."""
    small = t < 0.25
    return jnp.where(
        small,
        1 / jnp.tan(math.pi * jnp.where(small, t, 0.25)),
        jnp.tan(math.pi * (0.5 - jnp.where(small, 0.25, t))),
    )
