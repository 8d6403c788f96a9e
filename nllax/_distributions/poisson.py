"""The Poisson distribution in its rate: counts."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, non_negative
from nllax._core.parameter import Parameter
from nllax._distributions._shared import counts
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.count_interval import count_interval
from nllax._numerics.deviance import deviance
from nllax._numerics.gamma_tails import gamma_point
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.tails import Tail
from nllax._typing import Numeric


def _score(y: Numeric, rate: Numeric) -> Array:
    r"""$(y - \lambda) / \lambda$, and -1 for no count at rate 0."""
    never = (y == 0) & (rate == 0)
    return jnp.where(never, -1, (y - rate) / jnp.where(never, 1, rate))


@with_partials(None, _score)
def log_prob(y: Numeric, rate: Numeric) -> Array:
    r"""Poisson log-likelihood.

    $$\log p(y \mid \lambda) = y\log\lambda - \lambda - \log y!$$

    Evaluated as Loader's deviance from the mean and Stirling's remainder, in which the large terms cancel on paper:
    at a count of 1e7 the three terms above lose every digit of float32.

    Loss: Poisson regression.

    Args:
      y: counts 0, 1, 2, ...; anything else is outside the support. No gradient flows to them. Shape (...).
      rate: expected count $\lambda \ge 0$. Broadcasts with y. At rate 0 the count is 0 for certain.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. All constants are kept.

    Float32: value within 10 units and gradient within 2 (of eps, relative to the larger of 1 and the reference; the
    gradient times rate), for rates and counts up to 1e7 and beyond.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.poisson.log_prob(3, 2.0)), 4))
      -1.7123

    Reference: Loader (2000), Fast and accurate computation of binomial probabilities; Prince (2023), Understanding
    Deep Learning, figure 5.11.
    """
    nothing = y == 0
    y_safe, rate_safe = jnp.where(nothing, 1, y), jnp.where(nothing, 1, rate)
    return jnp.where(nothing, -rate, counts.log_peak(y_safe) - deviance(y_safe, rate_safe, y_safe - rate_safe))


def sample(key: Array, rate: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Counts, as int32; the rate must be below 2e9 for that."""
    return jax.random.poisson(key, rate, draw_shape(shape, rate), jnp.int32)


def mean(rate: Numeric) -> Array:
    r"""$\lambda$."""
    return jnp.asarray(rate)


def mode(rate: Numeric) -> Array:
    r"""$\lfloor\lambda\rfloor$ (a whole rate ties with the count below it)."""
    return jnp.floor(rate)


def entropy(rate: Numeric) -> Array:
    """By summation for small rates, by an expansion in 1 / rate for large ones."""
    return counts.entropy(jnp.asarray(rate), log_prob)


def _by_rate(slope: Array, rate: Numeric, at_zero: Array | float) -> Array:
    zero = rate == 0
    return jnp.where(zero, at_zero, slope / jnp.where(zero, 1, rate))


def _tails(y: Numeric, rate: Numeric) -> tuple[Tail, Tail]:
    shape = counts.shape(y)
    positive = jnp.where(rate == 0, 1, rate)
    point = gamma_point(shape, positive, jnp.log(positive), jnp.zeros_like(positive))
    lower, upper = counts.tails(y, rate == 0, shape, point)
    by_rate = _by_rate(lower.by_log_x, rate, jnp.where(jnp.floor(y) == 0, -1, 0)), _by_rate(upper.by_log_x, rate, 0)
    return (lower.log_mass, by_rate[0]), (upper.log_mass, by_rate[1])


@with_slopes
def log_cdf(y: Numeric, rate: Numeric) -> tuple[Array | None, ...]:
    r"""$\log Q(\lfloor y\rfloor + 1, \lambda)$, the regularised incomplete gamma function."""
    (log_mass, by_rate), _ = _tails(y, rate)
    return log_mass, None, by_rate


@with_slopes
def log_sf(y: Numeric, rate: Numeric) -> tuple[Array | None, ...]:
    r"""$\log P(\lfloor y\rfloor + 1, \lambda)$."""
    _, (log_mass, by_rate) = _tails(y, rate)
    return log_mass, None, by_rate


@with_slopes
def log_interval(low: Numeric, high: Numeric, rate: Numeric) -> tuple[Array | None, ...]:
    """The log of a sum of probabilities, or of a difference of tails where that does not cancel: within 10 units."""
    log_mass, by_rate = count_interval(low, high, _tails, log_prob, (_score,), rate)
    return log_mass, None, None, by_rate


def quantile(p: Numeric, rate: Numeric) -> Array:
    """By a search from the guess of Cornish and Fisher."""
    return counts.quantile(p, _tails, rate, rate)


poisson = Distribution(
    name="poisson",
    parameters=(Parameter("rate", non_negative),),
    support=count,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=mean,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
