"""How far the logarithm runs ahead of its slope."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev

_SERIES = (
    0.6192881254230165,
    0.13400675118444622,
    0.016683771732108308,
    0.002240683883978758,
    0.0003154759506197778,
    4.58671368898034e-05,
    6.825351741623142e-06,
    1.0336525699272035e-06,
    1.5870372854428665e-07,
    2.4636990799899277e-08,
    3.859365855440584e-09,
    6.091491718946392e-10,
    9.676319969855013e-11,
    1.5455434688764886e-11,
    2.4803926824506594e-12,
    3.9973344999701947e-13,
    6.465753172859032e-14,
    1.0492748307409892e-14,
    1.7077788977663288e-15,
    2.786886793643901e-16,
    4.5587253079213244e-17,
    7.47325580022535e-18,
    1.2275431099312163e-18,
)
"""Chebyshev coefficients of `(-log(1 - u) - u) / u^2` in `4 u - 1`, for u in [0, 1/2], from 90 digits."""


def log1p_excess(log1p: Array, u: Array) -> Array:
    r"""$\log(1 + w) - w / (1 + w)$ for w >= 0, given $\log(1 + w)$ and $u = w / (1 + w)$.

    Up to w = 1 it is $u^2$ times a series of positive terms, as $\log(1 + w) = -\log(1 - u)$.
    """
    near = u < 0.5
    inner = jnp.where(near, u, 0)
    return jnp.where(near, inner * inner * chebyshev(_SERIES, 4 * inner - 1), log1p - u)
