r"""KL(beta ‖ .)."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._distributions.beta import beta
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.dirichlet_divergence import dirichlet_divergence
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.two_float import product_with_error, two_sum


@closed_form(beta)
def beta_beta(
    p_concentration1: Array, p_concentration0: Array, q_concentration1: Array, q_concentration0: Array
) -> Array:
    r"""$\log\frac{B(\alpha_q, \beta_q)}{B(\alpha_p, \beta_p)} + (\alpha_p - \alpha_q)\psi(\alpha_p)
    + (\beta_p - \beta_q)\psi(\beta_p) + (\alpha_q + \beta_q - \alpha_p - \beta_p)\psi(\alpha_p + \beta_p)$.

    That of the Dirichlet distribution over two classes.
    """  # noqa: D205  # a formula of two lines
    p = jnp.stack(jnp.broadcast_arrays(p_concentration1, p_concentration0), -1)
    q = jnp.stack(jnp.broadcast_arrays(q_concentration1, q_concentration0), -1)
    return dirichlet_divergence(p, q)


@summary(beta, TARGET)
def of_beta(concentration1: Array, concentration0: Array) -> Summary:
    r"""$\mathbb{E}y = \alpha / (\alpha + \beta)$ with the variance and the entropy of `beta`."""
    a, b = jnp.broadcast_arrays(concentration1, concentration0)
    total, lost = two_sum(a, b)
    loc = a / total
    product, error = product_with_error(loc, total)
    rest = jax.lax.stop_gradient((((a - product) - error) - loc * lost) / total)
    deviation = jnp.sqrt(loc * (b / total) / (1 + total))
    return Summary((loc, rest), deviation, (HALF_LOG_2PI + 0.5) + jnp.log(deviation) - beta.entropy(a, b))
