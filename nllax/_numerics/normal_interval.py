"""The mass of the standard normal distribution between two points, and its slopes."""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.normal_tail import mills, normal_log_density, normal_survival

_NODES = (
    -0.9815606342467192,
    -0.9041172563704748,
    -0.7699026741943047,
    -0.5873179542866175,
    -0.3678314989981802,
    -0.1252334085114689,
    0.1252334085114689,
    0.3678314989981802,
    0.5873179542866175,
    0.7699026741943047,
    0.9041172563704748,
    0.9815606342467192,
)
_WEIGHTS = (
    0.04717533638651141,
    0.10693932599531907,
    0.16007832854334642,
    0.20316742672306573,
    0.2334925365383546,
    0.2491470458134027,
    0.2491470458134027,
    0.2334925365383546,
    0.20316742672306573,
    0.16007832854334642,
    0.10693932599531907,
    0.04717533638651141,
)
"""Gauss and Legendre's rule of 12 points on [-1, 1]."""


class NormalInterval(NamedTuple):
    r"""The log of a mass $m = \Phi(b) - \Phi(a)$, and its slopes, each formed without cancellation."""

    log_mass: Array
    low: Array
    r"""$\varphi(a) / m$"""
    high: Array
    r"""$\varphi(b) / m$"""
    shift: Array
    r"""$(\varphi(a) - \varphi(b)) / m$"""
    stretch: Array
    r"""$(a\varphi(a) - b\varphi(b)) / m$"""


def normal_interval(a: Array, b: Array, width: Array) -> NormalInterval:
    r"""The mass between a and b, for a <= b, either end infinite, given the width b - a exactly.

    By symmetry the end nearer to 0 is taken for a. Then $m = \varphi(a) J$, with
    $J = \int_0^w e^{-at - t^2/2}\,dt$ by Gauss and Legendre where the integrand varies little, and by two Mills ratios
    where it varies so much that their difference does not cancel. An interval wide around 0 is what its two tails
    leave. An empty one has log-mass -inf and no slope; a > b gives NaN.
    """
    whole = jnp.isinf(a) & jnp.isinf(b) & (a != b)
    empty = (width <= 0) | (jnp.isinf(a) & (a == b))  # finite ends may be equal by rounding only
    ordinary = ~(whole | empty)
    a, b, width = (jnp.where(ordinary, x, 1.0 * i) for i, x in enumerate((a, b, width)))
    width = jnp.where(ordinary, width, 1)

    flipped = a + b < 0
    a, b = jnp.where(flipped, -b, a), jnp.where(flipped, -a, b)
    fall = 0.5 * width * (a + b)  # log of phi(a) / phi(b), never negative
    around = (a < 0) & (width > 2)
    narrow = ~around & ((a < 0) | (fall < 1))
    ratio = jnp.exp(-fall)
    j = _scaled_mass(a, b, width, ratio, narrow)

    tails = normal_survival(jnp.where(around, b, 1)) + normal_survival(jnp.where(around, -a, 1))
    log_mass = jnp.where(around, jnp.log1p(-tails), normal_log_density(jnp.where(around, 0, a)) + jnp.log(j))
    at_a = jnp.where(around, jnp.exp(normal_log_density(jnp.where(around, a, 0))) / (1 - tails), 1 / j)
    at_b = ratio * at_a
    shift = -jnp.expm1(-fall) * at_a
    finite_width = jnp.where(jnp.isinf(width), 0, width)
    finite_a = jnp.where(jnp.isinf(a), 0, a)
    stretch = finite_a * shift - finite_width * at_b

    invalid = jnp.where(empty & (width == width), -math.inf, 0.0)
    return NormalInterval(
        jnp.where(ordinary, log_mass, invalid),
        *(
            jnp.where(ordinary, slope, 0)
            for slope in (
                jnp.where(flipped, at_b, at_a),
                jnp.where(flipped, at_a, at_b),
                jnp.where(flipped, -shift, shift),
                stretch,
            )
        ),
    )


def _scaled_mass(a: Array, b: Array, width: Array, ratio: Array, narrow: Array) -> Array:
    """J of an interval that is not wide around 0."""
    half = 0.5 * jnp.where(narrow, width, 0)
    start = jnp.where(narrow, a, 0)
    quadrature = jnp.zeros_like(half)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        t = half * (1 + node)
        quadrature += weight * jnp.exp(-t * (start + 0.5 * t))
    tails = mills(jnp.where(narrow, 0, abs(a))) - ratio * mills(jnp.where(narrow, 1, abs(b)))
    return jnp.where(narrow, half * quadrature, tails)
