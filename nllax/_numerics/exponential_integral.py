"""The exponential integral, scaled so that it neither over- nor underflows."""

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.partials import with_partials

_ENTIRE = (
    0.8929826881663436,
    -0.101460888300299,
    0.00530781119573653,
    -0.00023899597694710021,
    9.290769396383831e-06,
    -3.1581738828230066e-07,
    9.510775521324008e-09,
    -2.566991224055996e-10,
    6.27159499700903e-12,
    -1.3988053416635327e-13,
    2.8688702680848184e-15,
    -5.4444045385000516e-17,
)
"""Chebyshev coefficients of `(E_1(x) + log(x) + gamma) / x` in `2 x - 1` on [0, 1], from 60 digits."""

_SCALED = (
    1.062421314003848,
    -0.08944777529480638,
    0.03222061478411663,
    -0.006518167587486157,
    0.001611314851549377,
    -0.0003594868087875015,
    8.862874184420737e-05,
    -2.0625566630531385e-05,
    5.1576212554409544e-06,
    -1.22711726684983e-06,
    3.11648295271518e-07,
    -7.496825491634816e-08,
    1.9357534171666858e-08,
    -4.666217911489796e-09,
    1.229393484958032e-09,
    -2.93907622725768e-10,
    7.968684924923627e-11,
    -1.8593177613431917e-11,
    5.281854779201032e-12,
    -1.167816170637905e-12,
    3.6075565391325085e-13,
    -7.11168548180311e-14,
    2.5830223544952705e-14,
    -3.9420092837314214e-15,
    2.0008610101956586e-15,
    -1.5334672626287945e-16,
    1.754471133339312e-16,
    6.011706820396549e-18,
    1.8150784726912067e-17,
)
"""Chebyshev coefficients of `(1 + x) e^x E_1(x)` in `(x - 4) / (x + 2)`, for x >= 1, from 60 digits."""

_FALL = (
    0.8878838154587845,
    0.09624259235874018,
    0.015261837025085635,
    0.00011411419977902027,
    0.00048490994591515865,
    -9.084288101004352e-06,
    2.09141943699892e-05,
    -2.8213924142408246e-07,
    1.089720302208208e-06,
    1.7182094605704626e-08,
    6.624485362950534e-08,
    4.322931293093706e-09,
    4.6666285122665305e-09,
    6.016534490982927e-10,
    3.807904072614674e-10,
    7.48241766577699e-11,
    3.575763266246451e-11,
    9.18428198264938e-12,
    3.802918452253523e-12,
    1.1544055873262812e-12,
    4.4858422352436437e-13,
    1.50942040116582e-13,
    5.753677308095789e-14,
    2.0655566201430363e-14,
    7.900454162348191e-15,
    2.9615181848426846e-15,
    1.148424644293322e-15,
    4.44237971530443e-16,
    1.7534074945242292e-16,
    6.953752091566587e-17,
    2.7959898626489936e-17,
)
"""Likewise of `x (1 + x) (1 / x - e^x E_1(x))`."""


def _parts(x: Array) -> tuple[Array, Array, Array, Array]:
    """Whether x is below 1, the function there, x from there on, and the variable of its series."""
    small = x < 1
    low, high = jnp.where(small, x, 1), jnp.where(small, 1, x)
    near = jnp.exp(low) * (low * chebyshev(_ENTIRE, 2 * low - 1) - (jnp.log(low) + np.euler_gamma))
    return small, near, high, 1 - 6 / (high + 2)


def _slope(x: Array) -> Array:
    r"""$e^x E_1(x) - 1 / x$, about $-1 / x^2$ for large x."""
    small, near, high, t = _parts(x)
    return jnp.where(small, near - 1 / jnp.where(small, x, 1), -chebyshev(_FALL, t) / (1 + high) / high)


@with_partials(_slope)
def scaled_exponential_integral(x: Array) -> Array:
    r"""$e^x E_1(x) = \int_0^\infty \frac{e^{-xt}}{1 + t}\,dt$ for x > 0: about $-\log x - \gamma$ down to 1 / x.

    Relative error: 4 units of eps; of its slope 6.
    """
    small, near, high, t = _parts(x)
    return jnp.where(small, near, chebyshev(_SCALED, t) / (1 + high))
