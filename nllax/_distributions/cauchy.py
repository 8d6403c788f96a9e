"""The Cauchy distribution: robust regression with a logarithmic loss."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.half_turns import cot_half_turns
from nllax._numerics.lorentzian import log_lorentzian
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric

_LOG_PI = math.log(math.pi)


def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Cauchy log-likelihood.

    $$\log p(y \mid \mu, \gamma) = -\log\left[1 + \frac{(y - \mu)^2}{\gamma^2}\right] - \log\pi\gamma$$

    Evaluated as the logarithm of the product $\gamma(1 + z^2)$; far out as that of $(y - \mu)^2 / \gamma$.

    Loss: the Cauchy (or Lorentzian) loss of robust regression, $\log(1 + z^2)$ plus a constant where $\gamma$ is
    fixed; the pull of an outlier falls as the inverse of its distance.

    Args:
      y: targets, real. Shape (...).
      loc: median $\mu$, real. Broadcasts with y.
      scale: half width at half maximum $\gamma > 0$, in the unit of y, which holds half of the mass. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 2 units and gradient within 3 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.cauchy.log_prob(1.0, 0.0, 2.0)), 4))
      -2.061

    Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 16.
    """
    return log_lorentzian(y - loc, scale) - _LOG_PI


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + \gamma\varepsilon$ with standard Cauchy noise: differentiable in both parameters."""
    return loc + scale * jax.random.cauchy(key, draw_shape(shape, loc, scale), jnp.result_type(loc))


def mode(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale)[0]


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$\log 4\pi\gamma$."""
    return jnp.broadcast_arrays(jnp.log(scale) + math.log(4 * math.pi), loc)[0]


def _angle(distance: Array, scale: Numeric) -> Array:
    r"""$\pi$ times the mass beyond a distance d >= 0, the angle $\operatorname{arccot}(d / \gamma)$."""
    far = distance > scale
    ratio = jnp.where(far, scale, distance) / jnp.where(far, distance, scale)
    angle = jnp.arctan(ratio)
    return jnp.where(far, angle, math.pi / 2 - angle)


def _log_lower(residual: Array, scale: Numeric) -> Array:
    """The log-probability of a smaller residual, by the angle of the tail on its side."""
    left = residual < 0
    infinite = jnp.isinf(residual)
    distance = jnp.where(infinite, 0, jnp.where(left, -residual, residual))
    part = jnp.where(infinite, 0, _angle(distance, scale) / math.pi)
    return jnp.where(left, jnp.log(part), jnp.log1p(-jnp.where(left, 0, part)))


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log[\operatorname{arccot}(-z) / \pi]$, the angle from $1 / z$ where that is small."""
    return _log_lower(y - loc, scale)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(loc - y, scale)


class _Interval(NamedTuple):
    """The log of the mass between two points, and its slopes in units of the scale."""

    log_mass: Array
    low: Array
    high: Array
    loc: Array
    scale: Array


def _log_share(angle: Array, rest: Array) -> Array:
    """The log of an angle's share of a half turn, by what is left of it where that is the smaller part."""
    wide = angle > math.pi / 2
    share = jnp.log(jnp.where(wide, math.pi, angle) / math.pi)
    return jnp.where(wide, jnp.log1p(-jnp.where(wide, rest, 0) / math.pi), share)


def _angle_between(a: Array, b: Array, width: Array) -> Array:
    r"""That of the point $(1 + ab, b - a)$, divided by the largest of 1, |a| and |b|, either end infinite."""
    mirrored = -a > b
    nearer, farther = jnp.where(mirrored, b, a), jnp.where(mirrored, a, b)
    endless = jnp.isinf(farther)
    finite = jnp.where(endless, 1, farther)
    unit = jnp.maximum(1, jnp.where(finite < 0, -finite, finite))
    direction = jnp.where(endless, jnp.sign(farther), finite / unit)
    height = jnp.where(endless, 1, jnp.where(endless, 1, width) / unit)
    return jnp.arctan2(height, jnp.where(endless, 0, 1 / unit) + nearer * direction)


def _interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> _Interval:
    """Slopes as differences of the two ends, or as products with the width where those would cancel."""
    a, b, width = standardised(low, loc, scale), standardised(high, loc, scale), standardised(high, low, scale)
    empty = width == 0
    a, b, width = jnp.where(empty, 0, a), jnp.where(empty, 1, b), jnp.where(empty, 1, width)
    angle = _angle_between(a, b, width)
    rest = _angle(jnp.where(a < 0, -a, 0), jnp.ones_like(a)) + _angle(jnp.where(b > 0, b, 0), jnp.ones_like(b))

    density_a, density_b = 1 / (1 + a * a), 1 / (1 + b * b)
    moment_a, moment_b = _moment(a), _moment(b)
    narrow = (width < 1) | ((a > 0) & (b < 2 * a)) | ((b < 0) & (a > 2 * b))
    finite = jnp.where(narrow, width, 0)
    shift = jnp.where(narrow, finite * (moment_a * density_b + density_a * moment_b), density_a - density_b)
    stretch = jnp.where(narrow, finite * (moment_a * moment_b - density_a * density_b), moment_a - moment_b)

    log_mass = jnp.where(empty, -math.inf, _log_share(angle, rest))
    slopes = (jnp.where(empty, 0, s / angle) for s in (-density_a, density_b, shift, stretch))
    return _Interval(log_mass, *slopes)


def _moment(a: Array) -> Array:
    """A / (1 + a^2), also where a^2 is beyond floating point."""
    far = abs(a) > 1
    near_a, far_a = jnp.where(far, 0, a), jnp.where(far, a, 1)
    return jnp.where(far, 1 / (far_a + 1 / far_a), near_a / (1 + near_a * near_a))


@with_partials(
    lambda low, high, loc, scale: _interval(low, high, loc, scale).low / scale,
    lambda low, high, loc, scale: _interval(low, high, loc, scale).high / scale,
    lambda low, high, loc, scale: _interval(low, high, loc, scale).loc / scale,
    lambda low, high, loc, scale: _interval(low, high, loc, scale).scale / scale,
)
def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""The log of the angle between the ends as seen from $(\mu, \gamma)$, as a share of a half turn."""
    return _interval(low, high, loc, scale).log_mass


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu - \gamma\cot\pi p$."""
    lower = p < 0.5
    tail = jnp.where(lower, p, 1 - p)
    return loc + scale * jnp.where(lower, -1, 1) * cot_half_turns(tail)


cauchy = Distribution(
    name="cauchy",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
