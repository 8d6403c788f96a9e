"""The Laplace distribution: least absolute deviations."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.location_scale import location_scale
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.partials import with_slopes
from nllax._typing import Numeric

_LOG_2 = math.log(2)


@with_slopes
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""Laplace log-likelihood.

    $$\log p(y \mid \mu, b) = -\frac{|y - \mu|}{b} - \log 2b$$

    Loss: least absolute deviations (L1), $|y - \mu| / b$ plus a constant where $b$ is fixed; its optimum is the median.

    Args:
      y: targets, real. Shape (...).
      loc: median and mean $\mu$, real. Broadcasts with y.
      scale: $b > 0$, in the unit of y; the standard deviation is $\sqrt 2\,b$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. At y = loc its gradient in both is 0.

    Float32: value within 3 units and gradient within 4 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.laplace.log_prob(1.0, 0.0, 2.0)), 4))
      -1.8863

    Reference: Prince (2023), Understanding Deep Learning, figure 5.11; Kotz et al. (2001), The
    Laplace Distribution and Generalizations, chapter 2.
    """
    return location_scale(y, loc, scale, lambda z: (-abs(z) - _LOG_2, -jax.lax.stop_gradient(jnp.sign(z))))


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + b\varepsilon$ with standard Laplace noise: differentiable in both parameters."""
    return loc + scale * jax.random.laplace(key, draw_shape(shape, loc, scale), jnp.result_type(loc))


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale)[0]


def variance(loc: Numeric, scale: Numeric) -> Array:
    r"""$2b^2$."""
    return jnp.broadcast_arrays(2 * scale * scale, loc)[0]


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$1 + \log 2b$."""
    return jnp.broadcast_arrays(jnp.log(scale) + (1 + _LOG_2), loc)[0]


def _log_lower(z: Numeric) -> Array:
    """The log-probability below z, standardised: exact on the left, log(1 - tail) on the right."""
    left = z < 0
    return jnp.where(left, z - _LOG_2, jnp.log1p(-0.5 * jnp.exp(-jnp.where(left, 0, z))))


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$z - \log 2$ for $z = (y - \mu) / b < 0$, $\log(1 - e^{-z} / 2)$ above."""
    return _log_lower((y - loc) / scale)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return _log_lower((loc - y) / scale)


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    """On one side of loc, the nearer tail times what the width leaves of it; across it, the sum of both sides."""
    a, b, width = (low - loc) / scale, (high - loc) / scale, (high - low) / scale
    across = (a < 0) & (b > 0)
    gap = jnp.where(across, 0, jnp.where(a >= 0, a, -b))
    empty = width == 0
    aside = -gap - _LOG_2 + log1mexp(jnp.where(across | empty, 1, width))
    both = jnp.log(-0.5 * (jnp.expm1(jnp.where(across, a, -1)) + jnp.expm1(-jnp.where(across, b, 1))))
    return jnp.where(empty, -math.inf, jnp.where(across, both, aside))


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu + b\log 2p$ up to the median, $\mu - b\log 2(1 - p)$ above it."""
    lower = p < 0.5
    tail = jnp.where(lower, p, 1 - p)
    return loc + scale * jnp.where(lower, 1, -1) * jnp.log(2 * tail)


laplace = Distribution(
    name="laplace",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_interval,
    quantile=quantile,
)
