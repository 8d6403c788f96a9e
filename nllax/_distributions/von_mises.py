"""The von Mises distribution: regression of angles by cosine distance."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.bessel_circle import bessel_gap, log_bessel_i0e
from nllax._numerics.haversine import half_sine, haversine
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric

_LOG_TURN = math.log(math.tau)
_ROUNDS = 100
"""An end to the proposals for a parameter that is illegal; a legal one is served long before."""


@with_partials(
    lambda y, loc, concentration: -2 * (concentration * half_sine(y, loc)),
    lambda y, loc, concentration: 2 * (concentration * half_sine(y, loc)),
    lambda y, loc, concentration: bessel_gap(concentration) - 2 * haversine(y, loc),
)
def log_prob(y: Numeric, loc: Numeric, concentration: Numeric) -> Array:
    r"""Von Mises log-likelihood, a density over one turn.

    $$\log p(y \mid \mu, \kappa) = \kappa\cos(y - \mu) - \log 2\pi I_0(\kappa)$$

    Evaluated as $-2\kappa\sin^2\frac{y - \mu}2 - \log[2\pi e^{-\kappa}I_0(\kappa)]$, without the
    large terms.

    Loss: cosine distance, $\kappa[1 - \cos(y - \mu)]$ plus a constant where $\kappa$ is fixed; least squares in a small
    angle.

    Args:
      y: targets, angles in radians; any real number, with period $2\pi$. Shape (...).
      loc: mean direction $\mu$, in radians, real. Broadcasts with y.
      concentration: $\kappa \ge 0$; 0 is the uniform distribution, and a large one is one over the variance of the
        angle. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 20 units and gradient within 12 (of eps, relative to the larger of 1 and the reference; the
    gradient times concentration, in y and loc over its square root where that is above 1), for concentrations up to 1e6
    and angles within ten turns of one another.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.von_mises.log_prob(1.0, 0.0, 2.0)), 4))
      -1.5813

    Reference: Mardia and Jupp (2000), Directional Statistics, equation 3.5.17.
    """
    return -2 * (concentration * haversine(y, loc)) - log_bessel_i0e(concentration) - _LOG_TURN


def sample(key: Array, loc: Numeric, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""Within half a turn of $\mu$; differentiable in $\mu$ alone.

    Rejection from a wrapped Cauchy distribution, which accepts two proposals in three or more.

    Reference: Best and Fisher (1979), Efficient simulation of the von Mises distribution.
    """
    kappa = jax.lax.stop_gradient(concentration)
    dtype, size = jnp.result_type(loc), draw_shape(shape, loc, concentration)
    least = 0.5 + 0.5 / (jnp.sqrt(1 + 4 * kappa * kappa) + 2 * kappa)  # kappa (s - 1), without the cancellation
    stretch = jnp.sqrt(least / (least + 2 * kappa))

    def propose(state: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        count, key, done, angle = state
        key, proposal_key, test_key = jax.random.split(key, 3)
        half = jax.random.uniform(proposal_key, size, dtype, -0.5 * math.pi, 0.5 * math.pi)
        half = jnp.arctan2(stretch * jnp.sin(half), jnp.cos(half))
        excess = least + 2 * kappa * jnp.sin(half) ** 2
        accepted = jax.random.uniform(test_key, size, dtype) < excess * jnp.exp(1 - excess)
        return count + 1, key, done | accepted, jnp.where(done, angle, 2 * half)

    def unfinished(state: tuple[Array, Array, Array, Array]) -> Array:
        return ~state[2].all() & (state[0] < _ROUNDS)

    start = jnp.zeros((), jnp.int32), key, jnp.zeros(size, bool), jnp.zeros(size, dtype)
    return loc + jax.lax.while_loop(unfinished, propose, start)[3]


def mean(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\mu$, the mean direction."""
    return jnp.broadcast_arrays(loc, concentration)[0]


def entropy(loc: Numeric, concentration: Numeric) -> Array:
    r"""$\log 2\pi I_0(\kappa) - \kappa I_1(\kappa) / I_0(\kappa)$, over one turn."""
    spread = log_bessel_i0e(concentration) + concentration * bessel_gap(concentration)
    return jnp.broadcast_arrays(spread + _LOG_TURN, loc)[0]


von_mises = Distribution(
    name="von_mises",
    parameters=(Parameter("loc", real), Parameter("concentration", non_negative)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    mode=mean,
    entropy=entropy,
)
