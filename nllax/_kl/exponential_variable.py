"""The exponential variable and those made of it."""

import math

import jax.numpy as jnp

from nllax._kl.summary import Growth
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.opaque import opaque
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import Quotient, product_and_room

NEGENTROPY = HALF_LOG_2PI - 0.5
"""How far the entropy of an exponential variable is below that of a normal variable of the same deviation."""


def exponential_growth(t: Quotient, scale: Quotient) -> Growth:
    r"""Of an exponential variable with a scale and the origin 0.

    The mean of $e^{tx}$ is $1 / (1 - v)$ with v as t times the scale, infinite from v = 1 on.
    """
    v, room = product_and_room(opaque(1, t.top), t, scale)
    finite, near = room > 0, v < 0.5
    log = jnp.where(near, jnp.log1p(-jnp.where(near, v, 0)), jnp.log(jnp.where(finite & ~near, room, 1)))
    return Growth(*(jnp.where(finite, k, math.inf) for k in (ratio_excess(log, jnp.where(finite, room, 1)), -log)))
