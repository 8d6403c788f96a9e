"""The weight x^a e^-x / Gamma(a) of the gamma function's integrand, on which densities of gamma type are built."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import deviance, log_ratio
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder, stirling_slope


def is_direct(a: Array, x: Array) -> Array:
    """Where the weight is evaluated as it is written: at small shapes nothing large cancels, at extreme x nothing can.

    Elsewhere it is Loader's deviance of the shape from x.
    """
    return (a < 2) | (x < 1e-18) | (x > 1e30)


def log_gamma_weight(a: Array, x: Array, log_x: Array, difference: Array, power: Array) -> Array:
    r"""$p \log x - x - \log\Gamma(a)$ where direct, else $a \log x - x - \log\Gamma(a)$, given $a - x$ exactly.

    The power p, a or a - 1, is what a density has for an exponent there: if it is 1e-6, the product with log x must be
    formed before anything is added. Error: 3 units of eps relative to the larger of 1 and the largest term that the
    density has by nature.

    Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
    """
    direct = is_direct(a, x)
    log_a = jnp.log(a)
    product = jnp.where(power == 0, 0, power * log_x)
    plain = product - a * log_a + difference
    far = -deviance(a, jnp.where(direct, a, x), jnp.where(direct, 0, difference))
    return jnp.where(direct, plain, far) + (0.5 * log_a - HALF_LOG_2PI - stirling_remainder(a))


def gamma_shape_score(a: Array, x: Array, log_x: Array, difference: Array) -> Array:
    r"""$\log x - \psi(a)$, the slope of the log-weight in its shape."""
    direct = is_direct(a, x)
    log_quotient = -log_ratio(a, jnp.where(direct, a, x), jnp.where(direct, 0, difference))
    return jnp.where(direct, log_x - jnp.log(a), log_quotient) + 0.5 / a - stirling_slope(a)


def gamma_entropy(a: Array, sign: int) -> Array:
    r"""$a + \log\Gamma(a) + (s - a)\psi(a)$: the entropy of a gamma variable of rate 1 to the power s, 1 or -1."""
    leading = (sign - 0.5) * jnp.log(a) + (HALF_LOG_2PI + 0.5)
    return leading + stirling_remainder(a) - sign * 0.5 / a + (sign - a) * stirling_slope(a)
