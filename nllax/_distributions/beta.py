"""The beta distribution: fractions."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, unit_interval
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.beta_functions import log_beta_cdf, log_beta_interval, log_beta_sf
from nllax._numerics.deviance import deviance
from nllax._numerics.log_beta import beta_remainder
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.stirling import score_offset
from nllax._numerics.two_float import product_with_error, two_sum
from nllax._typing import Numeric


def _difference(y: Numeric, a: Numeric, b: Numeric) -> Array:
    r"""$\alpha(1 - y) - \beta y$, the products in two floats."""
    (p, e), (q, f) = product_with_error(a, y), product_with_error(b, y)
    s, t = two_sum(a, -p)
    return (s - q) + (t - e - f)


def _log_weight(x: Array, log_x: Array, a: Array, total: Array, difference: Array) -> Array:
    r"""$(\alpha - 1)\log x - \alpha\log\frac{\alpha}{\alpha + \beta}$ plus the difference.

    As a deviance, but for small shapes, where nothing large cancels, and next to the end, where nothing can.
    """
    direct = (a < 2) | (x < 1e-18)
    flat = a == 1
    power = jnp.where(flat, 0, (a - 1) * jnp.where(flat, 0, log_x))
    plain = power - a * jnp.log(a / total) + difference
    far = -deviance(a, jnp.where(direct, a, total * x), jnp.where(direct, 0, difference)) - log_x
    return jnp.where(direct, plain, far)


def _shape_score(x: Array, a: Array, total: Array, difference: Array) -> Array:
    r"""$\log x - \psi(\alpha) + \psi(\alpha + \beta)$."""
    near = abs(difference) < 0.5 * a
    tiny = x < 1e-20
    ratio = (total * jnp.where(tiny, 2.0**64 * x, x)) / a
    far = jnp.log(jnp.where(near, 1, ratio)) - jnp.where(tiny, 64 * math.log(2), 0)
    log_ratio = jnp.where(near, jnp.log1p(jnp.where(near, -difference / a, 0)), far)
    return log_ratio + (score_offset(a) - score_offset(total))


def _pull(x: Array, a: Array) -> Array:
    """The slope of a power; none for a flat one, at its end too."""
    flat = a == 1
    return jnp.where(flat, 0, (a - 1) / jnp.where(flat, 1, x))


def _target_score(y: Numeric, a: Numeric, b: Numeric) -> Array:
    small = (a < 2) | (b < 2)
    return jnp.where(small, _pull(y, a) - _pull(1 - y, b), (_difference(y, a, b) - (1 - 2 * y)) / y / (1 - y))


@with_partials(
    _target_score,
    lambda y, a, b: _shape_score(y, a, a + b, _difference(y, a, b)),
    lambda y, a, b: _shape_score(1 - y, b, a + b, -_difference(y, a, b)),
)
def log_prob(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""Beta log-likelihood.

    $$\log p(y \mid \alpha, \beta) = (\alpha - 1)\log y + (\beta - 1)\log(1 - y) - \log B(\alpha, \beta)$$

    Evaluated as Loader's deviances of $\alpha$ and $\beta$ from what y makes of their sum, and Stirling's remainders,
    in which the large terms cancel on paper; next to a shape below 2 they are small, and evaluated as written.

    Loss: beta regression, of rates and proportions.

    Args:
      y: targets, from 0 to 1. At 0 the density is infinite, $\beta$ or 0, for a concentration1 below, at or above 1,
        and at 1 the other way round. Shape (...).
      concentration1: $\alpha > 0$, what pulls towards 1; the mean is $\alpha / (\alpha + \beta)$. Broadcasts with y.
      concentration0: $\beta > 0$, what pulls towards 0. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 20 units and gradient within 4 (of eps, relative to the larger of 1 and the reference; the
    gradient times y (1 - y), concentration1 and concentration0), for concentrations from 1e-4 to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.beta.log_prob(0.25, 2.0, 3.0)), 4))
      0.5232

    Reference: Ferrari and Cribari-Neto (2004), Beta regression for modelling rates and proportions; Loader (2000), Fast
    and accurate computation of binomial probabilities.
    """
    a, b = concentration1, concentration0
    total, difference = a + b, _difference(y, a, b)
    ones = _log_weight(y, jnp.log(y), a, total, difference)
    zeros = _log_weight(1 - y, jnp.log1p(-y), b, total, -difference)
    return ones + zeros + (0.5 * jnp.log(a * (b / total)) - HALF_LOG_2PI + beta_remainder(a, b))


def sample(key: Array, concentration1: Numeric, concentration0: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """The share of one of two gamma draws: differentiable in both parameters."""
    leading, dtype = draw_shape(shape, concentration1, concentration0), jnp.result_type(concentration1)
    return jax.random.beta(key, concentration1, concentration0, leading, dtype)


def mean(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\alpha / (\alpha + \beta)$."""
    return concentration1 / (concentration1 + concentration0)


def variance(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\alpha\beta / [(\alpha + \beta)^2(\alpha + \beta + 1)]$."""
    total = concentration1 + concentration0
    return (concentration1 / total) * (concentration0 / total) / (total + 1)


def mode(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$(\alpha - 1) / (\alpha + \beta - 2)$; the end of the smaller one unless both are above 1, 1/2 if both are 1."""
    a, b = concentration1, concentration0
    peaked = (a > 1) & (b > 1)
    ones, zeros = jnp.where(peaked, a - 1, 1), jnp.where(peaked, b - 1, 1)
    end = jnp.where((a == 1) & (b == 1), 0.5, jnp.where(a < b, 0, 1))
    return jnp.where(peaked, ones / (ones + zeros), end)


def entropy(concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\log B - (\alpha - 1)\psi(\alpha) - (\beta - 1)\psi(\beta) + (\alpha + \beta - 2)\psi(\alpha + \beta)$.

    Its large terms are cancelled on paper.
    """
    a, b = concentration1, concentration0
    total = a + b
    offsets = (a - 1) * score_offset(a) + (b - 1) * score_offset(b) - (total - 2) * score_offset(total)
    leading = 0.5 * jnp.log(a * (b / total)) - jnp.log(total) + HALF_LOG_2PI
    return leading - beta_remainder(a, b) + offsets


beta = Distribution(
    name="beta",
    parameters=(Parameter("concentration1", positive), Parameter("concentration0", positive)),
    support=unit_interval,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_beta_cdf,
    log_sf=log_beta_sf,
    log_interval=log_beta_interval,
)
