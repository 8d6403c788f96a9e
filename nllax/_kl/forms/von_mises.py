r"""KL(. ‖ von Mises), on the circle and on spheres."""

import functools

import jax.numpy as jnp
from jax import Array

from nllax._distributions.von_mises import von_mises
from nllax._distributions.von_mises_fisher import von_mises_fisher
from nllax._distributions.wrapped_cauchy import wrapped_cauchy
from nllax._kl.closed_form import closed_form
from nllax._kl.same_size import check_same_size
from nllax._numerics.bessel_circle import bessel_bend, bessel_gap, bessel_ratio, log_bessel_i0e
from nllax._numerics.bessel_sphere import log_sphere_normaliser, sphere_bend, sphere_gap, sphere_ratio
from nllax._numerics.bregman import bregman
from nllax._numerics.haversine import haversine
from nllax._numerics.never_negative import never_negative

_of_circle = bregman(log_bessel_i0e, lambda x: -bessel_gap(x), bessel_bend, lambda x: 0.5 * (1 + x))


@closed_form(von_mises)
def von_mises_von_mises(p_loc: Array, p_concentration: Array, q_loc: Array, q_concentration: Array) -> Array:
    r"""$B(\kappa_q; \kappa_p) + 2\kappa_q A(\kappa_p)\sin^2\frac{\mu_p - \mu_q}2$ with $A = I_1 / I_0$.

    Here $B(\kappa_q; \kappa_p) = \log\frac{I_0(\kappa_q)}{I_0(\kappa_p)} - A(\kappa_p)(\kappa_q - \kappa_p)$ is how far
    the convex function $\log I_0$ is above its tangent.
    """
    spread = _of_circle(q_concentration, p_concentration, q_concentration - p_concentration)
    return spread + 2 * (q_concentration * bessel_ratio(p_concentration)) * haversine(p_loc, q_loc)


@closed_form(von_mises_fisher)
def von_mises_fisher_von_mises_fisher(
    p_mean_direction: Array, p_concentration: Array, q_mean_direction: Array, q_concentration: Array
) -> Array:
    r"""$B(\kappa_q; \kappa_p) + \frac12\kappa_q A(\kappa_p)\lVert\mu_p - \mu_q\rVert^2$.

    Here B is how far $-\log C(\kappa)$, with C the normaliser of the density, is above its tangent, and
    $A = I_{d / 2} / I_{d / 2 - 1}$ its slope.

    Reference: Diethe (2015), A note on the Kullback-Leibler divergence for the von Mises-Fisher distribution.
    """
    check_same_size(p_mean_direction, q_mean_direction, "nllax.von_mises_fisher")
    size = p_mean_direction.shape[-1]
    spread = bregman(
        lambda x: -log_sphere_normaliser(size, x),
        lambda x: -sphere_gap(size, x),
        functools.partial(sphere_bend, size),
        lambda x: 0.25 * size + 0.5 * x,
    )(q_concentration, p_concentration, q_concentration - p_concentration)
    distance = jnp.square(p_mean_direction - q_mean_direction).sum(-1)
    return spread + 0.5 * (q_concentration * sphere_ratio(size, p_concentration)) * distance


@closed_form(wrapped_cauchy, von_mises)
def wrapped_cauchy_von_mises(p_loc: Array, p_concentration: Array, q_loc: Array, q_concentration: Array) -> Array:
    r"""$\log I_0(\kappa) - \kappa\rho\cos(\mu_p - \mu_q) - \log(1 - \rho^2)$, as $\rho$ is the mean resultant length.

    A rounding below 0 becomes 0.
    """
    rho, kappa = p_concentration, q_concentration
    pull = kappa * ((1 - rho) + 2 * rho * haversine(p_loc, q_loc))
    return never_negative(pull + log_bessel_i0e(kappa) - jnp.log1p(-rho) - jnp.log1p(rho))
