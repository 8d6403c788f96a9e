"""The average of an exponential over the unit interval, which a density linear in its logarithm is divided by."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.partials import with_partials

_LOG = (
    0.04100336006304042,
    -0.0006532362101483122,
    9.890058298480879e-06,
    -1.7685824618385237e-07,
    3.4069757574636437e-09,
    -6.850943081095758e-11,
    1.4174838279534877e-12,
    -2.993832893922053e-14,
    6.422967873810953e-16,
    -1.3950854000975355e-17,
    3.060551311455306e-19,
    -6.769836689020773e-21,
)
"""Chebyshev coefficients of `log(sinh(u / 2) / (u / 2)) / u^2` in `u^2 / 2 - 1`, for u^2 in [0, 4], from 60 digits."""

_CENTRE = (
    0.0807387733768135,
    -0.0025358934985347027,
    5.727122546158412e-05,
    -1.3616913445657413e-06,
    3.273277036029572e-08,
    -7.889117678530546e-10,
    1.90265635989015e-11,
    -4.589500451766804e-13,
    1.1071062827512733e-14,
    -2.6706568133137663e-16,
    6.442406327510942e-18,
    -1.5540982391031634e-19,
)
"""Likewise of `(coth(u / 2) / 2 - 1 / u) / u`."""

_SPREAD = (
    0.07588815532863415,
    -0.007165342597823981,
    0.0002705242213953752,
    -9.02344918971673e-06,
    2.792608297213886e-07,
    -8.233897610595373e-09,
    2.348396362003115e-10,
    -6.539339998111146e-12,
    1.7884473712636802e-13,
    -4.8232143587150345e-15,
    1.2862786635841327e-16,
    -3.3990602171998654e-18,
    8.914002955845592e-20,
)
"""Likewise of `exponential_spread(u)`."""


def _near(u: Array) -> tuple[Array, Array, Array, Array]:
    """Whether u is in reach of the series, u there and its square as they take it, and u where it is not."""
    near = u < 2
    inner = jnp.where(near, u, 0)
    return near, inner, 0.5 * inner * inner - 1, jnp.where(near, 2, u)


def exponential_spread(u: Array) -> Array:
    r"""The variance of t under the weight $e^{-ut}$ on [0, 1], for u >= 0. Relative error: 8 units of eps.

    $$\frac{1}{u^2} - \frac{1}{4\sinh^2(u / 2)}$$
    """
    near, _, position, far = _near(u)
    step = 1 / jnp.expm1(jnp.minimum(far, 80))
    return jnp.where(near, chebyshev(_SPREAD, position), (1 / far) / far - step * (1 + step))


@with_partials(lambda u: -exponential_spread(u))
def exponential_centre(u: Array) -> Array:
    r"""$\frac1u - \frac{1}{e^u - 1}$: the mean of t under the weight $e^{-ut}$ on [0, 1], for u >= 0.

    From 1/2 down to 1 / u. Relative error: 4 units of eps.
    """
    near, inner, position, far = _near(u)
    return jnp.where(near, 0.5 - inner * chebyshev(_CENTRE, position), 1 / far - 1 / jnp.expm1(jnp.minimum(far, 80)))


@with_partials(lambda u: -exponential_centre(u))
def log_exponential_average(u: Array) -> Array:
    r"""$\log\frac{1 - e^{-u}}{u}$, the logarithm of the average of $e^{-ut}$ over [0, 1], for u >= 0.

    About -u / 2 for small u. Relative error: 4 units of eps.
    """
    near, inner, position, far = _near(u)
    small = inner * (inner * chebyshev(_LOG, position) - 0.5)
    return jnp.where(near, small, jnp.log1p(-jnp.exp(-far)) - jnp.log(far))
