"""The distribution functions of the beta family: incomplete beta functions."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.beta_inverse import log_beta_odds_ratio
from nllax._numerics.beta_tails import BetaInterval, BetaPoint, BetaTail, beta_interval, beta_point, beta_tails
from nllax._numerics.inverse import inside, with_limits
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.tails import choose, with_ends
from nllax._numerics.two_float import product_with_error, two_sum
from nllax._typing import Numeric


def _point(x: Array, a: Array, b: Array) -> BetaPoint:
    (p, e), (q, f) = product_with_error(a, x), product_with_error(b, x)
    s, t = two_sum(a, -p)
    return beta_point(a, b, x, 1 - x, (s - q) + (t - e - f), jnp.log(x), jnp.log1p(-x))


def _inside(y: Array) -> Array:
    return (y > 0) & (y < 1)


def _tails(y: Array, a: Array, b: Array) -> tuple[BetaTail, BetaTail]:
    return with_ends(y <= 0, y >= 1, *beta_tails(a, b, _point(jnp.where(_inside(y), y, 0.5), a, b)))


def _density_at_end(shape: Array, other: Array) -> Array:
    return jnp.where(shape < 1, math.inf, jnp.where(shape == 1, other, 0))


def _by_y(slope: Array, y: Array, at_zero: Array | float, at_one: Array | float) -> Array:
    """The slope in y from that in its logit, and given ones at the ends."""
    x = jnp.where(_inside(y), y, 0.5)
    return jnp.where(_inside(y), slope / x / (1 - x), jnp.where(y == 0, at_zero, jnp.where(y == 1, at_one, 0)))


@with_slopes
def log_beta_cdf(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> tuple[Array, ...]:
    r"""$\log I_y(\alpha, \beta)$."""
    tail, _ = _tails(y, concentration1, concentration0)
    by_y = _by_y(tail.by_logit, y, 0, _density_at_end(concentration0, concentration1))
    return tail.log_mass, by_y, tail.by_a, tail.by_b


@with_slopes
def log_beta_sf(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> tuple[Array, ...]:
    r"""$\log I_{1-y}(\beta, \alpha)$."""
    _, tail = _tails(y, concentration1, concentration0)
    by_y = _by_y(tail.by_logit, y, -_density_at_end(concentration1, concentration0), 0)
    return tail.log_mass, by_y, tail.by_a, tail.by_b


def _interval(low: Array, high: Array, a: Array, b: Array) -> BetaInterval:
    """The mass between two points, both cut to [0, 1]."""
    empty = (high <= low) | (high <= 0) | (low >= 1)
    from_zero, to_one = low <= 0, high >= 1
    x, y = jnp.where(empty | from_zero, 0.25, low), jnp.where(empty | to_one, 0.75, high)
    growth = (y - x) / x / (1 - y)
    apart = jnp.log(y) - jnp.log(x) + jnp.log1p(-x) - jnp.log1p(-y)
    narrow = growth < 1
    width = jnp.where(narrow, jnp.log1p(jnp.where(narrow, growth, 0)), apart)
    width = jnp.where(from_zero | to_one, math.inf, width)
    start, end = _point(x, a, b), _point(y, a, b)
    start = choose(
        from_zero, start._replace(x=0 * x, log_x=0 * x - math.inf, log_y=0 * x, fall=0 * x + math.inf), start
    )
    end = choose(to_one, end._replace(y=0 * y, log_x=0 * y, log_y=0 * y - math.inf, fall=0 * y + math.inf), end)
    mass = beta_interval(a, b, start, end, width, lambda log_t, log_u: jnp.zeros_like(log_t))
    nothing = BetaInterval(0 * x - math.inf, *(0 * x for _ in mass[1:]))
    return choose(empty, nothing, mass._replace(log_mass=jnp.minimum(mass.log_mass, 0)))


def _end_slope(shape: Array, other: Array, log_mass: Array) -> Array:
    density = _density_at_end(shape, other)
    return jnp.where(density > 0, density * jnp.exp(-jnp.where(log_mass == -math.inf, 0, log_mass)), 0)


@with_slopes
def log_beta_interval(
    low: Numeric, high: Numeric, concentration1: Numeric, concentration0: Numeric
) -> tuple[Array, ...]:
    r"""$\log[I_h(\alpha, \beta) - I_l(\alpha, \beta)]$, for intervals far out, narrow or whole."""
    a, b = concentration1, concentration0
    mass = _interval(low, high, a, b)
    by_low = _by_y(-mass.at_low, low, jnp.where(high > 0, -_end_slope(a, b, mass.log_mass), 0), 0)
    by_high = _by_y(mass.at_high, high, 0, jnp.where(low < 1, _end_slope(b, a, mass.log_mass), 0))
    return mass.log_mass, by_low, by_high, mass.by_a, mass.by_b


def _fraction_slope(s: Array, a: Array, b: Array) -> Array:
    return _fraction(s, a, b) * _fraction(-s, b, a)


@with_partials(
    _fraction_slope,
    lambda s, a, b: _fraction_slope(s, a, b) / a,
    lambda s, a, b: -_fraction_slope(s, a, b) / b,
)
def _fraction(s: Array, a: Array, b: Array) -> Array:
    r"""$ae^s / (b + ae^s)$."""
    low = s < 0
    root = jnp.exp(0.5 * jnp.where(low, s, -s))
    share = a / jnp.where(low, b + a * root * root, a + b * root * root)
    return share * jnp.where(low, root, 1) * jnp.where(low, root, 1)


def beta_quantile(p: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$y$ with $I_y(\alpha, \beta) = p$."""
    q = inside(p)
    s = log_beta_odds_ratio(q, 1 - q, concentration1, concentration0)
    return with_limits(p, _fraction(s, concentration1, concentration0), 0, 1)
