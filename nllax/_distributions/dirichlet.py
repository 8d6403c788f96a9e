"""The Dirichlet distribution: vectors of shares that add up to one."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, simplex
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_same_size
from nllax._numerics.gamma_kernel import KernelPoint, is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.sums import log_product, sum_with_error
from nllax._numerics.two_float import two_product
from nllax._typing import Numeric


def _point(y: Array, a: Array) -> tuple[Array, KernelPoint]:
    r"""$A$, and the shares as quotients of gamma variables $x_i = Ay_i$, the products in two floats."""
    total, rest = (s[..., None] for s in sum_with_error(a))
    x, error = two_product(total, y)
    log_x = _log_quotient(total, y, jnp.where(is_small(a), 1, a))
    return total, kernel_point(a, x, (a - x) - (error + rest * y), log_x)


@with_partials(lambda total, y, size: 1 / total, lambda total, y, size: 1 / y, lambda total, y, size: -1 / size)
def _log_quotient(total: Array, y: Array, size: Array) -> Array:
    """The logarithm of `total * y / size`, both lifted where their product would leave the range."""
    low, low_total = y < 2.0**-64, total < 2.0**-32
    product = (total * jnp.where(low_total, 2.0**64, 1)) * (y * jnp.where(low, 2.0**96, 1))
    return jnp.log(product / size) - math.log(2) * (jnp.where(low_total, 64, 0) + jnp.where(low, 96, 0))


def _missing(y: Array) -> Array:
    r"""$1 - \sum_i y_i$, which rounding leaves of the target."""
    total, rest = sum_with_error(y)
    return (1 - total) - rest


def _target_score(y: Array, a: Array) -> Array:
    """The slope of the powers; none for a flat one, at the edge too."""
    flat = a == 1
    return jnp.where(flat, 0, (a - 1) / jnp.where(flat, 1, y))


def _concentration_score(y: Array, a: Array) -> Array:
    r"""$\log y_i - \psi(\alpha_i) + \psi(A)$."""
    total, point = _point(y, a)
    return kernel_score(point) - score_offset(total)


@with_partials(_target_score, _concentration_score, event_ndim=1)
def log_prob(y: Numeric, concentration: Numeric) -> Array:
    r"""Dirichlet log-likelihood of a vector of shares.

    $$\log p(y \mid \alpha) = \sum_i (\alpha_i - 1)\log y_i - \log B(\alpha), \qquad
    B(\alpha) = \frac{\prod_i \Gamma(\alpha_i)}{\Gamma(A)}, \quad A = \sum_i \alpha_i$$

    Evaluated as Loader's deviances of the $\alpha_i$ from $Ay_i$ and Stirling's remainders, in which the large terms
    cancel on paper, but for an $\alpha_i$ below 1, next to which nothing large cancels.

    Loss: regression of compositions, of shares that add up to one.

    Args:
      y: targets, vectors of shares from 0 to 1, taken as given: what rounding leaves of their sum is not divided out,
        and the gradient is that of the formula in each entry. At an entry of 0 the density is infinite, finite or 0,
        for an $\alpha_i$ below, at or above 1; NaN if it is infinite at one and 0 at another. Shape (..., C).
      concentration: $\alpha_i > 0$, what pulls towards entry i; the mean is $\alpha / A$, the larger A the closer to
        it. Shape (..., C); the leading axes broadcast with the target's.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape, a density over any C - 1 of the entries.

    Raises:
      ValueError: at trace time, if the two vectors differ in length.

    Float32: value within 8 units and gradient within 5 (of eps, relative to the largest of 1, the reference and, in the
    value, the summed logs of y; the gradient times y and concentration), for concentrations from 1e-4 to 1e7.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, concentration = jnp.array([0.25, 0.25, 0.5]), jnp.array([2.0, 1.0, 3.0])
      >>> print(round(float(nllax.dirichlet.log_prob(y, concentration)), 4))
      1.3218

    Reference: Hijazi and Jernigan (2009), Modelling compositional data using Dirichlet regression models; Loader
    (2000), Fast and accurate computation of binomial probabilities, for the cancellation.
    """
    check_same_size("dirichlet", y, concentration)
    a = concentration
    total, point = _point(y, a)
    small = is_small(a)
    sizes = jnp.where(small, a * jnp.maximum(total, 1), total / jnp.sqrt(2 * math.pi * a))
    total, count = total[..., 0], small.sum(-1).astype(a.dtype)
    # of the count of small shapes times log(total), what is in `sizes` already does not underflow
    row = count * jnp.log(jnp.minimum(total, 1)) - 0.5 * jnp.log(total) + (stirling_remainder(total) + HALF_LOG_2PI)
    return (log_kernel(point, lacking=1) + jnp.log(sizes)).sum(-1) + (row - total * _missing(y))


def sample(key: Array, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Gamma draws divided by their sum, in logarithms: differentiable, and 0 only where float32 has nothing smaller."""
    leading = tuple(shape) + concentration.shape[:-1]
    return jax.random.dirichlet(key, concentration, leading, jnp.result_type(concentration))


def mean(concentration: Numeric) -> Array:
    r"""$\alpha / A$. Shape (..., C)."""
    return concentration / concentration.sum(-1, keepdims=True)


def variance(concentration: Numeric) -> Array:
    r"""$\alpha_i(A - \alpha_i) / [A^2(A + 1)]$, of each entry. Shape (..., C)."""
    total, rest = (s[..., None] for s in sum_with_error(concentration))
    others = (total - concentration) + rest
    return (concentration / total) * (others / total) / (total + 1)


def mode(concentration: Numeric) -> Array:
    r"""$(\alpha_i - 1) / \sum_j(\alpha_j - 1)$ over those above 1, 0 for the others. Shape (..., C).

    With none above 1, the end of the first of the largest; the centre, if all are 1.
    """
    above = jnp.maximum(concentration - 1, 0)
    total = above.sum(-1, keepdims=True)
    peaked = total > 0
    size = concentration.shape[-1]
    end = jax.nn.one_hot(jnp.argmax(concentration, -1), size, dtype=concentration.dtype)
    end = jnp.where((concentration == 1).all(-1, keepdims=True), 1 / size, end)
    return jnp.where(peaked, above / jnp.where(peaked, total, 1), end)


def entropy(concentration: Numeric) -> Array:
    r"""$\log B(\alpha) + (A - C)\psi(A) - \sum_i(\alpha_i - 1)\psi(\alpha_i)$, its large terms cancelled on paper."""
    a, total = concentration, concentration.sum(-1)
    spread = log_product(jnp.sqrt(2 * math.pi * a) / total[..., None], jnp.sqrt(total / (2 * math.pi)))
    entries = (stirling_remainder(a) + (a - 1) * score_offset(a)).sum(-1)
    return spread + entries - stirling_remainder(total) - (total - a.shape[-1]) * score_offset(total)


dirichlet = Distribution(
    name="dirichlet",
    parameters=(Parameter("concentration", positive, event_ndim=1),),
    support=simplex,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
)
