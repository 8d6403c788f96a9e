"""Student's t distribution: robust regression with tails to choose."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._numerics.gamma_half_step import gamma_half_step, gamma_half_step_slope
from nllax._numerics.log1p_excess import log1p_excess
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared
from nllax._numerics.student_functions import (
    log_student_t_cdf,
    log_student_t_interval,
    log_student_t_sf,
    student_t_quantile,
)
from nllax._typing import Numeric

_FAR = 1e9


class _Residual(NamedTuple):
    r"""A residual in units of the scale, with $w = z^2 / \nu$."""

    log1p: Array
    r"""$\log(1 + w)$"""
    share: Array
    r"""$w / (1 + w)$"""
    pull: Array
    r"""$z / (\nu + z^2)$"""


def _residual(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> _Residual:
    r"""Far out, $\log(1 + w)$ is $2\log(|z| / \sqrt\nu)$, as the square would leave the range of floating point."""
    z = shared((y - loc) / scale)
    distance = jnp.where(z < 0, -z, z)
    quotient = distance / jnp.sqrt(df)
    far = quotient > _FAR
    near_z = jnp.where(far, 0, z)
    square = near_z * near_z
    log1p = jnp.where(far, 2, 1) * jnp.log1p(jnp.where(far, quotient - 1, square / df))
    total = df + square
    return _Residual(log1p, jnp.where(far, 1, square / total), jnp.where(far, 1 / jnp.where(far, z, 1), near_z / total))


def _score(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    return (df + 1) * _residual(y, df, loc, scale).pull / scale


def _slope_in_df(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\frac12[\rho'(\nu / 2) - \log(1 + w) + w / (1 + w)] + w / 2\nu(1 + w)$."""
    residual = _residual(y, df, loc, scale)
    excess = log1p_excess(residual.log1p, residual.share)
    return 0.5 * (gamma_half_step_slope(0.5 * df) - excess + residual.share / df)


@with_partials(
    lambda y, df, loc, scale: -_score(y, df, loc, scale),
    _slope_in_df,
    _score,
    lambda y, df, loc, scale: ((df + 1) * _residual(y, df, loc, scale).share - 1) / scale,
)
def log_prob(y: Numeric, df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""Student-t log-likelihood.

    $$\log p(y \mid \nu, \mu, \sigma) = \log\frac{\Gamma(\frac{\nu + 1}2)}{\Gamma(\frac\nu2)}
    - \frac12\log\pi\nu\sigma^2 - \frac{\nu + 1}2\log\left[1 + \frac{(y - \mu)^2}{\nu\sigma^2}\right]$$

    Evaluated with the two gamma functions and $\sqrt\nu$ in one series, whose limit is the normal distribution's
    constant: the logarithms of the gamma functions alone lose every digit of float32 at $\nu = 10^7$.

    Loss: robust regression, $\log(1 + z^2 / \nu)$ up to factors, between the Cauchy loss ($\nu = 1$) and least squares
    ($\nu \to \infty$); with a predicted $\nu$ the network says how heavy the tails are.

    Args:
      y: targets, real. Shape (...).
      df: degrees of freedom $\nu > 0$. Broadcasts with y.
      loc: median $\mu$, real. Broadcasts with y.
      scale: $\sigma > 0$, in the unit of y; the standard deviation, if there is one, is $\sigma\sqrt{\nu / (\nu - 2)}$.
        Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 5 units and gradient within 7 (of eps, relative to the largest of 1, the reference and, in the
    value, log scale; the gradient times scale, for df times df), for df from 1e-2 to 1e30, scales from 1e-6 to 1e6 and
    any target.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.student_t.log_prob(1.0, 3.0, 0.0, 2.0)), 4))
      -1.8541

    Reference: Lange, Little and Taylor (1989), Robust statistical modeling using the t distribution.
    """
    log1p = _residual(y, df, loc, scale).log1p
    return gamma_half_step(0.5 * df) - HALF_LOG_2PI - jnp.log(scale) - 0.5 * (df + 1) * log1p


def sample(key: Array, df: Numeric, loc: Numeric, scale: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\mu + \sigma\varepsilon$ with standard Student-t noise: differentiable in all parameters."""
    return loc + scale * jax.random.t(key, df, draw_shape(shape, df, loc, scale), jnp.result_type(loc))


def mean(df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$ for more than 1 degree of freedom; otherwise there is none, NaN."""
    return jnp.where(df > 1, jnp.broadcast_arrays(loc, scale)[0], math.nan)


def variance(df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\sigma^2[1 + 2 / (\nu - 2)]$ for $\nu > 2$, infinite down to 1, NaN from there on."""
    spread = scale * scale * (1 + 2 / jnp.where(df > 2, df - 2, 1))
    return jnp.broadcast_arrays(jnp.where(df > 2, spread, jnp.where(df > 1, math.inf, math.nan)), loc)[0]


def mode(df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, df, scale)[0]


def entropy(df: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$\frac{\nu + 1}2\rho'(\frac\nu2) + \frac12 + \frac1{2\nu} - \rho(\frac\nu2) + \frac12\log 2\pi\sigma^2$.

    Here $\rho$ is the log-ratio of the gamma functions without its square root.
    """
    half = 0.5 * df
    spread = 0.5 * (df + 1) * gamma_half_step_slope(half) + 0.5 * (1 + 1 / df) - gamma_half_step(half)
    return jnp.broadcast_arrays(spread + HALF_LOG_2PI + jnp.log(scale), loc)[0]


student_t = Distribution(
    name="student_t",
    parameters=(Parameter("df", positive), Parameter("loc", real), Parameter("scale", positive)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_student_t_cdf,
    log_sf=log_student_t_sf,
    log_interval=log_student_t_interval,
    quantile=student_t_quantile,
)
