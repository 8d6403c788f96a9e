r"""The distribution functions of the generalized normal distribution: the power $w = |z|^\beta$ is gamma distributed.

Its shape is $1 / \beta$, so the mass beyond z > 0 is half of $Q(1 / \beta, w)$.
"""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.gamma_functions import gamma_mass
from nllax._numerics.gamma_inverse import log_gamma_ratio
from nllax._numerics.gamma_tails import LARGEST, GammaPoint, GammaTail, gamma_point, gamma_tails
from nllax._numerics.partials import with_slopes
from nllax._numerics.powers import log_gamma_1p, positive_power
from nllax._numerics.quotient import quotient_error
from nllax._numerics.symmetric_quantile import symmetric_quantile
from nllax._numerics.tails import choose, with_ends
from nllax._typing import Numeric

_LOG_2 = math.log(2)


class _Residual(NamedTuple):
    """A target in units of the scale: its distance from 0, the side, and the power of the distance."""

    distance: Array
    negative: Array
    w: Array
    log_distance: Array
    """0 where the distance is 0 or infinite."""

    @property
    def z(self) -> Array:
        return jnp.where(self.negative, -self.distance, self.distance)

    @property
    def at_centre(self) -> Array:
        return self.distance == 0

    @property
    def at_end(self) -> Array:
        return self.distance == math.inf

    def point(self, power: Array) -> GammaPoint:
        """At 1 where the distance is 0 or infinite."""
        ordinary = ~(self.at_centre | self.at_end)
        x = jnp.where(ordinary, jnp.minimum(self.w, LARGEST), 1)
        return gamma_point(1 / power, x, power * self.log_distance, jnp.zeros_like(x))


def _residual(y: Array, loc: Array, scale: Array, power: Array) -> _Residual:
    z = (y - loc) / scale
    return _at(z, quotient_error(y, loc, scale, z), power)


def _at(z: Array, error: Array, power: Array) -> _Residual:
    """Where z lacks a small error, which the power would amplify."""
    negative = z < 0
    distance, rest = jnp.where(negative, -z, z), jnp.where(negative, -error, error)
    ordinary = (distance > 0) & (distance < math.inf)
    safe = jnp.where(ordinary, distance, 1)
    log_distance = jnp.log(safe) + jnp.where(ordinary, rest / safe, 0)
    return _Residual(distance, negative, positive_power(distance, power, rest), log_distance)


def _sides(residual: _Residual, power: Array) -> tuple[GammaTail, GammaTail]:
    """The mass within the distance and the mass beyond, each of both signs."""
    return with_ends(residual.at_centre, residual.at_end, *gamma_tails(1 / power, residual.point(power)))


def _by_power(residual: _Residual, power: Array, tail: GammaTail) -> Array:
    return tail.by_log_x * residual.log_distance - tail.by_shape / power / power


@with_slopes
def _log_lower(y: Array, loc: Array, scale: Array, power: Array) -> tuple[Array, ...]:
    residual = _residual(y, loc, scale, power)
    _, beyond = _sides(residual, power)
    half = 0.5 * jnp.exp(beyond.log_mass)
    log_mass = jnp.where(residual.negative, beyond.log_mass - _LOG_2, jnp.log1p(-half))
    share = jnp.where(residual.negative, 1, -half / (1 - half))

    near = residual.distance < 1
    density = jnp.exp(-jnp.where(near, residual.w, 0) - log_gamma_1p(1 / power) - _LOG_2 - log_mass)
    safe = jnp.where(near | residual.at_end, 1, residual.distance)
    hazard = -beyond.by_log_x * power / safe * abs(share)
    by_z = jnp.where(near, density, hazard)
    by_scale = -jnp.where(residual.at_end, 0, residual.z) * by_z / scale
    return log_mass, by_z / scale, -by_z / scale, by_scale, share * _by_power(residual, power, beyond)


def log_generalized_normal_cdf(y: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    r"""$\log[\frac12 Q(1 / \beta, |z|^\beta)]$ below the mean, $\log[1 - \frac12 Q(1 / \beta, z^\beta)]$ above."""
    return _log_lower(*jnp.broadcast_arrays(y, loc, scale, power))


def log_generalized_normal_sf(y: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(*jnp.broadcast_arrays(loc, y, scale, power))


class _Mass(NamedTuple):
    """The log of a mass, the densities of z at both ends over it, the difference of the two, and two slopes."""

    log_mass: Array
    at_low: Array
    at_high: Array
    shift: Array
    by_log_scale: Array
    by_power: Array


def _one_sided(low: _Residual, high: _Residual, width: Array, power: Array) -> _Mass:
    """Where both ends are on one side of the mean."""
    mirrored = low.negative
    inner, outer = choose(mirrored, high, low), choose(mirrored, low, high)
    narrow = width < inner.distance
    growth = power * jnp.where(
        narrow,
        jnp.log1p(jnp.where(narrow, width / jnp.where(narrow, inner.distance, 1), 0)),
        outer.log_distance - inner.log_distance,
    )
    growth = jnp.where(inner.at_centre | outer.at_end, math.inf, growth)
    points = inner.point(power), outer.point(power)
    mass = gamma_mass(1 / power, *points, growth, inner.at_centre, outer.at_end)

    density = jnp.exp(-log_gamma_1p(1 / power) - jnp.where(inner.at_centre, mass.log_mass, 0))
    at_inner = jnp.where(inner.at_centre, density, -mass.by_low * power / jnp.where(inner.at_centre, 1, inner.distance))
    at_outer = mass.by_high * power / jnp.where(outer.at_end, 1, outer.distance)
    bounded = growth < math.inf
    rise = jnp.where(bounded & narrow, inner.w * jnp.expm1(jnp.where(narrow, growth, 0)), outer.w - inner.w)
    fall = -at_inner * jnp.expm1(-rise)
    gap = jnp.where(bounded, growth / power, 0)
    by_both = mass.by_both * jnp.where(inner.at_centre, outer.log_distance, inner.log_distance)
    return _Mass(
        mass.log_mass - _LOG_2,
        jnp.where(mirrored, at_outer, at_inner),
        jnp.where(mirrored, at_inner, at_outer),
        jnp.where(mirrored, -fall, fall),
        -power * mass.by_both,
        by_both + mass.by_high * gap - mass.by_shape / power / power,
    )


def _two_sided(low: _Residual, high: _Residual, power: Array) -> _Mass:
    """Where the mean is between the ends: what the tails leave, or two parts that are added."""
    sides = _sides(low, power), _sides(high, power)
    outside = sum(0.5 * jnp.exp(beyond.log_mass) for _, beyond in sides)
    parts = [within.log_mass - _LOG_2 for within, _ in sides]
    larger, smaller = jnp.maximum(*parts), jnp.minimum(*parts)
    most = outside < 0.5
    left_over = jnp.log1p(-jnp.where(most, outside, 0))
    log_mass = jnp.where(most, left_over, larger + jnp.log1p(jnp.exp(smaller - larger)))

    shares = [jnp.exp(part - log_mass) for part in parts]
    by_logs = [share * within.by_log_x * power for share, (within, _) in zip(shares, sides, strict=True)]
    at_low, at_high = (
        by_log / jnp.where(end.at_end, 1, end.distance) for by_log, end in zip(by_logs, (low, high), strict=True)
    )
    rise = high.w - low.w
    shift = jnp.where(rise > 0, -at_low * jnp.expm1(-abs(rise)), at_high * jnp.expm1(-abs(rise)))
    by_power = sum(
        share * _by_power(end, power, within)
        for share, end, (within, _) in zip(shares, (low, high), sides, strict=True)
    )
    return _Mass(log_mass, at_low, at_high, shift, -by_logs[0] - by_logs[1], by_power)


@with_slopes
def log_generalized_normal_interval(
    low: Numeric, high: Numeric, loc: Numeric, scale: Numeric, power: Numeric
) -> tuple[Array, ...]:
    r"""$\log[F(h) - F(l)]$, for intervals far out, narrow or infinite."""
    low, high, loc, scale, power = jnp.broadcast_arrays(low, high, loc, scale, power)
    empty = high <= low
    ends = _residual(low, loc, scale, power), _residual(high, loc, scale, power)
    straddling = ends[0].negative & (ends[1].z > 0)
    one, zero = jnp.ones_like(power), jnp.zeros_like(power)
    others = _at(one, zero, power), _at(2 * one, zero, power)
    around = [choose(straddling, end, other) for end, other in zip(ends, others, strict=True)]
    aside = [choose(straddling | empty, other, end) for end, other in zip(ends, others, strict=True)]
    width = jnp.where(straddling | empty, 1, (high - low) / scale)
    mass = choose(straddling, _two_sided(*around, power), _one_sided(*aside, width, power))
    slopes = (-mass.at_low / scale, mass.at_high / scale, mass.shift / scale, mass.by_log_scale / scale, mass.by_power)
    log_mass = jnp.where(empty, -math.inf, jnp.minimum(mass.log_mass, 0))
    return log_mass, *(jnp.where(empty, 0, slope) for slope in slopes)


def generalized_normal_quantile(p: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    r"""$\mu \pm \alpha w^{1 / \beta}$."""
    a = 1 / power
    log_peak = -_LOG_2 - log_gamma_1p(a)
    return symmetric_quantile(p, loc, scale, lambda q, rest: a * (log_gamma_ratio(q, rest, a) + jnp.log(a)), log_peak)
