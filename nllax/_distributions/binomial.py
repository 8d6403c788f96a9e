"""The binomial distribution in its logit: successes in a known number of trials."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, extended_real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.binomial_functions import binomial_tails, log_binomial_cdf, log_binomial_sf
from nllax._numerics.count_entropy import entropy_series, entropy_sum
from nllax._numerics.count_interval import count_interval
from nllax._numerics.count_quantile import Cumulants, count_quantile
from nllax._numerics.logits import count_divergence, count_gap, softplus
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.stirling import stirling_series
from nllax._numerics.two_float import log_quotient, two_sum
from nllax._typing import Numeric


def _mixed(y: Numeric, total_count: Numeric) -> tuple[Array, Array, Array]:
    """Whether there are successes and failures, and how many of each, 1 where that is not so."""
    mixed = ~((y == 0) | (y >= total_count))
    return mixed, jnp.where(mixed, y, 1), jnp.where(mixed, total_count - y, 1)


def _remainder(successes: Array, failures: Array) -> Array:
    """What Stirling leaves of the number of ways, of positive counts."""
    return stirling_series(successes + failures) - stirling_series(successes) - stirling_series(failures)


def _excess(successes: Array, failures: Array, logits: Numeric) -> Array:
    r"""$t = l - \log\frac{y}{n - y}$, the logarithm in two floats: at large counts it takes 45 bits."""
    log_odds, rest = log_quotient(successes, failures)
    return (logits - log_odds) - rest


def _score(y: Numeric, total_count: Numeric, logits: Numeric) -> Array:
    r"""$y - np$, near 0 from the difference of the logits."""
    mixed, successes, failures = _mixed(y, total_count)
    t = _excess(successes, failures, logits)
    near = mixed & (abs(t) < 1)
    far = y * jax.nn.sigmoid(-logits) - (total_count - y) * jax.nn.sigmoid(logits)
    inside = jnp.where(near, count_gap(successes, failures, jnp.where(near, t, 0)), far)
    return jnp.where(y > total_count, 0, inside)


@with_partials(None, None, _score)
def log_prob(y: Numeric, total_count: Numeric, logits: Numeric) -> Array:
    r"""Binomial log-likelihood, in the logit $l = \log\frac{p}{1 - p}$ of the probability of success.

    $$\log p(y \mid n, l) = \log\binom ny + y\,l - n\log(1 + e^l)$$

    Evaluated as the divergence of $y / n$ from p, in which the large terms cancel on paper, and Stirling's remainders.

    Loss: logistic regression of aggregated trials; for n = 1 it is binary cross-entropy.

    Args:
      y: successes, a count from 0 to n; anything else is outside the support. No gradient flows to them. Shape (...).
      total_count: number of trials n, 0 or more. It belongs to the data: a loss takes it by keyword, no gradient flows
        to it. Broadcasts with y.
      logits: log-odds of a success in each trial, real or infinite. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. All constants are kept.

    Float32: value within 10 units and gradient within 5 (of eps, relative to the larger of 1 and the reference), for
    every logit and up to 1e7 trials.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.binomial.log_prob(1, 3, 0.0)), 4))
      -0.9808

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, chapter 4; Loader (2000), Fast and accurate
    computation of binomial probabilities.
    """
    mixed, successes, failures = _mixed(y, total_count)
    t = _excess(successes, failures, logits)
    log_ways = 0.5 * (jnp.log((successes + failures) / failures / successes)) - HALF_LOG_2PI
    both = log_ways + _remainder(successes, failures) - count_divergence(successes, failures, t)
    surprise = softplus(jnp.where(y == 0, logits, -logits))
    one_kind = -total_count * jnp.where(total_count == 0, 0, surprise)
    return jnp.where(y > total_count, -math.inf, jnp.where(mixed, both, one_kind))


def sample(key: Array, total_count: Numeric, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Counts, as int32."""
    rare = jax.nn.sigmoid(-abs(logits))
    leading = draw_shape(shape, total_count, logits)
    draws = jax.random.binomial(key, total_count, rare, leading, jnp.result_type(logits))
    return jnp.where(logits > 0, total_count - draws, draws).astype(jnp.int32)


def mean(total_count: Numeric, logits: Numeric) -> Array:
    r"""$n\,\sigma(l)$."""
    return total_count * jax.nn.sigmoid(logits)


def variance(total_count: Numeric, logits: Numeric) -> Array:
    r"""$n\,\sigma(l)\,\sigma(-l)$."""
    return total_count * jax.nn.sigmoid(logits) * jax.nn.sigmoid(-logits)


def mode(total_count: Numeric, logits: Numeric) -> Array:
    r"""$\lfloor(n + 1)\sigma(l)\rfloor$, at most n (a whole number ties with the one below it)."""
    return jnp.minimum(jnp.floor((total_count + 1) * jax.nn.sigmoid(logits)), total_count)


def entropy(total_count: Numeric, logits: Numeric) -> Array:
    """By its first terms for a small variance, by an expansion in 1 / variance for a large one: within 8 units."""
    n, rare = jax.lax.stop_gradient(jnp.asarray(total_count)), jnp.where(logits > 0, -logits, logits)
    limit, terms = (16, 96) if n.dtype == jnp.float32 else (100, 320)
    spread = variance(n, rare)
    small = spread < limit
    few, at = jnp.where(small, n, 1)[..., None], jnp.where(small, rare, 0)[..., None]
    y = jnp.arange(terms, dtype=n.dtype)
    sums = entropy_sum(jnp.where(y <= few, log_prob(jnp.minimum(y, few), few, at), -math.inf))
    large = jnp.where(small, limit, spread)
    return jnp.where(small, sums, entropy_series(large, 1 / jnp.where(small, 4 * limit, n)))


def _lost(y: Array, total_count: Array) -> Array:
    """What rounding takes from the failures; between the counts y and n - y are not both floats."""
    return two_sum(total_count, -y)[1]


def _log_prob_between(y: Array, total_count: Array, logits: Array) -> Array:
    """As `log_prob`, for any number of successes."""
    lost = _lost(y, total_count)
    exact = lost == 0
    n, x = jnp.where(exact, 1, total_count), jnp.where(exact, 0, logits)
    return log_prob(y, total_count, logits) + lost * (jnp.log(n / jnp.maximum(n - y, 1)) - softplus(x))


def _score_between(y: Array, total_count: Array, logits: Array) -> Array:
    return _score(y, total_count, logits) - _lost(y, total_count) * jax.nn.sigmoid(logits)


@with_slopes
def log_interval(low: Numeric, high: Numeric, total_count: Numeric, logits: Numeric) -> tuple[Array | None, ...]:
    """The log of a sum of probabilities, or of a difference of tails where that does not cancel: within 10 units.

    Where there are more successes than failures, failures are counted: floats are closer together at small numbers.
    """
    before, last = jnp.maximum(jnp.floor(low), -1), jnp.minimum(jnp.floor(high), total_count)
    flip = before + last >= total_count
    low, high = (jnp.where(flip, total_count - other - 1, one) for one, other in ((before, last), (last, before)))
    logits = jnp.where(flip, -logits, logits)
    log_mass, slope = count_interval(
        low, high, binomial_tails, _log_prob_between, (_score_between,), total_count, logits
    )
    return log_mass, None, None, None, jnp.where(flip, -slope, slope)


def quantile(p: Numeric, total_count: Numeric, logits: Numeric) -> Array:
    """By a search from the guess of Cornish and Fisher."""
    spread = jnp.sqrt(variance(total_count, logits))
    cumulants = Cumulants(mean(total_count, logits), spread, -jnp.tanh(logits / 2))
    return count_quantile(p, binomial_tails, cumulants, total_count, total_count, logits)


binomial = Distribution(
    name="binomial",
    parameters=(Parameter("total_count", count, given=True), Parameter("logits", extended_real)),
    support=count,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_binomial_cdf,
    log_sf=log_binomial_sf,
    log_interval=log_interval,
    quantile=quantile,
)
