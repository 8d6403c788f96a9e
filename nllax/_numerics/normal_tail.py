"""The tails of the normal distribution, to the last of them."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev

_SERIES = (
    1.1670525350882472,
    -0.1610195767134654,
    -0.028002821825452974,
    0.03167452189239266,
    -0.012103231162345369,
    0.0027056129762167095,
    -0.00029931636202703166,
    -1.716686526879361e-05,
    1.0178489264109868e-05,
    -4.894829570004192e-07,
    -2.844006500151048e-07,
    3.0766283713811506e-08,
    9.180378674469537e-09,
    -1.2756102213808737e-09,
    -3.660279376104134e-10,
    4.5926359348595205e-11,
    1.7189314687646526e-11,
    -1.2726833698700693e-12,
    -8.668081913316188e-13,
    1.1061557204136741e-15,
    4.2750210770103334e-14,
    3.790937692263904e-15,
    -1.8474103010592332e-15,
    -4.0419094130708177e-16,
    5.340854385017358e-17,
    2.941479937590055e-17,
    9.076691823620142e-19,
    -1.5916377861588117e-18,
)
"""Chebyshev coefficients of `(1 + x) mills(x)` in `(x - 4) / (x + 4)`, from 60 digits."""

HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


def mills(x: Array) -> Array:
    r"""The Mills ratio $Q(x) / \varphi(x)$ of the normal distribution, for x >= 0: from 1.2533 down to 1 / x.

    Relative error: 3 units in the last place.

    Reference: Shepherd and Laframboise (1981), Chebyshev approximation of (1 + 2x) exp(x^2) erfc(x), for the form.
    """
    return chebyshev(_SERIES, 1 - 8 / (x + 4)) / (1 + x)


def normal_log_density(z: Array) -> Array:
    """The log-density of the standard normal distribution."""
    return -0.5 * z * z - HALF_LOG_2PI


@jax.custom_jvp
def log_ndtr(z: Array) -> Array:
    r"""$\log\Phi(z)$, for any z: $\log\varphi + \log$ of the Mills ratio on the left, $\log(1 - Q)$ on the right.

    The gradient is the inverse Mills ratio itself, so it is as good in the far tail as the value.
    """
    left = z < 0
    x = jnp.where(left, -z, z)
    lower = normal_log_density(x) + jnp.log(mills(x))
    return jnp.where(left, lower, jnp.log1p(-normal_survival(jnp.where(left, 1, x))))


def normal_survival(x: Array) -> Array:
    """Q(x) for x >= 0."""
    return jnp.exp(normal_log_density(x)) * mills(x)


def log_ndtr_slope(z: Array) -> Array:
    left = z < 0
    x = jnp.where(left, -z, z)
    safe = jnp.where(left, 0, x)
    return jnp.where(left, 1 / mills(x), jnp.exp(normal_log_density(safe)) / (1 - normal_survival(safe)))


@log_ndtr.defjvp
def _log_ndtr_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    (z,), (dz,) = primals, tangents
    return log_ndtr(z), log_ndtr_slope(z) * dz
