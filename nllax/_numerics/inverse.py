"""Where a log-concave density leaves a given mass on one side: what quantiles are made of."""

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_slopes_at_value
from nllax._numerics.tails import choose

Side = tuple[Array, ...]
"""The logarithm of the mass on one side of a point, then its slopes in the point and in the parameters."""

Curve = Callable[..., tuple[Side, Side, Array]]

_MOST_STEPS = 30
_FAR = -0.99
"""From a hundred times the logarithm of the mass it is, the bend is rounding, and the fall a double exponential."""


def inverse(curve: Curve) -> Callable[..., Array]:
    r"""The function `s(p, q, *parameters)`: the point with the mass p below it and q = 1 - p above.

    `curve(s, *parameters)` gives the sides below and above s, and the slope of the log-density g, which is largest at
    s = 0. Both masses are given, as each may be too close to 1 to tell the other.

    The log-mass L of a side is concave. From the mode outwards, a distance v away, it is approximated by
    $L - \frac{h}{k}(e^{kv} - 1)$ with the same slope, -h, and bend, -hk: a side is a hazard h times what it leaves, so
    that k = h - |g'| needs no further derivative. That is exact where the tail is a power, $k = 0$, or falls as the
    double exponential of the point, and good in between: at most six steps from the mode over all of a gamma family.
    The derivative is that of an implicit function, by the slopes of the side that was searched.
    """

    def slopes(s: Array, log_p: Array, log_q: Array, p: Array, q: Array, *parameters: Array) -> list[Array | None]:
        below, above, bend = curve(s, *parameters)
        lower = bend > 0
        _, by_s, *others = choose(lower, below, above)
        by_mass = 1 / by_s
        by_masses = [jnp.where(lower, by_mass, 0), jnp.where(lower, 0, by_mass)]
        return [*by_masses, None, None, *(-slope / by_s for slope in others)]

    @with_slopes_at_value(slopes)
    def point(log_p: Array, log_q: Array, p: Array, q: Array, *parameters: Array) -> Array:
        log_p, log_q, p, q, *values = jnp.broadcast_arrays(log_p, log_q, p, q, *parameters)
        return _search(lambda s: curve(s, *values), log_p, log_q, p, q)

    return lambda p, q, *parameters: point(_log(p, q), _log(q, p), p, q, *parameters)


def _log(p: Array, q: Array) -> Array:
    """The logarithm of p, by q = 1 - p where that is the smaller."""
    small = p < q
    return jnp.where(small, jnp.log(jnp.where(small, p, 1)), jnp.log1p(-jnp.where(small, 0, q)))


def _search(curve: Curve, log_p: Array, log_q: Array, p: Array, q: Array) -> Array:
    """The point, on the side of the mode where the mass is not more than the mode leaves."""
    zero, infinite = jnp.zeros_like(p), jnp.full_like(p, math.inf)
    (log_lower, *_), _, _ = curve(zero)
    lower = log_p < log_lower
    side = jnp.where(lower, -1, 1).astype(p.dtype)
    log_mass, mass, rest = jnp.where(lower, log_p, log_q), jnp.where(lower, p, q), jnp.where(lower, q, p)
    enough = 0.25 * float(jnp.finfo(p.dtype).eps) ** (1 / 3)  # of the last but one error: the last is its cube
    enough = enough * jnp.minimum(1, rest / mass)  # where what is inside is the smaller part, it is what must be right

    def is_far(state: tuple[Array, ...]) -> Array:
        _, _, _, excess, count = state
        return (count < _MOST_STEPS) & (abs(excess) > enough).any()

    def step(state: tuple[Array, ...]) -> tuple[Array, ...]:
        distance, near, far, _, count = state
        below, above, bend = curve(side * distance)
        (log_outside, by_s, *_), (log_inside, *_) = choose(lower, below, above), choose(lower, above, below)
        excess = _excess(log_outside, log_inside, log_mass, mass, rest)
        near, far = jnp.where(excess > 0, distance, near), jnp.where(excess > 0, far, distance)
        hazard = -side * by_s
        stride = excess / hazard
        beyond = jnp.minimum(log_mass / log_outside - 1, 0)
        w = jnp.where(beyond < _FAR, beyond, jnp.maximum((hazard + side * bend) * stride, beyond))
        proposed = distance + stride * jnp.where(w == 0, 1, jnp.log1p(w) / jnp.where(w == 0, 1, w))
        between = (proposed >= near) & (proposed <= far)
        return jnp.where(between, proposed, 0.5 * (near + far)), near, far, excess, count + 1

    start = zero, zero, infinite, infinite, jnp.zeros((), jnp.int32)
    distance, *_ = jax.lax.while_loop(is_far, step, start)
    return side * distance


def _excess(log_outside: Array, log_inside: Array, log_mass: Array, mass: Array, rest: Array) -> Array:
    """How much more mass there is outside, in its logarithm; by what is inside, where that is the smaller part."""
    small = (rest < mass) & (log_inside < -math.log(2))
    lacking = (rest - jnp.exp(jnp.where(small, log_inside, -1))) / mass
    return jnp.where(small, jnp.log1p(jnp.where(small, lacking, 0)), log_outside - log_mass)


def inside(p: Array) -> Array:
    """P where a quantile is sought: 1/2 in place of 0, 1 and what is no probability."""
    return jnp.where((p > 0) & (p < 1), p, 0.5)


def with_limits(p: Array, value: Array, at_zero: float, at_one: float) -> Array:
    """The quantiles of p, given those of what is `inside`, and the ends of the support; they have no slope."""
    return jnp.where(p <= 0, at_zero, jnp.where(p >= 1, at_one, value))
