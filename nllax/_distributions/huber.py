"""The Huber distribution: least squares near, absolute deviations far."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.normal_tail import mills
from nllax._numerics.partials import with_partials
from nllax._numerics.quotient import quotient_error
from nllax._typing import Numeric

_SQRT_2PI = math.sqrt(2 * math.pi)


def _edge(delta: Array) -> Array:
    r"""$e^{-\delta^2 / 2} / \delta$, the integral over each of the two tails."""
    return jnp.exp(-0.5 * delta * delta) / delta


def _normaliser(delta: Array) -> Array:
    """The integral of the exponential of minus the Huber loss: the normal middle and the two exponential tails."""
    return _SQRT_2PI * jax.lax.erf(math.sqrt(0.5) * delta) + 2 * _edge(delta)


def _normaliser_slope(delta: Array) -> Array:
    return -2 * _edge(delta) / (delta * _normaliser(delta))


@with_partials(_normaliser_slope)
def _log_normaliser(delta: Array) -> Array:
    return jnp.log(_normaliser(delta))


def _pull(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    return jnp.clip((y - loc) / scale, -delta, delta)


def _beyond(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """How far |z| is beyond delta, without the rounding of z, which would be all of it at the edge."""
    z = (y - loc) / scale
    error = quotient_error(y, loc, scale, z)
    excess = jnp.where(z < 0, -z - delta - error, z - delta + error)
    return jnp.where(excess > 0, excess, 0)


@with_partials(
    lambda y, loc, scale, delta: -_pull(y, loc, scale, delta) / scale,
    lambda y, loc, scale, delta: _pull(y, loc, scale, delta) / scale,
    lambda y, loc, scale, delta: ((y - loc) / scale * _pull(y, loc, scale, delta) - 1) / scale,
    lambda y, loc, scale, delta: -_beyond(y, loc, scale, delta) - _normaliser_slope(delta),
)
def log_prob(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""Huber log-likelihood.

    $$\log p(y \mid \mu, \sigma, \delta) = -\begin{cases} z^2 / 2 & |z| \le \delta \\
    \delta(|z| - \delta / 2) & |z| > \delta \end{cases} - \log\sigma Z(\delta), \qquad z = \frac{y - \mu}{\sigma}$$

    with the normaliser $Z(\delta) = \sqrt{2\pi}\operatorname{erf}(\delta / \sqrt 2) + 2e^{-\delta^2 / 2} / \delta$.

    Loss: the Huber loss of robust regression plus a constant where $\sigma$ and $\delta$ are fixed; with its normaliser
    the data can choose both.

    Args:
      y: targets, real. Shape (...).
      loc: mean $\mu$, real. Broadcasts with y.
      scale: $\sigma > 0$, the standard deviation of the normal middle, in the unit of y. Broadcasts with y.
      delta: $\delta > 0$, how many scales from loc the normal middle ends. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 4 units and gradient within 5 (of eps, relative to the larger of 1 and the reference; the
    gradient times scale, for delta times delta), for scales from 1e-6 to 1e6, delta from 1e-4 to 1e3 and targets up
    to 1e4 scales.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.huber.log_prob(1.0, 0.0, 2.0, 1.345)), 4))
      -1.7967

    Reference: Huber (1964), Robust estimation of a location parameter.
    """
    residual = y - loc
    z = jnp.where(residual < 0, -residual, residual) / scale
    middle = jnp.minimum(z, delta)
    return -middle * (z - 0.5 * middle) - jnp.log(scale) - _log_normaliser(delta)


def sample(key: Array, loc: Numeric, scale: Numeric, delta: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""The quantile of a uniform draw: differentiable in all parameters."""
    full = (2, *draw_shape(shape, loc, scale, delta))
    tail, side = jax.random.uniform(key, full, jnp.result_type(loc))
    z = _distance(0.5 * (1 - tail), delta)
    return loc + scale * jnp.where(side < 0.5, -z, z)


def mean(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale, delta)[0]


def variance(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\sigma^2[1 + (2 + 4 / \delta^2) e^{-\delta^2 / 2} / \delta Z]$."""
    share = _edge(delta) / _normaliser(delta)
    return jnp.broadcast_arrays(scale * scale * (1 + (2 + 4 / (delta * delta)) * share), loc)[0]


def entropy(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\log\sigma Z + \frac12 + e^{-\delta^2 / 2} / \delta Z$."""
    share = _edge(delta) / _normaliser(delta)
    return jnp.broadcast_arrays(jnp.log(scale) + _log_normaliser(delta) + 0.5 + share, loc)[0]


@with_partials(lambda z, error, delta: -delta, None, lambda z, error, delta: delta - z - error)
def _linear(z: Array, error: Array, delta: Array) -> Array:
    """Minus the Huber loss beyond delta, where z lacks a small error."""
    return -delta * (z - delta + error) - 0.5 * delta * delta


def _log_tail(z: Array, error: Array, delta: Array) -> Array:
    r"""The log-probability beyond z >= 0, as rounded: an exponential tail, or the normal one up to delta and that tail.

    In the middle $\varphi(z)$ is factored out, so that the rest is a Mills ratio and a small part.
    """
    far = z > delta
    x = jnp.where(far, delta, z)
    fall = jnp.exp(-0.5 * (delta - x) * (delta + x))
    middle = jnp.log(mills(x) + fall * (1 / delta - mills(delta))) - 0.5 * x * x
    beyond = _linear(jnp.where(far, z, delta), error, delta) - jnp.log(delta)
    return jnp.where(far, beyond, middle) - _log_normaliser(delta)


def _log_lower(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    z = standardised(y, loc, scale)
    error = quotient_error(y, loc, scale, z)
    left, infinite = z < 0, jnp.isinf(z)
    distance = jnp.where(infinite, 0, jnp.where(left, -z, z))
    tail = _log_tail(distance, jnp.where(left, -error, error), delta)
    finite = jnp.where(left, tail, jnp.log1p(-jnp.exp(jnp.where(left, -1, tail))))
    return jnp.where(infinite, jnp.where(left, -math.inf, 0), finite)


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\delta z + \delta^2 / 2 - \log\delta Z$ for $z < -\delta$; then that tail and a part of the normal middle."""
    return _log_lower(y, loc, scale, delta)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(loc, y, scale, delta)


def _distance(tail: Array, delta: Array) -> Array:
    """The distance from 0 beyond which there is a mass up to 1/2."""
    from jax.scipy.special import ndtri  # imported late, as in normal

    total = _normaliser(delta)
    share = _edge(delta) / total
    far = tail < share
    beyond = delta - jnp.log(jnp.where(far, tail, share) / share) / delta
    middle = ndtri(0.5 + (0.5 - jnp.where(far, 0.5, tail)) * total / _SQRT_2PI)
    return jnp.where(far, beyond, middle)


def quantile(p: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """In the tails a logarithm, in the middle the normal quantile."""
    lower = p < 0.5
    distance = _distance(jnp.where(lower, p, 1 - p), delta)
    return loc + scale * jnp.where(lower, -distance, distance)


huber = Distribution(
    name="huber",
    parameters=(Parameter("loc", real), Parameter("scale", positive), Parameter("delta", positive)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    quantile=quantile,
)
