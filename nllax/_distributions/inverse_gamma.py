"""The inverse gamma distribution: positive targets with a heavy tail, and variances."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.gamma_entropy import gamma_entropy
from nllax._numerics.gamma_functions import (
    inverse_gamma_quantile,
    log_inverse_gamma_cdf,
    log_inverse_gamma_interval,
    log_inverse_gamma_sf,
)
from nllax._numerics.gamma_kernel import KernelPoint, is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.gamma_tails import LARGEST
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.two_float import two_product
from nllax._numerics.wide_logarithm import wide_log_quotient_over
from nllax._typing import Numeric


def _excess(y: Numeric, a: Numeric, scale: Numeric) -> tuple[Array, Array]:
    r"""$x = \beta / y$, and $\alpha - x$ with the quotient in two floats."""
    x = shared(scale / y)
    product, rest = two_product(x, y)
    remainder = jnp.where(jnp.isfinite(x), ((scale - product) - rest) / y, 0)
    return x, (a - x) - remainder


def _point(y: Numeric, a: Numeric, scale: Numeric) -> KernelPoint:
    x, difference = _excess(y, a, scale)
    log_x = shared(wide_log_quotient_over(scale, y, jnp.where(is_small(a), 1, a)))
    return kernel_point(a, jnp.minimum(x, LARGEST), difference, log_x)


@with_partials(
    lambda y, concentration, scale: -(_excess(y, concentration, scale)[1] + 1) / y,
    lambda y, concentration, scale: kernel_score(_point(y, concentration, scale)),
    lambda y, concentration, scale: _excess(y, concentration, scale)[1] / scale,
)
def log_prob(y: Numeric, concentration: Numeric, scale: Numeric) -> Array:
    r"""Inverse gamma log-likelihood: the reciprocal of a gamma variable.

    $$\log p(y \mid \alpha, \beta)
    = \alpha\log\beta - (\alpha + 1)\log y - \frac{\beta}{y} - \log\Gamma(\alpha)$$

    Evaluated as Loader's deviance of $\alpha$ from $\beta / y$ and Stirling's remainder, in which the large terms
    cancel on paper; below a concentration of 1 they are small, and it is evaluated as written.

    Loss: regression of positive targets with a power-law tail; as a prior, the conjugate one of a normal variance.

    Args:
      y: targets, positive. Shape (...).
      concentration: shape $\alpha > 0$; the density falls as $y^{-\alpha - 1}$. Broadcasts with y.
      scale: $\beta > 0$, in the unit of y. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 60 units and gradient within 20 (of eps, relative to the larger of 1 and the reference; the
    gradient times y, concentration and scale), for concentrations from 1e-4 to 1e7 and scales from 1e-6 to 1e6.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.inverse_gamma.log_prob(1.0, 2.0, 3.0)), 4))
      -0.8028

    Reference: Gelman et al. (2013), Bayesian Data Analysis, appendix A; Loader (2000), Fast and accurate computation
    of binomial probabilities.
    """
    log_a = shared(jnp.log(concentration))
    outer = jnp.where(is_small(concentration), log_a, 0.5 * log_a - HALF_LOG_2PI)
    return log_kernel(_point(y, concentration, scale), lacking=0) + (outer - jnp.log(y))


def sample(key: Array, concentration: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\beta$ over a gamma draw: differentiable in both parameters."""
    leading, dtype = draw_shape(shape, concentration, scale), jnp.result_type(scale)
    return scale * jnp.exp(-jax.random.loggamma(key, concentration, leading, dtype))


def mean(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\beta / (\alpha - 1)$, infinite up to a concentration of 1."""
    finite = concentration > 1
    return jnp.where(finite, scale / jnp.where(finite, concentration - 1, 1), math.inf)


def variance(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\beta^2 / (\alpha - 1)^2(\alpha - 2)$, infinite up to a concentration of 2."""
    finite = concentration > 2
    return jnp.where(finite, mean(concentration, scale) ** 2 / jnp.where(finite, concentration - 2, 1), math.inf)


def mode(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\beta / (\alpha + 1)$."""
    return scale / (concentration + 1)


def entropy(concentration: Numeric, scale: Numeric) -> Array:
    r"""$\alpha + \log\beta + \log\Gamma(\alpha) - (1 + \alpha)\psi(\alpha)$, its large terms cancelled on paper."""
    return gamma_entropy(concentration, -1) + jnp.log(scale)


inverse_gamma = Distribution(
    name="inverse_gamma",
    parameters=(Parameter("concentration", positive), Parameter("scale", positive)),
    support=positive,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_inverse_gamma_cdf,
    log_sf=log_inverse_gamma_sf,
    log_interval=log_inverse_gamma_interval,
    quantile=inverse_gamma_quantile,
)
