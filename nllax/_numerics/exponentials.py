"""Differences of exponentials that do not cancel."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.partials import with_partials

_SERIES = (
    0.5213619930311048,
    0.17304219404717963,
    0.021539524945823764,
    0.0021462497983413226,
    0.00017832218244914194,
    1.2705750792942866e-05,
    7.92457652881594e-07,
    4.394772856663439e-08,
    2.194062275461449e-09,
    9.959953182666596e-11,
    4.145236601485355e-12,
    1.5927178165103081e-13,
    5.683205079306787e-15,
    1.892894312837873e-16,
    5.911070310963319e-18,
)
"""Chebyshev coefficients of `(e^t - 1 - t) / t^2` on [-1, 1], from 60 digits."""


def expm1mx(t: Array) -> Array:
    r"""$e^t - 1 - t$, never negative. Relative error: 5 units in the last place."""
    near = (t > -1) & (t < 1)
    u = jnp.where(near, t, 0)
    return jnp.where(near, u * u * chebyshev(_SERIES, u), jnp.exp(t) - 1 - t)


def expm1mx_over_square(t: Array) -> Array:
    r"""$(e^t - 1 - t) / t^2$ for |t| <= 1: 1/2 at 0."""
    return chebyshev(_SERIES, t)


def log1mexp(x: Array) -> Array:
    r"""$\log(1 - e^{-x})$ for x >= 0; -inf at 0. The form changes at log 2, where neither cancels.

    Reference: Maechler (2012), Accurately computing log(1 - exp(-|a|)).
    """
    near = x < math.log(2)
    return jnp.where(near, jnp.log(-jnp.expm1(-jnp.where(near, x, 1))), jnp.log1p(-jnp.exp(-jnp.where(near, 1, x))))


def _log1mexpexp_slope(t: Array) -> Array:
    r"""$w / (e^w - 1)$ with $w = e^t$: 1 far on the left, 0 far on the right."""
    inner = abs(t) < 20
    w = jnp.exp(jnp.where(inner, t, 0))
    return jnp.where(inner, w / jnp.expm1(w), jnp.where(t < 0, 1 - 0.5 * jnp.exp(jnp.minimum(t, 0)), 0))


@with_partials(_log1mexpexp_slope)
def log1mexpexp(t: Array) -> Array:
    r"""$\log(1 - e^{-e^t})$, for any t: about t on the left, $-e^{-e^t}$ on the right.

    The log-probability that an event with the cumulative log-hazard t has happened. Error: 2 units of eps, relative to
    the larger of 1 and the value.
    """
    inner = abs(t) < 20
    left = t < 0
    w = jnp.exp(jnp.where(inner, t, 0))
    ratio = jnp.where(inner, -jnp.expm1(-w) / w, 1 - 0.5 * jnp.exp(jnp.minimum(t, 0)))
    return jnp.where(left, t + jnp.log(ratio), jnp.log1p(-jnp.exp(-jnp.where(left, 1, jnp.exp(t)))))


def _product(s: Array, a: Array, b: Array) -> Array:
    return times_exp(s, a, b)


@with_partials(
    _product,
    lambda s, a, b: _product(s, a, b) / a,
    lambda s, a, b: -_product(s, a, b) / b,
)
def times_exp(s: Array, a: Array, b: Array) -> Array:
    r"""$e^s a / b$ for positive a and b, where the exponential alone may leave the range of its dtype."""
    root = jnp.exp(0.5 * s)
    return a / b * root * root
