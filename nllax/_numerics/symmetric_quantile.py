"""Quantiles of a symmetric distribution, by the mass around its centre."""

import math
from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import times_exp
from nllax._numerics.inverse import inside, with_limits


def symmetric_quantile(
    p: Array, loc: Array, scale: Array, log_distance: Callable[[Array, Array], Array], log_peak: Array
) -> Array:
    r"""$\mu \pm \sigma z$, where `log_distance(q, 1 - q)` is log z with the mass q between -z and z.

    So it is as exact next to the median as far out. At the median, where z has no logarithm, its slope is the
    reciprocal of the density there, whose logarithm for a scale of 1 is the `log_peak`. That slope may leave the range
    of floating point, where it is cut, for it is multiplied by 0.
    """
    lower, median = p < 0.5, p == 0.5
    middle, tails = abs(1 - 2 * inside(p)), 2 * jnp.where(lower, inside(p), 1 - inside(p))
    middle, tails = jnp.where(median, 0.5, middle), jnp.where(median, 0.5, tails)
    distance = times_exp(log_distance(middle, tails), scale, jnp.ones_like(scale))
    largest = math.log(float(jnp.finfo(log_peak.dtype).max)) - 1
    at_median = (p - 0.5) * jnp.exp(jnp.minimum(-log_peak, largest)) * scale
    residual = jnp.where(median, at_median, jnp.where(lower, -1, 1) * distance)
    return loc + with_limits(p, residual, -math.inf, math.inf)
