r"""The entropy of distributions on 0, 1, 2, ...: $-\sum_k p_k \log p_k$, whose terms are all positive."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.count_interval import CORRECTION
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.tails import cut

_SERIES = (
    (-1 / 12, 1 / 3),
    (-1 / 24, 1 / 6, -1 / 12),
    (-19 / 360, 17 / 60, -1 / 3, 1 / 90),
    (-9 / 80, 23 / 30, -22 / 15, 2 / 3, 1 / 120),
    (-863 / 2520, 715 / 252, -949 / 126, 41 / 6, -4 / 3, -1 / 210),
    (-1375 / 1008, 373 / 28, -3803 / 84, 3932 / 63, -181 / 6, 8 / 3, -1 / 252),
    (-33953 / 5040, 27289 / 360, -4712 / 15, 8761 / 15, -2352 / 5, 3871 / 30, -16 / 3, 1 / 210),
)
"""By total order, then by the power of the reciprocal number of trials; from the central moments, in fractions."""


def entropy_series(variance: Array, reciprocal: Array | float) -> Array:
    r"""Of a binomial distribution of large variance v: $\frac12\log 2\pi ev$ and an expansion in 1 / v and 1 / n.

    Likewise of a Poisson distribution, for 1 / n = 0, and of a negative binomial one, for 1 / n = -1 / r.

    Reference: Evans and Boersma (1988), The entropy of a Poisson distribution; Knessl (1998), Integral representations
    and asymptotic expansions for Shannon and Renyi entropies.
    """
    expansion = jnp.zeros_like(variance)
    for power in reversed(range(len(_SERIES) + 1)):
        inner = jnp.zeros_like(variance)
        for row in reversed(range(max(power, 1), len(_SERIES) + 1)):
            inner = inner * reciprocal + _SERIES[row - 1][row - power]
        if power == 0:
            inner = inner * reciprocal  # there is no constant
        expansion = expansion / variance + inner
    return HALF_LOG_2PI + 0.5 + 0.5 * jnp.log(variance) + expansion


def entropy_sum(log_p: Array, weights: Array | float = 1.0) -> Array:
    """Over the last axis. What is impossible adds nothing.

    The probabilities add up to 1, so each surprise may be taken less a constant, which spares the gradient most of the
    rounding of a large entropy.
    """
    p, surprise = weights * jnp.exp(log_p), jnp.where(log_p == -math.inf, 0, -log_p)
    constant = jax.lax.stop_gradient(jnp.maximum((p * surprise).sum(-1) - 1, 0))
    return constant + (p * (surprise - constant[..., None])).sum(-1)


@functools.cache
def _rule(dtype: jnp.dtype) -> tuple[np.ndarray, ...]:
    """The counts that are taken one by one, and nodes and weights on [0, 1] for the rest."""
    few, points = (32, 48) if dtype == jnp.float32 else (320, 160)
    nodes, weights = np.polynomial.legendre.leggauss(points)
    return tuple(x.astype(dtype) for x in (np.arange(few), (nodes + 1) / 2, weights / 2))


def spread_counts(mean: Array, shape: Array) -> tuple[Array, Array]:
    """Counts and weights, on a last axis, for sums of what falls off as fast as a gamma density of that shape.

    The first counts one by one, the others by Gauss and Legendre's rule in the logarithm of the count, as far out as
    anything is left, with Euler and Maclaurin's correction where it begins.
    """
    first, nodes, weights = map(jnp.asarray, _rule(mean.dtype))
    few, dtype = len(first), mean.dtype
    mean, level = jax.lax.stop_gradient((mean[..., None], 1.2 * cut(dtype) / shape[..., None]))
    root = jnp.sqrt(2 * level)
    low = jnp.maximum(jnp.log((few - 0.5) / mean), -level - root)
    high = jnp.maximum(low, jnp.log1p(level + jnp.minimum(root, jnp.log1p(level + root))))
    y = mean * jnp.exp(low + (high - low) * nodes)
    around, correction = few + jnp.arange(-3, 3, dtype=dtype), jnp.where(high > low, jnp.asarray(-CORRECTION, dtype), 0)
    each = [jnp.broadcast_to(x, (*y.shape[:-1], len(x))) for x in (first, around)]
    counts = jnp.concatenate([each[0], y, each[1]], -1)
    return counts, jnp.concatenate([jnp.ones_like(each[0]), weights * (high - low) * y, correction], -1)
