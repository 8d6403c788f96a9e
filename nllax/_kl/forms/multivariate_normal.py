r"""KL between multivariate normal distributions, the covariance of q in a Cholesky factor or diagonal."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.multivariate_normal import multivariate_normal
from nllax._distributions.multivariate_normal_diag import multivariate_normal_diag
from nllax._kl.closed_form import closed_form
from nllax._kl.forms.normal import normal_normal
from nllax._kl.normal_vector import NORMAL_VECTOR, NormalVector, as_matrix
from nllax._kl.same_size import check_same_size
from nllax._kl.summary import against, summary
from nllax._numerics.triangular import squared_distance
from nllax._numerics.triangular_divergence import triangular_divergence


@closed_form(multivariate_normal_diag)
def multivariate_normal_diag_multivariate_normal_diag(
    p_loc: Array, p_scale_diag: Array, q_loc: Array, q_scale_diag: Array
) -> Array:
    """The sum of those of the entries."""
    check_same_size(p_loc, q_loc, "nllax.multivariate_normal_diag")
    return normal_normal(p_loc, p_scale_diag, q_loc, q_scale_diag).sum(-1)


@against(multivariate_normal, NORMAL_VECTOR)
def against_multivariate_normal(p: NormalVector, loc: Array, scale_tril: Array) -> Array:
    r"""$\frac12\bigl[\lVert z\rVert^2 + \sum_{i > j} M_{ij}^2 + \sum_i (M_{ii}^2 - 1 - \log M_{ii}^2)\bigr]$.

    With $z = L_q^{-1}(\mu_p - \mu_q)$ and $M = L_q^{-1} L_p$, which is lower triangular.

    Reference: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, equation A.23.
    """
    check_same_size(p.loc, loc, "nllax.multivariate_normal")
    return 0.5 * squared_distance(p.loc, loc, scale_tril) + triangular_divergence(p.factor, scale_tril)


@against(multivariate_normal_diag, NORMAL_VECTOR)
def against_multivariate_normal_diag(p: NormalVector, loc: Array, scale_diag: Array) -> Array:
    r"""Those of the entries, and half the sum of $(L_{ij} / \sigma_i)^2$ for i > j, with L the Cholesky factor of p."""
    check_same_size(p.loc, loc, "nllax.multivariate_normal_diag")
    below = jnp.tril(p.factor, -1) / scale_diag[..., None]
    deviations = jnp.diagonal(p.factor, axis1=-2, axis2=-1)
    return 0.5 * (below * below).sum((-2, -1)) + normal_normal(p.loc, deviations, loc, scale_diag).sum(-1)


@summary(multivariate_normal, NORMAL_VECTOR)
def of_multivariate_normal(loc: Array, scale_tril: Array) -> NormalVector:
    """As it is."""
    return NormalVector(loc, scale_tril)


@summary(multivariate_normal_diag, NORMAL_VECTOR)
def of_multivariate_normal_diag(loc: Array, scale_diag: Array) -> NormalVector:
    """The diagonal as a matrix."""
    return NormalVector(loc, as_matrix(scale_diag))
