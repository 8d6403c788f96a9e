"""The Plackett-Luce distribution: rankings, whole or of the best k."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import extended_real, ranking
from nllax._core.parameter import Parameter
from nllax._numerics.partials import with_slopes
from nllax._typing import Numeric


def _pick(y: Array, logits: Array) -> Array:
    """The logits of the ranked items."""
    batch = jnp.broadcast_shapes(y.shape[:-1], logits.shape[:-1])
    index = jnp.broadcast_to(y.astype(jnp.int32), (*batch, y.shape[-1]))
    return jnp.take_along_axis(jnp.broadcast_to(logits, (*batch, logits.shape[-1])), index, -1, mode="clip")


def _unranked(y: Array, logits: Array) -> Array:
    """The logits of the items that are not ranked, -inf in the place of those that are."""
    is_ranked = (y[..., :, None] == jnp.arange(logits.shape[-1], dtype=y.dtype)).any(-2)
    return jnp.where(is_ranked, -math.inf, logits)


def _recurrence(shrink: Array, masses: Array, *, reverse: bool = False) -> Array:
    """The sums of `sum = shrink * sum + mass` along the last axis."""

    def compose(first: tuple[Array, Array], second: tuple[Array, Array]) -> tuple[Array, Array]:
        return second[0] * first[0], second[0] * first[1] + second[1]

    return jax.lax.associative_scan(compose, (shrink, masses), reverse=reverse, axis=masses.ndim - 1)[1]


@with_slopes
def _log_choices(ranked: Array, others: Array) -> tuple[Array, Array, Array]:
    r"""$\sum_i (r_i - s_i)$, with $s_i$ the log of the sum of $e^r$ from place i on and of $e^o$ of what is not ranked.

    The sums are built up from the last place on, each relative to the largest number that is left. The slopes are
    $1 - e^{r_j}\sum_{i \le j} e^{-s_i}$ and $-e^{o}\sum_i e^{-s_i}$, whose sums are built up from the first place on.
    """
    largest = jax.lax.stop_gradient(jnp.concatenate([ranked, others.max(-1, keepdims=True)], -1))
    peak = jax.lax.cummax(largest, axis=largest.ndim - 1, reverse=True)
    nothing = peak == -math.inf
    peak = jnp.where(nothing, 0, peak)
    rest = jnp.exp(others - peak[..., -1:])
    masses = jnp.concatenate([jnp.exp(ranked - peak[..., :-1]), rest.sum(-1, keepdims=True)], -1)
    shrink = jnp.exp(jnp.where(nothing[..., 1:], -math.inf, peak[..., 1:] - peak[..., :-1]))
    last = jnp.zeros_like(rest[..., :1])
    sums = _recurrence(jnp.concatenate([shrink, last], -1), masses, reverse=True)[..., :-1]
    sums = jnp.where(nothing[..., :-1], 1, sums)
    value = ((ranked - peak[..., :-1]) - jnp.log(sums)).sum(-1)

    shares = jnp.concatenate([jnp.where(nothing[..., :-1], 0, 1 / sums), last], -1)
    pulls = _recurrence(jnp.concatenate([last, shrink], -1), shares)
    return value, 1 - masses[..., :-1] * pulls[..., :-1], -rest * pulls[..., -1:]


def log_prob(y: Numeric, logits: Numeric) -> Array:
    r"""Plackett-Luce log-likelihood of a ranking, in logits $\hat y$.

    $$\log p(y \mid \hat y) = \sum_{i=1}^k \Bigl[\hat y_{y_i} - \log\sum_{c \notin \{y_1, \dots, y_{i-1}\}}
    e^{\hat y_c}\Bigr]$$

    Item after item is chosen by a softmax over those that are left. The sums over what is left are built up from the
    last place on, each relative to its largest logit, so that a common offset costs nothing. A logit of $-\infty$
    is an item that is never chosen while another is left.

    Loss: ListMLE, learning to rank; with k = 1, softmax cross-entropy.

    Args:
      y: the items best first, distinct integers from 0 to C - 1. Shape (..., k): all C of them, or the best k.
      logits: unnormalised log-strengths. Shape (..., C); the leading axes broadcast with the target's.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. An index that is no item gives NaN, a repeated one -inf.

    Raises:
      ValueError: at trace time, if a ranking is longer than there are items.

    Float32: value within 4 units and gradient within 4 (of eps, relative to the larger of 1 and the reference), for
    every logit, up to 10 items.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> logits = jnp.array([2.0, 0.0, 1.0])
      >>> print(round(float(nllax.plackett_luce.log_prob(jnp.array([0, 2, 1]), logits)), 4))
      -0.7209
      >>> print(round(float(nllax.plackett_luce.log_prob(jnp.array([0]), logits)), 4))
      -0.4076

    Reference: Plackett (1975), The analysis of permutations; Xia et al. (2008), Listwise approach to learning to rank.
    """
    size = logits.shape[-1]
    if y.shape[-1] > size:
        raise ValueError(f"plackett_luce.log_prob: a ranking of {y.shape[-1]} items, but {size} logits.")
    choices = y[..., : size - 1]  # the last of all items is no choice
    ranked = _pick(choices, logits)
    value = _log_choices(ranked, _unranked(choices, logits))
    return jnp.where(((y >= 0) & (y < size)).all(-1), value, math.nan)


def sample(key: Array, logits: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """Rankings of all items, as int32: the order of the logits plus Gumbel noise."""
    noise = jax.random.gumbel(key, tuple(shape) + logits.shape, logits.dtype)
    return _descending(logits + noise)


def mode(logits: Numeric) -> Array:
    """The items by descending logit, the first of equals first, as int32."""
    return _descending(logits)


def _descending(scores: Array) -> Array:
    return jnp.argsort(scores, -1, stable=True, descending=True).astype(jnp.int32)


plackett_luce = Distribution(
    name="plackett_luce",
    parameters=(Parameter("logits", extended_real, event_ndim=1),),
    support=ranking,
    log_prob=log_prob,
    sample=sample,
    mode=mode,
)
