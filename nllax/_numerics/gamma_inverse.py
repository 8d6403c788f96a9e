"""The inverse of the incomplete gamma functions."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import expm1mx
from nllax._numerics.gamma_tails import GammaPoint, GammaTail, gamma_tails
from nllax._numerics.inverse import Side, inverse


def _side(tail: GammaTail, a: Array) -> Side:
    """A tail with its slope in the shape where x is in units of it."""
    return tail.log_mass, tail.by_log_x, tail.by_shape + tail.by_log_x / a


def _curve(s: Array, a: Array) -> tuple[Side, Side, Array]:
    difference = -a * jnp.expm1(s)
    below, above = gamma_tails(a, GammaPoint(a * jnp.exp(s), difference, s, a * expm1mx(s)))
    return _side(below, a), _side(above, a), difference


log_gamma_ratio = inverse(_curve)
r"""`log_gamma_ratio(p, q, a)` is $\log(x / a)$ where $P(a, x) = p$ and $Q(a, x) = q$, for p + q = 1.

To a few units of eps in the logarithm of the smaller mass, for shapes from 1e-4 to 1e7 and masses down to 1e-38; for
large shapes x is as good, as it is formed from what it differs from the shape.
"""
