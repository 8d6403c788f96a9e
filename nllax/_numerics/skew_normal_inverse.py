r"""The mode of the skew normal density $2\varphi(z)\Phi(az)$, and its quantiles, counted from there."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.inverse import Side, inside, inverse, with_limits
from nllax._numerics.normal_tail import log_ndtr, log_ndtr_slope, normal_log_density
from nllax._numerics.partials import with_partials
from nllax._numerics.skew_normal_functions import skew_normal_tails
from nllax._numerics.tails import ShapedTail
from nllax._typing import Numeric

_STEPS = 5


def _standing(a: Array) -> Array:
    r"""Where $t\Phi(t) / \varphi(t) = a^2$, for a > 0, by Newton's method in log t.

    The logarithm of the left side is convex in that, and the start is close to the root for small and for large a.
    """
    level = 2 * jnp.log(a)
    power = 2 * level + math.log(2 / math.pi)
    log_t = 0.5 * jnp.where(power < -15, power, jnp.log(jax.nn.softplus(jnp.maximum(power, -15))))

    def step(_: int, log_t: Array) -> Array:
        t = jnp.exp(log_t)
        excess = log_t - normal_log_density(t) + log_ndtr(t) - level
        return log_t - excess / (1 + t * (t + log_ndtr_slope(t)))

    return jnp.exp(jax.lax.fori_loop(0, _STEPS, step, log_t))


def _mode_slope(skewness: Array) -> Array:
    t = skewness * skew_normal_mode(skewness)
    hazard = log_ndtr_slope(t)
    curve = t * (t + hazard)
    return hazard * (1 - curve) / (1 + curve)


@with_partials(_mode_slope)
def skew_normal_mode(skewness: Array) -> Array:
    r"""Where the density is highest: $z = a\varphi(az) / \Phi(az)$."""
    flat = skewness == 0
    a = jnp.where(flat, 1, abs(skewness))
    t = _standing(a)
    z = jnp.where(t < 1, a * log_ndtr_slope(t), t / a)
    return jnp.where(flat, 0, jnp.sign(skewness) * z)


def _curve(s: Array, skewness: Array) -> tuple[Side, Side, Array]:
    """Counted from the mode."""
    z, drift = skew_normal_mode(skewness) + s, _mode_slope(skewness)

    def moving(tail: ShapedTail) -> Side:
        return tail.log_mass, tail.by_point, tail.by_shape + tail.by_point * drift

    below, above = skew_normal_tails(*jnp.broadcast_arrays(z, skewness))
    return moving(below), moving(above), skewness * log_ndtr_slope(skewness * z) - z


_point = inverse(_curve)


def skew_normal_quantile(p: Numeric, skewness: Numeric) -> Array:
    """The z with the mass p below it."""
    q = inside(p)
    return with_limits(p, skew_normal_mode(skewness) + _point(q, 1 - q, skewness), -math.inf, math.inf)
