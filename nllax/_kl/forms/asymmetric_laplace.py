r"""KL(asymmetric Laplace ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.asymmetric_laplace import asymmetric_laplace
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.never_negative import never_negative
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.share_deviance import share_deviance


@closed_form(asymmetric_laplace)
def asymmetric_laplace_asymmetric_laplace(
    p_loc: Array, p_scale: Array, p_quantile: Array, q_loc: Array, q_scale: Array, q_quantile: Array
) -> Array:
    r"""With the rates $a = \tau / \sigma$ above and $b = (1 - \tau) / \sigma$ below $\mu$, and $d = |\mu_p - \mu_q|$.

    For $\mu_q \ge \mu_p$, else mirrored, and with $e(r) = r - 1 - \log r$ and $u = a_p d$, it is
    $(1 - \tau_p)\,e(a_q / a_p) + \tau_p\,e(b_q / b_p) + D + \frac{1 - \tau_p}{a_p\sigma_q}(e^{-u} - 1 + u) +
    (\tau_p - \tau_q) d / \sigma_q$, where D is the divergence of the probabilities $\tau_p$ and $\tau_q$. From u = 1 on
    the last two terms are taken as $b_q d - \frac{1 - \tau_p}{a_p\sigma_q}(1 - e^{-u})$. A rounding below 0 becomes 0.
    """
    moved = q_loc - p_loc
    left = moved < 0
    distance = jnp.where(left, -moved, moved)
    p_below, q_below = jnp.where(left, 1 - p_quantile, p_quantile), jnp.where(left, 1 - q_quantile, q_quantile)
    p_above, q_above = jnp.where(left, p_quantile, 1 - p_quantile), jnp.where(left, q_quantile, 1 - q_quantile)
    change = jnp.where(left, -(p_quantile - q_quantile), p_quantile - q_quantile)

    scales = log_ratio(p_scale, q_scale, p_scale - q_scale)
    lower, upper = log_ratio(q_below, p_below, -change), log_ratio(q_above, p_above, change)
    a, b = (q_below / q_scale) * (p_scale / p_below), (q_above / q_scale) * (p_scale / p_above)
    of_rates = p_above * ratio_excess(scales + lower, a) + p_below * ratio_excess(scales + upper, b)
    of_levels = share_deviance(p_below, q_below, change) + share_deviance(p_above, q_above, -change)

    u = p_below * (distance / p_scale)
    weight = (p_above / p_below) * (p_scale / q_scale)
    near = weight * expm1mx(-u) + change * (distance / q_scale)
    far = q_above * (distance / q_scale) + weight * jnp.expm1(-u)
    return never_negative(of_rates + of_levels + jnp.where(u < 1, near, far))


@summary(asymmetric_laplace, TARGET)
def of_asymmetric_laplace(loc: Array, scale: Array, quantile: Array) -> Summary:
    r"""$\mu$ and an exponential variable of mean $s = \sigma / \tau$, less one of mean $r = \sigma / (1 - \tau)$."""
    above, below = scale / quantile, scale / (1 - quantile)
    loc, above, below = jnp.broadcast_arrays(loc, above, below)
    deviation = jnp.sqrt(above * above + below * below)
    negentropy = HALF_LOG_2PI - 0.5 + jnp.log(deviation / (above + below))
    return Summary((loc, (1 - 2 * quantile) * (above + below)), deviation, negentropy)
