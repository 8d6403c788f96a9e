r"""The distribution functions of the skew normal density $2\varphi(z)\Phi(az)$.

For a >= 0 everything is put together from $L(x) = \int_x^\infty 2\varphi(t)\Phi(-at)\,dt$, x >= 0, whose integrand
falls and is log-concave: the mass below -x is L(x), and the mass above x is $2\Phi(-x) - L(x)$, of which at most a
half cancels. The slope in the skewness a has a closed form, that of Owen's T function. For a < 0 all is mirrored.

Reference: Azzalini (1985), A class of distributions which includes the normal ones.
"""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.mills_difference import mills_drop
from nllax._numerics.normal_interval import normal_interval
from nllax._numerics.normal_tail import log_ndtr, mills, normal_log_density, normal_survival
from nllax._numerics.partials import with_slopes
from nllax._numerics.tails import ShapedInterval, ShapedTail, choose, complement, cut, tail_averages, with_ends
from nllax._numerics.two_sided import Distance, Side, mass_between
from nllax._typing import Numeric

_LOG_PI = math.log(math.pi)
_ROOT = math.sqrt(2 / math.pi)


def _stretch_factor(a: Array) -> Array:
    r"""$s = \sqrt{1 + a^2}$."""
    return jnp.hypot(jnp.ones_like(a), a)


class _Minor(NamedTuple):
    r"""L over a stretch from x outwards: $e^{-s^2x^2 / 2}M(ax)K / \pi s$ with the Mills ratio M."""

    log_turn: Array
    r"""$-s^2x^2 / 2$"""
    mills: Array
    """M(ax)"""
    k: Array


def _minor(x: Array, a: Array, width: Array) -> _Minor:
    r"""Along the way, u away in units of 1 / s, $E(u) = u^2 / 2 + sxu + \log(M(ax) / M(ax + au / s))$."""
    s = _stretch_factor(a)
    start, first = s * x, mills(a * x)
    level = 2 * cut(a.dtype)
    reach = jax.lax.stop_gradient(level / (start + jnp.hypot(start, jnp.full_like(start, math.sqrt(level)))))
    bounded = width < math.inf
    length = jnp.where(bounded, jnp.minimum(s * jnp.where(bounded, width, 0), reach), reach)

    def integrand(u: Array) -> tuple[Array, tuple[Array, ...]]:
        return u * (0.5 * u + start) + jnp.log(first / mills(a * x + a / s * u)), ()

    k, _ = tail_averages(integrand, length)
    return _Minor(-0.5 * start * start, first, k)


def _relative(part: _Minor, x: Array, a: Array) -> Array:
    r"""L over $\varphi(x)$."""
    return _ROOT * jnp.exp(-0.5 * (a * x) ** 2) * part.mills * part.k / _stretch_factor(a)


def _tails(z: Array, a: Array) -> tuple[ShapedTail, ShapedTail]:
    """The masses below and above z, for a >= 0."""
    left = z < 0
    x = jnp.where(left, -z, z)
    s = _stretch_factor(a)
    part = _minor(x, a, jnp.full_like(x, math.inf))
    log_minor = part.log_turn - _LOG_PI - jnp.log(s) + jnp.log(part.mills * part.k)
    below = ShapedTail(log_minor, s / part.k, -1 / (s * part.mills * part.k))

    rest = 2 * mills(x) - _relative(part, x, a)
    density = 2 * (1 - normal_survival(a * x))
    by_shape = _ROOT * jnp.exp(-0.5 * (a * x) ** 2) / (s * s * rest)
    above = ShapedTail(normal_log_density(x) + jnp.log(rest), -density / rest, by_shape)

    near = jnp.where(left, 0, x)
    lower = jax.lax.erf(math.sqrt(0.5) * near) + jnp.exp(jnp.where(left, 0, log_minor))
    small = lower < 0.5
    log_most = jnp.log1p(-jnp.exp(jnp.where(left | small, -1, above.log_mass)))
    at, turn = jnp.exp(normal_log_density(near)), jnp.exp(part.log_turn) / math.pi
    most = ShapedTail(jnp.where(small, jnp.log(lower), log_most), density * at / lower, -turn / (s * s * lower))
    return choose(left, below, most), choose(left, complement(below), above)


def skew_normal_tails(z: Array, skewness: Array) -> tuple[ShapedTail, ShapedTail]:
    """The masses below and above z, which may be infinite."""
    mirrored, inside = skewness < 0, abs(z) < math.inf
    finite = jnp.where(inside, z, 0)
    below, above = _tails(jnp.where(mirrored, -finite, finite), jnp.where(mirrored, -skewness, skewness))
    lower, upper = choose(mirrored, _mirror(above), below), choose(mirrored, _mirror(below), above)
    return with_ends(z == -math.inf, z == math.inf, lower, upper)


def _mirror(tail: ShapedTail) -> ShapedTail:
    return ShapedTail(tail.log_mass, -tail.by_point, -tail.by_shape)


@with_slopes
def log_skew_normal_cdf(z: Numeric, skewness: Numeric) -> tuple[Array, ...]:
    """The log of the mass below z."""
    return tuple(skew_normal_tails(*jnp.broadcast_arrays(z, skewness))[0])


@with_slopes
def log_skew_normal_sf(z: Numeric, skewness: Numeric) -> tuple[Array, ...]:
    """The log of the mass above z."""
    return tuple(skew_normal_tails(*jnp.broadcast_arrays(z, skewness))[1])


def _turned(x: Array, width: Array, s: Array) -> Array:
    r"""$1 - e^{-s^2[(x + w)^2 - x^2] / 2}$, what the slope in the skewness loses over a stretch."""
    bounded = width < math.inf
    w = jnp.where(bounded, width, 0)
    return jnp.where(bounded, -jnp.expm1(-0.5 * (s * w) * (s * (2 * x + w))), 1)


def _minor_side(a: Array) -> Side:
    """The side on which the density falls from 0 on, for a >= 0."""
    s = _stretch_factor(a)

    def log_density(distance: Distance) -> Array:
        x, _ = distance
        return -0.5 * (s * x) ** 2 + jnp.log(mills(a * x)) - _LOG_PI

    def rise(distance: Distance, width: Array) -> Array:
        x, _ = distance
        first, last = a * x, a * (x + width)
        return 0.5 * (s * width) * (s * (2 * x + width)) + jnp.log1p(mills_drop(first, last, a * width) / mills(last))

    def stretch(distance: Distance, width: Array) -> tuple[Array, Array]:
        x, _ = distance
        part = _minor(x, a, width)
        return part.k / s, -_turned(x, width, s) / (s * part.mills * part.k)

    return Side(log_density, rise, stretch, jnp.where(a > 1, 0, 1 / s))


def _major_side(a: Array) -> Side:
    """The other side, on which it first rises."""
    s = _stretch_factor(a)

    def log_density(distance: Distance) -> Array:
        x, _ = distance
        return normal_log_density(x) + log_ndtr(a * x) + math.log(2)

    def rise(distance: Distance, width: Array) -> Array:
        x, _ = distance
        start = a * x
        entered = a * width > 0
        step = normal_interval(start, jnp.where(entered, a * (x + width), start + 1), jnp.where(entered, a * width, 1))
        gained = jnp.exp(normal_log_density(start)) / ((1 - normal_survival(start)) * step.low)
        return 0.5 * width * (2 * x + width) - jnp.log1p(jnp.where(entered, gained, 0))

    def stretch(distance: Distance, width: Array) -> tuple[Array, Array]:
        x, _ = distance
        bounded = width < math.inf
        w = jnp.where(bounded, width, 1)
        normal = jnp.where(bounded, 1 / normal_interval(x, x + w, w).low, mills(x))
        rest = 2 * normal - _relative(_minor(x, a, width), x, a)
        score = _ROOT * jnp.exp(-0.5 * (a * x) ** 2) * _turned(x, width, s) / (s * s * rest)
        return rest / (2 * (1 - normal_survival(a * x))), score

    return Side(log_density, rise, stretch, jnp.ones_like(a))


def _between(low: Array, high: Array, width: Array, skewness: Array) -> ShapedInterval:
    mirrored = skewness < 0
    a, zero = jnp.where(mirrored, -skewness, skewness), jnp.zeros_like(skewness)
    start, end = jnp.where(mirrored, -high, low), jnp.where(mirrored, -low, high)
    mass = mass_between((start, zero), (end, zero), width, _minor_side(a), _major_side(a))
    log_mass, at_start, at_end, shift, stretch, by_shape = mass
    return choose(mirrored, ShapedInterval(log_mass, at_end, at_start, -shift, stretch, -by_shape), mass)


@with_slopes
def log_skew_normal_interval(
    low: Numeric, high: Numeric, loc: Numeric, scale: Numeric, skewness: Numeric
) -> tuple[Array, ...]:
    """The log of the mass between two targets, for intervals far out, narrow or infinite."""
    ends = jnp.broadcast_arrays((low - loc) / scale, (high - loc) / scale, (high - low) / scale, skewness)
    return _between(*ends).of_targets(scale)
