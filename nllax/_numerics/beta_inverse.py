"""The inverse of the incomplete beta function."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.beta_tails import BetaPoint, BetaTail, beta_tails, cumulant
from nllax._numerics.inverse import Side, inverse
from nllax._numerics.tails import choose

_NEAR = 40.0
"""Up to that many logits from the mean the fall is formed without cancellation; beyond, nothing cancels."""


def _point(s: Array, a: Array, b: Array) -> BetaPoint:
    """The point whose logit exceeds that of the mean by s; written for the side that shrinks, x for s < 0."""
    down = s < 0
    v = abs(s)
    a, b = jnp.where(down, a, b), jnp.where(down, b, a)
    total = a + b
    m, w, e = a / total, b / total, jnp.exp(-v)
    rest = w + m * e
    log_y = -jnp.where(m * jnp.expm1(-v) > -0.5, jnp.log1p(jnp.maximum(m * jnp.expm1(-v), -0.5)), jnp.log(rest))
    near = v < _NEAR
    inner = jnp.where(near, v, 0)
    log_x = jnp.where(near & (w < 0.5), -jnp.log1p(w * jnp.expm1(inner)), log_y - v)
    fall = total * jnp.where(near, cumulant(m, w, inner), m * v - log_y)
    x, y, difference = m * e / rest, w / rest, -a * jnp.expm1(-v) * (w / rest)
    here = BetaPoint(x, y, difference, log_x, log_y, fall)
    return choose(down, here, BetaPoint(y, x, -difference, log_y, log_x, fall))


def _side(tail: BetaTail, a: Array, b: Array) -> Side:
    """A tail with its slopes in the shapes where the logit is counted from that of the mean."""
    return tail.log_mass, tail.by_logit, tail.by_a + tail.by_logit / a, tail.by_b - tail.by_logit / b


def _curve(s: Array, a: Array, b: Array) -> tuple[Side, Side, Array]:
    point = _point(s, a, b)
    below, above = beta_tails(a, b, point)
    return _side(below, a, b), _side(above, a, b), point.difference


log_beta_odds_ratio = inverse(_curve)
r"""`log_beta_odds_ratio(p, q, a, b)` is $\log\frac{bx}{a(1 - x)}$ where $I_x(a, b) = p$ and $1 - I_x(a, b) = q$."""
