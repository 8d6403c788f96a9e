"""The skew normal distribution: least squares with a lean."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.normal_tail import HALF_LOG_2PI, log_ndtr, normal_log_density
from nllax._numerics.shared import shared
from nllax._numerics.skew_normal_entropy import skew_normal_negentropy
from nllax._numerics.skew_normal_functions import log_skew_normal_cdf, log_skew_normal_interval, log_skew_normal_sf
from nllax._numerics.skew_normal_inverse import skew_normal_mode, skew_normal_quantile
from nllax._typing import Numeric


def log_prob(y: Numeric, loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""Skew normal log-likelihood.

    $$\log p(y \mid \xi, \omega, \alpha) = \log 2 - \log\omega + \log\varphi(z) + \log\Phi(\alpha z),
    \qquad z = \frac{y - \xi}{\omega}$$

    with the standard normal density $\varphi$ and distribution function $\Phi$.

    Loss: least squares that weighs the two signs of a residual differently; the normal loss at $\alpha = 0$.

    Args:
      y: targets, real. Shape (...).
      loc: location $\xi$, real; the mean only at skewness 0. Broadcasts with y.
      scale: $\omega > 0$, in the unit of y. Broadcasts with y.
      skewness: shape $\alpha$, real; positive leans to the right. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape.

    Float32: value within 5 units and gradient within 14 (of eps, relative to the largest of 1, the reference and, in
    the value, log scale; the gradient times scale, for the skewness times its size), for scales from 1e-6 to 1e6,
    skewness up to 1e4 and targets up to 1e4 scales.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.skew_normal.log_prob(1.0, 0.0, 2.0, 3.0)), 4))
      -1.1131

    Reference: Azzalini (1985), A class of distributions which includes the normal ones.
    """
    z = shared((y - loc) / scale)
    return normal_log_density(z) + log_ndtr(skewness * z) - jnp.log(0.5 * scale)


def _lean(skewness: Numeric) -> tuple[Array, Array]:
    r"""$\delta = \alpha / \sqrt{1 + \alpha^2}$ and $\sqrt{1 - \delta^2}$, for any skewness."""
    far = abs(skewness) > 1
    inner, outer = jnp.where(far, 0, skewness), 1 / jnp.where(far, skewness, 1)
    near_rest, far_rest = jax.lax.rsqrt(1 + inner * inner), jax.lax.rsqrt(1 + outer * outer)
    side = jnp.sign(skewness)
    return jnp.where(far, side * far_rest, inner * near_rest), jnp.where(far, side * outer * far_rest, near_rest)


def sample(key: Array, loc: Numeric, scale: Numeric, skewness: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""$\xi + \omega(\delta|\varepsilon_1| + \sqrt{1 - \delta^2}\,\varepsilon_2)$: differentiable in all parameters."""
    full = (2, *draw_shape(shape, loc, scale, skewness))
    folded, free = jax.random.normal(key, full, jnp.result_type(loc))
    lean, rest = _lean(skewness)
    return loc + scale * (lean * abs(folded) + rest * free)


def mean(loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\xi + \omega\delta\sqrt{2 / \pi}$ with $\delta = \alpha / \sqrt{1 + \alpha^2}$."""
    return loc + scale * _lean(skewness)[0] * math.sqrt(2 / math.pi)


def variance(loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\omega^2(1 - 2\delta^2 / \pi)$."""
    lean = _lean(skewness)[0]
    return jnp.broadcast_arrays(scale * scale * (1 - (2 / math.pi) * lean * lean), loc)[0]


def mode(loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\xi + \omega z$ where $z = \alpha\varphi(\alpha z) / \Phi(\alpha z)$, by Newton's method."""
    return loc + scale * skew_normal_mode(skewness)


def entropy(loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\log\omega + \frac12\log 2\pi e$ less the average of $\log 2\Phi(\alpha z)$, by a series."""
    total = jnp.log(scale) + (HALF_LOG_2PI + 0.5) - skew_normal_negentropy(skewness)
    return jnp.broadcast_arrays(total, loc)[0]


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\log[\Phi(z) - 2T(z, \alpha)]$ with Owen's T function, by quadrature in which nothing cancels."""
    return log_skew_normal_cdf(standardised(y, loc, scale), skewness)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\log[\Phi(-z) + 2T(z, \alpha)]$, likewise."""
    return log_skew_normal_sf(standardised(y, loc, scale), skewness)


def quantile(p: Numeric, loc: Numeric, scale: Numeric, skewness: Numeric) -> Array:
    r"""$\xi + \omega z$ with z by iteration on the log-probability of its side, counted from the mode."""
    return loc + scale * skew_normal_quantile(p, skewness)


skew_normal = Distribution(
    name="skew_normal",
    parameters=(Parameter("loc", real), Parameter("scale", positive), Parameter("skewness", real)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_skew_normal_interval,
    quantile=quantile,
)
