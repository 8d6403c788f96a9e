"""How far the log-gamma function is above its tangent: divergences of gamma, beta and Dirichlet type."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.bregman import average, bregman, change
from nllax._numerics.deviance import atanh_excess, deviance, log_ratio
from nllax._numerics.partials import with_partials
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.stirling import stirling_bend, stirling_remainder, stirling_slope


def _reach(x: Array) -> Array:
    return 0.5 * x


_of_remainder = bregman(stirling_remainder, stirling_slope, stirling_bend, _reach)
_remainder_change = change(stirling_remainder, stirling_slope, _reach)
_slope_change = change(stirling_slope, stirling_bend, _reach)


def _excess(y: Array, x: Array, difference: Array) -> Array:
    """The Bregman divergence of minus the logarithm."""
    return ratio_excess(log_ratio(y, x, difference), y / x)


def _of_rest(y: Array, x: Array, difference: Array) -> Array:
    """That of log-gamma less `deviance`, which is that of a log(a) - a, for y and x from 1 on."""
    return 0.5 * _excess(y, x, difference) + _of_remainder(y, x, difference)


def log_gamma_bregman(y: Array, x: Array, difference: Array) -> Array:
    r"""$\log\Gamma(y) - \log\Gamma(x) - \psi(x)(y - x)$ for y, x > 0, given the difference exactly; never negative.

    By $\Gamma(1 + a) = a\,\Gamma(a)$ and Stirling's formula with its remainder, each a convex function: all terms are
    positive, so that nothing cancels. The derivatives are in y and x; the difference is theirs.
    """
    one_y, one_x = 1 + y, 1 + x
    return _excess(y, x, difference) + log_gamma_bregman_1p(one_y, one_x, difference)


def log_gamma_bregman_1p(y: Array, x: Array, difference: Array) -> Array:
    """`log_gamma_bregman` for y and x from 1 on."""
    return deviance(y, x, difference) + _of_rest(y, x, difference)


def _fall_of(u: Array) -> Array:
    r"""$[u - \log(1 + u)] / u^2$ for $|u| \le 1/2$."""
    v = u / (2 + u)
    return (1 - 2 * v * atanh_excess(v) / (2 + u)) / (2 + u)


@with_partials(
    lambda y, x, difference: jnp.log1p(difference / x / (1 + y)),
    lambda y, x, difference: -difference / x / (1 + x),
    None,
)
def _deviance_drop(y: Array, x: Array, difference: Array) -> Array:
    r"""`deviance` of y from x less that of 1 + y from 1 + x.

    It is $y\log\bigl(1 + \frac{y - x}{x(1 + y)}\bigr) - \log\frac{1 + y}{1 + x}$. The slope of `deviance` under a
    common shift s is $\log(1 + u) - u$ with $u = (y - x) / (x + s)$; near y = x it is integrated over u, where all
    terms are positive.
    """
    near = abs(difference) < 0.5 * x
    d = jnp.where(near, difference, 0)
    first, last = d / (1 + x), d / x
    inner = d * (d / x / (1 + x)) * average(_fall_of, first, last - first)
    far = y * jnp.log1p(difference / x / (1 + y)) - log_ratio(1 + y, 1 + x, difference)
    return jnp.where(near, inner, far)


def log_gamma_bregman_rest(y: Array, x: Array, difference: Array) -> Array:
    r"""`log_gamma_bregman` less `deviance`, $y\log(y / x) - (y - x)$, for y, x > 0.

    It is what the shapes add where the means of two gamma, beta or Dirichlet distributions agree. From 1 on by
    Stirling's formula, whose terms are positive; below by one step of the recurrence, of which two bits cancel at most.
    """
    large = (y >= 1) & (x >= 1)
    big_y, big_x, step = jnp.where(large, y, 1), jnp.where(large, x, 1), jnp.where(large, difference, 0)
    small_y, small_x, small_step = jnp.where(large, 1, y), jnp.where(large, 1, x), jnp.where(large, 0, difference)
    below = _excess(small_y, small_x, small_step) + _of_rest(1 + small_y, 1 + small_x, small_step)
    below = below - _deviance_drop(small_y, small_x, small_step)
    return jnp.where(large, _of_rest(big_y, big_x, step), below)


def log_gamma_bregman_gain(y: Array, x: Array, more_y: Array, more_x: Array) -> Array:
    r"""`log_gamma_bregman_rest` of y + s from x + r less that of y from x, for s, r >= 0, however small they are.

    By the changes of $R(a) = \delta(a) - \frac12\log a$ and of its slope, instead of values that are close.
    """
    upper_y, upper_x = y + more_y, x + more_x

    def rise(upper: Array, lower: Array, more: Array) -> Array:
        return _remainder_change(upper, lower, more) - 0.5 * log_ratio(upper, lower, more)

    steeper = 0.5 * (more_x / x) / upper_x + _slope_change(upper_x, x, more_x)
    slope = stirling_slope(upper_x) - 0.5 / upper_x
    return rise(upper_y, y, more_y) - rise(upper_x, x, more_x) - steeper * (y - x) - slope * (more_y - more_x)
