"""The mass of the generalized normal distribution between two points."""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.gamma_function import log_gamma_1p
from nllax._numerics.gamma_functions import gamma_mass
from nllax._numerics.generalized_normal_functions import (
    PowerResidual,
    power_residual,
    power_residual_at,
    sides,
    slope_in_power,
)
from nllax._numerics.partials import with_slopes
from nllax._numerics.tails import choose
from nllax._typing import Numeric

_LOG_2 = math.log(2)


class _Mass(NamedTuple):
    """The log of a mass, the densities of z at both ends over it, the difference of the two, and two slopes."""

    log_mass: Array
    at_low: Array
    at_high: Array
    shift: Array
    by_log_scale: Array
    by_power: Array


def _one_sided(low: PowerResidual, high: PowerResidual, width: Array, power: Array) -> _Mass:
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


def _two_sided(low: PowerResidual, high: PowerResidual, power: Array) -> _Mass:
    """Where the mean is between the ends: what the tails leave, or two parts that are added."""
    both = sides(low, power), sides(high, power)
    outside = sum(0.5 * jnp.exp(beyond.log_mass) for _, beyond in both)
    parts = [within.log_mass - _LOG_2 for within, _ in both]
    larger, smaller = jnp.maximum(*parts), jnp.minimum(*parts)
    most = outside < 0.5
    left_over = jnp.log1p(-jnp.where(most, outside, 0))
    log_mass = jnp.where(most, left_over, larger + jnp.log1p(jnp.exp(smaller - larger)))

    shares = [jnp.exp(part - log_mass) for part in parts]
    by_logs = [share * within.by_log_x * power for share, (within, _) in zip(shares, both, strict=True)]
    at_low, at_high = (
        by_log / jnp.where(end.at_end, 1, end.distance) for by_log, end in zip(by_logs, (low, high), strict=True)
    )
    rise = high.w - low.w
    shift = jnp.where(rise > 0, -at_low * jnp.expm1(-abs(rise)), at_high * jnp.expm1(-abs(rise)))
    by_power = [
        share * slope_in_power(end, power, within)
        for share, end, (within, _) in zip(shares, (low, high), both, strict=True)
    ]
    return _Mass(log_mass, at_low, at_high, shift, -by_logs[0] - by_logs[1], by_power[0] + by_power[1])


@with_slopes
def log_generalized_normal_interval(
    low: Numeric, high: Numeric, loc: Numeric, scale: Numeric, power: Numeric
) -> tuple[Array, ...]:
    r"""$\log[F(h) - F(l)]$, for intervals far out, narrow or infinite."""
    low, high, loc, scale, power = jnp.broadcast_arrays(low, high, loc, scale, power)
    empty = high <= low
    start, end = power_residual(low, loc, scale, power), power_residual(high, loc, scale, power)
    straddling = start.negative & (end.z > 0)
    one, zero = jnp.ones_like(power), jnp.zeros_like(power)
    other_start, other_end = power_residual_at(one, zero, power), power_residual_at(2 * one, zero, power)
    around = _two_sided(choose(straddling, start, other_start), choose(straddling, end, other_end), power)
    other = straddling | empty
    width = jnp.where(other, 1, (high - low) / scale)
    aside = _one_sided(choose(other, other_start, start), choose(other, other_end, end), width, power)
    mass = choose(straddling, around, aside)
    slopes = (-mass.at_low / scale, mass.at_high / scale, mass.shift / scale, mass.by_log_scale / scale, mass.by_power)
    log_mass = jnp.where(empty, -math.inf, jnp.minimum(mass.log_mass, 0))
    return log_mass, *(jnp.where(empty, 0, slope) for slope in slopes)
