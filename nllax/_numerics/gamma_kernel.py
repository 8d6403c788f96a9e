r"""The kernel $x^p e^{-x} / \Gamma(a)$ of a gamma variable, p being a or a - 1, less the logarithms that do not need x.

As `gamma_weight`, for vectors, of which each entry should take one logarithm. So the shape is either small, below 1,
where nothing large cancels, or of a size at which Stirling's series needs no recurrence.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import deviance_of, log_ratio_of
from nllax._numerics.gamma_function import digamma_1p_series, log_gamma_1p_series
from nllax._numerics.stirling import score_offset_series, stirling_series


def is_small(a: Array) -> Array:
    """Where the kernel is taken as it is written, not relative to its size at x = a."""
    return a < 1


class KernelPoint(NamedTuple):
    """A point x and a shape a, formed without cancellation by `kernel_point`."""

    a: Array
    x: Array
    log_x: Array
    r"""$\log x$ where the shape is small, $\log(x / a)$ where it is not; not to be used where near."""
    near: Array
    """Within a factor of three of a shape that is not small."""
    contrast: Array
    r"""There, $(a - x) / (a + x)$; elsewhere 0."""


def kernel_point(a: Array, x: Array, difference: Array, log_x: Array) -> KernelPoint:
    """The point x, given its difference a - x exactly, and its logarithm as `KernelPoint` says."""
    contrast = difference / (a + x)
    near = ~is_small(a) & (abs(contrast) < 0.5)
    return KernelPoint(a, x, log_x, near, jnp.where(near, contrast, 0))


def _sides(a: Array) -> tuple[Array, Array, Array]:
    """Whether the shape is small, and a harmless one on either side where it is not of that side."""
    small = is_small(a)
    return small, jnp.where(small, a, 1), jnp.where(small, 1, a)


def log_kernel(point: KernelPoint, lacking: int) -> Array:
    r"""$p\log x - x - \log\Gamma(1 + a)$ where the shape is small, $p\log(x / a) - (x - a) - \delta(a)$ where not.

    The power is $p = a - k$, where k, 0 or 1, is what it is `lacking`, and 0 log 0 is 0; $\delta$ is Stirling's
    remainder. Error: 3 units of eps relative to the larger of 1 and the result.
    """
    a, x, log_x, near, u = point
    small, low, high = _sides(a)
    power = a - lacking
    flat = power == 0
    product = jnp.where(flat, 0, power * jnp.where(flat, 0, log_x))
    direct = product - x - log_gamma_1p_series(low)
    close = lacking * log_ratio_of(u) - deviance_of(a, u)
    return jnp.where(small, direct, jnp.where(near, close, product + (a - x)) - stirling_series(high))


def kernel_score(point: KernelPoint) -> Array:
    r"""$\log x - \psi(a)$."""
    a, _, log_x, near, u = point
    small, low, high = _sides(a)
    direct = log_x + (1 / low - digamma_1p_series(low))
    return jnp.where(small, direct, jnp.where(near, -log_ratio_of(u), log_x) + score_offset_series(high))
