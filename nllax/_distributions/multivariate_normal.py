"""The multivariate normal distribution, its covariance in a Cholesky factor."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import lower_cholesky, real, real_vector
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_matrix, draw_shape
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.sums import sum_log
from nllax._numerics.triangular import diagonal, multiply, squared_distance
from nllax._typing import Numeric


def log_prob(y: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""Multivariate normal log-likelihood, for a covariance $LL^\top$.

    $$\log p(y \mid \mu, L) = -\frac12\lVert L^{-1}(y - \mu)\rVert^2 - \sum_{i=1}^d\log L_{ii} - \frac d2\log 2\pi$$

    The triangular systems are solved by substitution that keeps all rounding errors; the logarithms are summed by
    exponent, so that large and small scales cancel without loss.

    Loss: least squares in the Mahalanobis distance; with a predicted L, full-covariance regression.

    Args:
      y: targets, real vectors. Shape (..., d).
      loc: means $\mu$, real. Shape (..., d); the leading axes broadcast with the target's.
      scale_tril: lower triangular L with a positive diagonal, in the units of the entries by row. Shape (..., d, d).
        What is above the diagonal is ignored and gets no gradient.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape: one number for each vector.

    Raises:
      ValueError: at trace time, if the lengths differ.

    Float32: value within 5 units and gradient within 4 (of eps, relative to the largest of 1, the reference and, in the
    value, the summed logs of the diagonal; the gradient over the standard deviation of its entry's score), for
    conditions of L up to 1e4 and any scales.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, scale_tril = jnp.array([1.0, 2.0]), jnp.array([[1.0, 0.0], [0.5, 2.0]])
      >>> print(round(float(nllax.multivariate_normal.log_prob(y, jnp.zeros(2), scale_tril)), 4))
      -3.3123

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, equation 2.43; Higham (2002), Accuracy and
    Stability of Numerical Algorithms, section 8.1, for the substitution.
    """
    check_matrix("multivariate_normal", y, loc, scale_tril)
    distance = squared_distance(y, loc, scale_tril)
    return -0.5 * distance - sum_log(diagonal(scale_tril)) - loc.shape[-1] * HALF_LOG_2PI


def sample(key: Array, loc: Numeric, scale_tril: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + L\varepsilon$ with standard normal noise: differentiable in both parameters."""
    noise = jax.random.normal(key, draw_shape(shape, loc, diagonal(scale_tril)), loc.dtype)
    return loc + multiply(jnp.tril(scale_tril), noise)


def mean(loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\mu$. Shape (..., d)."""
    return jnp.broadcast_arrays(loc, diagonal(scale_tril))[0]


def variance(loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\sum_j L_{ij}^2$, of each entry. Shape (..., d)."""
    return jnp.broadcast_arrays((jnp.tril(scale_tril) ** 2).sum(-1), loc)[0]


def entropy(loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\sum_i\log L_{ii} + \frac d2\log 2\pi e$."""
    scales = jnp.broadcast_arrays(diagonal(scale_tril), loc)[0]
    return sum_log(scales) + loc.shape[-1] * (HALF_LOG_2PI + 0.5)


multivariate_normal = Distribution(
    name="multivariate_normal",
    parameters=(Parameter("loc", real, event_ndim=1), Parameter("scale_tril", lower_cholesky)),
    support=real_vector,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
)
