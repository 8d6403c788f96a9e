"""The normaliser of the Huber density, and its distribution functions: a normal middle and two exponential tails."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponential_average import exponential_centre
from nllax._numerics.mills_difference import mills_fall
from nllax._numerics.normal_interval import normal_interval
from nllax._numerics.partials import with_partials, with_slopes, with_slopes_at_value
from nllax._numerics.quotient import quotient_error
from nllax._numerics.two_sided import Distance, Side, mass_between, masses
from nllax._typing import Numeric

_ALL = 100.0
"""After that many e-foldings nothing is left of an exponential."""

_SQRT_2PI = math.sqrt(2 * math.pi)


def huber_edge(delta: Array) -> Array:
    r"""$e^{-\delta^2 / 2} / \delta$, the integral over each of the two tails."""
    return jnp.exp(-0.5 * delta * delta) / delta


def huber_normaliser(delta: Array) -> Array:
    """The integral of the exponential of minus the Huber loss: the normal middle and the two exponential tails."""
    return _SQRT_2PI * jax.lax.erf(math.sqrt(0.5) * delta) + 2 * huber_edge(delta)


def huber_normaliser_slope(delta: Array) -> Array:
    """The slope of its logarithm."""
    return -2 * huber_edge(delta) / (delta * huber_normaliser(delta))


@with_partials(huber_normaliser_slope)
def log_huber_normaliser(delta: Array) -> Array:
    """The logarithm of that integral."""
    return jnp.log(huber_normaliser(delta))


def _side(delta: Array) -> Side:
    log_total, slope = log_huber_normaliser(delta), huber_normaliser_slope(delta)

    def log_density(distance: Distance) -> Array:
        d, error = distance
        far = d > delta
        inner = jnp.where(far, 0, d)
        outer = delta * (jnp.where(far, d, delta) - delta + error) + 0.5 * delta * delta
        return -jnp.where(far, outer, 0.5 * inner * inner) - log_total

    def parts(distance: Distance, width: Array) -> tuple[Array, Array, Array, Array]:
        """Where the middle is entered, how much of the width is in it, how much beyond; and the fall in the middle."""
        d, error = distance
        start = jnp.minimum(d, delta)
        inside = jnp.clip(delta - d - error, 0, width)
        return start, inside, width - inside, 0.5 * inside * (2 * start + inside)

    def rise(distance: Distance, width: Array) -> Array:
        _, _, beyond, fall = parts(distance, width)
        return fall + delta * beyond

    def stretch(distance: Distance, width: Array) -> tuple[Array, Array]:
        bounded = width < math.inf
        start, inside, beyond, fall = parts(distance, jnp.where(bounded, width, delta + 1))
        entered = inside > 0
        middle = normal_interval(start, start + inside, jnp.where(entered, inside, 1)).low
        middle = jnp.where(entered, 1 / jnp.where(entered, middle, 1), 0)
        turns = jnp.where(bounded, delta * beyond, _ALL)
        tail = jnp.exp(-fall) * -jnp.expm1(-turns) / delta
        first = jnp.maximum(distance[0] - delta + distance[1], 0)
        centre = jnp.minimum(turns, _ALL)
        excess = first + centre * exponential_centre(centre) / delta
        mass = middle + tail
        share = tail / jnp.where(mass > 0, mass, 1)
        return mass, -(share * excess + slope)

    return Side(log_density, rise, stretch, jnp.maximum(1, 1 / delta))


@with_slopes
def log_huber_cdf(z: Numeric, error: Numeric, delta: Numeric) -> tuple[Array | None, ...]:
    """The log of the mass below z, which lacks a small error."""
    z, error, delta = jnp.broadcast_arrays(z, error, delta)
    mass, _ = masses(z, error, _side(delta))
    return mass.log_mass, mass.by_point, None, mass.by_shape


@with_slopes
def log_huber_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> tuple[Array, ...]:
    """The log of the mass between two targets, for intervals far out, narrow or infinite."""
    a, b = (low - loc) / scale, (high - loc) / scale
    errors = quotient_error(low, loc, scale, a), quotient_error(high, loc, scale, b)
    a, b, e, f, width, delta = jnp.broadcast_arrays(a, b, *errors, (high - low) / scale, delta)
    side = _side(delta)
    return mass_between((a, e), (b, f), width, side, side).of_targets(scale)


def _distance_slopes(distance: Array, tail: Array, delta: Array) -> tuple[Array, Array]:
    distance, tail, delta = jnp.broadcast_arrays(distance, tail, delta)
    _, above = masses(distance, jnp.zeros_like(distance), _side(delta))
    return 1 / (tail * above.by_point), -above.by_shape / above.by_point


@with_slopes_at_value(_distance_slopes)
def huber_distance(tail: Array, delta: Array) -> Array:
    """The distance from 0 beyond which there is a mass up to 1/2."""
    from jax.scipy.special import ndtri  # imported late, as in normal

    total, edge = huber_normaliser(delta), huber_edge(delta)
    far = tail * total < edge
    beyond = delta - jnp.log(jnp.where(far, tail * total / jnp.where(far, edge, 1), 1)) / delta
    inner = jnp.where(far, 0.5, tail)
    outside = inner * total - edge * mills_fall(delta)  # with a normal tail, which is lighter, instead of that one
    inside = (0.5 - inner) * total
    rest = jnp.where(inner < 0.25, outside / _SQRT_2PI, 0.5 - inside / _SQRT_2PI)
    return jnp.where(far, beyond, -ndtri(rest))
