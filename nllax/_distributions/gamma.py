"""The gamma distribution: positive targets with a constant relative error."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.gamma_entropy import gamma_entropy
from nllax._numerics.gamma_functions import gamma_quantile, log_gamma_cdf, log_gamma_interval, log_gamma_sf
from nllax._numerics.gamma_kernel import KernelPoint, is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.gamma_tails import LARGEST
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.two_float import two_product
from nllax._numerics.wide_logarithm import wide_log_product, wide_log_product_over
from nllax._typing import Numeric


def _point(y: Numeric, a: Numeric, rate: Numeric) -> KernelPoint:
    r"""$x = \beta y$, the product in two floats."""
    x, error = two_product(rate, y)
    log_x = shared(wide_log_product_over(rate, y, jnp.where(is_small(a), 1, a)))
    return kernel_point(a, jnp.minimum(x, LARGEST), (a - x) - error, log_x)


def _excess(y: Numeric, a: Numeric, rate: Numeric) -> Array:
    r"""$\alpha - \beta y$."""
    x, error = two_product(rate, y)
    return (a - x) - error


def _target_score(y: Numeric, a: Numeric, rate: Numeric) -> Array:
    """At the edge of the support, the limit of the slope from inside."""
    edge = (y == 0) & (a == 1)
    return jnp.where(edge, -rate, (_excess(y, a, rate) - 1) / jnp.where(edge, 1, y))


@with_partials(
    _target_score,
    lambda y, concentration, rate: kernel_score(_point(y, concentration, rate)),
    lambda y, concentration, rate: _excess(y, concentration, rate) / rate,
)
def log_prob(y: Numeric, concentration: Numeric, rate: Numeric) -> Array:
    r"""Gamma log-likelihood.

    $$\log p(y \mid \alpha, \beta) = \alpha\log\beta + (\alpha - 1)\log y - \beta y - \log\Gamma(\alpha)$$

    Evaluated as Loader's deviance of $\alpha$ from $\beta y$ and Stirling's remainder, in which the large terms cancel
    on paper; below a concentration of 1 they are small, and it is evaluated as written.

    Loss: gamma regression, whose deviance weighs relative errors; with a predicted concentration, heteroscedastic.

    Args:
      y: targets, 0 or more. At 0 the density is infinite, $\beta$ or 0, for a concentration below, at or above 1.
        Shape (...).
      concentration: shape $\alpha > 0$; one over the squared coefficient of variation. Broadcasts with y.
      rate: $\beta > 0$, in one over the unit of y; the mean is $\alpha / \beta$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 8 units and gradient within 15 (of eps, relative to the largest of 1, the reference and, in
    the value, log y and log rate; the gradient times y, concentration and rate), for concentrations from 1e-4 to 1e7
    and rates from 1e-6 to 1e6.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.gamma.log_prob(1.0, 2.0, 3.0)), 4))
      -0.8028

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, chapter 8; Loader (2000), Fast and accurate
    computation of binomial probabilities.
    """
    small = is_small(concentration)
    factor = jnp.where(small, concentration, jax.lax.rsqrt(concentration))
    outer = wide_log_product(rate, factor) - jnp.where(small, 0, HALF_LOG_2PI)
    return log_kernel(_point(y, concentration, rate), lacking=1) + outer


def sample(key: Array, concentration: Numeric, rate: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""Draws at rate 1, divided by $\beta$: differentiable in both parameters."""
    return jax.random.gamma(key, concentration, draw_shape(shape, concentration, rate), jnp.result_type(rate)) / rate


def mean(concentration: Numeric, rate: Numeric) -> Array:
    r"""$\alpha / \beta$."""
    return concentration / rate


def variance(concentration: Numeric, rate: Numeric) -> Array:
    r"""$\alpha / \beta^2$."""
    return concentration / rate / rate


def mode(concentration: Numeric, rate: Numeric) -> Array:
    r"""$(\alpha - 1) / \beta$, and 0 for a concentration below 1."""
    return jnp.where(concentration > 1, concentration - 1, 0) / rate


def entropy(concentration: Numeric, rate: Numeric) -> Array:
    r"""$\alpha - \log\beta + \log\Gamma(\alpha) + (1 - \alpha)\psi(\alpha)$, its large terms cancelled on paper."""
    return gamma_entropy(concentration, 1) - jnp.log(rate)


gamma = Distribution(
    name="gamma",
    parameters=(Parameter("concentration", positive), Parameter("rate", positive)),
    support=non_negative,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_gamma_cdf,
    log_sf=log_gamma_sf,
    log_interval=log_gamma_interval,
    quantile=gamma_quantile,
)
