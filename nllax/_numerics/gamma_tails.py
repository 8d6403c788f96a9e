r"""The regularised incomplete gamma functions P(a, x) and Q(a, x), their logarithms and all their slopes.

In $s = \log t$ the gamma density is log-concave. From a point x outwards, at $t = xe^{\pm v}$, it is its value at x
times $e^{-E(v)}$ with $E(v) = |x - a|v + x(e^{\pm v} - 1 \mp v)$, in which nothing cancels on the way out from the
mode. So a tail is Loader's form of the density times the integral of $e^{-E}$, by one rule of few points; the slope
in the point is the reciprocal of that integral, and the slope in the shape is the average over the tail of the score
$\log t - \psi(a)$, by the same nodes. For shapes below 1/2 the part below x = 1/2 is a series in x.
"""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import near_deviance
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.tails import Sums, choose, complement, cut, tail_averages

_SMALL = 0.5
"""Below this shape, and below this point, the series."""


LARGEST = 1e37
"""Where a point that would overflow is cut."""


class GammaPoint(NamedTuple):
    r"""A point x > 0 of the gamma distribution of shape a, by what a caller can form without cancellation."""

    x: Array
    difference: Array
    r"""$a - x$"""
    log_ratio: Array
    r"""$\log(x / a)$"""
    fall: Array
    r"""$a\log(a / x) - (a - x)$, by how much the log-density, in $\log t$, is below its peak at a."""


def gamma_point(a: Array, x: Array, log_x: Array, error: Array) -> GammaPoint:
    """The point x + error, where x is rounded and may have left the range of its dtype, which log_x has not."""
    difference = (a - x) - error
    near = abs(difference) < 0.5 * (a + x)
    log_ratio = jnp.where(near, jnp.log1p(jnp.where(near, -difference / a, 0)), log_x - jnp.log(a))
    fall = jnp.where(near, near_deviance(a, x, difference), -a * log_ratio - difference)
    return GammaPoint(x, difference, log_ratio, fall)


class GammaTail(NamedTuple):
    r"""The log of a mass on one side of a point x, and its slopes in $\log x$ and in the shape."""

    log_mass: Array
    by_log_x: Array
    by_shape: Array


class GammaInterval(NamedTuple):
    """The log of a mass between two points, and its slopes in the logarithms of both and in the shape."""

    log_mass: Array
    by_low: Array
    by_high: Array
    by_both: Array
    """The sum of the two, formed without cancellation: the slope as both points move together."""
    by_shape: Array


def gamma_tails(a: Array, point: GammaPoint) -> tuple[GammaTail, GammaTail]:
    r"""$\log P(a, x)$ and $\log Q(a, x)$ for a > 0, each with its slopes in $\log x$ and, at fixed x, in a.

    The tail on the far side of the mode is integrated, the other one is what it leaves; from a shape of 1/2 on it is at
    least 0.3. Below, P near 0 may be almost 1; then Q is integrated from x itself.
    """
    series = (a < _SMALL) & (point.x < _SMALL)
    down = (a >= _SMALL) & (point.difference > 0)
    side = jnp.where(down, -1.0, 1.0).astype(a.dtype)
    x, gap = jnp.where(series, _SMALL, point.x), jnp.where(series, _SMALL - a, -side * point.difference)
    outer, (mean_v,) = _integral(a, x, gap, down)
    peak, offset = _log_peak(a), score_offset(a)
    score = point.log_ratio + offset
    far = GammaTail(peak - point.fall + jnp.log(outer), -side / outer, score + side * mean_v)

    low_a = jnp.where(series, a, 0.25)
    low_x = jnp.where(series, point.x, 0.25)
    whole, mean_w = _series(low_a, low_x, jnp.full_like(low_a, math.inf))
    below = GammaTail(peak - point.fall + jnp.log(whole), 1 / whole, score - mean_w)
    log_x = jnp.where(series, point.log_ratio + jnp.log(low_a), math.log(0.25))
    inner, mean_w = _series(low_a, jnp.full_like(low_a, _SMALL), math.log(_SMALL) - log_x)
    total = inner + outer
    log_q = peak - (low_a * jnp.log(low_a / _SMALL) - (low_a - _SMALL)) + jnp.log(total)
    above = GammaTail(
        log_q,
        -jnp.exp(peak - point.fall - log_q),
        jnp.log(_SMALL / low_a) + offset + (outer * mean_v - inner * mean_w) / total,
    )
    above = choose(below.log_mass < -math.log(2), complement(below), above)

    lower = choose(series, below, choose(down, far, complement(far)))
    upper = choose(series, above, choose(down, complement(far), far))
    return lower, upper


def gamma_interval(a: Array, low: GammaPoint, high: GammaPoint, width: Array) -> GammaInterval:
    r"""The log of $P(a, h) - P(a, l)$ for 0 <= l < h <= inf, given the width $\log(h / l)$ exactly.

    It is integrated outwards from the point of the interval that is nearest to the mode (to 1/2, for shapes below), in
    both directions. Where the two tails are less than half of all, it is what they leave.
    """
    small = a < _SMALL
    centre = jnp.maximum(a, _SMALL)
    left, right = high.x <= centre, low.x >= centre
    inside = ~(left | right)
    peak, offset = _log_peak(a), score_offset(a)
    few_below = jnp.where(small, peak - low.fall < jnp.log(0.4 * a), low.fall > 0.25)
    wide = inside & few_below & (high.fall > 0.25)
    nearest = choose(left, high, choose(right, low, _centre(a)))
    ends = ~jnp.isinf(low.log_ratio), ~jnp.isinf(high.log_ratio)
    inner_start = choose(wide & ends[0], low, nearest)
    outer_start = choose(wide & ends[1], high, nearest)
    inner_width = jnp.where(left, width, jnp.where(right, 0, nearest.log_ratio - low.log_ratio))
    beyond = jnp.where(width < 1, width - inner_width, high.log_ratio - nearest.log_ratio)  # they add up where narrow
    outer_width = jnp.where(right, width, jnp.where(left, 0, beyond))

    infinite = jnp.full_like(a, math.inf)
    outer, (v_outer,) = _integral(
        a, outer_start.x, -outer_start.difference, jnp.zeros_like(small), jnp.where(wide, infinite, outer_width)
    )
    inner, (v_inner,) = _integral(
        jnp.where(small, _SMALL, a),
        jnp.where(small, _SMALL, inner_start.x),
        jnp.where(small, 0, inner_start.difference),
        jnp.ones_like(small),
        jnp.where(wide, infinite, inner_width),
    )
    series = small & ~right
    low_a, low_x = jnp.where(series, a, 0.25), jnp.where(series, inner_start.x, 0.25)
    series_mass, v_series = _series(low_a, low_x, jnp.where(wide, infinite, jnp.where(series, inner_width, 1)))
    inner = jnp.where(small, jnp.where(series, series_mass, 0), inner)
    v_inner = jnp.where(series, v_series, v_inner)

    total = inner + outer
    log_total = peak - nearest.fall + jnp.log(total)
    fall_inner = _rise(a, nearest, inner_width, down=True)
    fall_outer = _rise(a, nearest, outer_width, down=False)
    direct = GammaInterval(
        log_total,
        -jnp.exp(-fall_inner) / total,
        jnp.exp(-fall_outer) / total,
        (jnp.expm1(-fall_outer) - jnp.expm1(-fall_inner)) / total,
        nearest.log_ratio + offset + (outer * v_outer - inner * v_inner) / total,
    )

    at_low, at_high = jnp.exp(peak - low.fall), jnp.exp(peak - high.fall)
    p, q = at_low * inner, at_high * outer
    rest = 1 - jnp.where(wide, p + q, 0)
    left_over = GammaInterval(
        jnp.log1p(-jnp.where(wide, p + q, 0)),
        -at_low / rest,
        at_high / rest,
        (at_high - at_low) / rest,
        -(
            p * (jnp.where(ends[0], low.log_ratio, 0) + offset - v_inner)
            + q * (jnp.where(ends[1], high.log_ratio, 0) + offset + v_outer)
        )
        / rest,
    )
    return choose(wide, left_over, direct)


def _centre(a: Array) -> GammaPoint:
    """The mode, or 1/2 if that is larger."""
    small = jnp.where(a < _SMALL, a, _SMALL)
    excess = jnp.log(_SMALL / small)
    return GammaPoint(jnp.maximum(a, _SMALL), small - _SMALL, excess, _SMALL - small - small * excess)


def _rise(a: Array, start: GammaPoint, width: Array, *, down: bool) -> Array:
    """E at the end of an interval."""
    ended = ~jnp.isinf(width)
    v = jnp.where(ended, width, 0)
    v = -v if down else v
    rise = start.x * expm1mx(v) - start.difference * v
    if down:
        rise = jnp.where(a < _SMALL, start.x * jnp.expm1(v) - a * v, rise)
    return jnp.where(ended, rise, math.inf)


def _log_peak(a: Array) -> Array:
    r"""The log-density of $\log t$ at its peak: $a\log a - a - \log\Gamma(a)$."""
    return 0.5 * jnp.log(a) - HALF_LOG_2PI - stirling_remainder(a)


def _integral(a: Array, x: Array, gap: Array, down: Array, width: Array | float = math.inf) -> Sums:
    """The integral from x outwards over a width in log t, `down` or up, and the mean of v; `gap` is |x - a|."""
    side = jnp.where(down, -1.0, 1.0).astype(a.dtype)
    reach = jnp.where(down, _reach_down(a, gap), _reach_up(a, x, gap))
    length = jnp.minimum(width, jax.lax.stop_gradient(reach))
    return tail_averages(lambda v: (gap * v + x * expm1mx(side * v), (v,)), length)


def _reach_down(a: Array, gap: Array) -> Array:
    r"""Where E reaches the cut or at most 1.2 times that, by the bound $e^{-v} \ge (2 - v) / (2 + v)$."""
    c = cut(a.dtype) / a
    q = 2 * gap / a - c
    root = jnp.sqrt(q * q + 8 * c)
    return jnp.where(q > 0, 4 * c / (jnp.where(q > 0, q, 0) + root), 0.5 * (root - q))


def _reach_up(a: Array, x: Array, gap: Array) -> Array:
    r"""The same on the other side, by the bound $e^v \ge 1 + v + v^2 / 2$ and one step of fixed-point iteration."""
    x = jnp.maximum(x, _SMALL)  # it is, wherever this is the way
    c, slope = cut(a.dtype) / x, gap / x
    reach = 2 * c / (slope + jnp.sqrt(slope * slope + 2 * c))
    return jnp.minimum(reach, jnp.log1p(c + a / x * reach))


def _series(a: Array, x: Array, width: Array) -> tuple[Array, Array]:
    r"""The integral from x down over a width in $\log t$, and the mean of v, for a and x up to 1/2.

    $e^x\sum_n \frac{(-x)^n}{n!} \int_0^w e^{-(a + n)v}\,dv$.
    """
    terms = 9 if a.dtype == jnp.float32 else 15
    endless = jnp.isinf(width)
    finite = jnp.where(endless, 0, width)
    inside, step = jnp.where(endless, 1, -jnp.expm1(-a * finite)), jnp.where(endless, 1, -jnp.expm1(-finite))

    def add(carry: tuple[Array, ...], n: Array) -> tuple[tuple[Array, ...], None]:
        inside, power, mass, moment = carry
        piece = inside / (a + n)
        sums = mass + power * piece, moment + power * (piece - finite * (1 - inside)) / (a + n)
        return (inside + (1 - inside) * step, power * -x / (n + 1), *sums), None

    start = (inside, jnp.exp(x), jnp.zeros_like(x), jnp.zeros_like(x))
    (_, _, mass, moment), _ = jax.lax.scan(add, start, jnp.arange(terms, dtype=a.dtype))
    return mass, moment / mass
