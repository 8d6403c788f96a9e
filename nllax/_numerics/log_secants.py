"""How far the reciprocals of a sine and a cosine grow: the cumulants of logistic and hyperbolic secant variables."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev

_SINE = (
    0.6680682655466258,
    0.02405725437808203,
    0.0009695942703853657,
    4.91388988502942e-05,
    2.753874729522412e-06,
    1.6295184083017537e-07,
    9.972402386851091e-09,
    6.245088328224068e-10,
    3.9774750428176665e-11,
    2.566397686130435e-12,
    1.6732065486987837e-13,
    1.1001979918751474e-14,
    7.285883235461716e-16,
    4.854207236544751e-17,
    3.250968823476554e-18,
    2.1871146372757397e-19,
)
"""Chebyshev coefficients of `(log_reciprocal_sinc(v) + log(1 - v^2)) / v^2` in `2 v^2 - 1`, from 80 digits."""

_COSINE = (
    0.23756408269124504,
    0.003930505153050961,
    6.83961148808131e-05,
    1.4565866099152614e-06,
    3.387637084079889e-08,
    8.269634531779014e-10,
    2.0819428573487897e-11,
    5.356081727825301e-13,
    1.4003988791118982e-14,
    3.70802302096149e-16,
    9.91858904533912e-18,
    2.6754423034484197e-19,
)
"""Likewise of `log_secant`."""


def log_pole(v: Array, room: Array) -> Array:
    r"""$-\log(1 - v^2)$ for 0 <= v < 1, given 1 - v."""
    near = v < 0.5
    return -jnp.where(near, jnp.log1p(-jnp.where(near, v * v, 0)), jnp.log(jnp.where(near, 1, room * (1 + v))))


def log_reciprocal_sinc(v: Array, room: Array) -> Array:
    r"""$\log\frac{\pi v}{\sin\pi v}$ for 0 <= v < 1, given 1 - v: about $\pi^2 v^2 / 6$ for small v.

    The logarithm of the first factor of the product over the zeros, and a series for all others. Relative error: 4
    units of eps.
    """
    square = v * v
    return square * chebyshev(_SINE, 2 * square - 1) + log_pole(v, room)


def log_secant(v: Array, room: Array) -> Array:
    r"""$-\log\cos\frac{\pi v}2$ for 0 <= v < 1, given 1 - v: about $\pi^2 v^2 / 8$ for small v. As the sine."""
    square = v * v
    return square * chebyshev(_COSINE, 2 * square - 1) + log_pole(v, room)
