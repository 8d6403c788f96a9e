r"""The distribution functions of the generalized normal distribution: the power $w = |z|^\beta$ is gamma distributed.

Its shape is $1 / \beta$, so the mass beyond z > 0 is half of $Q(1 / \beta, w)$.
"""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._numerics.gamma_function import log_gamma_1p
from nllax._numerics.gamma_inverse import log_gamma_ratio
from nllax._numerics.gamma_tails import LARGEST, GammaPoint, GammaTail, gamma_point, gamma_tails
from nllax._numerics.partials import with_slopes
from nllax._numerics.powers import positive_power
from nllax._numerics.quotient import quotient_error
from nllax._numerics.symmetric_quantile import symmetric_quantile
from nllax._numerics.tails import with_ends
from nllax._typing import Numeric

_LOG_2 = math.log(2)


class PowerResidual(NamedTuple):
    """A target in units of the scale: its distance from 0, the side, and the power of the distance."""

    distance: Array
    negative: Array
    w: Array
    """Cut where it would overflow."""
    log_distance: Array
    """0 where the distance is 0 or infinite."""

    @property
    def z(self) -> Array:
        return jnp.where(self.negative, -self.distance, self.distance)

    @property
    def at_centre(self) -> Array:
        return self.distance == 0

    @property
    def at_end(self) -> Array:
        return self.distance == math.inf

    def point(self, power: Array) -> GammaPoint:
        """At 1 where the distance is 0 or infinite."""
        ordinary = ~(self.at_centre | self.at_end)
        x = jnp.where(ordinary, self.w, 1)
        return gamma_point(1 / power, x, power * self.log_distance, jnp.zeros_like(x))


def power_residual(y: Array, loc: Array, scale: Array, power: Array) -> PowerResidual:
    z = (y - loc) / scale
    return power_residual_at(z, quotient_error(y, loc, scale, z), power)


def power_residual_at(z: Array, error: Array, power: Array) -> PowerResidual:
    """Where z lacks a small error, which the power would amplify."""
    negative = z < 0
    distance, rest = jnp.where(negative, -z, z), jnp.where(negative, -error, error)
    ordinary = (distance > 0) & (distance < math.inf)
    safe = jnp.where(ordinary, distance, 1)
    log_distance = jnp.log(safe) + jnp.where(ordinary, rest / safe, 0)
    w = jnp.minimum(positive_power(distance, power, rest), LARGEST)
    return PowerResidual(distance, negative, w, log_distance)


def sides(residual: PowerResidual, power: Array) -> tuple[GammaTail, GammaTail]:
    """The mass within the distance and the mass beyond, each of both signs."""
    return with_ends(residual.at_centre, residual.at_end, *gamma_tails(1 / power, residual.point(power)))


def slope_in_power(residual: PowerResidual, power: Array, tail: GammaTail) -> Array:
    return tail.by_log_x * residual.log_distance - tail.by_shape / power / power


@with_slopes
def _log_lower(y: Array, loc: Array, scale: Array, power: Array) -> tuple[Array, ...]:
    residual = power_residual(y, loc, scale, power)
    _, beyond = sides(residual, power)
    half = 0.5 * jnp.exp(beyond.log_mass)
    log_mass = jnp.where(residual.negative, beyond.log_mass - _LOG_2, jnp.log1p(-half))
    share = jnp.where(residual.negative, 1, -half / (1 - half))

    near = residual.distance < 1
    density = jnp.exp(-jnp.where(near, residual.w, 0) - log_gamma_1p(1 / power) - _LOG_2 - log_mass)
    safe = jnp.where(near | residual.at_end, 1, residual.distance)
    hazard = -beyond.by_log_x * power / safe * abs(share)
    by_z = jnp.where(near, density, hazard)
    by_scale = -jnp.where(residual.at_end, 0, residual.z) * by_z / scale
    return log_mass, by_z / scale, -by_z / scale, by_scale, share * slope_in_power(residual, power, beyond)


def log_generalized_normal_cdf(y: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    r"""$\log[\frac12 Q(1 / \beta, |z|^\beta)]$ below the mean, $\log[1 - \frac12 Q(1 / \beta, z^\beta)]$ above."""
    return _log_lower(*jnp.broadcast_arrays(y, loc, scale, power))


def log_generalized_normal_sf(y: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(*jnp.broadcast_arrays(loc, y, scale, power))


def generalized_normal_quantile(p: Numeric, loc: Numeric, scale: Numeric, power: Numeric) -> Array:
    r"""$\mu \pm \alpha w^{1 / \beta}$."""
    a = 1 / power
    log_peak = -_LOG_2 - log_gamma_1p(a)
    return symmetric_quantile(p, loc, scale, lambda q, rest: a * (log_gamma_ratio(q, rest, a) + jnp.log(a)), log_peak)
