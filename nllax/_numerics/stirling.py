"""What Stirling's formula leaves out of the log-gamma function."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev
from nllax._numerics.partials import with_partials
from nllax._numerics.shared import shared

_SERIES = (
    0.0824391166213758,
    -0.0011586014333953318,
    -0.00024206338649436504,
    2.3096481805266552e-05,
    2.8126538306420855e-07,
    -4.271982369179674e-07,
    6.753795989800755e-08,
    -1.6742216909283222e-09,
    -1.9048823183699345e-09,
    5.616082398566717e-10,
    -7.497881765282662e-11,
    -4.862696975428917e-12,
    5.722878454768195e-12,
    -1.7224915130168885e-12,
    2.713055272633209e-13,
    1.2848926024838206e-14,
    -2.5096960115971088e-14,
    9.641545602098506e-15,
    -2.191189563394941e-15,
    1.711033323196238e-16,
    1.158073767695586e-16,
    -7.186798295952593e-17,
    2.4415184032977974e-17,
    -5.191233070685366e-18,
    1.6293110452397333e-19,
    4.710516186698287e-19,
    -2.7409497801203404e-19,
    9.824050258478768e-20,
)
"""Chebyshev coefficients of `a * stirling_remainder(a)` in `2 / a - 1`, for a >= 1, from 60 digits."""

_SLOPE = (
    -0.08086504950110109,
    0.0031481342405494245,
    0.0005888679872643961,
    -9.112920860816591e-05,
    2.100514762092922e-06,
    1.7980487297420951e-06,
    -4.274508922756719e-07,
    3.526949686481108e-08,
    8.541547108794959e-09,
    -4.109527837681077e-09,
    8.317452020102003e-10,
    -4.164876192518164e-11,
    -3.704946262787849e-11,
    1.6678059127905382e-11,
    -3.9098501999078825e-12,
    3.3961767338966695e-13,
    1.6874608804751195e-13,
    -1.0363750429042046e-13,
    3.266009396963862e-14,
    -5.892647753112023e-15,
    -2.7024094809793355e-16,
    7.243543048722784e-16,
    -3.4402245554475447e-16,
    1.0331964965866084e-16,
    -1.7522528633736552e-17,
    -2.1440121725613295e-18,
    3.250955462553365e-18,
    -1.5953558765670737e-18,
    5.245526472230772e-19,
    -1.0782875417836789e-19,
)
"""Chebyshev coefficients of `a^2` times the derivative of it."""


_BEND = (
    0.1576625029991892,
    -0.011283326246575355,
    -0.0018389235249270813,
    0.00042541921552233724,
    -2.602579799430647e-05,
    -8.028563232522655e-06,
    2.8479743065693233e-06,
    -3.952853473119963e-07,
    -2.6610592875926884e-08,
    3.0038183348255164e-08,
    -8.512661250155082e-09,
    1.0934423166406875e-09,
    1.815137853345414e-10,
    -1.5372004104879826e-10,
    4.953264347088791e-11,
    -8.609929973572532e-12,
    -4.739842932830268e-13,
    1.0088827272158814e-12,
    -4.376683507878895e-13,
    1.1535851680197865e-13,
    -1.325142307913664e-14,
    -5.433992144717887e-15,
    4.345707756449428e-15,
    -1.7411185337928017e-15,
    4.563770777315156e-16,
    -4.852094671454537e-17,
    -2.838634427242052e-17,
    2.275651176489686e-17,
    -9.870439827748271e-18,
    2.9547632261281127e-18,
    -4.779577716306703e-19,
    -1.1061849660191834e-19,
    1.3719469514199312e-19,
)
"""Chebyshev coefficients of `a^3` times the second derivative of it."""


def _series_bend(a: Array) -> Array:
    return chebyshev(_BEND, 2 / a - 1) / (a * a * a)


@with_partials(_series_bend)
def _series_slope(a: Array) -> Array:
    r = shared(1 / a)
    return chebyshev(_SLOPE, 2 * r - 1) * (r * r)


@with_partials(_series_slope)
def stirling_series(a: Array) -> Array:
    """`stirling_remainder` for a >= 1 alone, where it takes no logarithm."""
    r = shared(1 / a)
    return chebyshev(_SERIES, 2 * r - 1) * r


def score_offset_series(a: Array) -> Array:
    """`score_offset` for a >= 1 alone, where it takes no logarithm."""
    return 0.5 / a - _series_slope(a)


def stirling_bend(a: Array) -> Array:
    r"""$\psi'(a) - 1 / a - 1 / (2a^2)$, for a > 0; always positive."""
    small = a < 1
    low = jnp.where(small, a, 1)
    step = (0.5 / low / low) / (low + 1) / (low + 1)
    return _series_bend(jnp.where(small, a + 1, a)) + jnp.where(small, step, 0)


@with_partials(stirling_bend)
def stirling_slope(a: Array) -> Array:
    r"""$\psi(a) - \log a + 1 / (2a)$, for a > 0."""
    small = a < 1
    low = jnp.where(small, a, 1)
    step = jnp.log((low + 1) / low) - 0.5 / (low + 1) - 0.5 / low
    return _series_slope(jnp.where(small, a + 1, a)) + jnp.where(small, step, 0)


def score_offset(a: Array) -> Array:
    r"""$\log a - \psi(a)$, for a > 0; always positive."""
    return 0.5 / a - stirling_slope(a)


@with_partials(stirling_slope)
def stirling_remainder(a: Array) -> Array:
    r"""The remainder of Stirling's formula, for a > 0.

    $$\delta(a) = \log\Gamma(a) - \bigl[(a - \tfrac12)\log a - a + \tfrac12\log 2\pi\bigr]$$

    About 1 / (12 a) for large a, and -log(a) / 2 towards 0. Densities of gamma type are written in it, so that their
    large terms cancel on paper instead of in floating point. Below 1 one step of the recurrence,
    $\delta(a) = \delta(a + 1) + (a + \tfrac12)\log(1 + 1 / a) - 1$. Relative error of value and slope: 2 units of eps
    from 1 on; below, an absolute error of 1.5 eps in the value, and 9 units in the slope.

    Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
    """
    small = a < 1
    low = jnp.where(small, a, 1)
    step = (low + 0.5) * jnp.log((low + 1) / low) - 1
    return stirling_series(jnp.where(small, a + 1, a)) + jnp.where(small, step, 0)
