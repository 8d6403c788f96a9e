"""The quantiles of distributions on 0, 1, 2, ...: a search among the whole numbers."""

import math
from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.gamma_tails import LARGEST
from nllax._numerics.tails import Tail
from nllax._typing import Numeric

_ROUNDING = 4.0


class Cumulants(NamedTuple):
    """What the search starts from. It may be rough."""

    mean: Array
    spread: Array
    """The standard deviation."""
    skew: Array
    """The third cumulant over the variance."""


class _Search(NamedTuple):
    """The level is not reached at `below`, and is at `above`; a `probe` that is not between them ends the search."""

    below: Array
    above: Array
    probe: Array
    step: Array


def count_quantile(
    p: Numeric,
    tails: Callable[..., tuple[Tail, Tail]],
    cumulants: Cumulants,
    end: Numeric,
    *parameters: Numeric,
) -> Array:
    """The smallest count y with P(Y <= y) >= p, up to the last one, `end`. It has no slope.

    `tails(y, *parameters)` gives P(Y <= y) and P(Y > y), each as a tuple that begins with its logarithm; the smaller
    side decides. From a guess outwards by steps that double, then by halves. A tail that misses the level by 4 units of
    eps, relative to the larger of 1 and its logarithm, has reached it: where p is within rounding of P(Y <= y), it may
    be y or the next.
    """
    p, end, *inputs = jax.lax.stop_gradient(jnp.broadcast_arrays(p, jnp.asarray(end, p.dtype), *parameters))
    lower_half = p < 0.5
    log_level = jnp.log(jnp.where(lower_half, p, 1 - p))
    error = _ROUNDING * jnp.finfo(p.dtype).eps * jnp.clip(-log_level, 1, 1000)

    def is_reached(y: Array) -> Array:
        lower, upper = tails(y, *inputs)
        return ~jnp.where(lower_half, lower[0] < log_level - error, upper[0] > log_level + error)  # NaN ends the search

    def goes_on(search: _Search) -> Array:
        return (search.probe > search.below) & (search.probe < search.above)

    def advance(search: _Search) -> _Search:
        going, reached = goes_on(search), is_reached(search.probe)
        below = jnp.where(going & ~reached, search.probe, search.below)
        above = jnp.where(going & reached, search.probe, search.above)
        middle = jnp.floor(below + (above - below) / 2)
        probe = jnp.where(reached, jnp.maximum(above - search.step, middle), jnp.minimum(below + search.step, middle))
        return _Search(below, above, jnp.where(going, probe, search.probe), jnp.minimum(2 * search.step, LARGEST))

    certain = (p == 0) | (p == 1)  # reached at 0, or at the end if not at 0
    guess = jax.lax.stop_gradient(_guess(jnp.where(certain, 0.5, p), cumulants))
    guess = jnp.where((guess > 0) & ~certain, jnp.minimum(guess, jnp.minimum(end - 1, LARGEST)), 0)
    step = jnp.where(certain, math.inf, jnp.maximum(1, jnp.finfo(p.dtype).eps * guess))
    start = _Search(jnp.full_like(p, -1), end, guess, step)
    return jax.lax.while_loop(lambda search: goes_on(search).any(), advance, start).above


def _guess(p: Array, cumulants: Cumulants) -> Array:
    """Cornish and Fisher's, of first order."""
    from jax.scipy.special import ndtri  # imported late: it would cost the import of nllax a tenth

    z = jnp.where(p < 0.5, 1, -1) * ndtri(jnp.minimum(p, 1 - p))
    mean, spread, skew = cumulants
    return jnp.round(mean + spread * z + skew * (z * z - 1) / 6)
