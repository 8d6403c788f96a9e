"""The Poisson distribution in its log-rate: counts from a network without a link."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count, extended_real
from nllax._core.parameter import Parameter
from nllax._distributions import poisson
from nllax._distributions._shared import counts
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.count_interval import count_interval
from nllax._numerics.exponentials import expm1mx, expm1mx_over_square
from nllax._numerics.gamma_tails import LARGEST, GammaPoint
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.shared import stored
from nllax._numerics.tails import Tail
from nllax._numerics.two_float import log_two_float
from nllax._typing import Numeric


def _excess(y: Array, log_rate: Numeric) -> Array:
    r"""$\log\lambda - \log y$, the logarithm of the count in two floats: at large counts it takes 45 bits."""
    log_y, rest = log_two_float(y)
    return stored((log_rate - log_y) - rest)


def score(y: Numeric, log_rate: Numeric) -> Array:
    r"""$y - \lambda$, near 0 from their logarithms."""
    t = _excess(jnp.where(y == 0, 1, y), log_rate)
    near = (y != 0) & (abs(t) < 1)
    return jnp.where(near, -y * jnp.expm1(jnp.where(near, t, 0)), y - jnp.exp(log_rate))


def _deviance(y: Array, log_rate: Numeric, t: Array) -> Array:
    r"""$y(e^t - 1 - t)$ for a positive count: near the rate a series in t, else with the rate itself."""
    near = abs(t) < 1
    u = jnp.where(near, t, 0)
    far = jnp.minimum(t, 200)  # beyond, the rate is all that counts, be it infinite
    return jnp.where(near, y * (u * u * expm1mx_over_square(u)), jnp.exp(log_rate) - y * (1 + far))


@with_partials(None, score)
def log_prob(y: Numeric, log_rate: Numeric) -> Array:
    r"""Poisson log-likelihood, in the log-rate $\eta = \log\lambda$.

    $$\log p(y \mid \eta) = y\,\eta - e^\eta - \log y!$$

    Evaluated as $-y(e^t - 1 - t)$ with $t = \eta - \log y$, and Stirling's remainder.

    Loss: Poisson regression with a log link.

    Args:
      y: counts 0, 1, 2, ...; anything else is outside the support. No gradient flows to them. Shape (...).
      log_rate: logarithm of the expected count, real; $-\infty$ is a rate of 0, $\infty$ one
        under which every count is impossible. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. All constants are kept.

    Float32: value within 5 units and gradient within 4 (of eps, relative to the larger of 1 and the reference), for
    counts up to 1e7.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.poisson_log_rate.log_prob(3, 0.6931472)), 4))
      -1.7123

    Reference: Loader (2000), Fast and accurate computation of binomial probabilities; Tang (1990) for the logarithm.
    """
    nothing = y == 0
    y_safe = jnp.where(nothing, 1, y)
    t = _excess(y_safe, log_rate)
    log_y = jnp.where(jnp.isinf(log_rate), 0, log_rate - t)  # good enough here, and no second logarithm
    return jnp.where(nothing, -jnp.exp(log_rate), counts.log_peak(y_safe, log_y) - _deviance(y_safe, log_rate, t))


def sample(key: Array, log_rate: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Counts, as int32; the rate must be below 2e9 for that."""
    return jax.random.poisson(key, jnp.exp(log_rate), draw_shape(shape, log_rate), jnp.int32)


def mean(log_rate: Numeric) -> Array:
    r"""$e^\eta$."""
    return jnp.exp(log_rate)


def mode(log_rate: Numeric) -> Array:
    r"""$\lfloor e^\eta\rfloor$ (a whole rate ties with the count below it)."""
    return jnp.floor(jnp.exp(log_rate))


def entropy(log_rate: Numeric) -> Array:
    """By summation for small rates, by an expansion in 1 / rate for large ones."""
    return counts.entropy(jnp.exp(log_rate), poisson.log_prob)


def _tails(y: Numeric, log_rate: Numeric) -> tuple[Tail, Tail]:
    shape, impossible = counts.shape(y), log_rate == -math.inf
    finite = jnp.where(jnp.isinf(log_rate), 0, log_rate)
    t = _excess(shape, finite)
    near = abs(t) < 1
    rate = jnp.minimum(jnp.exp(finite), LARGEST)
    difference = jnp.where(near, -shape * jnp.expm1(jnp.where(near, t, 0)), shape - rate)
    fall = jnp.where(near, shape * expm1mx(jnp.where(near, t, 0)), -shape * t - difference)
    y = jnp.where((log_rate == math.inf) & (y < math.inf), -1, y)  # no count is large enough
    lower, upper = counts.tails(y, impossible, shape, GammaPoint(rate, difference, t, fall))
    return (lower.log_mass, lower.by_log_x), (upper.log_mass, upper.by_log_x)


@with_slopes
def log_cdf(y: Numeric, log_rate: Numeric) -> tuple[Array | None, ...]:
    r"""$\log Q(\lfloor y\rfloor + 1, e^\eta)$, the regularised incomplete gamma function."""
    (log_mass, by_log_rate), _ = _tails(y, log_rate)
    return log_mass, None, by_log_rate


@with_slopes
def log_sf(y: Numeric, log_rate: Numeric) -> tuple[Array | None, ...]:
    r"""$\log P(\lfloor y\rfloor + 1, e^\eta)$."""
    _, (log_mass, by_log_rate) = _tails(y, log_rate)
    return log_mass, None, by_log_rate


@with_slopes
def log_interval(low: Numeric, high: Numeric, log_rate: Numeric) -> tuple[Array | None, ...]:
    """The log of a sum of probabilities, or of a difference of tails where that does not cancel: within 10 units."""
    log_mass, by_log_rate = count_interval(low, high, _tails, log_prob, (score,), log_rate)
    return log_mass, None, None, by_log_rate


def quantile(p: Numeric, log_rate: Numeric) -> Array:
    """By a search from the guess of Cornish and Fisher."""
    return counts.quantile(p, _tails, jnp.exp(log_rate), log_rate)


poisson_log_rate = Distribution(
    name="poisson_log_rate",
    parameters=(Parameter("log_rate", extended_real),),
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
