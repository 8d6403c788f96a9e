"""Ratios of gamma functions as the beta function has them, by what Stirling's formula leaves of each.

The large terms of a density of beta type cancel on paper into Loader's deviances, all of one sign; here is the rest.
"""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder, stirling_series


def beta_remainder(a: Array, b: Array) -> Array:
    r"""$\delta(a + b) - \delta(a) - \delta(b)$ for a, b > 0: what Stirling leaves of $-\log B(a, b)$."""
    return stirling_remainder(a + b) - stirling_remainder(a) - stirling_remainder(b)


def log_multiplicity(y: Array, r: Array) -> Array:
    r"""The logarithm of $\Gamma(y + r) / (\Gamma(r)\,y!)$ times $y^y r^r / (y + r)^{y + r}$, for counts y and r > 0.

    The number of ways to put y balls into r boxes, relative to the largest probability that one of them can have; 0 for
    y = 0. Error: 2 units of eps relative to the larger of 1 and $|\log r|$.
    """
    nothing = y == 0
    y = jnp.where(nothing, 1, y)
    remainders = stirling_series(y + r) - stirling_remainder(r) - stirling_series(y)
    return jnp.where(nothing, 0, 0.5 * jnp.log(r / (y + r) / y) - HALF_LOG_2PI + remainders)
