"""The negative binomial distribution: counts that vary more than a Poisson's."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.binomial_functions import (
    log_negative_binomial_cdf,
    log_negative_binomial_sf,
    negative_binomial_tails,
)
from nllax._numerics.count_entropy import entropy_series, entropy_sum, spread_counts
from nllax._numerics.count_interval import count_interval
from nllax._numerics.count_quantile import Cumulants, count_quantile
from nllax._numerics.deviance import deviance
from nllax._numerics.log_beta import log_multiplicity
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.shared import shared
from nllax._numerics.stirling import score_offset
from nllax._typing import Numeric


def _mean_score(y: Numeric, mean: Numeric, concentration: Numeric) -> Array:
    return (y - mean) / mean * (concentration / (mean + concentration))


def _concentration_score(y: Numeric, mean: Numeric, concentration: Numeric) -> Array:
    r"""$\psi(y + r) - \psi(r) - \log(1 + \mu / r) + (\mu - y) / (\mu + r)$, the last two terms as a deviance."""
    total, expected = y + concentration, mean + concentration
    offsets = score_offset(concentration) - score_offset(total)
    return offsets - deviance(expected, total, mean - y) / expected


@with_partials(None, _mean_score, _concentration_score)
def log_prob(y: Numeric, mean: Numeric, concentration: Numeric) -> Array:
    r"""Negative binomial log-likelihood, in the mean $\mu$ and the concentration r.

    $$\log p(y \mid \mu, r)
    = \log\frac{\Gamma(y + r)}{\Gamma(r)\,y!} + r\log\frac{r}{r + \mu} + y\log\frac{\mu}{r + \mu}$$

    Evaluated as Loader's deviances of y and r from the shares that $\mu$ and r have in $y + r$, and Stirling's
    remainders, in which the large terms cancel on paper: towards the Poisson distribution, at a concentration of 1e7,
    the three terms above lose every digit of float32.

    Loss: negative binomial regression, for overdispersed counts; its limit for large r is Poisson regression.

    Args:
      y: counts 0, 1, 2, ...; anything else is outside the support. No gradient flows to them. Shape (...).
      mean: expected count $\mu > 0$. Broadcasts with y.
      concentration: $r > 0$; the variance is $\mu + \mu^2 / r$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. All constants are kept.

    Float32: value within 6 units and gradient within 5 (of eps, relative to the larger of 1 and the reference; the
    gradient times mean and concentration), for counts up to 1e7, concentrations from 1e-4 to 1e7 and means up to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.negative_binomial.log_prob(3, 2.0, 1.5)), 4))
      -2.167

    Reference: Hilbe (2011), Negative Binomial Regression, chapter 8; Loader (2000), Fast and accurate computation of
    binomial probabilities.
    """
    nothing = y == 0
    y_safe = jnp.where(nothing, 1, y)
    expected = mean + concentration
    difference = (y_safe - mean) * (concentration / expected)
    ratio = shared((y_safe + concentration) / expected)
    counts = deviance(y_safe, ratio * mean, difference)
    rest = deviance(concentration, ratio * concentration, -difference)
    none = -concentration * jnp.log1p(mean / concentration)
    return jnp.where(nothing, none, log_multiplicity(y_safe, concentration) - counts - rest)


def sample(key: Array, mean: Numeric, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Poisson draws whose rate is a gamma draw, as int32; the mean must be well below 2e9 for that."""
    leading, dtype = draw_shape(shape, mean, concentration), jnp.result_type(mean)
    key_rate, key_count = jax.random.split(key)
    rate = jax.random.gamma(key_rate, concentration, leading, dtype) * (mean / concentration)
    return jax.random.poisson(key_count, rate, leading, jnp.int32)


def mean(mean: Numeric, concentration: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(mean, concentration)[0]


def variance(mean: Numeric, concentration: Numeric) -> Array:
    r"""$\mu + \mu^2 / r$."""
    return mean + mean * (mean / concentration)


def mode(mean: Numeric, concentration: Numeric) -> Array:
    r"""$\lfloor\mu(r - 1) / r\rfloor$, and 0 for a concentration below 1 (a whole one ties with the next below)."""
    return jnp.where(concentration > 1, jnp.floor(mean * ((concentration - 1) / concentration)), 0)


def entropy(mean: Numeric, concentration: Numeric) -> Array:
    """By an expansion in 1 / variance and 1 / r where both are small, else by summation and quadrature.

    Float32: value within 10 units and gradient within 24 (relative to the larger of 1 and the reference; the gradient
    times mean and concentration), for concentrations from 1e-4 and means up to 1e7.
    """
    mean, concentration = jnp.broadcast_arrays(mean, concentration)
    least_variance, least_concentration = (40, 24) if mean.dtype == jnp.float32 else (200, 100)
    spread = variance(mean, concentration)
    large = (spread >= least_variance) & (concentration >= least_concentration)
    m, r = jnp.where(large, 1, mean), jnp.where(large, 1, concentration)
    y, weights = spread_counts(m, m / (1 + m / r))
    sums = entropy_sum(log_prob(y, m[..., None], r[..., None]), weights)
    expansion = entropy_series(jnp.where(large, spread, 100), -1 / jnp.where(large, concentration, 100))
    return jnp.where(large, expansion, sums)


@with_slopes
def log_interval(low: Numeric, high: Numeric, mean: Numeric, concentration: Numeric) -> tuple[Array | None, ...]:
    """The log of a sum of probabilities, or of a difference of tails where that does not cancel: within 32 units."""
    scores = _mean_score, _concentration_score
    log_mass, *slopes = count_interval(low, high, negative_binomial_tails, log_prob, scores, mean, concentration)
    return log_mass, None, None, *slopes


def quantile(p: Numeric, mean: Numeric, concentration: Numeric) -> Array:
    """By a search from the guess of Cornish and Fisher."""
    cumulants = Cumulants(mean, jnp.sqrt(variance(mean, concentration)), 1 + 2 * (mean / concentration))
    return count_quantile(p, negative_binomial_tails, cumulants, math.inf, mean, concentration)


negative_binomial = Distribution(
    name="negative_binomial",
    parameters=(Parameter("mean", positive), Parameter("concentration", positive)),
    support=count,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_negative_binomial_cdf,
    log_sf=log_negative_binomial_sf,
    log_interval=log_interval,
    quantile=quantile,
)
