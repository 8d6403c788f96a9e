"""The multinomial distribution in its logits: counts of classes."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count_vector, extended_real
from nllax._core.parameter import Parameter
from nllax._distributions._shared import counts
from nllax._numerics.deviance import near_deviance
from nllax._numerics.partials import with_partials
from nllax._numerics.sums import sum_two_float, sum_with_error
from nllax._numerics.two_float import Pair, exp_two_float, two_product, two_sum
from nllax._typing import Numeric


class _Softmax(NamedTuple):
    """The logits relative to the largest, their exponentials and the sum of these, both in two floats."""

    relative: Array
    masses: Pair
    total: Pair


def _softmax(logits: Array) -> _Softmax:
    ruled_out = logits == -math.inf
    peak = jax.lax.stop_gradient(logits.max(-1, keepdims=True))
    relative = two_sum(jnp.where(ruled_out, 0, logits), -jnp.where(ruled_out, 0, peak))
    masses = exp_two_float(relative)
    masses = jnp.where(ruled_out, 0, masses[0]), jnp.where(ruled_out, 0, masses[1])
    total = sum_two_float(*masses)
    return _Softmax(jnp.where(ruled_out, -math.inf, relative[0]), masses, (total[0][..., None], total[1][..., None]))


def _total(y: Array) -> Pair:
    """The number of trials, which need not be a float."""
    high, low = sum_with_error(y)
    return high[..., None], low[..., None]


def _excess(y: Array, softmax: _Softmax) -> Array:
    r"""$y - np$ without cancellation: $(y \sum_j m_j - nm) / \sum_j m_j$, the products in two floats."""
    n = _total(y)
    (m, m_rest), (s, s_rest) = softmax.masses, softmax.total
    share, share_rest = two_product(*jnp.broadcast_arrays(y, s))
    expected, expected_rest = two_product(*jnp.broadcast_arrays(n[0], m))
    rest = (share_rest - expected_rest) + (y * s_rest - (n[0] * m_rest + n[1] * m))
    return ((share - expected) + rest) / s


def _score(y: Array, logits: Array) -> Array:
    """The excess, as the gradient."""
    return _excess(y, _softmax(logits))


def _deviances(y: Array, logits: Array) -> Array:
    r"""$y\log(y / np) - (y - np)$, never negative; where far from 0 with the logits, as np may underflow."""
    softmax = _softmax(logits)
    n = _total(y)[0]
    difference = _excess(y, softmax)
    expected = n * (softmax.masses[0] / softmax.total[0])
    nothing = y == 0
    near = ~nothing & (abs(difference) < 0.5 * (y + expected))
    series = near_deviance(jnp.where(near, y, 1), jnp.where(near, expected, 1), jnp.where(near, difference, 0))
    safe = jnp.where(nothing, 1, y)
    log_ratio = jnp.log(safe / jnp.where(n == 0, 1, n)) + (jnp.log(softmax.total[0]) - softmax.relative)
    far = safe * jnp.where(near, 0, log_ratio) - difference
    return jnp.where(nothing, expected, jnp.where(near, series, far))


@with_partials(None, _score, event_ndim=1)
def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Multinomial log-likelihood of a vector of counts, in logits $\hat y$, for the total $n = \sum_i y_i$.

    $$\log p(y \mid \hat y) = \log\frac{n!}{\prod_i y_i!} + \sum_i y_i\log p_i, \qquad
    p_i = \frac{e^{\hat y_i}}{\sum_j e^{\hat y_j}}$$

    Evaluated as Loader's deviances of the counts from $np_i$, the differences $y_i - np_i$ formed with 45 bits, and
    Stirling's remainders: the large terms cancel on paper.

    Loss: softmax cross-entropy of counts; the counts of a single class give n times that of a class index.

    Args:
      y: counts 0, 1, 2, ... of the C classes. No gradient flows to them. Shape (..., C).
      logits: unnormalised log-probabilities; $-\infty$ rules a class out. Shape (..., C); the leading axes broadcast
        with the target's.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. All constants are kept. A vector of zeros has 0.

    Float32: value within 10 units and gradient within 4 (of eps, relative to the larger of 1 and the reference), for
    counts up to 1e7.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, logits = jnp.array([2, 1, 0]), jnp.array([0.5, 0.0, -0.5])
      >>> print(round(float(nllax.multinomial.log_prob(y, logits)), 4))
      -1.4422

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, equation 2.34; Loader (2000), Fast and accurate
    computation of binomial probabilities, for the cancellation.
    """
    nothing = y == 0
    peaks = jnp.where(nothing, 0, counts.log_peak(jnp.where(nothing, 1, y))).sum(-1)
    total = y.sum(-1)
    empty = total == 0
    peak = counts.log_peak(jnp.where(empty, 1, total))
    return jnp.where(empty, 0, peaks - peak - _deviances(y, logits).sum(-1))


multinomial = Distribution(
    name="multinomial",
    parameters=(Parameter("logits", extended_real, event_ndim=1),),
    support=count_vector,
    log_prob=log_prob,
)
