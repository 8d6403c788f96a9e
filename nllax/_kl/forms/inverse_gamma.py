r"""KL(inverse gamma ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.inverse_gamma import inverse_gamma
from nllax._kl.closed_form import closed_form
from nllax._kl.forms.gamma import gamma_gamma
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.opaque import opaque
from nllax._numerics.quotient import quotient_error
from nllax._numerics.room import whole
from nllax._numerics.stirling import stirling_remainder, stirling_slope


@closed_form(inverse_gamma)
def inverse_gamma_inverse_gamma(
    p_concentration: Array, p_scale: Array, q_concentration: Array, q_scale: Array
) -> Array:
    """That of the inverses, which are gamma variables of these rates."""
    return gamma_gamma(p_concentration, p_scale, q_concentration, q_scale)


@summary(inverse_gamma, LOGARITHM, growth="+-")
def log_of_inverse_gamma(concentration: Array, scale: Array) -> Summary:
    r"""$\log\beta$, less the logarithm of a gamma variable."""
    return log_gamma_variable(concentration, jnp.log(scale), whole(-opaque(1, scale)))


@summary(inverse_gamma, TARGET)
def of_inverse_gamma(concentration: Array, scale: Array) -> Summary:
    r"""$\mathbb{E}y = \beta / (\alpha - 1)$, deviation $\mathbb{E}y / \sqrt{\alpha - 2}$ or, up to 2, infinite."""
    finite = concentration > 2
    a = jnp.where(finite, concentration, 3)
    loc = scale / (a - 1)
    rest = quotient_error(scale, jnp.zeros_like(scale), a - 1, loc)
    negentropy = (a + 1) * stirling_slope(a) - stirling_remainder(a) - 0.5 / a
    negentropy = negentropy - jnp.log((a - 1) / a) - 0.5 * jnp.log((a - 2) / a)
    return Summary((loc, rest), jnp.where(finite, loc / jnp.sqrt(a - 2), math.inf), negentropy)
