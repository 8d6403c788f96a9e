"""The beta distribution: fractions."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, unit_interval
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.beta_functions import beta_quantile, log_beta_cdf, log_beta_interval, log_beta_sf
from nllax._numerics.gamma_kernel import KernelPoint, is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.log_beta import beta_remainder
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.two_float import product_with_error, two_sum
from nllax._numerics.wide_logarithm import wide_log_product, wide_log_product_over
from nllax._typing import Numeric


def _difference(y: Numeric, a: Numeric, b: Numeric) -> Array:
    r"""$\alpha(1 - y) - \beta y$, the products in two floats."""
    (p, e), (q, f) = product_with_error(a, y), product_with_error(b, y)
    s, t = two_sum(a, -p)
    return (s - q) + (t - e - f)


def _points(y: Numeric, a: Numeric, b: Numeric) -> tuple[KernelPoint, KernelPoint]:
    r"""$y$ and $1 - y$ as quotients of gamma variables, $(\alpha + \beta)y$ and $(\alpha + \beta)(1 - y)$."""
    total, difference = a + b, _difference(y, a, b)
    return _point(y, a, total, difference), _point(1 - y, b, total, -difference)


def _point(x: Array, a: Array, total: Array, difference: Array) -> KernelPoint:
    log_x = shared(wide_log_product_over(total, x, jnp.where(is_small(a), 1, a)))
    return kernel_point(a, total * x, difference, log_x)


def _scale(a: Array) -> Array:
    return jnp.where(is_small(a), a, 1 / jnp.sqrt(2 * math.pi * a))


def _pull(x: Array, a: Array) -> Array:
    """The slope of a power; none for a flat one, at its end too."""
    flat = a == 1
    return jnp.where(flat, 0, (a - 1) / jnp.where(flat, 1, x))


def _target_score(y: Numeric, a: Numeric, b: Numeric) -> Array:
    small = (a < 2) | (b < 2)
    return jnp.where(small, _pull(y, a) - _pull(1 - y, b), (_difference(y, a, b) - (1 - 2 * y)) / y / (1 - y))


@with_partials(
    _target_score,
    lambda y, a, b: kernel_score(_points(y, a, b)[0]) - score_offset(a + b),
    lambda y, a, b: kernel_score(_points(y, a, b)[1]) - score_offset(a + b),
)
def log_prob(y: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""Beta log-likelihood.

    $$\log p(y \mid \alpha, \beta) = (\alpha - 1)\log y + (\beta - 1)\log(1 - y) - \log B(\alpha, \beta)$$

    Evaluated as Loader's deviances of $\alpha$ and $\beta$ from what y makes of their sum, and Stirling's remainders,
    in which the large terms cancel on paper, but for a shape below 1, next to which nothing large cancels.

    Loss: beta regression, of rates and proportions.

    Args:
      y: targets, from 0 to 1. At 0 the density is infinite, $\beta$ or 0, for a concentration1 below, at or above 1,
        and at 1 the other way round. Shape (...).
      concentration1: $\alpha > 0$, what pulls towards 1; the mean is $\alpha / (\alpha + \beta)$. Broadcasts with y.
      concentration0: $\beta > 0$, what pulls towards 0. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 25 units and gradient within 5 (of eps, relative to the largest of 1, the reference and, in
    the value, log y and log (1 - y); the gradient times y (1 - y), concentration1 and concentration0), for
    concentrations from 1e-4 to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.beta.log_prob(0.25, 2.0, 3.0)), 4))
      0.5232

    Reference: Ferrari and Cribari-Neto (2004), Beta regression for modelling rates and proportions; Loader (2000), Fast
    and accurate computation of binomial probabilities.
    """
    a, b = concentration1, concentration0
    ones, zeros = _points(y, a, b)
    total = a + b
    outer = wide_log_product(_scale(a), _scale(b)) + 1.5 * jnp.log(total) + (stirling_remainder(total) + HALF_LOG_2PI)
    return log_kernel(ones, lacking=1) + log_kernel(zeros, lacking=1) + outer


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
    quantile=beta_quantile,
)
