"""The multivariate normal distribution of a few common factors and independent noise."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real, real_vector
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_same_size, draw_shape
from nllax._numerics.low_rank import low_rank_kernel
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.sums import sum_log
from nllax._numerics.triangular import multiply
from nllax._typing import Numeric


def _check(loc: Numeric, cov_factor: Numeric, cov_diag: Numeric) -> None:
    """Raise a ValueError unless the parameters are of one length, and of some rank."""
    d = loc.shape[-1]
    who = "multivariate_normal_low_rank"
    if cov_factor.shape[-2] != d or cov_factor.shape[-1] == 0:
        raise ValueError(
            f"{who}: cov_factor must be of shape (..., {d}, r), r of 1 or more, as loc has {d} entries, "
            f"got {cov_factor.shape}. Without factors it is nllax.multivariate_normal_diag."
        )
    if cov_diag.shape[-1] != d:
        raise ValueError(f"{who}: cov_diag must be of shape (..., {d}), as loc has {d} entries, got {cov_diag.shape}.")


def log_prob(y: Numeric, loc: Numeric, cov_factor: Numeric, cov_diag: Numeric) -> Array:
    r"""Multivariate normal log-likelihood, for a covariance $\Sigma = WW^\top + \operatorname{diag}(c)$.

    $$\log p(y \mid \mu, W, c) = -\frac12(y - \mu)^\top\Sigma^{-1}(y - \mu) - \frac12\sum_{i=1}^d\log c_i
    - \frac12\log\det(I + W^\top\operatorname{diag}(c)^{-1}W) - \frac d2\log 2\pi$$

    Time grows with $dr^2$: no matrix of d by d. The quadratic form is evaluated as the least squares that the factors
    leave, by orthogonalisation in two floats: the difference of Woodbury's formula, which cancels where the factors
    explain nearly all, is never taken.

    Loss: least squares in the Mahalanobis distance; with predicted factors, regression whose errors are correlated,
    with $d(r + 2)$ outputs instead of $d(d + 3) / 2$.

    Args:
      y: targets, real vectors. Shape (..., d).
      loc: means $\mu$, real. Shape (..., d); the leading axes broadcast with the target's.
      cov_factor: W, real, in the units of the entries by row; its r columns are the factors. Shape (..., d, r), r of 1
        or more.
      cov_diag: variances $c_i > 0$ of the noise, in the squared units of the entries. Shape (..., d).

    Returns:
      Log-likelihood per sample, in nats, of the batch shape: one number for each vector.

    Raises:
      ValueError: at trace time, if the lengths differ, or there is no factor.

    Float32: value within 5 units and gradient within 6 (of eps, relative to the largest of 1, the reference and, in the
    value, the summed logs of cov_diag; the gradient over the standard deviation of its entry's score, for cov_diag
    times cov_diag), for factors up to 1e3 standard deviations of the noise, dependent ones too, variances of it up to
    1e6 apart in a vector, and any scales.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, cov_factor = jnp.array([1.0, 2.0, 0.5]), jnp.array([[1.0], [1.5], [0.5]])
      >>> print(round(float(nllax.multivariate_normal_low_rank.log_prob(y, jnp.zeros(3), cov_factor, jnp.ones(3))), 4))
      -4.1269

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, section 12.2.4, factor analysis.
    """
    check_same_size("multivariate_normal_low_rank", y, loc)
    _check(loc, cov_factor, cov_diag)
    kernel = low_rank_kernel(y, loc, cov_factor, cov_diag)
    return kernel - 0.5 * sum_log(cov_diag) - loc.shape[-1] * HALF_LOG_2PI


def sample(key: Array, loc: Numeric, cov_factor: Numeric, cov_diag: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + W\varepsilon + \sqrt c\,\eta$ with standard normal noise: differentiable in all parameters."""
    _check(loc, cov_factor, cov_diag)
    full = draw_shape(shape, loc, cov_factor[..., 0], cov_diag)
    common_key, own_key = jax.random.split(key)
    common = jax.random.normal(common_key, (*full[:-1], cov_factor.shape[-1]), loc.dtype)
    own = jax.random.normal(own_key, full, loc.dtype)
    return loc + multiply(cov_factor, common) + jnp.sqrt(cov_diag) * own


def mean(loc: Numeric, cov_factor: Numeric, cov_diag: Numeric) -> Array:
    r"""$\mu$. Shape (..., d)."""
    _check(loc, cov_factor, cov_diag)
    return jnp.broadcast_arrays(loc, cov_factor[..., 0], cov_diag)[0]


def variance(loc: Numeric, cov_factor: Numeric, cov_diag: Numeric) -> Array:
    r"""$\sum_j W_{ij}^2 + c_i$, of each entry. Shape (..., d)."""
    _check(loc, cov_factor, cov_diag)
    return jnp.broadcast_arrays((cov_factor * cov_factor).sum(-1) + cov_diag, loc)[0]


def entropy(loc: Numeric, cov_factor: Numeric, cov_diag: Numeric) -> Array:
    r"""$\frac12\sum_i\log c_i + \frac12\log\det(I + W^\top\operatorname{diag}(c)^{-1}W) + \frac d2\log 2\pi e$."""
    _check(loc, cov_factor, cov_diag)
    kernel = low_rank_kernel(loc, loc, cov_factor, cov_diag)
    return loc.shape[-1] * (HALF_LOG_2PI + 0.5) + 0.5 * sum_log(cov_diag) - kernel


multivariate_normal_low_rank = Distribution(
    name="multivariate_normal_low_rank",
    parameters=(
        Parameter("loc", real, event_ndim=1),
        Parameter("cov_factor", real, event_ndim=2),
        Parameter("cov_diag", positive, event_ndim=1),
    ),
    support=real_vector,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mean,
    entropy=entropy,
)
