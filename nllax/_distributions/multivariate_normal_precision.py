"""The multivariate normal distribution, its precision in a triangular factor."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import lower_cholesky, real, real_vector
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_matrix, draw_shape
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.sums import sum_log
from nllax._numerics.triangular import diagonal, solve_lower, squared_product
from nllax._typing import Numeric


def log_prob(y: Numeric, loc: Numeric, precision_tril: Numeric) -> Array:
    r"""Multivariate normal log-likelihood, for a precision, or inverse covariance, $LL^\top$.

    $$\log p(y \mid \mu, L) = -\frac12\lVert L^\top(y - \mu)\rVert^2 + \sum_{i=1}^d\log L_{ii} - \frac d2\log 2\pi$$

    A product, where a factor of the covariance takes the solution of a triangular system. It is summed in two floats,
    as its terms may cancel; the logarithms are summed by exponent.

    Loss: least squares in the Mahalanobis distance; with a predicted L, full-covariance regression, an off-diagonal
    zero of L saying that two entries are independent given those after them.

    Args:
      y: targets, real vectors. Shape (..., d).
      loc: means $\mu$, real. Shape (..., d); the leading axes broadcast with the target's.
      precision_tril: lower triangular L with a positive diagonal, in one over the units of the entries by row. Shape
        (..., d, d). What is above the diagonal is ignored and gets no gradient.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape: one number for each vector.

    Raises:
      ValueError: at trace time, if the lengths differ.

    Float32: value within 5 units and gradient within 4 (of eps, relative to the largest of 1, the reference and, in the
    value, the summed logs of the diagonal; the gradient over the standard deviation of its entry's score), for
    conditions of L up to 1e4 and any scales.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, precision_tril = jnp.array([1.0, 2.0]), jnp.array([[1.0, 0.0], [-0.5, 0.5]])
      >>> print(round(float(nllax.multivariate_normal_precision.log_prob(y, jnp.zeros(2), precision_tril)), 4))
      -3.031

    Reference: Rue and Held (2005), Gaussian Markov Random Fields, section 2.4.
    """
    check_matrix("multivariate_normal_precision", y, loc, precision_tril)
    distance = squared_product(y, loc, precision_tril)
    return -0.5 * distance + sum_log(diagonal(precision_tril)) - loc.shape[-1] * HALF_LOG_2PI


def sample(key: Array, loc: Numeric, precision_tril: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + L^{-\top}\varepsilon$ with standard normal noise: differentiable in both parameters."""
    noise = jax.random.normal(key, draw_shape(shape, loc, diagonal(precision_tril)), loc.dtype)
    return loc + solve_lower(jnp.tril(precision_tril), (noise, jnp.zeros_like(noise)), transposed=True)[0]


def mean(loc: Numeric, precision_tril: Numeric) -> Array:
    r"""$\mu$. Shape (..., d)."""
    return jnp.broadcast_arrays(loc, diagonal(precision_tril))[0]


def variance(loc: Numeric, precision_tril: Numeric) -> Array:
    r"""$\sum_i (L^{-1})_{ij}^2$, of each entry j. Shape (..., d)."""
    units = jnp.eye(loc.shape[-1], dtype=loc.dtype)
    columns, _ = solve_lower(jnp.tril(precision_tril)[..., None, :, :], (units, jnp.zeros_like(units)))
    return jnp.broadcast_arrays((columns * columns).sum(-1), loc)[0]


def entropy(loc: Numeric, precision_tril: Numeric) -> Array:
    r"""$-\sum_i\log L_{ii} + \frac d2\log 2\pi e$."""
    scales = jnp.broadcast_arrays(diagonal(precision_tril), loc)[0]
    return loc.shape[-1] * (HALF_LOG_2PI + 0.5) - sum_log(scales)


multivariate_normal_precision = Distribution(
    name="multivariate_normal_precision",
    parameters=(Parameter("loc", real, event_ndim=1), Parameter("precision_tril", lower_cholesky)),
    support=real_vector,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
)
