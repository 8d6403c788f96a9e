"""The Pareto distribution: power laws."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import log1mexp, times_exp
from nllax._numerics.shared import stored
from nllax._numerics.wide_logarithm import wide_log_quotient
from nllax._typing import Numeric


def _log_excess(y: Numeric, scale: Numeric) -> Array:
    r"""$\log(y / m)$, as good as a number around y = m: a large alpha multiplies it."""
    return stored(log_ratio(y, scale, y - scale))


def log_prob(y: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""Pareto log-likelihood.

    $$\log p(y \mid m, \alpha) = \log\alpha + \alpha\log m - (\alpha + 1)\log y, \quad y \ge m$$

    Evaluated as $\log(\alpha / y) - \alpha\log(y / m)$.

    Loss: regression of a power-law exponent; $\log(y / m)$ is exponential with rate $\alpha$.

    Args:
      y: targets, positive; below the scale they are outside the support. Shape (...).
      scale: smallest possible target m > 0, in the unit of y, which the data gives: a loss takes it by keyword, because
        the likelihood only grows up to the smallest target. Broadcasts with y.
      alpha: tail exponent $\alpha > 0$; the density falls as $y^{-\alpha - 1}$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 40 units and gradient within 5 (of eps, relative to the larger of 1 and the reference; the
    gradient times y, scale and alpha), for scales from 1e-6 to 1e6, alphas from 1e-3 to 1e6 and targets whose tail
    probability is above $e^{-1000}$.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.pareto.log_prob(2.0, 1.0, 3.0)), 4))
      -1.674

    Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 20.
    """
    outside = y < scale
    safe = jnp.where(outside, scale, y)
    value = wide_log_quotient(alpha, safe) - alpha * _log_excess(safe, scale)
    return jnp.where(outside, -math.inf, value)


def sample(key: Array, scale: Numeric, alpha: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$m e^{\varepsilon / \alpha}$ with standard exponential noise: differentiable in both parameters."""
    noise = jax.random.exponential(key, draw_shape(shape, scale, alpha), jnp.result_type(scale))
    return scale * jnp.exp(noise / alpha)


def mean(scale: Numeric, alpha: Numeric) -> Array:
    r"""$\alpha m / (\alpha - 1)$, infinite up to an alpha of 1."""
    finite = alpha > 1
    return jnp.where(finite, scale * (alpha / jnp.where(finite, alpha - 1, 1)), math.inf)


def variance(scale: Numeric, alpha: Numeric) -> Array:
    r"""$\alpha m^2 / (\alpha - 1)^2(\alpha - 2)$, infinite up to an alpha of 2."""
    finite = alpha > 2
    spread = scale / jnp.where(finite, alpha - 1, 1)
    return jnp.where(finite, spread * spread * (alpha / jnp.where(finite, alpha - 2, 1)), math.inf)


def mode(scale: Numeric, alpha: Numeric) -> Array:
    """The scale."""
    return jnp.broadcast_arrays(scale, alpha)[0]


def entropy(scale: Numeric, alpha: Numeric) -> Array:
    r"""$\log m - \log\alpha + 1 + 1 / \alpha$."""
    return jnp.log(scale) - jnp.log(alpha) + 1 + 1 / alpha


def log_cdf(y: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\log[1 - (m / y)^\alpha]$."""
    return half_line.log_cdf(y, lambda y: log1mexp(alpha * _log_excess(y, scale)), start=scale, interior=2 * scale)


def log_sf(y: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$-\alpha\log(y / m)$."""
    return half_line.log_sf(
        y, lambda y: -alpha * _log_excess(y, scale), start=scale, interior=2 * scale, from_start=True
    )


def log_interval(low: Numeric, high: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$-\alpha\log(a / m) + \log[1 - (a / b)^\alpha]$."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: log_sf(low, scale, alpha) + log_cdf(high, low, alpha),
        lambda high: log_cdf(high, scale, alpha),
        lambda low: log_sf(low, scale, alpha),
        start=scale,
        interior=2 * scale,
    )


def quantile(p: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$m(1 - p)^{-1 / \alpha}$."""
    return times_exp(-jnp.log1p(-p) / alpha, scale, jnp.ones_like(scale))


pareto = Distribution(
    name="pareto",
    parameters=(Parameter("scale", positive, given=True), Parameter("alpha", positive)),
    support=positive,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
