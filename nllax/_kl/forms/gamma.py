r"""KL(gamma ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.exponential import exponential
from nllax._distributions.gamma import gamma
from nllax._kl.closed_form import closed_form
from nllax._kl.exponential_variable import exponential_growth
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import LOGARITHM, TARGET, Growth, Summary, summary
from nllax._numerics.deviance import deviance
from nllax._numerics.log_gamma_bregman import log_gamma_bregman_rest
from nllax._numerics.opaque import opaque
from nllax._numerics.quotient import quotient_error
from nllax._numerics.room import Quotient, inverse, whole
from nllax._numerics.stirling import stirling_remainder, stirling_slope
from nllax._numerics.two_float import product_with_error


@closed_form(gamma)
def gamma_gamma(p_concentration: Array, p_rate: Array, q_concentration: Array, q_rate: Array) -> Array:
    r"""$\alpha_q(r - 1 - \log r) + S$ with $r = \mu_p / \mu_q$, the ratio of the means $\mu = \alpha / \beta$.

    Here S is what the shapes differ by, never negative: $\log\Gamma(\alpha_q) - \log\Gamma(\alpha_p)
    - \psi(\alpha_p)(\alpha_q - \alpha_p) - \alpha_q\log\frac{\alpha_q}{\alpha_p} + \alpha_q - \alpha_p$.

    Reference: Penny (2001), Kullback-Leibler divergences of normal, gamma, Dirichlet and Wishart densities.
    """
    x, x_error = product_with_error(q_concentration, p_rate)
    y, y_error = product_with_error(p_concentration, q_rate)
    difference = ((x - y) + (x_error - y_error)) / p_rate
    of_means = deviance(q_concentration, p_concentration * (q_rate / p_rate), difference)
    return of_means + log_gamma_bregman_rest(q_concentration, p_concentration, q_concentration - p_concentration)


@closed_form(gamma, exponential)
def gamma_exponential(p_concentration: Array, p_rate: Array, q_rate: Array) -> Array:
    r"""`gamma_gamma` with $\alpha_q = 1$."""
    return gamma_gamma(p_concentration, p_rate, opaque(1, q_rate), q_rate)


@closed_form(exponential, gamma)
def exponential_gamma(p_rate: Array, q_concentration: Array, q_rate: Array) -> Array:
    r"""`gamma_gamma` with $\alpha_p = 1$."""
    return gamma_gamma(opaque(1, p_rate), p_rate, q_concentration, q_rate)


@summary(gamma, LOGARITHM, growth="+-")
def log_of_gamma(concentration: Array, rate: Array) -> Summary:
    r"""The logarithm of a gamma variable, less $\log\beta$."""
    return log_gamma_variable(concentration, -jnp.log(rate), whole(opaque(1, rate)))


@summary(gamma, TARGET, growth="+-")
def of_gamma(concentration: Array, rate: Array) -> Summary:
    r"""The sum of $\alpha$ exponential variables of rate $\beta$."""
    a, loc = concentration, concentration / rate
    rest = quotient_error(a, jnp.zeros_like(a), rate, loc)
    negentropy = 0.5 / a - stirling_remainder(a) - (1 - a) * stirling_slope(a)

    def growth(t: Quotient) -> Growth:
        return Growth(*(a * k for k in exponential_growth(t, inverse(rate))))

    return Summary((loc, rest), jnp.sqrt(a) / rate, negentropy, growth, jnp.zeros_like(loc))
