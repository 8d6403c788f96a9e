r"""The inverse of the distribution function of the inverse Gaussian distribution.

Everything is in units of $\mu$: the ratio is $\lambda / \mu$.
"""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.inverse import Side, inverse
from nllax._numerics.inverse_gaussian_tails import (
    InverseGaussianPoint,
    InverseGaussianTail,
    concentration_slope,
    inverse_gaussian_tail,
)


def log_density_mode(ratio: Array) -> Array:
    r"""The y at which the density of $\log y$ is largest: $\sqrt{1 + f^2} - f$ with $f = \mu / 2\lambda$."""
    f = 0.5 / ratio
    return 1 / (jnp.hypot(jnp.ones_like(f), f) + f)


def _curve(s: Array, ratio: Array) -> tuple[Side, Side, Array]:
    """At the mode times e^s; `excess` is y - 1."""
    f, mode = 0.5 / ratio, log_density_mode(ratio)
    root = jnp.hypot(jnp.ones_like(f), f)
    excess = mode * jnp.expm1(s) - f * ((1 + mode) / (1 + root))
    r = jnp.sqrt(ratio / mode) * jnp.exp(-0.5 * s)
    point = InverseGaussianPoint(r, r * excess, r * (2 + excess))
    tail = inverse_gaussian_tail(point)
    by_ratio = (concentration_slope(point) - r * f / root) / ratio
    below, above = (_side(tail, r, by_ratio, lower=lower) for lower in (True, False))
    return below, above, point.bend


def _side(tail: InverseGaussianTail, by_s: Array, by_ratio: Array, *, lower: bool) -> Side:
    density = tail.density_ratio(lower=lower) * (1 if lower else -1)
    return tail.log_side(lower=lower), density * by_s, -density * by_ratio


log_mode_quotient = inverse(_curve)
r"""`log_mode_quotient(p, q, ratio)` is $\log y$ less that of the mode, where $P(Y \le y) = p$ and $P(Y > y) = q$."""
