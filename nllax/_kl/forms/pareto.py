r"""KL(Pareto ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.pareto import pareto
from nllax._kl.closed_form import closed_form
from nllax._kl.exponential_variable import NEGENTROPY, exponential_growth
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import inverse


@closed_form(pareto)
def pareto_pareto(scale: Array, p_alpha: Array, q_alpha: Array) -> Array:
    r"""$r - 1 - \log r$ with $r = \alpha_q / \alpha_p$.

    The logarithm of y over the scale, which both share, is exponential.
    """
    value = ratio_excess(log_ratio(q_alpha, p_alpha, q_alpha - p_alpha), q_alpha / p_alpha)
    return jnp.broadcast_arrays(value, scale)[0]


@summary(pareto, LOGARITHM, growth="+-")
def log_of_pareto(scale: Array, alpha: Array) -> Summary:
    r"""$\log m$ and an exponential variable of rate $\alpha$."""
    loc, spread = jnp.broadcast_arrays(jnp.log(scale), 1 / alpha)
    negentropy = jnp.full_like(spread, NEGENTROPY)
    return Summary((loc, spread), spread, negentropy, lambda t: exponential_growth(t, inverse(alpha)))


@summary(pareto, TARGET)
def of_pareto(scale: Array, alpha: Array) -> Summary:
    r"""$\mathbb{E}y = \alpha m / (\alpha - 1)$; variance $\alpha m^2 / (\alpha - 1)^2(\alpha - 2)$, if $\alpha > 2$."""
    finite = alpha > 2
    a = jnp.where(finite, alpha, 3)
    negentropy = HALF_LOG_2PI - 0.5 - 1 / a - jnp.log((a - 1) / a) - 0.5 * jnp.log((a - 2) / a)
    loc, excess = jnp.broadcast_arrays(scale, scale / (a - 1))
    return Summary((loc, excess), jnp.where(finite, excess * jnp.sqrt(a / (a - 2)), math.inf), negentropy)
