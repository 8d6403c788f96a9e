"""The Gumbel distribution: the largest of many."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.location_scale import location_scale
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.exponentials import log1mexp
from nllax._numerics.partials import with_partials, with_slopes
from nllax._numerics.quotient import quotient_error
from nllax._typing import Numeric

_EULER_GAMMA = 0.5772156649015329


@with_slopes
def log_prob(y: Numeric, loc: Numeric, scale: Numeric) -> tuple[Array, ...]:
    r"""Gumbel log-likelihood.

    $$\log p(y \mid \mu, \beta) = -z - e^{-z} - \log\beta, \qquad z = \frac{y - \mu}{\beta}$$

    Evaluated with what rounding leaves out of z, which the exponential would amplify.

    Loss: regression of maxima (extreme values of type I), such as yearly floods: too low a target costs exponentially.

    Args:
      y: targets, real. Shape (...).
      loc: mode $\mu$, real. Broadcasts with y.
      scale: $\beta > 0$, in the unit of y; the standard deviation is $\pi\beta / \sqrt 6$. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. About 88 scales below loc it leaves float32: -inf.

    Float32: value within 4 units and gradient within 5 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale), for scales from 1e-6 to 1e6 and any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.gumbel.log_prob(1.0, 0.0, 2.0)), 4))
      -1.7997

    Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, chapter 22.
    """

    def standard(z: Array) -> tuple[Array, Array]:
        decay = _decay(y, loc, scale, z)
        return -z - decay, decay - 1

    return location_scale(y, loc, scale, standard)


def _decay(y: Numeric, loc: Numeric, scale: Numeric, z: Array) -> Array:
    """The exponential of -z, without the rounding of z; a quotient, so that it is stored and not what it is made of."""
    return jnp.exp(-z) / (1 + quotient_error(y, loc, scale, z))


def sample(key: Array, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + \beta\varepsilon$ with standard Gumbel noise: differentiable in both parameters."""
    return loc + scale * jax.random.gumbel(key, draw_shape(shape, loc, scale), jnp.result_type(loc))


def mean(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu + \gamma\beta$ with Euler's constant $\gamma$."""
    return loc + _EULER_GAMMA * scale


def variance(loc: Numeric, scale: Numeric) -> Array:
    r"""$\pi^2\beta^2 / 6$."""
    return jnp.broadcast_arrays(scale * scale * (math.pi**2 / 6), loc)[0]


def mode(loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale)[0]


def entropy(loc: Numeric, scale: Numeric) -> Array:
    r"""$\log\beta + \gamma + 1$."""
    return jnp.broadcast_arrays(jnp.log(scale) + (_EULER_GAMMA + 1), loc)[0]


def _hazard(z: Array) -> Array:
    r"""$-t / (e^t - 1)$ with $t = e^{-z}$: from 0 on the far left to -1 on the far right."""
    t = jnp.exp(-jnp.clip(z, -6.5, 50.0))
    return -t / jnp.expm1(t)


@with_partials(_hazard)
def _log_upper(z: Array) -> Array:
    r"""$\log(1 - e^{-t})$ with $t = e^{-z}$: on the right $-z$ and the logarithm of a quotient near 1."""
    right = z > 0
    t = jnp.exp(-jnp.where(right, jnp.minimum(z, 50), 0))
    left = jnp.log1p(-jnp.exp(-jnp.exp(-jnp.where(right, 0, z))))
    return jnp.where(right, jnp.log(-jnp.expm1(-t) / t) - z, left)


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$-e^{-z}$."""
    return -_decay(y, loc, scale, standardised(y, loc, scale))


def log_sf(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\log(1 - e^{-t})$ with $t = e^{-z}$, also where t is beyond floating point."""
    return _log_upper(standardised(y, loc, scale))


def log_interval(low: Numeric, high: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""With $t = e^{-z}$ at both ends, $-t_b + \log(1 - e^{-(t_a - t_b)})$, the difference by its logarithm."""
    a, width = standardised(low, loc, scale), standardised(high, low, scale)
    empty = width == 0
    inside = _log_upper(a - log1mexp(jnp.where(empty, 1, width)))
    return jnp.where(empty, -math.inf, log_cdf(high, loc, scale) + inside)


def quantile(p: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu - \beta\log(-\log p)$."""
    return loc - scale * jnp.log(-jnp.log(p))


gumbel = Distribution(
    name="gumbel",
    parameters=(Parameter("loc", real), Parameter("scale", positive)),
    support=real,
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
