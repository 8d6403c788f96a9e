r"""KL(Cauchy ‖ .), on the line, the half line and the circle."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.cauchy import cauchy
from nllax._distributions.half_cauchy import half_cauchy
from nllax._distributions.wrapped_cauchy import wrapped_cauchy
from nllax._kl.closed_form import closed_form
from nllax._kl.forms.hyperbolic_secant import NEGENTROPY
from nllax._kl.summary import LOGARITHM, Summary, summary
from nllax._numerics.haversine import haversine


def _excess(distance: Array, p_scale: Array, q_scale: Array) -> Array:
    r"""$d^2 / (4\gamma_p\gamma_q)$ as a product whose factors stay in range."""
    return 0.25 * (distance / p_scale) * (distance / q_scale)


@closed_form(cauchy)
def cauchy_cauchy(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$\log\bigl(1 + [(\gamma_p - \gamma_q)^2 + (\mu_p - \mu_q)^2] / 4\gamma_p\gamma_q\bigr)$; it is symmetric.

    Reference: Chyzak and Nielsen (2019), A closed-form formula for the Kullback-Leibler divergence between Cauchy
    distributions.
    """
    return jnp.log1p(_excess(p_scale - q_scale, p_scale, q_scale) + _excess(p_loc - q_loc, p_scale, q_scale))


@closed_form(half_cauchy)
def half_cauchy_half_cauchy(p_scale: Array, q_scale: Array) -> Array:
    r"""$\log\bigl(1 + (\gamma_p - \gamma_q)^2 / 4\gamma_p\gamma_q\bigr)$, that of the whole lines."""
    return jnp.log1p(_excess(p_scale - q_scale, p_scale, q_scale))


@closed_form(wrapped_cauchy)
def wrapped_cauchy_wrapped_cauchy(p_loc: Array, p_concentration: Array, q_loc: Array, q_concentration: Array) -> Array:
    r"""$\log\left(1 + \frac{(\rho_p - \rho_q)^2 + 4\rho_p\rho_q\sin^2\frac{\mu_p - \mu_q}2}
    {(1 - \rho_p^2)(1 - \rho_q^2)}\right)$, that of the lines which the circle is mapped to.

    Reference: McCullagh (1996), Möbius transformation and Cauchy parameter estimation.
    """  # noqa: D205  # a formula of two lines
    p, q = p_concentration, q_concentration
    apart = (p - q) ** 2 + 4 * p * q * haversine(p_loc, q_loc)
    return jnp.log1p(apart / ((1 - p) * (1 + p)) / ((1 - q) * (1 + q)))


@summary(half_cauchy, LOGARITHM)
def log_of_half_cauchy(scale: Array) -> Summary:
    r"""$\log\gamma$ and a hyperbolic secant variable."""
    zero = jnp.zeros_like(scale)
    return Summary((jnp.log(scale), zero), zero + 0.5 * math.pi, zero + NEGENTROPY)
