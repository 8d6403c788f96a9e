"""The divergence between two distributions of extremes, Gumbel or Weibull."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.log_gamma_bregman import log_gamma_bregman_1p
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.opaque import opaque
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.stirling import stirling_remainder
from nllax._numerics.two_float import Pair, log_two_float, two_product, two_sum

_EULER_GAMMA = 0.5772156649015329
_LARGEST = 88.0


class Rounded(NamedTuple):
    """A number and what rounding left out of it, which is a constant to differentiation."""

    value: Array
    error: Array


def extreme_value_divergence(ratio: Rounded, excess: Array, shift: Rounded) -> Array:
    r"""$e^t - 1 - t + \log\Gamma(r) + \gamma(r - 1)$ with $t = c + \log\Gamma(1 + r)$, given r, r - 1 exactly, and c.

    The first three terms are never negative, nor are the last two, which are what $\log\Gamma$ is above its tangent at
    1. The errors keep an exponential that is large as good as the rounding.
    """
    r, one = ratio.value, opaque(1, ratio.value)
    curve = log_gamma_bregman_1p(1 + r, 2 * one, excess)
    exponent = shift.value + ((1 - _EULER_GAMMA) * excess + curve)
    high, low = two_sum(exponent, jax.lax.stop_gradient(_correction(exponent, ratio, shift)))
    amplified = jnp.where(high > 1, jnp.exp(jnp.minimum(high, _LARGEST)) * low, 0)
    growth = expm1mx(jnp.minimum(high, 1e30)) + amplified
    return growth + (curve + ratio_excess(log_ratio(r, one, excess), r))


def _correction(exponent: Array, ratio: Rounded, shift: Rounded) -> Array:
    """What rounding left out of the exponent, where it matters."""
    matters = (exponent > 1) & (exponent < 2 * _LARGEST) & (ratio.value < 1e5)
    a, error = two_sum(opaque(1, ratio.value), jnp.where(matters, ratio.value, 1))
    log_gamma, rest = _log_gamma((a, error + jnp.where(matters, ratio.error, 0)))
    total, lost = two_sum(log_gamma, shift.value)
    return jnp.where(matters, (total - exponent) + (lost + rest + shift.error), 0)


def _log_gamma(a: Pair) -> Pair:
    r"""$\log\Gamma(a)$ for a >= 1 by Stirling's formula, in two floats: to eps / 8 and 1e-7 eps of it."""
    high, low = a
    log_a, rest = log_two_float(high)
    rest = rest + low / high
    x = high - 0.5
    product, error = two_product(x, log_a)
    total, lost = two_sum(product, -high)
    small = HALF_LOG_2PI + stirling_remainder(high)
    return total, ((error + lost) + (x * rest + low * (log_a - 1))) + small
