r"""KL(log-normal ‖ .), and that between normal distributions of the logit."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.log_normal import log_normal
from nllax._distributions.logit_normal import logit_normal
from nllax._kl.closed_form import closed_form
from nllax._kl.forms.normal import normal_normal, of_normal
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.exponential_of_sum import exponential_of_sum
from nllax._numerics.two_float import two_product


@closed_form(logit_normal)
@closed_form(log_normal)
def log_normal_log_normal(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    """That of the normal distributions: a divergence does not change where the target is transformed."""
    return normal_normal(p_loc, p_scale, q_loc, q_scale)


summary(log_normal, LOGARITHM, growth="+-")(of_normal)


@summary(log_normal, TARGET)
def of_log_normal(loc: Array, scale: Array) -> Summary:
    r"""$\mathbb{E}y = e^{\mu + \sigma^2 / 2}$ and deviation $\mathbb{E}y\sqrt{e^{\sigma^2} - 1}$."""
    square, error = two_product(scale, scale)
    centre, rest = exponential_of_sum(loc, 0.5 * square, 0.5 * error)
    growth = jnp.expm1(square)
    negentropy = 0.5 * (jnp.log(growth / square) + square)
    return Summary((centre, rest), centre * jnp.sqrt(growth), negentropy)
