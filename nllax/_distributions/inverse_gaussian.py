"""The inverse Gaussian distribution: first-passage times of a Brownian motion with drift."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared import half_line
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.mills_difference import mills_drop, mills_fall
from nllax._numerics.normal_tail import mills, normal_log_density
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


class _Standardised(NamedTuple):
    r"""$r = \sqrt{\lambda / y}$, $a = r(y - \mu) / \mu$ and $b = r(y + \mu) / \mu$: everything is written in them."""

    r: Array
    a: Array
    b: Array


def _standardised(y: Numeric, loc: Numeric, concentration: Numeric) -> _Standardised:
    r = jnp.sqrt(concentration / y)
    return _Standardised(r, r * ((y - loc) / loc), r * (y / loc + 1))


def _target_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    _, a, b = _standardised(y, loc, concentration)
    return -(1.5 + 0.5 * a * b) / y


def _loc_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r, a, _ = _standardised(y, loc, concentration)
    return a * r * (y / loc) / loc


def _concentration_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    _, a, _ = _standardised(y, loc, concentration)
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

    Float32: value within 25 units and gradient within 6 (of eps, relative to the larger of 1 and the reference; the
    gradient times y, loc and concentration), for means from 1e-6 to 1e6, concentrations of 1e-6 to 1e6 means and
    targets of 1e-6 to 1e6 means.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.inverse_gaussian.log_prob(1.0, 2.0, 3.0)), 4))
      -0.7446

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, table 2.1; Johnson, Kotz and Balakrishnan
    (1994), Continuous Univariate Distributions, volume 1, chapter 15.
    """
    _, a, _ = _standardised(y, loc, concentration)
    return normal_log_density(a) + 0.5 * jnp.log(concentration) - 1.5 * jnp.log(y)


def _loc_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_\mu P(Y \le y) / \varphi(a)$."""
    _, _, b = _standardised(y, loc, concentration)
    return 2 * (concentration / loc) * mills(b) / loc


def _concentration_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_\lambda P(Y \le y) / \varphi(a)$."""
    r, a, b = _standardised(y, loc, concentration)
    return r * (mills_fall(b) - a * mills(b)) / concentration


def _target_slope(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$-\partial_y P(Y \le y) / \varphi(a)$."""
    return -_standardised(y, loc, concentration).r / y


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


class _Tail(NamedTuple):
    r"""The smaller side, or nearly: $T = \varphi(a) J$."""

    is_lower: Array
    log_density: Array
    j: Array

    def log_side(self, *, lower: bool) -> Array:
        log_tail = self.log_density + jnp.log(self.j)
        is_tail = self.is_lower == lower
        return jnp.where(is_tail, log_tail, jnp.log1p(-jnp.exp(jnp.where(is_tail, -1, log_tail))))

    def density_ratio(self, *, lower: bool) -> Array:
        r"""$\varphi(a)$ over the probability of a side."""
        is_tail = self.is_lower == lower
        density = jnp.exp(self.log_density)
        return jnp.where(is_tail, 1 / self.j, density / (1 - jnp.where(is_tail, 0, density * self.j)))


def _tail(y: Array, loc: Numeric, concentration: Numeric) -> _Tail:
    r"""Below, $J = M(-a) + M(b)$ with the Mills ratio M; above, $M(a) - M(b)$. Neither cancels.

    As $e^{2\lambda / \mu}\varphi(b) = \varphi(a)$, no exponential can overflow.
    """
    r, a, b = _standardised(y, loc, concentration)
    is_lower = (a <= 0) & (b >= 1)
    below = mills(jnp.where(is_lower, -a, 0)) + mills(b)
    above = mills_drop(jnp.where(is_lower, 0, a), b, jnp.where(is_lower, b, 2 * r))
    return _Tail(is_lower, normal_log_density(a), jnp.where(is_lower, below, above))


def _side(*, lower: bool) -> Callable[..., Array]:
    """The log-probability of one side inside the support."""
    sign = -1 if lower else 1

    def partial(slope: Callable[..., Array]) -> Callable[..., Array]:
        return lambda *at: sign * _tail(*at).density_ratio(lower=lower) * slope(*at)

    slopes = map(partial, (_target_slope, _loc_slope, _concentration_slope))
    return with_partials(*slopes)(lambda *at: _tail(*at).log_side(lower=lower))


_log_lower, _log_upper = _side(lower=True), _side(lower=False)


def log_cdf(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log[\Phi(a) + e^{2\lambda / \mu}\Phi(-b)]$ with $a, b = \sqrt{\lambda / y}\,(y \mp \mu) / \mu$."""
    return half_line.log_cdf(y, lambda y: _log_lower(y, loc, concentration), interior=loc)


def log_sf(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log[\Phi(-a) - e^{2\lambda / \mu}\Phi(-b)]$, by a difference of Mills ratios that does not cancel."""
    return half_line.log_sf(y, lambda y: _log_upper(y, loc, concentration), interior=loc)


inverse_gaussian = Distribution(
    name="inverse_gaussian",
    parameters=(Parameter("loc", positive), Parameter("concentration", positive)),
    support=positive,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    log_cdf=log_cdf,
    log_sf=log_sf,
)
