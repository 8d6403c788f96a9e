"""The divergence by numerical integration, in one dimension."""

import math
from typing import Any, overload

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._core.distribution import Distribution
from nllax._kl.pair import Side, pair_of, spread

_REACH = {"float32": 3.2, "float64": 4.4}
"""How far the double exponential runs: its weights are then below the rounding."""


@overload
def quadrature(distribution: Distribution[...], p: Any, q: Any, /, *, num_points: int = ..., **given: Any) -> Array: ...
@overload
def quadrature(
    distribution: Distribution[...], p: Any, other: Distribution[...], q: Any, /, *, num_points: int = ..., **given: Any
) -> Array: ...
def quadrature(*arguments: Any, num_points: int = 400, **given: Any) -> Array:
    r"""KL(p ‖ q) of numbers, by integrating $p(y)[\log p(y) - \log q(y)]$ or by summing it over counts.

    Continuous: a double exponential rule on either side of the median of p, which reaches the ends of its support. It
    is as good as the rounding where both densities are smooth but for that median. Counts: the sum over consecutive
    numbers from the 1e-7 quantile of p on.

    Args:
      *arguments: `distribution, p, q`, or `distribution, p, other, q`, as `divergence` takes them.
      num_points: how many points; of counts, how many may carry the mass of p. More of them: NaN.
      **given: what the data gives.

    Returns:
      One number per pair, of the common batch shape.

    Raises:
      NotImplementedError: if p has no quantile, by which its mass is found.

    Example:
      >>> import nllax
      >>> p, q = (0.0, 1.0), (0.5, 2.0)  # loc, scale
      >>> print(round(float(nllax.kl.quadrature(nllax.logistic, p, q)), 4))
      0.2773

    Reference: Takahasi and Mori (1974), Double exponential formulas for numerical integration.
    """
    if num_points < 2:
        raise ValueError(f"nllax.kl.quadrature: num_points must be at least 2, got {num_points}.")
    p, q = spread(*pair_of("nllax.kl.quadrature", arguments, given))
    p.distribution.require("quantile", "nllax.kl.quadrature")
    return (_sum if p.distribution.support.discrete else _integral)(p, q, num_points)


def _quantile(p: Side, level: float) -> Array:
    return p.distribution.quantile(level, **p.values)


def _terms(y: Array, p: Side, q: Side) -> Array:
    """The integrand, 0 where p is 0, with the points on the first axis."""
    log_p = p.distribution.log_prob(y, **p.values)
    log_q = q.distribution.log_prob(y, **q.values)
    nothing = log_p == -math.inf
    return jnp.where(nothing, 0, jnp.exp(log_p) * (jnp.where(nothing, 0, log_p) - jnp.where(nothing, 0, log_q)))


def _integral(p: Side, q: Side, num_points: int) -> Array:
    centre, width = _quantile(p, 0.5), _quantile(p, 0.75) - _quantile(p, 0.25)
    reach = _REACH[centre.dtype.name]
    t = np.linspace(-reach, reach, num_points)
    growth, rate = 0.5 * math.pi * np.sinh(t), 0.5 * math.pi * np.cosh(t)
    step = t[1] - t[0]
    outward = (np.exp(growth), step * rate * np.exp(growth))
    inward = (1 / (1 + np.exp(-2 * growth)), step * rate / (2 * np.cosh(growth) ** 2))
    total = jnp.zeros_like(centre)
    for end in (_quantile(p, 0.0), _quantile(p, 1.0)):
        side = jnp.sign(end - centre)
        endless = jnp.isinf(end)
        length = jnp.where(endless, width, abs(jnp.where(endless, centre, end) - centre))
        for (position, weight), here in ((outward, endless), (inward, ~endless)):
            shape = (num_points,) + (1,) * centre.ndim
            x, w = (jnp.asarray(a.reshape(shape), centre.dtype) for a in (position, weight))
            values = (length * w * _terms(centre + side * length * x, p, q)).sum(0)
            total = total + jnp.where(here, values, 0)
    return total


def _sum(p: Side, q: Side, num_points: int) -> Array:
    first, last = _quantile(p, 1e-7), _quantile(p, 1 - 1e-7)
    first = jnp.where(first < num_points // 2, 0, first)
    y = first + jnp.arange(num_points, dtype=first.dtype).reshape((num_points,) + (1,) * first.ndim)
    return jnp.where(last < first + num_points, _terms(y, p, q).sum(0), math.nan)
