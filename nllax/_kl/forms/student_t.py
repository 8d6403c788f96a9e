r"""KL(Student's t ‖ .)."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.student_t import student_t
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.gamma_half_step import gamma_half_step, gamma_half_step_slope


@summary(student_t, TARGET)
def of_student_t(df: Array, loc: Array, scale: Array) -> Summary:
    r"""Deviation $\sigma\sqrt{\nu / (\nu - 2)}$, infinite up to $\nu = 2$."""
    finite = df > 2
    df, loc, scale = jnp.broadcast_arrays(jnp.where(finite, df, 3), loc, scale)
    a = 0.5 * df
    growth = -0.5 * jnp.log((a - 1) / a)
    negentropy = growth - 0.25 / a - (a + 0.5) * gamma_half_step_slope(a) + gamma_half_step(a)
    deviation = jnp.where(finite, scale * jnp.sqrt(df / (df - 2)), math.inf)
    return Summary((loc, jnp.zeros_like(loc)), deviation, negentropy)
