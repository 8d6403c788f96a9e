r"""The mass of consecutive counts, and its slopes, for distributions on 0, 1, 2, ...

Where the tail that begins at one end is at least eight times the one that begins at the other, it is their difference.
Else the probabilities vary little, at most eightfold if their sequence is log-concave, and it is their sum: the first
of them one by one, the rest by the rule of Gauss and Legendre in the logarithm of the count, with Euler and Maclaurin's
corrections at both ends. All terms but these corrections are positive, so neither the mass nor the average of a score
of one sign cancels.
"""

import functools
import math
from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.exponentials import log1mexp
from nllax._numerics.tails import Tail, choose
from nllax._numerics.two_float import two_sum
from nllax._typing import Numeric

Function = Callable[..., Array]

_FACTOR = 8.0
"""Of how many times a tail its part must be less than, to be taken from it."""

_AROUND = np.arange(-3, 3)
CORRECTION = np.array([367, -4691, 52558, -52558, 4691, -367]) / 967680
r"""Euler and Maclaurin's at the upper end, of the six counts around it.

$-\frac{\delta}{24} + \frac{17\delta^3}{5760} - \frac{367\delta^5}{967680}$ in central differences.
"""


def count_interval(
    low: Numeric,
    high: Numeric,
    tails: Callable[..., tuple[Tail, Tail]],
    log_prob: Function,
    scores: Sequence[Function],
    *parameters: Numeric,
) -> Tail:
    """The log of P(low < Y <= high), and its slopes in the parameters whose scores are given.

    `tails(y, *parameters)` gives P(Y <= y) and P(Y > y), each as its logarithm and the slopes of that. The plain
    `log_prob(y, *parameters)` and `scores` are taken between the counts, too, where they must be smooth.

    Up to counts of 2^24 the float32 error is that of the tails, or of the density and the scores and 6 units more; of
    the slopes relative to the largest of 1, the slope and the mean size of the score, which around the mode cancels.
    """
    low, high, *inputs = jnp.broadcast_arrays(low, high, *parameters)
    before, last = jnp.maximum(jnp.floor(low), -1), jnp.maximum(jnp.floor(high), -1)
    lower, upper = tails(jnp.stack([before, last]), *inputs)
    nothing = (last <= before) | (lower[0][1] == -math.inf) | (upper[0][0] == -math.inf)
    to_last, to_before = _at(1, lower), _at(0, lower)
    from_before, from_last = _at(0, upper), _at(1, upper)
    below, above = (
        jnp.where(nothing, 0, outer[0]) - jnp.where(nothing, 0, inner[0])
        for outer, inner in ((to_last, to_before), (from_before, from_last))
    )
    gap = jnp.maximum(below, above)
    alike = gap < math.log(_FACTOR)
    outer = choose(above > below, from_before, to_last)
    inner = choose(above > below, from_last, to_before)
    difference = _difference(outer, inner, jnp.where(alike, math.log(_FACTOR), gap))

    before, width = jnp.where(nothing, 0, before), jnp.where(nothing, 1, last - before)
    few = width <= len(_rule(width.dtype)[0])
    total = _sum(before, width, alike & ~few, (log_prob, *scores), inputs)
    mass = choose(alike | (few & (total[0] < -math.log(2))), total, difference)
    return jnp.where(nothing, -math.inf, mass[0]), *(jnp.where(nothing, 0, slope) for slope in mass[1:])


def _at(index: int, tail: Tail) -> Tail:
    return tuple(x[index] for x in tail)


def _difference(outer: Tail, inner: Tail, gap: Array) -> Tail:
    """A tail without a part of it, given the difference of their logarithms."""
    odds = jnp.exp(-gap) / -jnp.expm1(-gap)
    return outer[0] + log1mexp(gap), *(a + odds * (a - b) for a, b in zip(outer[1:], inner[1:], strict=True))


@functools.cache
def _rule(dtype: jnp.dtype) -> tuple[np.ndarray, ...]:
    """The steps to the counts that are taken one by one, and nodes and weights on [0, 1] for the rest."""
    few, points = (16, 12) if dtype == jnp.float32 else (64, 28)
    nodes, weights = np.polynomial.legendre.leggauss(points)
    return tuple(x.astype(dtype) for x in (np.arange(1, few + 1), (nodes + 1) / 2, weights / 2))


def _sum(before: Array, width: Array, many: Array, functions: Sequence[Function], parameters: Sequence[Array]) -> Tail:
    """The log of a sum over some counts after one, and the averages of the scores; `many` or just few counts.

    A node between two counts may lie between two floats. It is moved to one of them, and the functions moved back by
    their slope, which times the count is nearly linear in the logarithm of the count.
    """
    steps, nodes, weights = map(jnp.asarray, _rule(width.dtype))
    around, correction = jnp.asarray(_AROUND, width.dtype), jnp.asarray(CORRECTION, width.dtype)
    before, width, many, *parameters = (x[..., None] for x in (before, width, many, *parameters))
    first, stretch = before + (len(steps) + 1), jnp.where(many, width - len(steps), 1)
    start, end = first - 0.5, first - 0.5 + stretch
    span = jnp.log1p(stretch / start)
    offset = start * jnp.expm1(span * nodes)
    y, rest = two_sum(first, offset - 0.5)
    y = jnp.concatenate([before + steps, y, first + around, first + stretch + around], -1)
    rule = weights * span * (start + offset)
    w = [jnp.where(many, x, 0) for x in (rule, -correction, correction)]
    w = jnp.concatenate([(steps <= width).astype(width.dtype), *w], -1)
    values = [f(jnp.where(w == 0, before + 1, y), *parameters) for f in functions]

    def moved(f: Array) -> Array:
        low, high = start * (f[..., -9:-8] - f[..., -10:-9]), end * (f[..., -3:-2] - f[..., -4:-3])
        shift = jnp.where(many, rest / (start + offset) * (low + nodes * (high - low)), 0)
        return f + jnp.pad(shift, [(0, 0)] * (shift.ndim - 1) + [(len(steps), 2 * len(around))])

    log_p, *values = map(moved, values)
    top = log_p.max(-1, keepdims=True)
    top = jax.lax.stop_gradient(jnp.where(top == -math.inf, 0, top))
    p = w * jnp.exp(log_p - top)
    some = p.sum(-1) > 0
    total = jnp.where(some, p.sum(-1), 1)
    share = p / total[..., None]
    averages = ((share * jnp.where(p == 0, 0, x)).sum(-1) for x in values)
    return jnp.where(some, top[..., 0] + jnp.log(total), -math.inf), *averages
