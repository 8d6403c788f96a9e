"""By how much the entropy of the skew normal distribution is below that of the normal one it is made of."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev, chebyshev_slope
from nllax._numerics.partials import with_partials

_SERIES = (
    0.34136235962877876,
    -0.34748033886988405,
    0.005196866490602323,
    0.000906353408017854,
    1.4840197456405903e-05,
    5.309140094694955e-07,
    -4.442122446787371e-07,
    -1.2952495566185967e-07,
    -3.088859154252081e-08,
    -6.159287916708449e-09,
    -9.761551513484487e-10,
    -7.135845662623268e-11,
    3.113574976277987e-11,
    2.0658954872652237e-11,
    8.239969132836164e-12,
    2.6712497792631817e-12,
    7.361346416685332e-13,
    1.6403784760143088e-13,
    2.149533334829349e-14,
    -4.713241229693629e-15,
    -5.414100149951677e-15,
    -2.9183137260581902e-15,
    -1.2452832919787736e-15,
    -4.589133533526983e-16,
)
r"""Chebyshev coefficients of $E[\log 2\Phi(aZ)]$ in $2c - 1$, $c = 1 / \sqrt{1 + a^2}$, from 40 digits."""

_SLOPE = chebyshev_slope(_SERIES)


@with_partials(lambda c: 2 * chebyshev(_SLOPE, 2 * c - 1))
def _gain(c: Array) -> Array:
    return chebyshev(_SERIES, 2 * c - 1)


def skew_normal_negentropy(skewness: Array) -> Array:
    r"""$E[\log 2\Phi(aZ)]$ under the density $2\varphi(z)\Phi(az)$: from 0 without skewness up to log 2."""
    return _gain(1 / jnp.hypot(jnp.ones_like(skewness), skewness))
