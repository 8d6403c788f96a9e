r"""KL(half-normal ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.half_normal import half_normal
from nllax._kl.closed_form import closed_form
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.opaque import opaque
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import whole

_MEAN = math.sqrt(2 / math.pi)
_DEVIATION = math.sqrt(1 - 2 / math.pi)


@closed_form(half_normal)
def half_normal_half_normal(p_scale: Array, q_scale: Array) -> Array:
    r"""$\frac12(r^2 - 1 - \log r^2)$ with $r = \sigma_p / \sigma_q$, that of the whole lines."""
    return 0.5 * ratio_excess(2 * log_ratio(p_scale, q_scale, p_scale - q_scale), (p_scale / q_scale) ** 2)


@summary(half_normal, LOGARITHM, growth="+")
def log_of_half_normal(scale: Array) -> Summary:
    r"""$\log\sigma\sqrt2$ and half the logarithm of a gamma variable of shape 1/2."""
    half = opaque(0.5, scale)
    return log_gamma_variable(half, jnp.log(scale) + 0.5 * math.log(2), whole(half))


@summary(half_normal, TARGET)
def of_half_normal(scale: Array) -> Summary:
    r"""$\mathbb{E}y = \sigma\sqrt{2 / \pi}$ and variance $\sigma^2(1 - 2 / \pi)$."""
    negentropy = jnp.full_like(scale, math.log(2 * _DEVIATION))
    return Summary((_MEAN * scale, jnp.zeros_like(scale)), _DEVIATION * scale, negentropy)
