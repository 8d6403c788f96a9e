"""The geometric distribution in its logit: failures before the first success."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, extended_real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.logits import odds_against, softplus
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric

_TINY = 1e-20
_LARGEST_DRAW = 2.0**30


def _times(y: Array, x: Array) -> Array:
    """The product, 0 where y is 0."""
    nothing = y == 0
    return jnp.where(nothing, 0, jnp.where(nothing, 1, y) * jnp.where(nothing, 1, x))


def _slope(y: Array, logits: Array) -> Array:
    r"""$\sigma(-l) - y\sigma(l)$, of the smaller of the odds and their inverse."""
    failure_is_likely, odds = logits < 0, odds_against(logits)
    return jnp.where(failure_is_likely, 1 - y * odds, odds - y) / (1 + odds)


@with_partials(None, _slope)
def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Geometric log-likelihood, in the logit $l = \log\frac{p}{1 - p}$ of the probability of success.

    $$\log p(y \mid l) = -\log(1 + e^{-l}) - y\log(1 + e^l)$$

    Loss: binary cross-entropy of y failures and then a success, such as discrete-time survival with a constant hazard.

    Args:
      y: failures before the first success: 0, 1, 2, ...; anything else is outside the support. No gradient flows to
        them. Shape (...).
      logits: log-odds of a success in each trial, real or infinite. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 2 units and gradient within 2 (of eps, relative to the larger of 1 and the reference), for
    every logit and counts up to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.geometric.log_prob(2, 0.0)), 4))
      -2.0794

    Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 5.2.
    """
    rest = jnp.log1p(odds_against(logits))  # softplus is that plus the positive part
    return jnp.minimum(logits, 0) - rest - _times(y, jnp.maximum(logits, 0) + rest)


def sample(key: Array, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Counts, as int32, none above 2^30."""
    noise = jax.random.exponential(key, draw_shape(shape, logits), jnp.result_type(logits))
    return jnp.minimum(jnp.floor(noise / softplus(logits)), _LARGEST_DRAW).astype(jnp.int32)


def mean(logits: Numeric) -> Array:
    r"""$(1 - p) / p = e^{-l}$."""
    return jnp.exp(-logits)


def variance(logits: Numeric) -> Array:
    r"""$(1 - p) / p^2$."""
    return mean(logits) * (1 + mean(logits))


def mode(logits: Numeric) -> Array:
    """0."""
    return jnp.zeros_like(logits)


def entropy(logits: Numeric) -> Array:
    r"""$-\log p - e^{-l}\log(1 - p)$."""
    rare = logits < -20
    certain = logits == math.inf
    odds = jnp.exp(-jnp.where(rare | certain, 0, logits))
    failures = jnp.where(rare, 1, jnp.where(certain, 0, odds * jnp.where(rare | certain, 1, softplus(logits))))
    return softplus(-logits) + failures


def _counts_to(y: Numeric) -> Array:
    """How many of 0, 1, 2, ... are at most y."""
    return jnp.maximum(jnp.floor(y) + 1, 0)


def _log_none(trials: Array, logits: Numeric) -> Array:
    """The log-probability of no success in so many trials."""
    for_ever = trials == math.inf
    return jnp.where(for_ever, -math.inf, -_times(jnp.where(for_ever, 0, trials), softplus(logits)))


def _log_some(trials: Array, logits: Numeric) -> Array:
    """The log-probability of a success in so many trials."""
    proper = (trials > 0) & (trials < math.inf)
    n = jnp.where(proper, trials, 1)
    hazard = n * softplus(logits)
    tiny = hazard < _TINY
    inside = jnp.where(tiny, logits + jnp.log(n), log1mexp(jnp.where(tiny, 1, hazard)))
    return jnp.where(proper, inside, jnp.where(trials == 0, -math.inf, 0))


def log_cdf(y: Numeric, logits: Numeric) -> Array:
    r"""$\log[1 - (1 - p)^{\lfloor y\rfloor + 1}]$."""
    return _log_some(_counts_to(y), logits)


def log_sf(y: Numeric, logits: Numeric) -> Array:
    r"""$(\lfloor y\rfloor + 1)\log(1 - p)$."""
    return _log_none(_counts_to(y), logits)


def log_interval(low: Numeric, high: Numeric, logits: Numeric) -> Array:
    r"""$\log[(1 - p)^m - (1 - p)^n]$ for m counts up to the lower end and n up to the upper."""
    before, upto = _counts_to(low), _counts_to(high)
    width = jnp.where(before == upto, 0, upto - before)
    return _log_none(jnp.where(width == 0, 0, before), logits) + _log_some(width, logits)


def quantile(p: Numeric, logits: Numeric) -> Array:
    r"""$\lceil\log(1 - q) / \log(1 - p)\rceil - 1$ for the level q."""
    rare = logits < -20  # where log(1 - p) is e^l and may not be a normal float
    root = jnp.exp(jnp.where(rare, -0.5 * logits, 0))
    trials = -jnp.log1p(-p) / softplus(jnp.where(rare, 0, logits))
    trials = jnp.where(rare, -jnp.log1p(-p) * root * root, trials)
    return jnp.where((p == 0) | (logits == math.inf), 0, jnp.maximum(jnp.ceil(trials) - 1, 0))


geometric = Distribution(
    name="geometric",
    parameters=(Parameter("logits", extended_real),),
    support=count,
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
