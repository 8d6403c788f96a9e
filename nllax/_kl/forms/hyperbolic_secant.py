r"""KL(hyperbolic secant ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.hyperbolic_secant import hyperbolic_secant
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.normal_tail import HALF_LOG_2PI

NEGENTROPY = HALF_LOG_2PI + 0.5 - math.log(4)
"""How far the entropy of a hyperbolic secant variable is below that of a normal variable of the same deviation."""


@summary(hyperbolic_secant, TARGET)
def of_hyperbolic_secant(loc: Array, scale: Array) -> Summary:
    r"""Deviation $\sigma$."""
    zero = jnp.zeros_like(loc * scale)
    return Summary((loc, zero), scale, zero + NEGENTROPY)
