r"""The tails of the inverse Gaussian distribution, of mean $\mu$ and shape $\lambda$."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.mills_difference import mills_drop, mills_fall
from nllax._numerics.normal_tail import mills, normal_log_density


class InverseGaussianPoint(NamedTuple):
    r"""$r = \sqrt{\lambda / y}$, $a = r(y - \mu) / \mu$ and $b = r(y + \mu) / \mu$: everything is written in them."""

    r: Array
    a: Array
    b: Array

    @property
    def log_density(self) -> Array:
        r"""Of $\log y$."""
        return normal_log_density(self.a) + jnp.log(self.r)

    @property
    def bend(self) -> Array:
        """The slope of that in log y."""
        return -0.5 * (1 + self.a * self.b)


def inverse_gaussian_point(y: Array, loc: Array, concentration: Array) -> InverseGaussianPoint:
    """The point y > 0."""
    r = jnp.sqrt(concentration / y)
    return InverseGaussianPoint(r, r * ((y - loc) / loc), r * (y / loc + 1))


def loc_slope(point: InverseGaussianPoint, ratio: Array) -> Array:
    r"""$-\mu\,\partial_\mu P(Y \le y) / \varphi(a)$, given $\lambda / \mu$."""
    return 2 * ratio * mills(point.b)


def concentration_slope(point: InverseGaussianPoint) -> Array:
    r"""$-\lambda\,\partial_\lambda P(Y \le y) / \varphi(a)$."""
    return point.r * (mills_fall(point.b) - point.a * mills(point.b))


class InverseGaussianTail(NamedTuple):
    r"""The smaller side, or nearly: $T = \varphi(a) J$."""

    is_lower: Array
    log_density: Array
    j: Array

    def log_side(self, *, lower: bool) -> Array:
        """The log-probability of a side."""
        log_tail = self.log_density + jnp.log(self.j)
        is_tail = self.is_lower == lower
        return jnp.where(is_tail, log_tail, jnp.log1p(-jnp.exp(jnp.where(is_tail, -1, log_tail))))

    def density_ratio(self, *, lower: bool) -> Array:
        r"""$\varphi(a)$ over the probability of a side."""
        is_tail = self.is_lower == lower
        density = jnp.exp(self.log_density)
        return jnp.where(is_tail, 1 / self.j, density / (1 - jnp.where(is_tail, 0, density * self.j)))


def inverse_gaussian_tail(point: InverseGaussianPoint) -> InverseGaussianTail:
    r"""Below, $J = M(-a) + M(b)$ with the Mills ratio M; above, $M(a) - M(b)$. Neither cancels.

    As $e^{2\lambda / \mu}\varphi(b) = \varphi(a)$, no exponential can overflow.
    """
    r, a, b = point
    is_lower = (a <= 0) & (b >= 1)
    below = mills(jnp.where(is_lower, -a, 0)) + mills(b)
    above = mills_drop(jnp.where(is_lower, 0, a), b, jnp.where(is_lower, b, 2 * r))
    return InverseGaussianTail(is_lower, normal_log_density(a), jnp.where(is_lower, below, above))
