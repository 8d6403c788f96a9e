r"""KL(Huber ‖ .) and KL(generalized normal ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._distributions.generalized_normal import generalized_normal
from nllax._distributions.huber import huber
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.normal_tail import HALF_LOG_2PI


def _standard(distribution: Distribution[...], loc: Array, scale: Array, shape: Array) -> Summary:
    """From the variance and the entropy at a scale of 1."""
    loc, scale, shape = jnp.broadcast_arrays(loc, scale, shape)
    standard = jnp.zeros_like(loc), jnp.ones_like(scale), shape
    deviation = jnp.sqrt(distribution.variance(*standard))
    negentropy = (HALF_LOG_2PI + 0.5) + jnp.log(deviation) - distribution.entropy(*standard)
    return Summary((loc, jnp.zeros_like(loc)), scale * deviation, negentropy)


@summary(huber, TARGET)
def of_huber(loc: Array, scale: Array, delta: Array) -> Summary:
    """The variance and the entropy of `huber`."""
    return _standard(huber, loc, scale, delta)


@summary(generalized_normal, TARGET)
def of_generalized_normal(loc: Array, scale: Array, power: Array) -> Summary:
    """The variance and the entropy of `generalized_normal`."""
    return _standard(generalized_normal, loc, scale, power)
