"""The quantiles of Barron's general robust density."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.inverse import Side, inside, inverse, with_limits
from nllax._numerics.partials import with_partials, with_slopes_at_value
from nllax._numerics.robust_functions import over_alpha, robust_masses, robust_start, robust_stretch
from nllax._numerics.robust_loss import floored_gap, robust_loss
from nllax._numerics.robust_normaliser import log_robust_normaliser
from nllax._numerics.tails import ShapedTail, choose
from nllax._numerics.two_float import log_two_float
from nllax._typing import Numeric


def _tail(z: Array, alpha: Array) -> ShapedTail:
    """The mass beyond z on its own side, which its slopes are relative to."""
    return choose(z < 0, *robust_masses(z, alpha))


def _drift(tail: ShapedTail) -> Array:
    """How fast the point moves with alpha as its probability stays."""
    return -tail.by_shape / tail.by_point


@with_partials(None, lambda z, alpha: _drift(_tail(z, alpha)))
def robust_at_fixed_probability(z: Array, alpha: Array) -> Array:
    """The draw z, moving with alpha as a quantile does (implicit reparametrisation)."""
    return z


def _place(s: Array, alpha: Array) -> Array:
    """The z of a point on the scale on which the density is log-concave, as the integrals take it."""
    heavy = alpha < 1
    bent = jnp.sqrt(floored_gap(alpha)) * jnp.sinh(jnp.where(heavy, s, 0))
    largest = 0.5 * float(jnp.finfo(s.dtype).max)
    return jnp.where(heavy, jnp.clip(bent, -largest, largest), s)


def _curve(s: Array, alpha: Array) -> tuple[Side, Side, Array]:
    """The slopes in alpha are left out: it is z that is differentiated."""
    heavy, z = alpha < 1, _place(s, alpha)
    pace = jnp.where(heavy, jnp.hypot(jnp.sqrt(floored_gap(alpha)), z), 1)
    pull = jax.jvp(lambda x: robust_loss(x, alpha), (z,), (jnp.ones_like(z),))[1]
    below, above = ((tail.log_mass, tail.by_point * pace) for tail in robust_masses(z, alpha))
    return below, above, jnp.where(heavy, jnp.tanh(s), 0) - pull * pace


_point = inverse(_curve)


def _corrected(distance: Array, mass: Array, alpha: Array) -> Array:
    """A distance beyond which there is a mass, after one more step in the distance itself, for alpha below 1.

    Far out in a heavy tail a rounded logarithm of the mass, or of the distance, would cost more than the rounding of
    both: here their large parts are sums of two floats.
    """
    gap, start = floored_gap(alpha), robust_start(distance, alpha)
    root = jnp.sqrt(gap)
    (log_c, low), (log_mass, low_mass) = log_two_float(start.unit / root), log_two_float(mass)
    integral, _ = robust_stretch(start, jnp.full_like(distance, math.inf), alpha, lambda z: ())
    small = alpha * log_c - gap * over_alpha(log_c, alpha) + jnp.log(root * (integral / start.unit))
    excess = (-log_c - log_mass) + (small - log_robust_normaliser(alpha)) - (low + low_mass)
    return distance + excess * integral


def _slopes(z: Array, p: Array, alpha: Array) -> tuple[Array, Array]:
    tail = _tail(z, alpha)
    return jnp.where(z < 0, 1 / p, -1 / (1 - p)) / tail.by_point, _drift(tail)


@with_slopes_at_value(_slopes)
def _quantile(p: Array, alpha: Array) -> Array:
    p, alpha = jnp.broadcast_arrays(p, alpha)
    heavy = alpha < 1
    z = _place(_point(p, 1 - p, alpha), alpha)
    distance = _corrected(abs(z), jnp.minimum(p, 1 - p), jnp.where(heavy, alpha, 0))
    return jnp.where(heavy, jnp.sign(z) * distance, z)


def robust_quantile(p: Numeric, alpha: Numeric) -> Array:
    """The z with the mass p below it."""
    return with_limits(p, _quantile(inside(p), alpha), -math.inf, math.inf)
