r"""KL to and from multivariate normal distributions of a few common factors and independent noise.

The covariance is brought to a triangular factor of d by d, by orthogonalisation. In float32 its last digits are lost
where a factor is large beside the noise: within 64 units, relative to the larger of 1 and the value, for factors up to
2 standard deviations of it.
"""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.multivariate_normal_low_rank import multivariate_normal_low_rank
from nllax._kl.forms.multivariate_normal import against_multivariate_normal
from nllax._kl.normal_vector import NORMAL_VECTOR, NormalVector, as_matrix
from nllax._kl.summary import against, summary
from nllax._numerics.triangular_divergence import lower_factor


@against(multivariate_normal_low_rank, NORMAL_VECTOR)
def against_multivariate_normal_low_rank(p: NormalVector, loc: Array, cov_factor: Array, cov_diag: Array) -> Array:
    """As against a covariance in a triangular factor, which is found by orthogonalisation."""
    return against_multivariate_normal(p, loc, _covariance_factor(cov_factor, cov_diag))


@summary(multivariate_normal_low_rank, NORMAL_VECTOR)
def of_multivariate_normal_low_rank(loc: Array, cov_factor: Array, cov_diag: Array) -> NormalVector:
    """The triangular factor of the covariance, by orthogonalisation."""
    return NormalVector(loc, _covariance_factor(cov_factor, cov_diag))


def _covariance_factor(cov_factor: Array, cov_diag: Array) -> Array:
    r"""The lower triangular L with $LL^\top = WW^\top + \operatorname{diag}(c)$."""
    noise = as_matrix(jnp.sqrt(cov_diag))
    batch = jnp.broadcast_shapes(cov_factor.shape[:-2], noise.shape[:-2])
    rows = (jnp.swapaxes(cov_factor, -1, -2), noise)
    return lower_factor(jnp.concatenate([jnp.broadcast_to(x, (*batch, *x.shape[-2:])) for x in rows], -2))
