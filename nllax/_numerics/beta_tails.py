r"""The regularised incomplete beta function I_x(a, b), its logarithm and all its slopes.

In the logit of t the beta density is log-concave. From a point x down, $v$ logits away, it is its value at x times
$e^{-E(v)}$ with $E(v) = (a - (a + b)x)v + (a + b)r(x, v)$ and $r(x, v) = \log(1 - x + xe^{-v}) + xv$, in which nothing
cancels on the way out from the mean. So a tail is Loader's form of the density times the integral of $e^{-E}$, by one
rule of few points; the slope in the point is the reciprocal of that integral, and the slopes in the shapes are averages
of the scores over the tail, by the same nodes. For a shape below 1/2 its end of the interval is a series. Up is down
with x and 1 - x, a and b exchanged.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import near_deviance
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.tails import choose, complement, cut, tail_averages

_SMALL = 1.0
"""Below this shape, its end is a series."""

_FARTHEST = 86.0
"""No tail of a shape from 1 up is longer, and its exponential is a float32."""

NARROW = 4.0
"""Over that many logits the rule needs no help from a series."""

Score = Callable[[Array, Array], Array]


class BetaPoint(NamedTuple):
    r"""A point x of the beta distribution with shapes a, b and mean $m = a / (a + b)$, formed without cancellation."""

    x: Array
    y: Array
    r"""$1 - x$"""
    difference: Array
    r"""$a - (a + b)x$"""
    log_x: Array
    r"""$\log(x / m)$"""
    log_y: Array
    r"""$\log((1 - x) / (1 - m))$"""
    fall: Array
    r"""$-a\log(x / m) - b\log((1 - x) / (1 - m))$, by how much the log-density is below its peak at the mean."""


class BetaTail(NamedTuple):
    """The log of a mass, and its slopes in the logit of the point, in a, in b; and an average over the tail."""

    log_mass: Array
    by_logit: Array
    by_a: Array
    by_b: Array
    extra: Array


class BetaInterval(NamedTuple):
    """The log of a mass between two points, the density of the logit over it at both, and its slopes in the shapes."""

    log_mass: Array
    at_low: Array
    at_high: Array
    by_a: Array
    by_b: Array
    extra: Array


class _Part(NamedTuple):
    r"""The integral of $e^{-E}$ over a stretch, the means of $\log(t / m)$, $\log((1 - t) / (1 - m))$, and a score."""

    mass: Array
    log_t: Array
    log_u: Array
    extra: Array


def beta_tails(
    a: Array, b: Array, point: BetaPoint, extra: Score = lambda log_t, log_u: jnp.zeros_like(log_t)
) -> tuple[BetaTail, BetaTail]:
    r"""$\log I_x(a, b)$ and $\log(1 - I_x(a, b))$ for 0 < x < 1, with their slopes.

    `extra` is a score in $\log(t / m)$ and $\log((1 - t) / (1 - m))$, whose average matters where the slopes in the
    shapes would cancel against the slope in the point; it is averaged where both shapes are at least 1, else it is 0.
    """
    up = _in_series(b, a, point.y) | (~_in_series(a, b, point.x) & (point.difference < 0))
    a, b = _swap(up, a, b)
    near, other = _oriented_tails(a, b, _reflect(up, point), lambda s, t: extra(*_swap(up, s, t)))
    near, other = (_reflect_tail(up, tail) for tail in (near, other))
    return choose(up, other, near), choose(up, near, other)


def beta_interval(a: Array, b: Array, low: BetaPoint, high: BetaPoint, width: Array, extra: Score) -> BetaInterval:
    r"""The log of $I_h(a, b) - I_l(a, b)$ for 0 <= l < h <= 1, given the difference of the logits exactly.

    An end at 0 or 1 is a point of infinite fall. The mass is integrated outwards, in both directions, from the point of
    the interval that is nearest to the mean, or to where the series begins; where little is outside, it is what the two
    tails leave. `extra` is averaged where both shapes are at least 1 or the width is at most `NARROW`.
    """
    small_a, small_b = (a < _SMALL) & (width > NARROW), (b < _SMALL) & (width > NARROW)
    centre = _centre(a, b, small_a, small_b)
    left, right = _logit(high) <= _logit(centre), _logit(low) >= _logit(centre)
    peak = _log_peak(a, b)
    few_below = jnp.where(small_a, peak - low.fall < jnp.log(0.4 * a), low.fall > 0.25)
    few_above = jnp.where(small_b, peak - high.fall < jnp.log(0.4 * b), high.fall > 0.25)
    wide = ~(left | right) & few_below & few_above
    nearest = choose(left, high, choose(right, low, centre))
    down = jnp.where(left, width, jnp.where(right, 0, _logit(nearest) - _logit(low)))
    up = jnp.where(right, width, jnp.where(left, 0, _logit(high) - _logit(nearest)))

    def half(a: Array, b: Array, small: Array, start: BetaPoint, end: BetaPoint, stop: Array, extra: Score) -> _Part:
        from_end = wide & (end.fall < math.inf)
        start = choose(from_end, end, start)
        infinite = jnp.full_like(a, math.inf)
        return _stretch(
            a, b, start, extra, small, jnp.where(wide, infinite, stop), jnp.where(wide, -infinite, end.log_x)
        )

    always = jnp.ones_like(left)
    below = half(a, b, small_a, nearest, low, down, extra)
    from_nearest, to_high = _reflect(always, nearest), _reflect(always, high)
    above = half(b, a, small_b, from_nearest, to_high, up, lambda s, t: extra(t, s))
    above = _Part(above.mass, above.log_u, above.log_t, above.extra)

    whole = _join(below, jnp.ones_like(a), above)
    inside = _tail(a, b, peak - nearest.fall, whole, jnp.zeros_like(a))
    direct = BetaInterval(
        inside.log_mass,
        jnp.exp(-_rise_to(a, b, nearest, low, down)) / whole.mass,
        jnp.exp(-_rise_to(b, a, from_nearest, high, up)) / whole.mass,
        *inside[2:],
    )

    at_low, at_high = jnp.exp(peak - low.fall), jnp.exp(peak - high.fall)
    outside = _join(
        below._replace(mass=at_low * below.mass), jnp.ones_like(a), above._replace(mass=at_high * above.mass)
    )
    some = wide & (outside.mass > 0)
    outside = choose(some, outside, _Part(*(jnp.zeros_like(a) for _ in outside)))
    rest = 1 - outside.mass
    lost = _tail(a, b, jnp.zeros_like(a), outside._replace(mass=jnp.where(some, outside.mass, 1)), jnp.zeros_like(a))
    factor = -outside.mass / rest
    left_over = BetaInterval(jnp.log1p(-outside.mass), at_low / rest, at_high / rest, *(factor * s for s in lost[2:]))
    return choose(wide, left_over, direct)


def _centre(a: Array, b: Array, small_a: Array, small_b: Array) -> BetaPoint:
    """The mean, or where the series begins, if that is further in."""
    zero = jnp.zeros_like(a)
    mean = BetaPoint(a / (a + b), b / (a + b), zero, zero, zero, zero)
    lower, upper = _crossing(a, b), _reflect(jnp.ones_like(small_b), _crossing(b, a))
    centre = choose(small_a & (lower.difference < 0), lower, mean)
    return choose(small_b & (upper.difference > 0), upper, centre)


def _rise_to(a: Array, b: Array, start: BetaPoint, end: BetaPoint, width: Array) -> Array:
    """E at the end of an interval; where that is far, by the difference of the falls."""
    near = width < 40
    return jnp.where(near, _rise(a, b, start, jnp.where(near, width, 0)), end.fall - start.fall)


def beta_point(a: Array, b: Array, x: Array, y: Array, difference: Array, log_x: Array, log_y: Array) -> BetaPoint:
    """The point x = 1 - y, given also the logarithms of both."""
    total = a + b
    near_x, near_y = abs(difference) < 0.5 * a, abs(difference) < 0.5 * b
    ratio_x = jnp.where(near_x, jnp.log1p(jnp.where(near_x, -difference / a, 0)), log_x - jnp.log(a) + jnp.log(total))
    ratio_y = jnp.where(near_y, jnp.log1p(jnp.where(near_y, difference / b, 0)), log_y - jnp.log(b) + jnp.log(total))
    fall = _deviance(a, total * x, difference, ratio_x) + _deviance(b, total * y, -difference, ratio_y)
    return BetaPoint(x, y, difference, ratio_x, ratio_y, fall)


def cumulant(x: Array, y: Array, v: Array) -> Array:
    r"""$\log(1 - x + xe^{-v}) + xv$ for $y = 1 - x$ and v >= 0: what a centred Bernoulli variable leaves."""
    return jnp.log1p(y * expm1mx(x * v) + x * expm1mx(-y * v))


def _deviance(a: Array, mean: Array, difference: Array, log_ratio: Array) -> Array:
    near = abs(difference) < 0.5 * (a + mean)
    return jnp.where(near, near_deviance(a, mean, difference), -a * log_ratio - difference)


def _swap(condition: Array, one: Array, other: Array) -> tuple[Array, Array]:
    return jnp.where(condition, other, one), jnp.where(condition, one, other)


def _reflect(condition: Array, point: BetaPoint) -> BetaPoint:
    x, y, difference, log_x, log_y, fall = point
    return choose(condition, BetaPoint(y, x, -difference, log_y, log_x, fall), point)


def _reflect_tail(condition: Array, tail: BetaTail) -> BetaTail:
    log_mass, by_logit, by_a, by_b, extra = tail
    return choose(condition, BetaTail(log_mass, -by_logit, by_b, by_a, extra), tail)


def _oriented_tails(a: Array, b: Array, point: BetaPoint, extra: Score) -> tuple[BetaTail, BetaTail]:
    """The mass below a point that is below the mean, and the mass above it."""
    series = _in_series(a, b, point.x)
    crossing = _crossing(a, b)
    from_crossing = series & (crossing.difference < 0)
    main = _stretch(
        *_swap(from_crossing, a, b),
        choose(from_crossing, _reflect(jnp.ones_like(series), crossing), point),
        lambda s, t: extra(*_swap(from_crossing, s, t)),
        jnp.where(from_crossing, b, a) < _SMALL,
        jnp.full_like(a, math.inf),
        jnp.full_like(a, -math.inf),
    )
    main = choose(from_crossing, _Part(main.mass, main.log_u, main.log_t, main.extra), main)

    safe_a, safe = jnp.where(series, a, 0.25), choose(series, point, crossing)
    below = _series(safe_a, b, safe, jnp.full_like(a, math.inf))
    below = choose(series, below, main)
    peak = _log_peak(a, b)
    near = _tail(a, b, peak - point.fall, below, 1 / below.mass)

    between = _series(safe_a, b, crossing, crossing.log_x - safe.log_x)
    above = _join(between, jnp.ones_like(a), main)
    direct = _tail(a, b, peak - crossing.fall, above, jnp.zeros_like(a))
    direct = direct._replace(by_logit=-jnp.exp(peak - point.fall - direct.log_mass))
    return near, choose(from_crossing & (near.log_mass > -math.log(2)), direct, complement(near))


def _tail(a: Array, b: Array, log_density: Array, part: _Part, by_logit: Array) -> BetaTail:
    both = score_offset(a + b)
    return BetaTail(
        log_density + jnp.log(part.mass),
        by_logit,
        part.log_t + (score_offset(a) - both),
        part.log_u + (score_offset(b) - both),
        part.extra,
    )


def _join(one: _Part, factor: Array, other: _Part) -> _Part:
    """Two stretches, the density of the second scaled by a factor."""
    mass = one.mass + factor * other.mass
    share = factor * other.mass / mass
    return _Part(mass, *((1 - share) * p + share * q for p, q in zip(one[1:], other[1:], strict=True)))


def _log_peak(a: Array, b: Array) -> Array:
    """The log-density of the logit at the mean."""
    remainders = stirling_remainder(a) + stirling_remainder(b) - stirling_remainder(a + b)
    return 0.5 * jnp.log(a * (b / (a + b))) - HALF_LOG_2PI - remainders


def _in_series(a: Array, b: Array, x: Array) -> Array:
    return (a < _SMALL) & (x <= _edge(b))


def _edge(b: Array) -> Array:
    """Up to which point the series in x converges fast, for a below 1/2."""
    return 1 / jnp.maximum(4, 2 * b)


def _crossing(a: Array, b: Array) -> BetaPoint:
    """That point itself."""
    x = _edge(b)
    y = 1 - x
    log_x, log_y = jnp.log(x * (a + b) / a), jnp.log1p(-x) + jnp.log1p(a / b)
    return BetaPoint(x, y, a * y - b * x, log_x, log_y, -a * log_x - b * log_y)


def _logit(point: BetaPoint) -> Array:
    """The logit, less that of the mean."""
    return point.log_x - point.log_y


def _rise(a: Array, b: Array, start: BetaPoint, width: Array) -> Array:
    """E at some logits below a point."""
    return start.difference * width + (a + b) * cumulant(start.x, start.y, width)


def _stretch(a: Array, b: Array, start: BetaPoint, extra: Score, small: Array, stop: Array, end: Array) -> _Part:
    """What is below a point, for `stop` logits, to where log(t / m) is `end`.

    By the rule; for small a to where the series takes over.
    """
    crossing = _crossing(a, b)
    beyond = small & (start.x <= crossing.x)
    to_crossing = jnp.maximum(jnp.where(beyond, 0, _logit(start) - _logit(crossing)), 0)
    width = jnp.where(small, jnp.minimum(to_crossing, stop), stop)

    def integrand(v: Array) -> tuple[Array, tuple[Array, ...]]:
        r = cumulant(start.x, start.y, v)
        log_t, log_u = start.log_x - (start.y * v + r), start.log_y + (start.x * v - r)
        return start.difference * v + (a + b) * r, (log_t, log_u, extra(log_t, log_u))

    length = jnp.minimum(width, jax.lax.stop_gradient(_reach(a, b, start)))
    mass, scores = tail_averages(integrand, length)
    rule = _Part(mass, *scores)
    origin = choose(beyond, start, crossing)
    series = _series(jnp.where(small, a, 0.25), b, origin, jnp.where(small, jnp.maximum(origin.log_x - end, 0), 1))
    left = jnp.exp(-_rise(a, b, start, jnp.where(small, width, 0)))
    return choose(small & (stop > width), _join(rule, left, series), rule)


def _reach(a: Array, b: Array, start: BetaPoint) -> Array:
    r"""Where E reaches the cut or little more: by $r \ge x(1 - x)v^2 / (2 + v)$, iterated, and a step of Newton."""
    total = a + b
    level, slope, bend = cut(a.dtype) / total, jnp.maximum(start.difference, 0) / total, start.x * start.y
    q = 2 * slope - level
    root = jnp.sqrt(q * q + 8 * (slope + bend) * level)
    v = jnp.where(q > 0, 4 * level / (jnp.where(q > 0, q, 0) + root), 0.5 * (root - q) / (slope + bend))
    v = jnp.minimum(v, _FARTHEST)
    v = jnp.minimum(v, jnp.log1p(jnp.expm1(level + b / total * v) / start.y))
    rise = slope * v + cumulant(start.x, start.y, v) - level
    return v - rise / (slope + start.x * start.y * -jnp.expm1(-v) / (start.y + start.x * jnp.exp(-v)))


def _series(a: Array, b: Array, point: BetaPoint, width: Array) -> _Part:
    r"""A stretch below a point near 0 over a width in log t, for a below 1/2.

    $(1 - x)^{-b}\sum_n \frac{(1 - b)_n x^n}{n!} \int_0^w e^{-(a + n)v}\,dv$, whose slopes in a and b are the means.
    """
    terms = 13 if a.dtype == jnp.float32 else 27
    endless = jnp.isinf(width)
    finite = jnp.where(endless, 0, width)
    inside, step = jnp.where(endless, 1, -jnp.expm1(-a * finite)), jnp.where(endless, 1, -jnp.expm1(-finite))
    zero = jnp.zeros_like(a)

    def add(carry: tuple[Array, ...], n: Array) -> tuple[tuple[Array, ...], None]:
        inside, power, slope, mass, by_a, by_b = carry
        piece = inside / (a + n)
        sums = mass + power * piece, by_a + power * (piece - finite * (1 - inside)) / (a + n), by_b + slope * piece
        factor, rest = point.x / (n + 1), n + 1 - b
        return (inside + (1 - inside) * step, power * factor * rest, factor * (slope * rest - power), *sums), None

    start = (inside, jnp.ones_like(a), zero, zero, zero, zero)
    (_, _, _, mass, by_a, by_b), _ = jax.lax.scan(add, start, jnp.arange(terms, dtype=a.dtype))
    scale = jnp.exp(-b * jnp.log1p(-point.x))
    log_u = point.log_y - jnp.log1p(-point.x) + by_b / mass
    return _Part(scale * mass, point.log_x - by_a / mass, log_u, jnp.zeros_like(mass))
