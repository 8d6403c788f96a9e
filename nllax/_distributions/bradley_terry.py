"""The Bradley-Terry model: which of two items is preferred."""

from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import binary, real
from nllax._core.parameter import Parameter
from nllax._distributions import bernoulli
from nllax._typing import Numeric


def log_prob(y: Numeric, logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""Bradley-Terry log-likelihood, in the log-strengths a and b of two items.

    $$\log p(y \mid a, b) = y\,(a - b) - \log(1 + e^{a - b})$$

    The Bernoulli log-likelihood of the logit $a - b$.

    Loss: the pairwise preference loss, $-\log\sigma(a - b)$ where item a is preferred, as in reward models and RankNet.

    Args:
      y: targets, 1 where item a wins and 0 where item b does, or a soft target in [0, 1]: then the expectation over
        outcomes of that probability. Shape (...).
      logits_a: log-strength a of the first item, real. Broadcasts with y.
      logits_b: log-strength b of the second item, real. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value and gradient within 2 units (of eps, relative to the larger of 1 and the reference), for all logits
    whose difference float32 can hold.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.bradley_terry.log_prob(1, 2.5, 0.5)), 4))
      -0.1269

    Reference: Bradley and Terry (1952), Rank analysis of incomplete block designs, section 2; Burges et al. (2005),
    Learning to rank using gradient descent, equation 3.
    """
    return bernoulli.log_prob(y, logits_a - logits_b)


def sample(key: Array, logits_a: Numeric, logits_b: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """1 where item a wins, else 0, as int32."""
    return bernoulli.sample(key, logits_a - logits_b, shape=shape)


def mean(logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""$\sigma(a - b)$, the probability that item a wins."""
    return bernoulli.mean(logits_a - logits_b)


def variance(logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""$\sigma(a - b)\,\sigma(b - a)$."""
    return bernoulli.variance(logits_a - logits_b)


def mode(logits_a: Numeric, logits_b: Numeric) -> Array:
    """1 where item a is the stronger, else 0."""
    return bernoulli.mode(logits_a - logits_b)


def entropy(logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""The Bernoulli entropy at the logit $a - b$."""
    return bernoulli.entropy(logits_a - logits_b)


def log_cdf(y: Numeric, logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""$-\infty$ below 0, $\log\sigma(b - a)$ below 1, then 0."""
    return bernoulli.log_cdf(y, logits_a - logits_b)


def log_sf(y: Numeric, logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""0 below 0, $\log\sigma(a - b)$ below 1, then $-\infty$."""
    return bernoulli.log_sf(y, logits_a - logits_b)


def log_interval(low: Numeric, high: Numeric, logits_a: Numeric, logits_b: Numeric) -> Array:
    """The log-probability of those of 0 and 1 that lie in (low, high]."""
    return bernoulli.log_interval(low, high, logits_a - logits_b)


def quantile(p: Numeric, logits_a: Numeric, logits_b: Numeric) -> Array:
    r"""0 up to $p = \sigma(b - a)$, then 1."""
    return bernoulli.quantile(p, logits_a - logits_b)


bradley_terry = Distribution(
    name="bradley_terry",
    parameters=(Parameter("logits_a", real), Parameter("logits_b", real)),
    support=binary,
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
