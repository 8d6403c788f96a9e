"""The gamma function at 1 + u, and what its moments of order one and two leave of each other."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder

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


def log_gamma_1p(u: Array) -> Array:
    r"""$\log\Gamma(1 + u)$ for u >= 0, to an absolute error of 2 eps, relative above 1. By Stirling's formula."""
    a = 1 + u
    return (a - 0.5) * jnp.log(a) - a + HALF_LOG_2PI + stirling_remainder(a)


def log_gamma_excess(u: Array) -> Array:
    r"""$\log\Gamma(1 + 2u) - 2\log\Gamma(1 + u)$ for u >= 0, about $\pi^2 u^2 / 6$ for small u."""
    small = u < 0.5
    near, far = jnp.where(small, u, 0), jnp.where(small, 1, u)
    return jnp.where(
        small, near * near * chebyshev(_SERIES, 4 * near - 1), log_gamma_1p(2 * far) - 2 * log_gamma_1p(far)
    )
