r"""The mass of the inverse Gaussian distribution between two points.

In $\log y$ the density is log-concave. From a point outwards, at $ye^{\pm v}$, it is its value there times $e^{-E}$,
with $E(v) = gv + d(e^v - 1 - v) + c(e^{-v} - 1 + v)$ in which d and c are $\lambda y / 2\mu^2$ and $\lambda / 2y$, on
the left the other way round, and $g = d - c \pm \frac12$. So the mass is that value times the integral of $e^{-E}$, and
its slopes in the parameters are averages of the scores by the same nodes.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.inverse_gaussian_tails import (
    InverseGaussianPoint,
    concentration_slope,
    inverse_gaussian_point,
    inverse_gaussian_tail,
    loc_slope,
)
from nllax._numerics.normal_tail import normal_log_density
from nllax._numerics.partials import with_slopes
from nllax._numerics.tails import choose, cut, tail_averages
from nllax._typing import Numeric


class _Fall(NamedTuple):
    """What the exponent E is made of."""

    side: Array
    gap: Array
    growing: Array
    shrinking: Array

    def __call__(self, v: Array) -> Array:
        return self.gap * v + self.growing * expm1mx(v) + self.shrinking * expm1mx(-v)

    def slope(self, v: Array) -> Array:
        return self.gap + self.growing * jnp.expm1(v) - self.shrinking * jnp.expm1(-v)


def _reach(fall: _Fall) -> Array:
    """Where E reaches the cut or little more: by bounds of E from below, and two steps of Newton, from the right."""
    up = fall.side > 0
    level = cut(fall.gap.dtype)
    parabola = 2 * level / (fall.gap + jnp.sqrt(fall.gap * fall.gap + 2 * fall.growing * level))
    exponential = jnp.log1p((level + fall.shrinking + jnp.where(up, 0, 0.5 * parabola)) / fall.growing)
    line = jnp.where(up, 2 * (level + fall.shrinking), jnp.inf)
    v = jnp.minimum(jnp.minimum(parabola, exponential), line)
    for _ in range(2):
        v = v - (fall(v) - level) / fall.slope(v)
    return v


def _direct(
    start: Array, point: InverseGaussianPoint, up: Array, width: Array, loc: Array, ratio: Array
) -> tuple[Array, ...]:
    """The log-mass over a width in log y, and the density of log y over the mass at the start, and at the end."""
    right, left = 0.5 * ratio * (start / loc), 0.5 * point.r * point.r
    side = jnp.where(up, 1, -1).astype(ratio.dtype)
    fall = _Fall(side, -side * point.bend, jnp.where(up, right, left), jnp.where(up, left, right))

    def integrand(v: Array) -> tuple[Array, tuple[Array, Array]]:
        """The scores are in the logarithms of the parameters, by t / loc - 1."""
        excess = (start - loc) / loc + start / loc * jnp.expm1(side * v)
        pull = ratio * excess
        return fall(v), (pull, 0.5 - 0.5 * pull * (excess / (start / loc * jnp.exp(side * v))))

    mass, scores = tail_averages(integrand, jnp.minimum(width, jax.lax.stop_gradient(_reach(fall))))
    return point.log_density + jnp.log(mass), 1 / mass, jnp.exp(-fall(width)) / mass, *scores


def _left_over(low: InverseGaussianPoint, high: InverseGaussianPoint, rest: Array, ratio: Array) -> tuple[Array, ...]:
    """The same, where the mass is what two small tails leave."""
    at_low, at_high = (jnp.exp(normal_log_density(point.a)) / rest for point in (low, high))
    by_loc = at_low * loc_slope(low, ratio) - at_high * loc_slope(high, ratio)
    by_concentration = at_low * concentration_slope(low) - at_high * concentration_slope(high)
    return jnp.log(rest), at_low * low.r, at_high * high.r, by_loc, by_concentration


@with_slopes
def log_inverse_gaussian_interval(
    low: Numeric, high: Numeric, loc: Numeric, concentration: Numeric
) -> tuple[Array, ...]:
    r"""$\log[F(h) - F(l)]$ for 0 < l < h < inf: integrated from the denser end, or what two small tails leave."""
    ratio = concentration / loc
    first, last = (inverse_gaussian_point(y, loc, concentration) for y in (low, high))
    below = inverse_gaussian_tail(first).log_side(lower=True)
    above = inverse_gaussian_tail(last).log_side(lower=False)
    outside = jnp.exp(below) + jnp.exp(above)
    wide = outside < 0.5

    falls, rises = first.bend <= 0, last.bend >= 0  # all along: far out the rounded densities cannot tell
    up = falls | (~rises & (first.log_density >= last.log_density))
    start, point = jnp.where(up, low, high), choose(up, first, last)
    width = jnp.where(wide, 1, log_ratio(high, low, high - low))
    log_mass, at_start, at_end, *scores = _direct(start, point, up, width, loc, ratio)
    direct = (log_mass, jnp.where(up, at_start, at_end), jnp.where(up, at_end, at_start), *scores)
    left_over = _left_over(first, last, 1 - jnp.where(wide, outside, 0), ratio)
    log_mass, at_low, at_high, by_loc, by_concentration = choose(wide, left_over, direct)
    return jnp.minimum(log_mass, 0), -at_low / low, at_high / high, by_loc / loc, by_concentration / concentration
