"""The gamma function at 1 + u, and what its moments of order one and two leave of each other."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev, chebyshev_slope
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.stirling import stirling_series

_SERIES = (
    1.257884160095148,
    -0.33240838665592976,
    0.046683356929629494,
    -0.006774554011048392,
    0.001004756175912805,
    -0.00015147884659193629,
    2.313953269172502e-05,
    -3.573592734681129e-06,
    5.57025915865113e-07,
    -8.751569414562271e-08,
    1.3844036070429702e-08,
    -2.202993223408882e-09,
    3.5237884289387936e-10,
    -5.6621104703930234e-11,
    9.134563954097287e-12,
    -1.4789147268675803e-12,
    2.4020306825352677e-13,
    -3.912484168545676e-14,
    6.3891609098106715e-15,
    -1.0457971116136874e-15,
    1.7154278927211653e-16,
    -2.8192886456195686e-17,
    4.641721091749567e-18,
    -7.654724936449943e-19,
    1.2642612384453538e-19,
    -2.090992001194704e-20,
)
"""Chebyshev coefficients of `log_gamma_excess(u) / u^2` in `4 u - 1` on [0, 1/2], from 60 digits."""

_UNIT = (
    -0.06089990381830259,
    0.004689666746506702,
    0.0603821964754341,
    -0.004623542913604199,
    0.0005085942461778129,
    -6.480963099079429e-05,
    8.917895558935552e-06,
    -1.2846062239268107e-06,
    1.9064578938125464e-07,
    -2.888639997623268e-08,
    4.443889646966022e-09,
    -6.916441186411515e-10,
    1.0864223981220747e-10,
    -1.7193644143566583e-11,
    2.7380811134805097e-12,
    -4.3835198126662346e-13,
    7.049836908335802e-14,
    -1.138311912238791e-14,
    1.8444389980445773e-15,
    -2.997911957282524e-16,
    4.886337805214651e-17,
    -7.984327329708676e-18,
    1.307618141136218e-18,
    -2.1459661029251947e-19,
)
"""Chebyshev coefficients of `log_gamma_1p` in `2 u - 1` on [0, 1], from 60 digits."""

_UNIT_SLOPE = chebyshev_slope(_UNIT)


def log_gamma_1p(u: Array) -> Array:
    r"""$\log\Gamma(1 + u)$ for u >= 0, to an absolute error of 2 eps, relative above 1. By Stirling's formula."""
    return (u + 0.5) * jnp.log1p(u) - (1 + u) + HALF_LOG_2PI + stirling_series(1 + u)


def digamma_1p_series(u: Array) -> Array:
    r"""$\psi(1 + u)$ for 0 <= u <= 1, to an absolute error of 1 eps."""
    return 2 * chebyshev(_UNIT_SLOPE, 2 * u - 1)


@with_partials(digamma_1p_series)
def log_gamma_1p_series(u: Array) -> Array:
    """`log_gamma_1p` for 0 <= u <= 1 alone, where it takes no logarithm, to an absolute error of eps / 4."""
    return chebyshev(_UNIT, 2 * u - 1)


def log_gamma_excess(u: Array) -> Array:
    r"""$\log\Gamma(1 + 2u) - 2\log\Gamma(1 + u)$ for u >= 0, about $\pi^2 u^2 / 6$ for small u."""
    small = u < 0.5
    near, far = jnp.where(small, u, 0), jnp.where(small, 1, u)
    return jnp.where(
        small, near * near * chebyshev(_SERIES, 4 * near - 1), log_gamma_1p(2 * far) - 2 * log_gamma_1p(far)
    )
