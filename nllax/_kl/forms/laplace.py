r"""KL(Laplace ‖ .)."""

from jax import Array

from nllax._distributions.laplace import laplace
from nllax._kl.closed_form import closed_form
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx
from nllax._numerics.ratio_excess import ratio_excess


@closed_form(laplace)
def laplace_laplace(p_loc: Array, p_scale: Array, q_loc: Array, q_scale: Array) -> Array:
    r"""$r(u - 1 + e^{-u}) + r - 1 - \log r$ with $u = |\mu_p - \mu_q| / b_p$ and $r = b_p / b_q$."""
    u, r = abs(p_loc - q_loc) / p_scale, p_scale / q_scale
    return r * expm1mx(-u) + ratio_excess(log_ratio(p_scale, q_scale, p_scale - q_scale), r)
