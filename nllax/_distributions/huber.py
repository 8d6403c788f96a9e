"""The Huber distribution: least squares near, absolute deviations far."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.huber_functions import (
    huber_distance,
    huber_edge,
    huber_normaliser,
    huber_normaliser_slope,
    log_huber_cdf,
    log_huber_interval,
    log_huber_normaliser,
)
from nllax._numerics.partials import with_partials
from nllax._numerics.quotient import quotient_error
from nllax._numerics.shared import shared
from nllax._typing import Numeric


def _pull(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    return jnp.clip((y - loc) / scale, -delta, delta)


def _beyond(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """How far |z| is beyond delta, without the rounding of z, which would be all of it at the edge."""
    z = shared((y - loc) / scale)
    error = quotient_error(y, loc, scale, z)
    excess = jnp.where(z < 0, -z - delta - error, z - delta + error)
    return jnp.where(excess > 0, excess, 0)


@with_partials(
    lambda y, loc, scale, delta: -_pull(y, loc, scale, delta) / scale,
    lambda y, loc, scale, delta: _pull(y, loc, scale, delta) / scale,
    lambda y, loc, scale, delta: ((y - loc) / scale * _pull(y, loc, scale, delta) - 1) / scale,
    lambda y, loc, scale, delta: -_beyond(y, loc, scale, delta) - huber_normaliser_slope(delta),
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

    Float32: value within 4 units and gradient within 5 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale, for delta times delta), for scales from 1e-6 to 1e6, delta from 1e-4 to
    1e3 and targets up to 1e4 scales.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.huber.log_prob(1.0, 0.0, 2.0, 1.345)), 4))
      -1.7967

    Reference: Huber (1964), Robust estimation of a location parameter.
    """
    residual = y - loc
    z = shared(jnp.where(residual < 0, -residual, residual) / scale)
    middle = jnp.minimum(z, delta)
    return -middle * (z - 0.5 * middle) - jnp.log(scale) - log_huber_normaliser(delta)


def sample(key: Array, loc: Numeric, scale: Numeric, delta: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""The quantile of a uniform draw: differentiable in all parameters."""
    full = (2, *draw_shape(shape, loc, scale, delta))
    tail, side = jax.random.uniform(key, full, jnp.result_type(loc))
    z = huber_distance(0.5 * (1 - tail), delta)
    return loc + scale * jnp.where(side < 0.5, -z, z)


def mean(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale, delta)[0]


def variance(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\sigma^2[1 + (2 + 4 / \delta^2) e^{-\delta^2 / 2} / \delta Z]$."""
    share = huber_edge(delta) / huber_normaliser(delta)
    return jnp.broadcast_arrays(scale * scale * (1 + (2 + 4 / (delta * delta)) * share), loc)[0]


def entropy(loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\log\sigma Z + \frac12 + e^{-\delta^2 / 2} / \delta Z$."""
    share = huber_edge(delta) / huber_normaliser(delta)
    return jnp.broadcast_arrays(jnp.log(scale) + log_huber_normaliser(delta) + 0.5 + share, loc)[0]


def _log_lower(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    z = standardised(y, loc, scale)
    return log_huber_cdf(z, quotient_error(y, loc, scale, z), delta)


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    r"""$\delta z + \delta^2 / 2 - \log\delta Z$ for $z < -\delta$; then that tail and a part of the normal middle."""
    return _log_lower(y, loc, scale, delta)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower(loc, y, scale, delta)


def quantile(p: Numeric, loc: Numeric, scale: Numeric, delta: Numeric) -> Array:
    """In the tails a logarithm, in the middle the normal quantile."""
    lower = p < 0.5
    distance = huber_distance(jnp.where(lower, p, 1 - p), delta)
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
    log_interval=log_huber_interval,
    quantile=quantile,
)
