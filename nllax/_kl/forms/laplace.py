r"""KL(Laplace ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.laplace import laplace
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import TARGET, Summary, summary, symmetric_growth
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.log_secants import log_pole
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.ratio_excess import ratio_excess


@closed_form(laplace)
def laplace_laplace(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$r(u - 1 + e^{-u}) + r - 1 - \log r$ with $u = |\mu_p - \mu_q| / b_p$ and $r = b_p / b_q$."""
    u, r = abs(p_loc - q_loc) / p_scale, p_scale / q_scale
    return r * expm1mx(-u) + ratio_excess(log_ratio(p_scale, q_scale, p_scale - q_scale), r)


@summary(laplace, TARGET, growth="+-")
def of_laplace(loc: Array, scale: Array) -> Summary:
    r"""Deviation $b\sqrt2$, and $K(t) = -\log(1 - t^2 b^2)$, infinite from $|t|b = 1$ on."""
    zero = jnp.zeros_like(loc * scale)
    negentropy = HALF_LOG_2PI - 0.5 - 0.5 * math.log(2)
    return Summary((loc, zero), math.sqrt(2) * scale, zero + negentropy, lambda t: symmetric_growth(t, scale, log_pole))
