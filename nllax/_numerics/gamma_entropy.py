"""The entropy of gamma variables and their reciprocals."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.stirling import stirling_remainder, stirling_slope


def gamma_entropy(a: Array, sign: int) -> Array:
    r"""$a + \log\Gamma(a) + (s - a)\psi(a)$: the entropy of a gamma variable of rate 1 to the power s, 1 or -1."""
    leading = (sign - 0.5) * jnp.log(a) + (HALF_LOG_2PI + 0.5)
    return leading + stirling_remainder(a) - sign * 0.5 / a + (sign - a) * stirling_slope(a)
