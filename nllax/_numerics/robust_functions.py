r"""The distribution functions of Barron's general robust density: an integral that has no closed form.

The loss $\rho$ is convex in z for alpha from 1 up, and below in $x = \operatorname{arsinh}(z / \sqrt{2 - \alpha})$ even
with the logarithm of dz/dx taken off. So from a point outwards the density is its value there times $e^{-E}$ with E
convex, and a tail is an integral by one rule of few points. E is formed from the growth of $1 + z^2 / (2 - \alpha)$
along the way; nothing cancels.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.arcsinh_gap import arcsinh_gap
from nllax._numerics.exponentials import expm1mx, expm1mx_over_square
from nllax._numerics.partials import with_slopes
from nllax._numerics.powers import positive_power
from nllax._numerics.robust_loss import floored_gap, robust_loss
from nllax._numerics.robust_normaliser import log_robust_normaliser
from nllax._numerics.tails import ShapedTail, cut, tail_averages
from nllax._numerics.two_sided import Distance, Side, mass_between, masses
from nllax._typing import Numeric

_MARGIN = 6
"""How much farther than to the cut the exponent is followed: the scores grow as its square."""

_LARGEST = 1e37
"""Where a number that would overflow is cut; what depends on it is no longer a probability in this dtype."""


class RobustStart(NamedTuple):
    r"""A distance d with what the exponent is made of; $\epsilon = 2 - \alpha$."""

    distance: Array
    unit: Array
    r"""$\sqrt{\epsilon + d^2}$"""
    tangent: Array
    r"""$d / \sqrt{\epsilon + d^2}$"""
    grown: Array
    r"""$\epsilon(1 + d^2 / \epsilon)^{\alpha / 2}$"""


def robust_start(distance: Array, alpha: Array) -> RobustStart:
    """What the exponent is made of, from a distance outwards."""
    gap = floored_gap(alpha)
    root = jnp.sqrt(gap)
    unit = jnp.hypot(root, distance)
    heavy = alpha < 1
    power = positive_power(unit / root, jnp.where(heavy, alpha, gap), jnp.zeros_like(unit))
    grown = jnp.where(heavy, gap * power, unit * (unit / power))
    return RobustStart(distance, unit, distance / unit, jnp.minimum(grown, _LARGEST))


def over_alpha(r: Array, alpha: Array) -> Array:
    r"""$(e^{\alpha r} - 1) / \alpha - r$, for alpha from 0 up."""
    t = alpha * r
    near = t < 1
    inner = jnp.where(near, t, 0)
    return jnp.where(near, inner * r * expm1mx_over_square(inner), expm1mx(t) / jnp.where(near, 1, alpha))


def _growth(n: Array, start: RobustStart) -> Array:
    r"""The growth of $\epsilon + d^2$ over n units outwards, less 1."""
    return n * (2 * start.tangent + n)


def _loss_growth(delta: Array, start: RobustStart, alpha: Array) -> Array:
    """By how much the loss grows, for alpha from 1 up."""
    q = 0.5 * floored_gap(alpha) * jnp.log1p(delta)
    return start.grown / alpha * (delta * jnp.exp(-q) + jnp.expm1(-q))


def _rise(start: RobustStart, width: Array, alpha: Array) -> Array:
    """By how much the loss grows over a width."""
    heavy = alpha < 1
    delta = _growth(jnp.minimum(width / start.unit, 1e18), start)
    r = 0.5 * jnp.log1p(delta)
    return jnp.where(
        heavy,
        start.grown * (r + over_alpha(r, jnp.where(heavy, alpha, 0))),
        _loss_growth(delta, start, jnp.where(heavy, 1, alpha)),
    )


def _reach(start: RobustStart, alpha: Array, heavy: Array) -> Array:
    """How far the exponent takes to the cut, or little more, in the coordinate of the integral."""
    level = cut(alpha.dtype) + _MARGIN
    t = start.tangent
    light_alpha = jnp.where(heavy, 1, alpha)
    delta = jnp.expm1(2 / light_alpha * jnp.log1p(level * light_alpha / start.grown))
    light = delta / (t + jnp.sqrt(t * t + delta))

    a, g = jnp.where(heavy, alpha, 1), jnp.where(heavy, start.grown, 1)
    r = 2 * level / ((g - 1) + jnp.sqrt((g - 1) ** 2 + 2 * g * a * level))
    small = a < 0.01
    safe = jnp.where(small, 1, a)
    r = jnp.where(small, r, jnp.minimum(r, jnp.log1p(a * (level + r) / g) / safe))
    k = jnp.expm1(r)
    far = jnp.log1p((k + k * (k + 2) / (jnp.sqrt(k * (k + 2) + t * t) + t)) / (1 + t))
    return jax.lax.stop_gradient(jnp.where(heavy, far, light))


def robust_stretch(
    start: RobustStart, width: Array, alpha: Array, scores: Callable[[Array], tuple[Array, ...]]
) -> tuple[Array, tuple[Array, ...]]:
    """The integral over a width outwards of the density over the one at the start, and the means of some scores."""
    heavy = alpha < 1
    root = jnp.sqrt(floored_gap(alpha))
    u = start.distance / root
    bounded = width < math.inf
    finite = jnp.where(bounded, width, 1)
    length = jnp.where(heavy, arcsinh_gap(u, u + finite / root, finite / root), finite / start.unit)
    length = jnp.minimum(jnp.where(bounded, length, math.inf), _reach(start, alpha, heavy))
    heavy_alpha, light_alpha = jnp.where(heavy, alpha, 0), jnp.where(heavy, 1, alpha)

    def integrand(v: Array) -> tuple[Array, tuple[Array, ...]]:
        x, n = jnp.where(heavy, v, 0), jnp.where(heavy, 0, v)
        sinh, half = jnp.sinh(x), jnp.sinh(0.5 * x)
        r = jnp.log1p(2 * half * half + start.tangent * sinh)
        bent = (start.grown - 1) * r + start.grown * over_alpha(r, heavy_alpha)
        plain = _loss_growth(_growth(n, start), start, light_alpha)
        z = jnp.where(heavy, start.distance * jnp.cosh(x) + start.unit * sinh, start.distance + start.unit * n)
        z = jnp.minimum(z, 0.1 * float(jnp.finfo(z.dtype).max))
        return jnp.where(heavy, bent, plain), scores(z)

    mass, means = tail_averages(integrand, length, more=6)
    return start.unit * mass, means


def _loss_and_tilt(z: Array, alpha: Array) -> tuple[Array, Array]:
    """The loss and its slope in alpha."""
    return jax.jvp(lambda a: robust_loss(z, a), (alpha,), (jnp.ones_like(alpha),))


def _side(alpha: Array, shape: tuple[int, ...]) -> Side:
    log_total, slope = jax.jvp(log_robust_normaliser, (alpha,), (jnp.ones_like(alpha),))  # before it is broadcast
    alpha = jnp.broadcast_to(alpha, shape)

    def stretch(distance: Distance, width: Array) -> tuple[Array, Array]:
        mass, (tilt,) = robust_stretch(
            robust_start(distance[0], alpha), width, alpha, lambda z: (_loss_and_tilt(z, alpha)[1],)
        )
        return mass, -(tilt + slope)

    return Side(
        log_density=lambda distance: -robust_loss(distance[0], alpha) - log_total,
        rise=lambda distance, width: _rise(robust_start(distance[0], alpha), width, alpha),
        stretch=stretch,
        middle=jnp.ones_like(alpha),
    )


@with_slopes
def robust_mean_loss(alpha: Array) -> tuple[Array, Array]:
    r"""The expectation of the loss: log 4 at 0, down to 1/2 at 2."""

    def scores(z: Array) -> tuple[Array, ...]:
        loss, tilt = _loss_and_tilt(z, alpha)
        return loss, tilt, loss * tilt

    zero = jnp.zeros_like(alpha)
    _, (loss, tilt, product) = robust_stretch(robust_start(zero, alpha), zero + math.inf, alpha, scores)
    return loss, tilt + loss * tilt - product


def robust_masses(z: Array, alpha: Array) -> tuple[ShapedTail, ShapedTail]:
    """The masses below and above z."""
    side = _side(alpha, jnp.broadcast_shapes(z.shape, alpha.shape))
    z = jnp.broadcast_to(z, side.middle.shape)
    return masses(z, jnp.zeros_like(z), side)


@with_slopes
def log_robust_cdf(z: Numeric, alpha: Numeric) -> tuple[Array, ...]:
    """The log of the mass below z."""
    return tuple(robust_masses(z, alpha)[0])


@with_slopes
def log_robust_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric, alpha: Numeric) -> tuple[Array, ...]:
    """The log of the mass between two targets, for intervals far out, narrow or infinite."""
    ends = (low - loc) / scale, (high - loc) / scale, (high - low) / scale, jnp.zeros_like(alpha)
    a, b, width, zero = jnp.broadcast_arrays(*ends)
    side = _side(alpha, zero.shape)
    return mass_between((a, zero), (b, zero), width, side, side).of_targets(scale)
