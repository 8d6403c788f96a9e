"""How far a number is from its mean: the logarithm of the ratio and Loader's deviance, without cancellation."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.partials import with_partials

_SERIES = (
    0.3623442948243182,
    0.03047222949692754,
    0.001541944250087072,
    8.537836218523895e-05,
    4.986145184236453e-06,
    3.01623434976647e-07,
    1.870719523286944e-08,
    1.1820695600685908e-09,
    7.577821844181358e-11,
    4.9140832362733964e-12,
    3.216750746156598e-13,
    2.1221766746656466e-14,
    1.4093134275765793e-15,
    9.412009330706352e-17,
    6.316492695868373e-18,
    4.2571711184084286e-19,
)
"""Chebyshev coefficients of `(atanh(v) - v) / v^3` in `8 v^2 - 1`, for v^2 in [0, 1/4], from 60 digits."""


def atanh_excess(v: Array) -> Array:
    r"""$(\operatorname{atanh} v - v) / v^3$ for |v| <= 1/2: between 1/3 and 0.395."""
    return chebyshev(_SERIES, 8 * v * v - 1)


def near_deviance(x: Array, mean: Array, difference: Array) -> Array:
    """`deviance` where the larger of x and the mean is below three times the smaller; elsewhere finite."""
    _, u = _near(x, mean, difference)
    return difference * u + 2 * x * u**3 * atanh_excess(u)


def log_ratio_of(u: Array) -> Array:
    r"""$\log(x / m)$, given $u = (x - m) / (x + m)$ with |u| <= 1/2."""
    return 2 * (u + u**3 * atanh_excess(u))


def deviance_of(x: Array, u: Array) -> Array:
    r"""`deviance`, given $u = (x - m) / (x + m)$ with |u| <= 1/2."""
    return 2 * x * (u * u) * (1 / (1 + u) + u * atanh_excess(u))


@with_partials(lambda x, mean, difference: 1 / x, lambda x, mean, difference: -1 / mean, None)
def log_ratio(x: Array, mean: Array, difference: Array) -> Array:
    r"""$\log(x / m)$ for positive x and m, given the difference $x - m$ exactly. Relative error: 2 units of eps.

    Where the ratio is below three, $2\operatorname{atanh} v$ with $v = (x - m) / (x + m)$; beyond, the logarithm of the
    quotient, or of both where the quotient would leave the range.
    """
    near, u = _near(x, mean, difference)
    return jnp.where(near, log_ratio_of(u), _far_log_ratio(x, mean, near))


@with_partials(log_ratio, lambda x, mean, difference: -difference / mean, None)
def deviance(x: Array, mean: Array, difference: Array) -> Array:
    r"""$x \log(x / m) - (x - m)$ for x >= 1 and m > 0, given the difference $x - m$ exactly (Loader's bd0).

    Around x = m, with $v = (x - m) / (x + m)$, it is $(x - m) v + 2x (\operatorname{atanh} v - v)$: all terms are
    positive. Beyond |v| = 1/2, a ratio of three, the definition loses at most two bits. The derivatives are in x and m;
    the difference is theirs.

    Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
    """
    near, _ = _near(x, mean, difference)
    far = jnp.where(near, 1, x) * _far_log_ratio(x, mean, near) - difference
    return jnp.where(near, near_deviance(x, mean, difference), far)


def _near(x: Array, mean: Array, difference: Array) -> tuple[Array, Array]:
    v = difference / (x + mean)
    near = abs(v) < 0.5
    return near, jnp.where(near, v, 0)


_SHIFT = 128 * math.log(2)


def _far_log_ratio(x: Array, mean: Array, near: Array) -> Array:
    """The logarithm of the quotient, both scaled where it would leave the range of float32."""
    far_x, far_mean = jnp.where(near, 1, x), jnp.where(near, 1, mean)
    quotient = far_x / far_mean
    large, small = quotient > 1e37, quotient < 1e-37
    up, down = jnp.where(small, 2.0**64, 1), jnp.where(large, 2.0**64, 1)
    scaled = (far_x * jnp.where(large, 2.0**-64, up)) / (far_mean * jnp.where(small, 2.0**-64, down))
    return jnp.log(scaled) + jnp.where(large, _SHIFT, jnp.where(small, -_SHIFT, 0))
