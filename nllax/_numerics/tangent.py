"""What the tangent leaves of its argument."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev

_SERIES = (
    0.3787587508154189,
    0.048356392505818135,
    0.0031202778327993385,
    0.00020153046468306587,
    1.3017485163039034e-05,
    8.408476081906118e-07,
    5.431351029582178e-08,
    3.5083142605139155e-09,
    2.266152378790574e-10,
    1.4637932143239505e-11,
    9.45519195679561e-13,
    6.107464774789922e-14,
    3.945041639109371e-15,
    2.5482510514918803e-16,
    1.6460113771816896e-17,
    1.0632207734105973e-18,
    6.867743617588914e-20,
    4.43613439244933e-21,
    2.865466366197967e-22,
)
"""Chebyshev coefficients of `tan_excess(x) / x^2` in `2 (4 x / 3)^2 - 1`, for x in [0, 3/4], from 60 digits."""


def tan_excess(x: Array) -> Array:
    r"""$\tan(x) / x - 1$ for 0 <= x < pi / 2, about $x^2 / 3$ for small x."""
    small = x < 0.75
    near, far = jnp.where(small, x, 0), jnp.where(small, 1, x)
    square = near * near
    return jnp.where(small, square * chebyshev(_SERIES, square * (32 / 9) - 1), jnp.tan(far) / far - 1)
