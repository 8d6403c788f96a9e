"""The distribution functions of the binomial and negative binomial distributions: incomplete beta functions."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.beta_tails import BetaPoint, BetaTail, beta_point, beta_tails, cumulant
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.partials import with_slopes
from nllax._numerics.stirling import score_offset
from nllax._numerics.tails import Tail, with_ends
from nllax._numerics.two_float import log_two_float, two_sum
from nllax._typing import Numeric

Tails = tuple[BetaTail, BetaTail]


def _log_quotient(a: Array, b: Array) -> tuple[Array, Array]:
    """log(a / b) as a sum of two floats."""
    (p, q), (r, s) = log_two_float(a), log_two_float(b)
    high, low = two_sum(p, -r)
    return high, low + (q - s)


def _binomial(y: Array, total_count: Array, logits: Array) -> Tails:
    """P(Y <= k) is the beta distribution function of 1 - p with shapes n - k and k + 1."""
    inside = (y >= 0) & (y < total_count)
    k = jnp.where(inside, jnp.floor(y), 0)
    n = jnp.where(inside, total_count, 1)
    a, b = n - k, k + 1
    high, low = _log_quotient(a, b)
    shift = (-logits - high) - low  # logit of 1 - p less that of the mean
    up = shift > 0
    v = jnp.where(up, shift, -shift)
    inner = jnp.minimum(v, 80)
    m, rest = a / (a + b), b / (a + b)
    m, rest = jnp.where(up, rest, m), jnp.where(up, m, rest)  # from here as if below the mean
    log_y = -jnp.log1p(m * jnp.expm1(-v))
    log_x = -jnp.log1p(rest * jnp.expm1(inner)) - (v - inner)
    difference = (a + b) * m * rest * -jnp.expm1(-v) / (rest + m * jnp.exp(-v))
    one, other = jnp.where(up, b, a), jnp.where(up, a, b)
    near = v < 1
    fall = jnp.where(near, (a + b) * cumulant(m, rest, jnp.where(near, v, 0)), -one * log_x - other * log_y)
    x, u = jax.nn.sigmoid(-logits), jax.nn.sigmoid(logits)
    point = BetaPoint(
        x,
        u,
        jnp.where(up, -difference, difference),
        jnp.where(up, log_y, log_x),
        jnp.where(up, log_x, log_y),
        fall,
    )
    return with_ends(y < 0, y >= total_count, *beta_tails(a, b, point))


def binomial_tails(y: Numeric, total_count: Numeric, logits: Numeric) -> tuple[Tail, Tail]:
    """P(Y <= y) and P(Y > y): the logarithm of each, and its slope in the logits."""
    lower, upper = _binomial(y, total_count, logits)
    return (lower.log_mass, -lower.by_logit), (upper.log_mass, -upper.by_logit)


@with_slopes
def log_binomial_cdf(y: Numeric, total_count: Numeric, logits: Numeric) -> tuple[Array | None, ...]:
    r"""$\log I_{1-p}(n - \lfloor y\rfloor, \lfloor y\rfloor + 1)$."""
    (log_mass, by_logits), _ = binomial_tails(y, total_count, logits)
    return log_mass, None, None, by_logits


@with_slopes
def log_binomial_sf(y: Numeric, total_count: Numeric, logits: Numeric) -> tuple[Array | None, ...]:
    r"""$\log I_p(\lfloor y\rfloor + 1, n - \lfloor y\rfloor)$."""
    _, (log_mass, by_logits) = binomial_tails(y, total_count, logits)
    return log_mass, None, None, by_logits


def _negative_binomial(y: Array, mean: Array, concentration: Array) -> Tails:
    """P(Y <= k) is the beta distribution function of r / (r + m) with shapes r and k + 1."""
    inside = (y >= 0) & (y < math.inf)
    a, b = concentration, jnp.where(inside, jnp.floor(y), 0) + 1
    total = a + mean
    difference = a * ((mean - b) / total)
    log_x, log_y = -jnp.log1p(mean / a), jnp.log(mean) - jnp.log(total)
    point = beta_point(a, b, a / total, mean / total, difference, log_x, log_y)
    ratio = (b - mean) / total
    near = abs(ratio) < 0.5
    point = point._replace(log_x=jnp.where(near, jnp.log1p(jnp.where(near, ratio, 0)), point.log_x))
    offset = score_offset(a) - score_offset(a + b)
    return with_ends(y < 0, y == math.inf, *beta_tails(a, b, point, lambda log_t, log_u: offset - expm1mx(log_t)))


def _slopes(tail: BetaTail, mean: Array, concentration: Array) -> Tail:
    by_concentration = jnp.where(concentration < 1, tail.by_a + tail.by_logit / concentration, tail.extra)
    return tail.log_mass, -tail.by_logit / mean, by_concentration


def negative_binomial_tails(y: Numeric, mean: Numeric, concentration: Numeric) -> tuple[Tail, Tail]:
    """P(Y <= y) and P(Y > y): the logarithm of each, and its slopes in the mean and the concentration."""
    lower, upper = _negative_binomial(y, mean, concentration)
    return _slopes(lower, mean, concentration), _slopes(upper, mean, concentration)


@with_slopes
def log_negative_binomial_cdf(y: Numeric, mean: Numeric, concentration: Numeric) -> tuple[Array | None, ...]:
    r"""$\log I_{r / (r + \mu)}(r, \lfloor y\rfloor + 1)$."""
    (log_mass, *slopes), _ = negative_binomial_tails(y, mean, concentration)
    return log_mass, None, *slopes


@with_slopes
def log_negative_binomial_sf(y: Numeric, mean: Numeric, concentration: Numeric) -> tuple[Array | None, ...]:
    r"""$\log I_{\mu / (r + \mu)}(\lfloor y\rfloor + 1, r)$."""
    _, (log_mass, *slopes) = negative_binomial_tails(y, mean, concentration)
    return log_mass, None, *slopes
