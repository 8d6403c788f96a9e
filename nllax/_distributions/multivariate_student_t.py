"""The multivariate Student's t distribution: robust regression of vectors."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import lower_cholesky, positive, real, real_vector
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_matrix, draw_shape
from nllax._numerics.binary_parts import power_of_two
from nllax._numerics.gamma_steps import digamma_steps, gamma_steps
from nllax._numerics.log1p_excess import log1p_excess
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_slopes
from nllax._numerics.sums import sum_log
from nllax._numerics.triangular import diagonal, multiply, solve_lower
from nllax._numerics.two_float import two_sum
from nllax._typing import Numeric

_FAR = 1e9


def _growth(square: Array, unit: Array, df: Numeric) -> tuple[Array, Array]:
    r"""$\log(1 + w)$ and $w / (1 + w)$ for $w = c^2 s / \nu$ with a unit c of 1 or more, out of range or not."""
    quotient = unit / jnp.sqrt(df)
    far = quotient > _FAR
    near = jnp.where(far, 1, unit)
    log_far = 2 * jnp.log(jnp.where(far, quotient, 1)) + jnp.log(jnp.where(far, square, 1))
    log1p = jnp.where(far, log_far, jnp.log1p(square / df * near * near))
    return log1p, jnp.where(far, 1, near * square / (df / near + near * square))


@with_slopes
def _kernel(y: Numeric, df: Numeric, loc: Numeric, scale_tril: Numeric) -> tuple[Array, ...]:
    r"""$-\frac{\nu + d}2\log(1 + w)$ with $w = \lVert L^{-1}(y - \mu)\rVert^2 / \nu$.

    The slope in $\nu$ is $\frac12[d w / \nu(1 + w) - \log(1 + w) + w / (1 + w)]$. The distance is taken in a power of
    two as unit, $c$, so that its square stays in the range of floating point.
    """
    size = loc.shape[-1]
    lower = jnp.tril(scale_tril)
    z, rest = solve_lower(lower, two_sum(y, -loc))
    c = power_of_two(jnp.maximum(abs(z).max(-1), 1))
    u = z / c[..., None], rest / c[..., None]
    square = (u[0] * u[0]).sum(-1)
    log1p, share = _growth(square, c, df)

    weight = (1 + size / df) / (1 / c + c * square / df)
    pull = weight[..., None] * solve_lower(lower, u, transposed=True)[0]
    by_df = 0.5 * (size * share / df - log1p_excess(log1p, share))
    by_scale = jnp.tril(pull[..., :, None] * z[..., None, :])
    return -0.5 * (df + size) * log1p, -pull, by_df, pull, by_scale


def log_prob(y: Numeric, df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""Multivariate Student-t log-likelihood, for a scale matrix $LL^\top$.

    $$\log p(y \mid \nu, \mu, L) = \log\frac{\Gamma(\frac{\nu + d}2)}{\Gamma(\frac\nu2)} - \frac d2\log\pi\nu
    - \sum_{i=1}^d\log L_{ii} - \frac{\nu + d}2\log\Bigl[1 + \frac1\nu\lVert L^{-1}(y - \mu)\rVert^2\Bigr]$$

    Evaluated with the two gamma functions and the power of $\nu$ in one sum of positive terms, whose limit is 0, that
    of the multivariate normal distribution: the logarithms of the gamma functions alone lose every digit of float32
    at $\nu = 10^7$. The triangular systems are solved in two floats.

    Loss: robust regression of vectors, $\log(1 + z^2 / \nu)$ of the Mahalanobis distance up to factors; a sample far
    off in any direction is weighed down as a whole. Least squares for $\nu \to \infty$.

    Args:
      y: targets, real vectors. Shape (..., d).
      df: degrees of freedom $\nu > 0$, one number per sample. Shape (...).
      loc: location $\mu$, real. Shape (..., d); the leading axes broadcast with the target's.
      scale_tril: lower triangular L with a positive diagonal, in the units of the entries by row; the covariance, if
        there is one, is $LL^\top\nu / (\nu - 2)$. Shape (..., d, d). What is above the diagonal is ignored and gets no
        gradient.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape: one number for each vector.

    Raises:
      ValueError: at trace time, if the lengths differ.

    Float32: value within 6 units and gradient within 14 (of eps, relative to the largest of 1, the reference and, in
    the value, the summed logs of the diagonal; the gradient over the standard deviation of its entry's score in the
    normal limit, for df times df), for df from 1e-2 to 1e30, up to 8 entries, conditions of L up to 1e4, any scales,
    and targets with $L^{-1}(y - \mu)$ in range.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, scale_tril = jnp.array([1.0, 2.0]), jnp.array([[1.0, 0.0], [0.5, 2.0]])
      >>> print(round(float(nllax.multivariate_student_t.log_prob(y, 3.0, jnp.zeros(2), scale_tril)), 4))
      -3.5792

    Reference: Kotz and Nadarajah (2004), Multivariate t Distributions and Their Applications, section 1.1.
    """
    check_matrix("multivariate_student_t", y, loc, scale_tril)
    size = loc.shape[-1]
    constant = gamma_steps(0.5 * df, size) - size * HALF_LOG_2PI
    return _kernel(y, df, loc, scale_tril) + constant - sum_log(diagonal(scale_tril))


def sample(key: Array, df: Numeric, loc: Numeric, scale_tril: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + L\varepsilon\sqrt{\nu / 2g}$ with normal noise and g of a gamma distribution: differentiable in all."""
    full = draw_shape(shape, df, loc[..., 0], scale_tril[..., 0, 0])
    direction, size = jax.random.split(key)
    noise = jax.random.normal(direction, (*full, loc.shape[-1]), loc.dtype)
    log_gamma = jax.random.loggamma(size, jnp.broadcast_to(0.5 * df, full), dtype=loc.dtype)
    stretch = jnp.sqrt(0.5 * df) * jnp.exp(-0.5 * log_gamma)
    return loc + stretch[..., None] * multiply(jnp.tril(scale_tril), noise)


def _location(df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    return jnp.broadcast_arrays(loc, diagonal(scale_tril), df[..., None])[0]


def mean(df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\mu$ for more than 1 degree of freedom; otherwise there is none, NaN. Shape (..., d)."""
    return jnp.where(df[..., None] > 1, _location(df, loc, scale_tril), math.nan)


def variance(df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\sum_j L_{ij}^2\nu / (\nu - 2)$ of each entry, infinite for $\nu$ from 2 down to 1, NaN from there on."""
    df = df[..., None]
    spread = (jnp.tril(scale_tril) ** 2).sum(-1) * (df / jnp.where(df > 2, df - 2, 1))
    return jnp.broadcast_arrays(jnp.where(df > 2, spread, jnp.where(df > 1, math.inf, math.nan)), loc)[0]


def mode(df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\mu$. Shape (..., d)."""
    return _location(df, loc, scale_tril)


def entropy(df: Numeric, loc: Numeric, scale_tril: Numeric) -> Array:
    r"""$\frac{\nu + d}2[\psi(\frac{\nu + d}2) - \psi(\frac\nu2)] - \rho(\frac\nu2) + \frac d2\log 2\pi + \log\det L$.

    Here $\rho$ is the log-ratio of the gamma functions without its power of $\nu / 2$.
    """
    size, a = loc.shape[-1], 0.5 * df
    spread = (a + 0.5 * size) * digamma_steps(a, size) - gamma_steps(a, size) + size * HALF_LOG_2PI
    return spread + sum_log(jnp.broadcast_arrays(diagonal(scale_tril), loc)[0])


multivariate_student_t = Distribution(
    name="multivariate_student_t",
    parameters=(
        Parameter("df", positive),
        Parameter("loc", real, event_ndim=1),
        Parameter("scale_tril", lower_cholesky),
    ),
    support=real_vector,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
)
