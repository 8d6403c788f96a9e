"""Targets in units of a scale."""

import jax.numpy as jnp
from jax import Array

from nllax._typing import Numeric


def standardised(y: Numeric, loc: Numeric, scale: Numeric) -> Array:
    r"""$(y - \mu) / \sigma$; an infinite one has no slope, where that of the quotient would be NaN."""
    difference = y - loc
    infinite = jnp.isinf(difference)
    return jnp.where(infinite, difference, jnp.where(infinite, 0, difference) / scale)
