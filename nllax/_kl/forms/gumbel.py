r"""KL(Gumbel ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.gumbel import gumbel
from nllax._kl.closed_form import closed_form
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.extreme_value_divergence import Rounded, extreme_value_divergence
from nllax._numerics.opaque import opaque
from nllax._numerics.quotient import quotient_error
from nllax._numerics.room import whole


@closed_form(gumbel)
def gumbel_gumbel(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$e^t - 1 - t + \log\Gamma(r) + \gamma(r - 1)$ with $r = \beta_p / \beta_q$, $t = \log\Gamma(1 + r) + c$.

    Here $c = (\mu_q - \mu_p) / \beta_q$ and $\gamma$ is Euler's constant.

    Reference: Gil, Alajaji and Linder (2013), Rényi divergence measures for commonly used univariate continuous
    distributions.
    """
    c, r = (q_loc - p_loc) / q_scale, p_scale / q_scale
    shift = Rounded(c, quotient_error(q_loc, p_loc, q_scale, c))
    ratio = Rounded(r, quotient_error(p_scale, jnp.zeros_like(p_scale), q_scale, r))
    return extreme_value_divergence(ratio, (p_scale - q_scale) / q_scale, shift)


@summary(gumbel, TARGET, growth="+-")
def of_gumbel(loc: Array, scale: Array) -> Summary:
    r"""$\mu$, less $\beta$ times the logarithm of a gamma variable of shape 1."""
    return log_gamma_variable(opaque(1, scale), loc, whole(-scale))
