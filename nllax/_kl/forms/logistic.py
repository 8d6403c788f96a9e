r"""KL(logistic ‖ .), and of the target whose logarithm is logistic."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.laplace import laplace
from nllax._distributions.log_logistic import log_logistic
from nllax._distributions.logistic import logistic
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import LOGARITHM, TARGET, Growth, Summary, summary, symmetric_growth
from nllax._numerics.exponential_of_sum import exponential_of_sum
from nllax._numerics.log_secants import log_reciprocal_sinc
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import Quotient

_DEVIATION = math.pi / math.sqrt(3)
_NEGENTROPY = HALF_LOG_2PI + math.log(_DEVIATION) - 1.5


@closed_form(logistic, laplace)
def logistic_laplace(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$r - 1 - \log r + \log 2m - 1$ with $r = sm / b$, where sm is the mean distance of y from the location of q.

    With $z = |\mu_p - \mu_q| / s$ it is $m = z + 2\log(1 + e^{-z})$, least at z = 0, where $\log 2m - 1 = 0.02$.
    """
    z = abs(p_loc - q_loc) / p_scale
    distance = z + 2 * jnp.log1p(jnp.exp(-z))
    ratio = (p_scale / q_scale) * distance
    return ratio_excess(jnp.log(ratio), ratio) + (jnp.log(2 * distance) - 1)


@summary(log_logistic, LOGARITHM, growth="+-")
@summary(logistic, TARGET, growth="+-")
def of_logistic(loc: Array, scale: Array) -> Summary:
    r"""Deviation $\pi s / \sqrt3$, and $K(t) = \log(\pi ts / \sin\pi ts)$, infinite from $|t|s = 1$ on."""
    zero = jnp.zeros_like(loc * scale)

    def growth(t: Quotient) -> Growth:
        return symmetric_growth(t, scale, log_reciprocal_sinc)

    return Summary((loc, zero), _DEVIATION * scale, zero + _NEGENTROPY, growth)


@summary(log_logistic, TARGET)
def of_log_logistic(loc: Array, scale: Array) -> Summary:
    r"""$\mathbb{E}y = e^\mu\,\pi s / \sin\pi s$; deviation $\mathbb{E}y\sqrt{\tan(\pi s) / \pi s - 1}$, if s < 1/2."""
    finite = scale < 0.5
    s = jnp.where(finite, scale, 0.25)
    growth = log_reciprocal_sinc(s, 1 - s)
    centre, rest = exponential_of_sum(loc, growth, jnp.zeros_like(s))
    relative = jnp.sqrt(jnp.expm1(log_reciprocal_sinc(2 * s, 1 - 2 * s) - 2 * growth))
    negentropy = (HALF_LOG_2PI - 1.5) + jnp.log(relative / s) + growth
    return Summary((centre, rest), jnp.where(finite, centre * relative, math.inf), negentropy)
