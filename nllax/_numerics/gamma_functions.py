"""The distribution functions of the gamma and inverse gamma families: incomplete gamma functions."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import times_exp
from nllax._numerics.gamma_inverse import log_gamma_ratio
from nllax._numerics.gamma_tails import (
    LARGEST,
    GammaInterval,
    GammaPoint,
    GammaTail,
    gamma_interval,
    gamma_point,
    gamma_tails,
)
from nllax._numerics.inverse import inside, with_limits
from nllax._numerics.partials import with_slopes
from nllax._numerics.tails import choose, with_ends
from nllax._numerics.two_float import product_with_error
from nllax._typing import Numeric


def _times(y: Array, a: Array, rate: Array) -> GammaPoint:
    """The point rate * y, for y > 0."""
    x, error = product_with_error(y, rate)
    return gamma_point(a, jnp.minimum(x, LARGEST), jnp.log(y) + jnp.log(rate), error)


def _over(y: Array, a: Array, scale: Array) -> GammaPoint:
    """The point scale / y, for y > 0."""
    x = jnp.minimum(scale / y, LARGEST)
    p, e = product_with_error(x, y)
    error = ((scale - p) - e) / y
    error = jnp.where(abs(error) < 1e-6 * x, error, 0)  # not where the product left the range
    return gamma_point(a, x, jnp.log(scale) - jnp.log(y), error)


def _inside(y: Array) -> Array:
    return (y > 0) & (y < math.inf)


def _by_y(slope: Array, y: Array, at_zero: Array | float) -> Array:
    """The slope in y from that in its logarithm, and a given one at 0."""
    return jnp.where(_inside(y), slope / jnp.where(_inside(y), y, 1), jnp.where(y == 0, at_zero, 0))


def _tails(y: Array, a: Array, rate: Array) -> tuple[GammaTail, GammaTail]:
    lower, upper = gamma_tails(a, _times(jnp.where(_inside(y), y, 1), a, rate))
    return with_ends(y <= 0, y == math.inf, lower, upper)


def _density_at_zero(a: Array, rate: Array) -> Array:
    return jnp.where(a < 1, math.inf, jnp.where(a == 1, rate, 0))


@with_slopes
def log_gamma_cdf(y: Numeric, concentration: Numeric, rate: Numeric) -> tuple[Array, ...]:
    r"""$\log P(\alpha, \beta y)$."""
    tail, _ = _tails(y, concentration, rate)
    return tail.log_mass, _by_y(tail.by_log_x, y, 0), tail.by_shape, tail.by_log_x / rate


@with_slopes
def log_gamma_sf(y: Numeric, concentration: Numeric, rate: Numeric) -> tuple[Array, ...]:
    r"""$\log Q(\alpha, \beta y)$."""
    _, tail = _tails(y, concentration, rate)
    by_y = _by_y(tail.by_log_x, y, -_density_at_zero(concentration, rate))
    return tail.log_mass, by_y, tail.by_shape, tail.by_log_x / rate


def _inverse_tails(y: Array, a: Array, scale: Array) -> tuple[GammaTail, GammaTail]:
    lower, upper = gamma_tails(a, _over(jnp.where(_inside(y), y, 1), a, scale))
    return with_ends(y <= 0, y == math.inf, upper, lower)


@with_slopes
def log_inverse_gamma_cdf(y: Numeric, concentration: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""$\log Q(\alpha, \beta / y)$."""
    tail, _ = _inverse_tails(y, concentration, scale)
    return tail.log_mass, _by_y(-tail.by_log_x, y, 0), tail.by_shape, tail.by_log_x / scale


@with_slopes
def log_inverse_gamma_sf(y: Numeric, concentration: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""$\log P(\alpha, \beta / y)$."""
    _, tail = _inverse_tails(y, concentration, scale)
    return tail.log_mass, _by_y(-tail.by_log_x, y, 0), tail.by_shape, tail.by_log_x / scale


def _ends(low: Array, high: Array) -> tuple[Array, Array, Array]:
    """The two points, 1 for one that is not inside, and the logarithm of their quotient: 0 if nothing is between."""
    bounded = _inside(low) & _inside(high)
    x, y = jnp.where(_inside(low), low, 1), jnp.where(_inside(high), high, 1)
    narrow = y < 2 * x
    near = jnp.log1p(jnp.where(narrow, (y - x) / x, 0))
    far = jnp.where(jnp.isinf(y / x), jnp.log(y) - jnp.log(x), jnp.log(y / x))
    width = jnp.where(bounded, jnp.where(narrow, near, far), math.inf)
    return x, y, jnp.where((low < high) & (high > 0), width, 0)


def gamma_mass(
    a: Array, low: GammaPoint, high: GammaPoint, width: Array, at_zero: Array, at_end: Array
) -> GammaInterval:
    """The interval between two points, of which the first may be 0 and the second infinite."""
    zero = jnp.zeros_like(low.x)
    low = choose(at_zero, low._replace(x=zero, log_ratio=zero - math.inf, fall=zero + math.inf), low)
    high = choose(at_end, high._replace(x=zero + math.inf, log_ratio=zero + math.inf, fall=zero + math.inf), high)
    mass = gamma_interval(a, low, high, width)
    nothing = GammaInterval(zero - math.inf, zero, zero, zero, zero)
    return choose(width > 0, mass._replace(log_mass=jnp.minimum(mass.log_mass, 0)), nothing)


@with_slopes
def log_gamma_interval(low: Numeric, high: Numeric, concentration: Numeric, rate: Numeric) -> tuple[Array, ...]:
    r"""$\log[P(\alpha, \beta h) - P(\alpha, \beta l)]$, for intervals far out, narrow or infinite."""
    x, y, width = _ends(low, high)
    points = _times(x, concentration, rate), _times(y, concentration, rate)
    mass = gamma_mass(concentration, *points, width, low <= 0, high == math.inf)
    density = _density_at_zero(concentration, rate)
    at_zero = jnp.where((high > 0) & (density > 0), -density * jnp.exp(-mass.log_mass), 0)
    by_low, by_high = _by_y(mass.by_low, low, at_zero), _by_y(mass.by_high, high, 0)
    return mass.log_mass, by_low, by_high, mass.by_shape, mass.by_both / rate


@with_slopes
def log_inverse_gamma_interval(
    low: Numeric, high: Numeric, concentration: Numeric, scale: Numeric
) -> tuple[Array, ...]:
    r"""$\log[P(\alpha, \beta / l) - P(\alpha, \beta / h)]$, for intervals far out, narrow or infinite."""
    x, y, width = _ends(low, high)
    points = _over(y, concentration, scale), _over(x, concentration, scale)
    mass = gamma_mass(concentration, *points, width, high == math.inf, low <= 0)
    by_low, by_high = _by_y(-mass.by_high, low, 0), _by_y(-mass.by_low, high, 0)
    return mass.log_mass, by_low, by_high, mass.by_shape, mass.by_both / scale


def gamma_quantile(p: Numeric, concentration: Numeric, rate: Numeric) -> Array:
    r"""$y$ with $P(\alpha, \beta y) = p$."""
    q = inside(p)
    s = log_gamma_ratio(q, 1 - q, concentration)
    return with_limits(p, times_exp(s, concentration, rate), 0, math.inf)


def inverse_gamma_quantile(p: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""$y$ with $Q(\alpha, \beta / y) = p$."""
    q = inside(p)
    s = log_gamma_ratio(1 - q, q, concentration)
    return with_limits(p, times_exp(-s, scale, concentration), 0, math.inf)
