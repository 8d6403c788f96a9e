r"""KL(Dirichlet ‖ Dirichlet)."""

from jax import Array

from nllax._distributions.dirichlet import dirichlet
from nllax._kl.closed_form import closed_form
from nllax._kl.same_size import check_same_size
from nllax._numerics.dirichlet_divergence import dirichlet_divergence


@closed_form(dirichlet)
def dirichlet_dirichlet(p_concentration: Array, q_concentration: Array) -> Array:
    r"""$\sum_c B(\beta_c; \alpha_c) - B(\sum_c\beta_c; \sum_c\alpha_c)$ for p of concentrations $\alpha$, q of $\beta$.

    Here B(y; x) is how far $\log\Gamma(y)$ is above the tangent at x.
    """
    check_same_size(p_concentration, q_concentration, "nllax.dirichlet")
    return dirichlet_divergence(p_concentration, q_concentration)
