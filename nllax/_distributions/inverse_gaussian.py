"""The inverse Gaussian distribution: first-passage times of a Brownian motion with drift."""

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.exponential_integral import scaled_exponential_integral
from nllax._numerics.exponentials import times_exp
from nllax._numerics.inverse import inside, with_limits
from nllax._numerics.inverse_gaussian_interval import log_inverse_gaussian_interval
from nllax._numerics.inverse_gaussian_inverse import log_density_mode, log_mode_quotient
from nllax._numerics.inverse_gaussian_tails import (
    InverseGaussianTail,
    concentration_slope,
    inverse_gaussian_point,
    inverse_gaussian_tail,
    loc_slope,
)
from nllax._numerics.normal_tail import HALF_LOG_2PI, normal_log_density
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


def _target_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    _, a, b = inverse_gaussian_point(y, loc, concentration)
    return -(1.5 + 0.5 * a * b) / y


def _loc_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r, a, _ = inverse_gaussian_point(y, loc, concentration)
    return a * r * (y / loc) / loc


def _concentration_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    _, a, _ = inverse_gaussian_point(y, loc, concentration)
    return (0.5 - 0.5 * a * a) / concentration


@with_partials(_target_score, _loc_score, _concentration_score)
def log_prob(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""Inverse Gaussian log-likelihood.

    $$\log p(y \mid \mu, \lambda)
    = -\frac{\lambda(y - \mu)^2}{2\mu^2 y} + \frac12\log\frac{\lambda}{2\pi y^3}$$

    Loss: inverse Gaussian regression, for positive targets whose variance grows as the cube of the mean.

    Args:
      y: targets, positive. Shape (...).
      loc: mean $\mu > 0$, in the unit of y. Broadcasts with y.
      concentration: shape $\lambda > 0$, in the unit of y; the variance is $\mu^3 / \lambda$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 8 units and gradient within 6 (of eps, relative to the largest of 1, the reference and, in the
    value, log y; the gradient times y, loc and concentration), for means from 1e-6 to 1e6, concentrations of 1e-6 to
    1e6 means and targets of 1e-6 to 1e6 means.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.inverse_gaussian.log_prob(1.0, 2.0, 3.0)), 4))
      -0.7446

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, table 2.1; Johnson, Kotz and Balakrishnan
    (1994), Continuous Univariate Distributions, volume 1, chapter 15.
    """
    _, a, _ = inverse_gaussian_point(y, loc, concentration)
    return normal_log_density(a) + 0.5 * jnp.log(concentration) - 1.5 * jnp.log(y)


def _loc_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_\mu P(Y \le y) / \varphi(a)$."""
    return loc_slope(inverse_gaussian_point(y, loc, concentration), concentration / loc) / loc


def _concentration_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_\lambda P(Y \le y) / \varphi(a)$."""
    return concentration_slope(inverse_gaussian_point(y, loc, concentration)) / concentration


def _target_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_y P(Y \le y) / \varphi(a)$."""
    return -inverse_gaussian_point(y, loc, concentration).r / y


@with_partials(
    None,
    lambda y, loc, concentration: -_loc_slope(y, loc, concentration) / _target_slope(y, loc, concentration),
    lambda y, loc, concentration: -_concentration_slope(y, loc, concentration) / _target_slope(y, loc, concentration),
)
def _at_fixed_probability(y: Array, loc: Numeric, concentration: Numeric) -> Array:
    """The target, moving with the parameters as a quantile does (implicit reparametrisation)."""
    return jnp.broadcast_arrays(y, loc, concentration)[0]


def sample(key: Array, loc: Numeric, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    """By the transformation of Michael, Schucany and Haas (1976): differentiable in both parameters."""
    leading, dtype = draw_shape(shape, loc, concentration), jnp.result_type(loc)
    normal_key, uniform_key = jax.random.split(key)
    w = 0.5 * (loc / concentration) * jax.random.normal(normal_key, leading, dtype) ** 2
    ratio = 1 / (1 + w + jnp.sqrt(w * (2 + w)))
    lower = jax.random.uniform(uniform_key, leading, dtype) * (1 + ratio) <= 1
    draw = jax.lax.stop_gradient(loc * jnp.where(lower, ratio, 1 / ratio))
    return _at_fixed_probability(draw, loc, concentration)


def mean(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, concentration)[0]


def variance(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\mu^3 / \lambda$."""
    return loc * loc * (loc / concentration)


def mode(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\mu / (\sqrt{1 + f^2} + f)$ with $f = 3\mu / 2\lambda$."""
    f = 1.5 * (loc / concentration)
    return loc / (jnp.hypot(jnp.ones_like(f), f) + f)


def _tail(y: Array, loc: Numeric, concentration: Numeric) -> InverseGaussianTail:
    return inverse_gaussian_tail(inverse_gaussian_point(y, loc, concentration))


def _side(*, lower: bool) -> Callable[..., Array]:
    """The log-probability of one side inside the support."""
    sign = -1 if lower else 1

    def partial(slope: Callable[..., Array]) -> Callable[..., Array]:
        return lambda *at: sign * _tail(*at).density_ratio(lower=lower) * slope(*at)

    slopes = map(partial, (_target_slope, _loc_slope, _concentration_slope))
    return with_partials(*slopes)(lambda *at: _tail(*at).log_side(lower=lower))


_log_lower, _log_upper = _side(lower=True), _side(lower=False)


def entropy(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\frac12\log 2\pi e + \log\mu - \frac12\log\frac\lambda\mu - \frac32 e^x E_1(x)$ with $x = 2\lambda / \mu$."""
    ratio = concentration / loc
    return jnp.log(loc) - 0.5 * jnp.log(ratio) - 1.5 * scaled_exponential_integral(2 * ratio) + (HALF_LOG_2PI + 0.5)


def log_cdf(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log[\Phi(a) + e^{2\lambda / \mu}\Phi(-b)]$ with $a, b = \sqrt{\lambda / y}\,(y \mp \mu) / \mu$."""
    return half_line.log_cdf(y, lambda y: _log_lower(y, loc, concentration), interior=loc)


def log_sf(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log[\Phi(-a) - e^{2\lambda / \mu}\Phi(-b)]$, by a difference of Mills ratios that does not cancel."""
    return half_line.log_sf(y, lambda y: _log_upper(y, loc, concentration), interior=loc)


def log_interval(low: Numeric, high: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log[F(h) - F(l)]$, for intervals far out, narrow or infinite."""
    return half_line.log_interval(
        low,
        high,
        lambda low, high: log_inverse_gaussian_interval(low, high, loc, concentration),
        lambda high: log_cdf(high, loc, concentration),
        lambda low: log_sf(low, loc, concentration),
        interior=loc,
    )


def quantile(p: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$y$ with $F(y) = p$."""
    q = inside(p)
    ratio = concentration / loc
    s = log_mode_quotient(q, 1 - q, ratio)
    return with_limits(p, times_exp(s, loc * log_density_mode(ratio), jnp.ones_like(loc)), 0, math.inf)


inverse_gaussian = Distribution(
    name="inverse_gaussian",
    parameters=(Parameter("loc", positive), Parameter("concentration", positive)),
    support=positive,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
