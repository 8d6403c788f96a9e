"""The beta-binomial distribution: successes in trials whose probability varies from one sample to the next."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, positive
from nllax._core.parameter import Parameter
from nllax._distributions import binomial
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.deviance import deviance, log_ratio
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.stirling import score_offset, stirling_remainder
from nllax._numerics.two_float import product_with_error
from nllax._typing import Numeric


class _Table(NamedTuple):
    """Counts and shapes as a table of two by two, whose margins alone would make them independent."""

    failures: Array
    total: Array
    ones: Array
    r"""$(y + \alpha) / (n + \alpha + \beta)$"""
    zeros: Array
    excess: Array
    """Of the successes over what the margins expect: that of every cell, but for the sign."""


def _table(y: Numeric, n: Numeric, a: Numeric, b: Numeric) -> _Table:
    failures = jnp.maximum(n - y, 0)
    total = n + (a + b)
    (p, e), (q, f) = product_with_error(y, b), product_with_error(failures, a)
    return _Table(failures, total, (y + a) / total, (failures + b) / total, ((p - q) + (e - f)) / total)


def _divergence(cell: Array, expected: Array, excess: Array) -> Array:
    empty = cell == 0
    return jnp.where(empty, -excess, deviance(jnp.where(empty, 1, cell), jnp.where(empty, 1, expected), excess))


def _log_ways(y: Array, a: Array) -> Array:
    """What Stirling leaves of the number of ways to put y balls into a boxes, less the logarithms; 0 for none."""
    nothing = y == 0
    y = jnp.where(nothing, 1, y)
    rest = stirling_remainder(y + a) - stirling_remainder(a) - stirling_remainder(y) - HALF_LOG_2PI
    return jnp.where(nothing, 0, rest)


def _shape_score(y: Numeric, n: Numeric, a: Numeric, b: Numeric) -> Array:
    r"""$\psi(y + \alpha) - \psi(\alpha) - \psi(n + \alpha + \beta) + \psi(\alpha + \beta)$."""
    table, shapes = _table(y, n, a, b), a + b
    offsets = (score_offset(a) - score_offset(y + a)) - (score_offset(shapes) - score_offset(table.total))
    slope = offsets - log_ratio(a, shapes * table.ones, -table.excess)
    return jnp.where(y > n, 0, slope)


@with_partials(
    None,
    None,
    _shape_score,
    lambda y, n, a, b: jnp.where(y > n, 0, _shape_score(jnp.maximum(n - y, 0), n, b, a)),
)
def log_prob(y: Numeric, total_count: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""Beta-binomial log-likelihood.

    $$\log p(y \mid n, \alpha, \beta) = \log\binom ny + \log B(y + \alpha, n - y + \beta) - \log B(\alpha, \beta)$$

    Evaluated as the divergence of successes, failures and the two shapes from independence, in which the large terms
    cancel on paper, and Stirling's remainders.

    Loss: overdispersed logistic regression of aggregated trials; its limit for large concentrations is the binomial.

    Args:
      y: successes, a count from 0 to n; anything else is outside the support. No gradient flows to them. Shape (...).
      total_count: number of trials n, 0 or more. It belongs to the data: a loss takes it by keyword, no gradient flows
        to it. Broadcasts with y.
      concentration1: $\alpha > 0$; the mean is $n\alpha / (\alpha + \beta)$. Broadcasts with y.
      concentration0: $\beta > 0$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. All constants are kept.

    Float32: value within 20 units and gradient within 4 (of eps, relative to the larger of 1 and the reference; the
    gradient times concentration1 and concentration0), for concentrations from 1e-4 to 1e7 and up to 1e7 trials.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.beta_binomial.log_prob(1, 3, 2.0, 1.5)), 4))
      -1.3481

    Reference: Skellam (1948), A probability distribution derived from the binomial distribution by regarding the
    probability of success as variable between the sets of trials; Loader (2000), Fast and accurate computation of
    binomial probabilities.
    """
    n, a, b = total_count, concentration1, concentration0
    k, total, ones, zeros, excess = _table(y, n, a, b)
    shapes, mixed = a + b, (y > 0) & (k > 0)
    share = jnp.where(y == 0, 1, a / (y + a)) * (total / shapes) * jnp.where(k == 0, 1, b / (k + b))
    log_odds = 0.5 * jnp.log(share * jnp.where(mixed, n / jnp.where(mixed, y, 1) / jnp.where(mixed, k, 1), 1))
    counts = _divergence(y, n * ones, excess) + _divergence(k, n * zeros, -excess)
    spread = deviance(a, shapes * ones, -excess) + deviance(b, shapes * zeros, excess)
    inside = log_odds + (_log_ways(y, a) + _log_ways(k, b) - _log_ways(n, shapes)) - (counts + spread)
    return jnp.where(y > n, -math.inf, jnp.where(n == 0, 0, inside))


def sample(
    key: Array, total_count: Numeric, concentration1: Numeric, concentration0: Numeric, *, shape: tuple[int, ...] = ()
) -> Array:
    """Binomial draws whose logit is the log-ratio of two gamma draws, as int32."""
    leading, dtype = draw_shape(shape, total_count, concentration1, concentration0), jnp.result_type(concentration1)
    key_ones, key_zeros, key_count = jax.random.split(key, 3)
    ones = jax.random.loggamma(key_ones, concentration1, leading, dtype)
    zeros = jax.random.loggamma(key_zeros, concentration0, leading, dtype)
    return binomial.sample(key_count, total_count, ones - zeros, shape=())


def mean(total_count: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$n\alpha / (\alpha + \beta)$."""
    return total_count * (concentration1 / (concentration1 + concentration0))


def variance(total_count: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$n\,\frac{\alpha\beta}{(\alpha + \beta)^2}\,\frac{\alpha + \beta + n}{\alpha + \beta + 1}$."""
    shapes = concentration1 + concentration0
    spread = (concentration1 / shapes) * (concentration0 / shapes)
    return total_count * spread * ((shapes + total_count) / (shapes + 1))


def mode(total_count: Numeric, concentration1: Numeric, concentration0: Numeric) -> Array:
    r"""$\lfloor(n + 1)(\alpha - 1) / (\alpha + \beta - 2)\rfloor$, in 0 to n (a whole one ties with the one below).

    For concentrations that add up to 2 or less, the end of the larger one.
    """
    n, a, b = total_count, concentration1, concentration0
    peaked = a + b > 2
    peak = jnp.floor((n + 1) * ((a - 1) / jnp.where(peaked, (a - 1) + (b - 1), 1)))
    return jnp.where(peaked, jnp.clip(peak, 0, n), jnp.where(a > b, n, 0))


beta_binomial = Distribution(
    name="beta_binomial",
    parameters=(
        Parameter("total_count", count, given=True),
        Parameter("concentration1", positive),
        Parameter("concentration0", positive),
    ),
    support=count,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
)
