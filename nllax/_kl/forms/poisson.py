r"""KL(Poisson ‖ .), in rates or their logarithms."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.poisson import poisson
from nllax._distributions.poisson_log_rate import poisson_log_rate
from nllax._kl.closed_form import closed_form
from nllax._numerics.class_divergence import logit_difference, surplus
from nllax._numerics.share_deviance import share_deviance
from nllax._numerics.two_float import log_residual


@closed_form(poisson)
def poisson_poisson(p_rate: Array, q_rate: Array) -> Array:
    r"""$\lambda_p\log\frac{\lambda_p}{\lambda_q} - \lambda_p + \lambda_q$, half the deviance."""
    return share_deviance(p_rate, q_rate, p_rate - q_rate)


@closed_form(poisson_log_rate)
def poisson_log_rate_poisson_log_rate(p_log_rate: Array, q_log_rate: Array) -> Array:
    r"""$\lambda_p(\eta_p - \eta_q) - \lambda_p + \lambda_q$ with $\lambda = e^\eta$."""
    return surplus(jnp.exp(p_log_rate), jnp.exp(q_log_rate), logit_difference(p_log_rate, q_log_rate))


def _log_less(rate: Array, log_rate: Array) -> Array:
    r"""$\log\lambda - \eta$, to the last bit; 0 where both rates are 0."""
    nothing, infinite = rate == 0, log_rate == -math.inf
    both = log_residual(jnp.where(nothing, 1, rate), jnp.where(infinite, 0, log_rate))
    return jnp.where(nothing, jnp.where(infinite, 0, -math.inf), jnp.where(infinite, math.inf, both))


@closed_form(poisson, poisson_log_rate)
def poisson_poisson_log_rate(p_rate: Array, q_log_rate: Array) -> Array:
    r"""$\lambda(\log\lambda - \eta) - \lambda + e^\eta$."""
    return surplus(p_rate, jnp.exp(q_log_rate), _log_less(p_rate, q_log_rate))


@closed_form(poisson_log_rate, poisson)
def poisson_log_rate_poisson(p_log_rate: Array, q_rate: Array) -> Array:
    r"""$e^\eta(\eta - \log\lambda) - e^\eta + \lambda$."""
    return surplus(jnp.exp(p_log_rate), q_rate, -_log_less(q_rate, p_log_rate))
