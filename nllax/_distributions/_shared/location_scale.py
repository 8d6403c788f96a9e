"""The density of a family that shifts and stretches one standard density."""

from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from nllax._numerics.shared import shared
from nllax._typing import Numeric


def location_scale(
    y: Numeric, loc: Numeric, scale: Numeric, standard: Callable[[Array], tuple[Array, Array]]
) -> tuple[Array, Array, Array, Array]:
    r"""$\log f(z) - \log\sigma$ with $z = (y - \mu) / \sigma$, and its slopes in y, $\mu$ and $\sigma$.

    `standard(z)` returns $\log f(z)$ and its slope in z. Written out, a slope takes the few operations it needs from
    z on; differentiated, each would repeat those of the others.
    """
    z = shared((y - loc) / scale)
    value, slope = standard(z)
    by_y = slope / scale
    return value - jnp.log(scale), by_y, -by_y, -(z * slope + 1) / scale
