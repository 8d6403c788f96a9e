"""The wrapped Cauchy distribution: robust regression of angles."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import half_open_unit_interval, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.haversine import half_sine, haversine
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric

_LOG_TURN = math.log(math.tau)


def _distance(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$1 + \rho^2 - 2\rho\cos d = (1 - \rho)^2 + 4\rho\sin^2\frac d2$, in which nothing cancels."""
    gap = 1 - concentration
    return gap * gap + 4 * concentration * haversine(y, loc)


def _loc_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    return 4 * concentration * half_sine(y, loc) / _distance(y, loc, concentration)


def _concentration_score(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""$\frac{2(1 - \rho)^2 - 4(1 + \rho^2)\sin^2\frac d2}{(1 - \rho^2)\,D}$, two terms over one divisor."""
    gap = 1 - concentration
    numerator = 2 * gap * gap - 4 * (1 + concentration * concentration) * haversine(y, loc)
    return numerator / _distance(y, loc, concentration) / (gap * (1 + concentration))


@with_partials(
    lambda y, loc, concentration: -_loc_score(y, loc, concentration),
    _loc_score,
    _concentration_score,
)
def log_prob(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""Wrapped Cauchy log-likelihood, a density over one turn.

    $$\log p(y \mid \mu, \rho) = \log\frac{1 - \rho^2}{1 + \rho^2 - 2\rho\cos(y - \mu)} - \log 2\pi$$

    Evaluated with $1 + \rho^2 - 2\rho\cos d = (1 - \rho)^2 + 4\rho\sin^2\frac d2$, in which nothing cancels.

    Loss: robust regression of angles, $\log[(1 - \rho)^2 + 4\rho\sin^2\frac{y - \mu}2]$ plus a constant where $\rho$ is
    fixed; the pull of an outlier falls as the inverse of its distance.

    Args:
      y: targets, angles in radians; any real number, with period $2\pi$. Shape (...).
      loc: mean direction $\mu$, in radians, real. Broadcasts with y.
      concentration: mean resultant length $\rho$, in [0, 1): 0 is the uniform distribution. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 5 units and gradient within 6 (of eps, relative to the larger of 1 and the reference; the
    gradient times 1 - concentration), for concentrations up to 1 - 1e-6 and angles within ten turns of one another.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.wrapped_cauchy.log_prob(1.0, 0.0, 0.5)), 4))
      -1.7826

    Reference: Mardia and Jupp (2000), Directional Statistics, equation 3.5.64.
    """
    spread = (1 - concentration) * (1 + concentration)
    return jnp.log(spread / _distance(y, loc, concentration)) - _LOG_TURN


def sample(key: Array, loc: Numeric, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + 2\arctan(\frac{1 - \rho}{1 + \rho}\tan\frac u2)$ for a uniform angle u: within half a turn of $\mu$."""
    uniform = jax.random.uniform(key, draw_shape(shape, loc, concentration), jnp.result_type(loc), -0.5, 0.5)
    half = math.pi * uniform
    return loc + 2 * jnp.arctan2((1 - concentration) * jnp.sin(half), (1 + concentration) * jnp.cos(half))


def mean(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\mu$, the mean direction."""
    return jnp.broadcast_arrays(loc, concentration)[0]


def entropy(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log 2\pi(1 - \rho^2)$, over one turn."""
    return jnp.broadcast_arrays(jnp.log((1 - concentration) * (1 + concentration)) + _LOG_TURN, loc)[0]


wrapped_cauchy = Distribution(
    name="wrapped_cauchy",
    parameters=(Parameter("loc", real), Parameter("concentration", half_open_unit_interval)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    mode=mean,
    entropy=entropy,
)
