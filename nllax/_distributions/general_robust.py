"""Barron's general robust distribution: from least squares to the Cauchy loss, the robustness a parameter."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import positive, real, zero_to_two
from nllax._core.parameter import Parameter
from nllax._distributions._shared.rejection import until_accepted
from nllax._distributions._shared.shapes import draw_shape
from nllax._distributions._shared.standardised import standardised
from nllax._numerics.exponentials import times_exp
from nllax._numerics.log1p_square import log1p_square
from nllax._numerics.robust_functions import log_robust_cdf, log_robust_interval, robust_mean_loss
from nllax._numerics.robust_inverse import robust_at_fixed_probability, robust_quantile
from nllax._numerics.robust_loss import robust_loss
from nllax._numerics.robust_normaliser import log_robust_normaliser
from nllax._numerics.robust_variance import log_robust_variance
from nllax._typing import Numeric


def log_prob(y: Numeric, loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""General robust log-likelihood.

    $$\log p(y \mid \mu, \sigma, \alpha) = -\frac{2 - \alpha}\alpha\left[\left(1 + \frac{z^2}{2 - \alpha}\right)^{\alpha
    / 2} - 1\right] - \log\sigma Z(\alpha), \qquad z = \frac{y - \mu}\sigma$$

    with the limits $z^2 / 2$ at $\alpha = 2$ and $\log(1 + z^2 / 2)$ at 0. The normaliser $Z(\alpha)$ is a table.

    Loss: Barron's robust loss plus a constant where $\sigma$ and $\alpha$ are fixed: least squares at 2, Charbonnier's
    smooth absolute deviation at 1, the Cauchy (Lorentzian) loss at 0; with its normaliser the data can choose both.

    Args:
      y: targets, real. Shape (...).
      loc: centre $\mu$, real. Broadcasts with y.
      scale: $\sigma > 0$, in the unit of y: near loc, the loss is $z^2 / 2$ for every alpha. Broadcasts with y.
      alpha: $0 \le \alpha \le 2$; the smaller, the less an outlier counts. Broadcasts with y.

    Returns:
      Log-likelihood per sample, in nats, of the broadcast shape. Its slope in alpha diverges as alpha nears 2; at 2
      it is finite, that of just below.

    Float32: value within 5 units and gradient within 10 (of eps, relative to the largest of 1, the reference and, in
    the value, log scale; the gradient in y, loc and scale times scale), for scales from 1e-6 to 1e6, alpha from 0 to 2
    and targets up to 1e6 scales.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.general_robust.log_prob(1.0, 0.0, 2.0, 1.0)), 4))
      -1.9967

    Reference: Barron (2019), A general and adaptive robust loss function, equations 16 and 17.
    """
    return -robust_loss(standardised(y, loc, scale), alpha) - jnp.log(scale) - log_robust_normaliser(alpha)


def sample(key: Array, loc: Numeric, scale: Numeric, alpha: Numeric, *, shape: tuple[int, ...] = ()) -> Array:
    r"""Differentiable in all parameters.

    Rejection from the density at $\alpha = 0$, which is Cauchy's of scale $\sqrt 2$ and the widest: it accepts at least
    56 proposals in a hundred.
    """
    dtype, size = jnp.result_type(loc), draw_shape(shape, loc, scale, alpha)
    fixed = jnp.broadcast_to(jax.lax.stop_gradient(alpha), size)

    def propose(key: Array) -> tuple[Array, Array]:
        proposal_key, test_key = jax.random.split(key)
        ratio = jax.random.cauchy(proposal_key, size, dtype)
        excess = robust_loss(math.sqrt(2) * ratio, fixed) - log1p_square(ratio)
        return math.sqrt(2) * ratio, jax.random.exponential(test_key, size, dtype) > excess

    z = until_accepted(key, propose, size, dtype)
    return loc + scale * robust_at_fixed_probability(z, alpha)


def mean(loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\mu$ for $\alpha > 0$; at 0 there is none, NaN."""
    return jnp.where(alpha > 0, jnp.broadcast_arrays(loc, scale)[0], math.nan)


def variance(loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\sigma^2$ times a table for $\alpha > 0$, about $e^{0.22 / \alpha}$ for small ones; at 0 there is none, NaN."""
    spread = times_exp(log_robust_variance(alpha), scale * scale, jnp.ones_like(scale))
    return jnp.where(alpha > 0, jnp.broadcast_arrays(spread, loc)[0], math.nan)


def mode(loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\mu$."""
    return jnp.broadcast_arrays(loc, scale, alpha)[0]


def entropy(loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\log\sigma Z(\alpha)$ and the mean of the loss, by quadrature."""
    total = jnp.log(scale) + log_robust_normaliser(alpha) + robust_mean_loss(alpha)
    return jnp.broadcast_arrays(total, loc)[0]


def log_cdf(y: Numeric, loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    """The log-density at y and the integral of what it is beyond, relative to that, by quadrature."""
    return log_robust_cdf(standardised(y, loc, scale), alpha)


def log_sf(y: Numeric, loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    """The log_cdf of the mirror image."""
    return log_robust_cdf(standardised(loc, y, scale), alpha)


def quantile(p: Numeric, loc: Numeric, scale: Numeric, alpha: Numeric) -> Array:
    r"""$\mu + \sigma z$ with z by iteration on the log-probability of its side."""
    return loc + scale * robust_quantile(p, alpha)


general_robust = Distribution(
    name="general_robust",
    parameters=(Parameter("loc", real), Parameter("scale", positive), Parameter("alpha", zero_to_two)),
    support=real,
    log_prob=log_prob,
    sample=sample,
    mean=mean,
    variance=variance,
    mode=mode,
    entropy=entropy,
    log_cdf=log_cdf,
    log_sf=log_sf,
    log_interval=log_robust_interval,
    quantile=quantile,
)
