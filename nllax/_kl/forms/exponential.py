r"""KL(exponential ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.exponential import exponential
from nllax._kl.closed_form import closed_form
from nllax._kl.exponential_variable import NEGENTROPY, exponential_growth
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.opaque import opaque
from nllax._numerics.quotient import quotient_error
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import inverse, whole


@closed_form(exponential)
def exponential_exponential(p_rate: Array, q_rate: Array) -> Array:
    r"""$r - 1 - \log r$ with $r = \lambda_q / \lambda_p$."""
    return ratio_excess(log_ratio(q_rate, p_rate, q_rate - p_rate), q_rate / p_rate)


@summary(exponential, LOGARITHM, growth="+")
def log_of_exponential(rate: Array) -> Summary:
    r"""The logarithm of a gamma variable of shape 1, less $\log\lambda$."""
    one = opaque(1, rate)
    return log_gamma_variable(one, -jnp.log(rate), whole(one))


@summary(exponential, TARGET, growth="+-")
def of_exponential(rate: Array) -> Summary:
    r"""A standard exponential variable over $\lambda$."""
    loc, zero = 1 / rate, jnp.zeros_like(rate)
    rest = quotient_error(jnp.ones_like(rate), zero, rate, loc)
    return Summary((loc, rest), loc, zero + NEGENTROPY, lambda t: exponential_growth(t, inverse(rate)), zero)
