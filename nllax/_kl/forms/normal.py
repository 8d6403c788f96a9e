r"""KL(normal ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.laplace import laplace
from nllax._distributions.normal import normal
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import TARGET, Growth, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.normal_tail import HALF_LOG_2PI, normal_log_density, normal_survival
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import Quotient


@closed_form(normal)
def normal_normal(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$\frac12[z^2 + r^2 - 1 - \log r^2]$ with $z = (\mu_p - \mu_q) / \sigma_q$, $r = \sigma_p / \sigma_q$."""
    z, r = (p_loc - q_loc) / q_scale, p_scale / q_scale
    return 0.5 * (z * z + ratio_excess(2 * log_ratio(p_scale, q_scale, p_scale - q_scale), r * r))


@closed_form(normal, laplace)
def normal_laplace(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$\log 2b + \mathbb{E}|y - m| / b - \log\sigma - \frac12\log 2\pi e$, the expectation being of a folded normal.

    With $z = |\mu - m| / \sigma$ it is $\sigma[z + 2(\varphi(z) - zQ(z))]$.
    """
    z = abs(p_loc - q_loc) / p_scale
    distance = p_scale * (z + 2 * (jnp.exp(normal_log_density(z)) - z * normal_survival(z)))
    return jnp.log(2 * q_scale / p_scale) + distance / q_scale - (HALF_LOG_2PI + 0.5)


@summary(normal, TARGET, growth="+-")
def of_normal(loc: Array, scale: Array) -> Summary:
    r"""A normal variable: $K(t) = \frac12 t^2\sigma^2$ and J = 0."""
    zero = jnp.zeros_like(loc * scale)

    def growth(t: Quotient) -> Growth:
        cumulant = 0.5 * (t.top * scale / t.bottom) ** 2
        return Growth(cumulant, cumulant)

    return Summary((loc, zero), scale, zero, growth)
