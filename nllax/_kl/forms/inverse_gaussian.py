r"""KL(inverse Gaussian ‖ inverse Gaussian)."""

from jax import Array

from nllax._distributions.inverse_gaussian import inverse_gaussian
from nllax._kl.closed_form import closed_form
from nllax._numerics.deviance import log_ratio
from nllax._numerics.ratio_excess import ratio_excess


@closed_form(inverse_gaussian)
def inverse_gaussian_inverse_gaussian(
    p_loc: Array, p_concentration: Array, q_loc: Array, q_concentration: Array
) -> Array:
    r"""$\frac12\left[\frac{\lambda_q(\mu_p - \mu_q)^2}{\mu_q^2\mu_p} + r - 1 - \log r\right]$.

    With $r = \lambda_q / \lambda_p$, from $\mathbb{E}[y] = \mu$ and $\mathbb{E}[1 / y] = 1 / \mu + 1 / \lambda$.
    """
    distance = (p_loc - q_loc) / q_loc
    log = log_ratio(q_concentration, p_concentration, q_concentration - p_concentration)
    of_means = (q_concentration / p_loc) * distance * distance
    return 0.5 * (of_means + ratio_excess(log, q_concentration / p_concentration))
