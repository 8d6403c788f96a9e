r"""KL to and from multivariate normal distributions whose precision is in a triangular factor."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.multivariate_normal_precision import multivariate_normal_precision
from nllax._kl.closed_form import closed_form
from nllax._kl.normal_vector import NORMAL_VECTOR, NormalVector
from nllax._kl.same_size import check_same_size
from nllax._kl.summary import against, summary
from nllax._numerics.triangular import solve_lower, squared_product
from nllax._numerics.triangular_divergence import lower_factor, triangular_divergence


@closed_form(multivariate_normal_precision)
def multivariate_normal_precision_multivariate_normal_precision(
    p_loc: Array, p_precision_tril: Array, q_loc: Array, q_precision_tril: Array
) -> Array:
    r"""$\frac12\bigl[\lVert z\rVert^2 + \sum_{i > j} M_{ij}^2 + \sum_i (M_{ii}^2 - 1 - \log M_{ii}^2)\bigr]$.

    With $z = L_q^\top(\mu_p - \mu_q)$ and $M = L_p^{-1} L_q$, which is lower triangular.
    """
    check_same_size(p_loc, q_loc, "nllax.multivariate_normal_precision")
    of_precisions = triangular_divergence(q_precision_tril, p_precision_tril)
    return 0.5 * squared_product(p_loc, q_loc, q_precision_tril) + of_precisions


@against(multivariate_normal_precision, NORMAL_VECTOR)
def against_multivariate_normal_precision(p: NormalVector, loc: Array, precision_tril: Array) -> Array:
    """As against a covariance in a factor, which is found by orthogonalisation."""
    check_same_size(p.loc, loc, "nllax.multivariate_normal_precision")
    of_covariances = triangular_divergence(p.factor, _covariance_factor(precision_tril))
    return 0.5 * squared_product(p.loc, loc, precision_tril) + of_covariances


@summary(multivariate_normal_precision, NORMAL_VECTOR)
def of_multivariate_normal_precision(loc: Array, precision_tril: Array) -> NormalVector:
    """The factor of the covariance, by orthogonalisation."""
    return NormalVector(loc, _covariance_factor(precision_tril))


def _covariance_factor(precision_tril: Array) -> Array:
    """The lower triangular factor of the inverse of the precision."""
    units = jnp.eye(precision_tril.shape[-1], dtype=precision_tril.dtype)
    columns, _ = solve_lower(jnp.tril(precision_tril)[..., None, :, :], (units, jnp.zeros_like(units)))
    return lower_factor(jnp.swapaxes(columns, -1, -2))
