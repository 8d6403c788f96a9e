"""The von Mises-Fisher distribution: regression of directions by cosine distance."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import non_negative, unit_vector
from nllax._core.parameter import Parameter
from nllax._distributions._shared.rejection import until_accepted
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.bessel_sphere import log_sphere_normaliser, sphere_gap
from nllax._numerics.partials import with_partials
from nllax._numerics.sums import dot_two_float
from nllax._typing import Numeric


@with_partials(lambda y, mean_direction: mean_direction, lambda y, mean_direction: y, event_ndim=1)
def _excess(y: Numeric, mean_direction: Numeric) -> Array:
    r"""$\langle\mu, y\rangle - 1$, the product in two floats: the 1 leaves the digits beyond it."""
    product, rest = dot_two_float(*jnp.broadcast_arrays(y, mean_direction))
    return (product - 1) + rest


def log_prob(y: Numeric, mean_direction: Numeric, concentration: Numeric) -> Array:
    r"""Von Mises-Fisher log-likelihood, a density over the unit sphere in d dimensions.

    $$\log p(y \mid \mu, \kappa) = \kappa\langle\mu, y\rangle
      + \log\frac{\kappa^v}{(2\pi)^{v + 1} I_v(\kappa)}, \qquad v = \frac d2 - 1$$

    Evaluated as $\kappa(\langle\mu, y\rangle - 1)$ plus what $e^\kappa$ leaves of the normaliser.

    Loss: cosine distance, $\kappa(1 - \langle\mu, y\rangle)$ plus a constant where $\kappa$ is fixed.

    Args:
      y: targets, unit vectors, taken as they are. Shape (..., d), d of 2 or more.
      mean_direction: unit vectors $\mu$, taken as they are. Shape (..., d); the leading axes broadcast with y's.
      concentration: $\kappa \ge 0$; 0 is the uniform distribution. Shape (...).

    Returns:
      Log-likelihood per sample, in nats, of the batch shape: one number for each vector.

    Float32: value within 10 units and gradient within 8 (of eps, relative to the larger of 1 and the reference; the
    gradient times concentration, in vectors over the larger of 1 and it), for concentrations up to 1e6.

    Example:
      >>> import jax.numpy as jnp
      >>> import nllax
      >>> print(round(float(nllax.von_mises_fisher.log_prob(jnp.array([0.6, 0.8]), jnp.array([1.0, 0.0]), 2.0)), 4))
      -1.4619

    Reference: Mardia and Jupp (2000), Directional Statistics, equation 9.3.4.
    """
    return concentration * _excess(y, mean_direction) + log_sphere_normaliser(mean_direction.shape[-1], concentration)


def sample(key: Array, mean_direction: Numeric, concentration: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""Unit vectors, differentiable in $\mu$ alone, along the sphere.

    Their height over $\mu$ by rejection, their other component uniform.

    Reference: Wood (1994), Simulation of the von Mises Fisher distribution, algorithm VM*.
    """
    size = draw_shape(shape, mean_direction[..., 0], concentration)
    fall_key, side_key = jax.random.split(key)
    fall = _draw_fall(fall_key, mean_direction.shape[-1], jax.lax.stop_gradient(concentration), size)[..., None]
    noise = jax.random.normal(side_key, (*size, mean_direction.shape[-1]), mean_direction.dtype)
    pole = mean_direction / jnp.sqrt((mean_direction * mean_direction).sum(-1, keepdims=True))
    across = noise - (noise * pole).sum(-1, keepdims=True) * pole
    side = across / jnp.sqrt((across * across).sum(-1, keepdims=True))
    return mean_direction + (jnp.sqrt(fall * (2 - fall)) * side - fall * mean_direction)


def _draw_fall(key: Array, dimension: int, concentration: Array, size: tuple[int, ...]) -> Array:
    r"""Draws of $1 - \langle\mu, y\rangle$."""
    m, dtype = dimension - 1, concentration.dtype
    b = m / (2 * concentration + jnp.sqrt(4 * concentration * concentration + m * m))
    least = 2 * b / (1 + b)  # one less Wood's x_0

    def propose(key: Array) -> tuple[Array, Array]:
        proposal_key, test_key = jax.random.split(key)
        z = jax.random.beta(proposal_key, 0.5 * m, 0.5 * m, size, dtype)
        proposal = 2 * b * z / (1 - (1 - b) * z)
        ratio = (least + (1 - least) * proposal) / (least * (2 - least))
        threshold = concentration * (least - proposal) + m * jnp.log(ratio)
        return proposal, jnp.log(jax.random.uniform(test_key, size, dtype)) <= threshold

    return until_accepted(key, propose, size, dtype)


def mean(mean_direction: Numeric, concentration: Numeric) -> Array:
    r"""$\mu\,I_{v + 1}(\kappa) / I_v(\kappa)$, inside the sphere. Shape (..., d)."""
    return mean_direction * (1 - sphere_gap(mean_direction.shape[-1], concentration))[..., None]


def mode(mean_direction: Numeric, concentration: Numeric) -> Array:
    r"""$\mu$. Shape (..., d)."""
    return jnp.broadcast_arrays(mean_direction, concentration[..., None])[0]


def entropy(mean_direction: Numeric, concentration: Numeric) -> Array:
    r"""$-\log C_d(\kappa) - \kappa I_{v + 1}(\kappa) / I_v(\kappa)$, the two $\kappa$ in it cancelled on paper."""
    dimension = mean_direction.shape[-1]
    spread = concentration * sphere_gap(dimension, concentration) - log_sphere_normaliser(dimension, concentration)
    return jnp.broadcast_to(spread, jnp.broadcast_shapes(spread.shape, mean_direction.shape[:-1]))


von_mises_fisher = Distribution(
    name="von_mises_fisher",
    parameters=(Parameter("mean_direction", unit_vector), Parameter("concentration", non_negative)),
    support=unit_vector,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    mode=mode,
    entropy=entropy,
)
