"""The distribution functions of Student's t: incomplete beta functions with equal shapes."""

import functools
import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.arcsinh_gap import arcsinh_gap
from nllax._numerics.beta_inverse import log_beta_odds_ratio
from nllax._numerics.beta_tails import NARROW, BetaPoint, BetaTail, Score, beta_interval, beta_tails
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.gamma_half_step import gamma_half_step
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_slopes
from nllax._numerics.stirling import score_offset
from nllax._numerics.symmetric_quantile import symmetric_quantile
from nllax._numerics.tails import choose, with_ends
from nllax._typing import Numeric

Tails = tuple[BetaTail, BetaTail]


def student_point(z: Array, df: Array) -> BetaPoint:
    r"""Where Student's t is at z: the point $(1 + T) / 2$ with $T = z / \sqrt{\nu + z^2}$, both shapes $\nu / 2$."""
    left = z < 0
    w = jnp.where(left, -z, z) / jnp.sqrt(df)
    far = w > 1e8
    near_w, far_w = jnp.where(far, 1, w), jnp.where(far, w, 1)
    tangent = jnp.where(far, 1, near_w / jnp.sqrt(1 + near_w * near_w))
    log_fall = jnp.where(far, 2 * jnp.log(far_w), jnp.log1p(near_w * near_w))  # of 4 x (1 - x)
    log_large = jnp.log1p(tangent)
    log_small = -log_fall - log_large
    small, large = 0.5 * jnp.exp(log_small), 0.5 * (1 + tangent)
    difference = 0.5 * df * tangent
    fall = 0.5 * df * log_fall
    choose = functools.partial(jnp.where, left)
    return BetaPoint(
        choose(small, large),
        choose(large, small),
        choose(difference, -difference),
        choose(log_small, log_large),
        choose(log_large, log_small),
        fall,
    )


def _scale_and_sign(z: Array, df: Array) -> tuple[Array, Array]:
    r"""$\sqrt{1 + z^2 / \nu}$ and $z / \sqrt{\nu + z^2}$."""
    w = z / jnp.sqrt(df)
    far = abs(w) > 1e8
    root = jnp.where(far, abs(w), jnp.sqrt(1 + jnp.where(far, 0, w) ** 2))
    return root, w / root


def _df_score(df: Array) -> Score:
    r"""The score in the degrees of freedom at fixed t, in which nothing cancels as they grow.

    With $s = -\log(1 + t^2 / \nu)$ it is
    $\frac12[\psi(\frac{\nu + 1}2) - \psi(\frac\nu2) - \frac1\nu - (e^s - 1 - s) - (e^s - 1) / \nu]$.
    """
    offsets = score_offset(0.5 * df) - score_offset(0.5 * (df + 1))
    constant = jnp.log1p(1 / df) - 1 / df + offsets

    def score(log_t: Array, log_u: Array) -> Array:
        s = log_t + log_u
        return 0.5 * (constant - expm1mx(s) - jnp.expm1(s) / df)

    return score


def _student(z: Array, df: Array) -> Tails:
    inside = abs(z) < math.inf
    point = student_point(jnp.where(inside, z, 0), df)
    return with_ends(z == -math.inf, z == math.inf, *beta_tails(0.5 * df, 0.5 * df, point, _df_score(df)))


def _t_tail(z: Array, df: Array, side: int) -> tuple[Array, ...]:
    root, tangent = _scale_and_sign(jnp.where(abs(z) < math.inf, z, 0), df)
    tail = _student(z, df)[side]
    by_df = jnp.where(df < 2, 0.5 * (tail.by_a + tail.by_b) - tail.by_logit * tangent / df, tail.extra)
    return tail.log_mass, tail.by_logit * (2 / (jnp.sqrt(df) * root)), by_df


@with_slopes
def _log_t_cdf(z: Array, df: Array) -> tuple[Array, ...]:
    return _t_tail(z, df, 0)


@with_slopes
def _log_t_sf(z: Array, df: Array) -> tuple[Array, ...]:
    return _t_tail(z, df, 1)


def log_student_t_cdf(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log F((y - \mu) / \sigma)$ with $F(z) = I_{(1 + T) / 2}(\nu / 2, \nu / 2)$, $T = z / \sqrt{\nu + z^2}$."""
    return _log_t_cdf(*jnp.broadcast_arrays((y - loc) / scale, df))


def log_student_t_sf(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log F((\mu - y) / \sigma)$."""
    return _log_t_sf(*jnp.broadcast_arrays((y - loc) / scale, df))


@with_slopes
def log_student_t_interval(low: Numeric, high: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""$\log[F((h - \mu) / \sigma) - F((l - \mu) / \sigma)]$, for intervals far out, narrow or infinite."""
    empty = high <= low
    low, high = jnp.where(empty, loc, low), jnp.where(empty, loc + scale, high)
    ends = ~jnp.isinf(low), ~jnp.isinf(high)
    y, z = jnp.where(ends[0], (low - loc) / scale, 0), jnp.where(ends[1], (high - loc) / scale, 0)
    bounded = ends[0] & ends[1]
    width = jnp.where(bounded, (high - low) / scale, 1)
    root = jnp.sqrt(df)
    logits = jnp.where(bounded, 2 * arcsinh_gap(y / root, z / root, width / root), math.inf)

    start, end = student_point(y, df), student_point(z, df)
    start = choose(
        ends[0], start, BetaPoint(*(jnp.full_like(y, x) for x in (0, 1, 0, -math.inf, math.log(2), math.inf)))
    )
    end = choose(ends[1], end, BetaPoint(*(jnp.full_like(y, x) for x in (1, 0, 0, math.log(2), -math.inf, math.inf))))
    a = 0.5 * df
    mass = beta_interval(a, a, start, end, logits, _df_score(df))

    (y_root, y_tangent), (z_root, z_tangent) = _scale_and_sign(y, df), _scale_and_sign(z, df)
    by_df = 0.5 * (mass.by_a + mass.by_b) + (mass.at_low * y_tangent - mass.at_high * z_tangent) / df
    by_df = jnp.where((df < 2) & (logits > NARROW), by_df, mass.extra)

    first = jnp.where(ends[0], mass.at_low * (2 / (root * y_root)), 0)
    last = jnp.where(ends[1], mass.at_high * (2 / (root * z_root)), 0)
    flipped = abs(z) < abs(y)
    inner, outer = jnp.where(flipped, z, y), jnp.where(flipped, y, z)
    gap = jnp.where((y > 0) == (z > 0), width, abs(y + z))
    unit = root * jnp.where(flipped, z_root, y_root)
    fall = 0.5 * (df + 1) * jnp.log1p(gap / unit * ((abs(inner) + abs(outer)) / unit))
    top = jnp.where(flipped, last, first)
    bottom = top * jnp.exp(-fall)
    shift = jnp.where(flipped, -1, 1) * top * -jnp.expm1(-fall)
    shift = jnp.where(bounded, shift, first - last)
    stretch = jnp.where(bounded, inner * shift - width * bottom, y * first - z * last)

    invalid = jnp.where(empty, -math.inf, jnp.minimum(mass.log_mass, 0))
    slopes = (-first / scale, last / scale, by_df, shift / scale, stretch / scale)
    return invalid, *(jnp.where(empty, 0, slope) for slope in slopes)


_NORMAL = 1e30
"""From that many degrees of freedom the distribution is the normal one."""


def student_t_quantile(p: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu + \sigma z$ with $F(z) = p$, by the beta distribution of $z^2 / (\nu + z^2)$: shapes 1/2 and $\nu / 2$."""
    b = 0.5 * jnp.minimum(df, _NORMAL)
    half = jnp.full_like(b, 0.5)
    log_peak = gamma_half_step(b) - HALF_LOG_2PI
    return symmetric_quantile(p, loc, scale, lambda q, rest: 0.5 * log_beta_odds_ratio(q, rest, half, b), log_peak)
