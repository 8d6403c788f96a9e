r"""What each q makes of a summary of p; see `summary`.

The closest member of the family of q has what the family keeps of x in common with p, so that its divergence from q is
that of two of a kind, which is never negative. The rest depends on the shape of p alone, as the unit of x cancels. A
rounding below 0 becomes 0. The error is that of the logarithms of the scales, times the shape of q: in float32 within
64 units, relative to the larger of 1 and the value, for shapes up to 50 and scales from 1/20 to 20.
"""

import math

import jax.numpy as jnp
from jax import Array

from nllax._distributions.exponential import exponential
from nllax._distributions.gamma import gamma
from nllax._distributions.gumbel import gumbel
from nllax._distributions.half_normal import half_normal
from nllax._distributions.inverse_gamma import inverse_gamma
from nllax._distributions.inverse_gaussian import inverse_gaussian
from nllax._distributions.log_normal import log_normal
from nllax._distributions.normal import normal
from nllax._distributions.weibull import weibull
from nllax._kl.summary import LOGARITHM, TARGET, Summary, against
from nllax._numerics.deviance import log_ratio
from nllax._numerics.exponentials import expm1mx, log1mexp
from nllax._numerics.never_negative import never_negative
from nllax._numerics.opaque import opaque
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import Quotient, whole
from nllax._numerics.stirling import stirling_remainder

_LARGEST = 1e30


def _growth(x: Summary, t: Quotient, location: Array) -> tuple[Array, Array, Array]:
    """Whether that of t is finite, its cumulant, and the logarithm of its mean about a location; 0 where it is not."""
    assert x.growth is not None
    cumulant, log_mean = x.growth(t)
    finite = cumulant < math.inf
    origin = x.mean[0] if x.origin is None else x.origin
    log_mean = t.top * (origin - location) / t.bottom + jnp.where(finite, log_mean, 0)
    return finite, jnp.where(finite, cumulant, 0), jnp.where(finite, log_mean, 0)


@against(log_normal, LOGARITHM)
@against(normal, TARGET)
def against_normal(x: Summary, loc: Array, scale: Array) -> Array:
    r"""$\frac12[z^2 + r^2 - 1 - \log r^2] + J$ with $z = (\mathbb{E}x - \mu) / \sigma$ and r the ratio of deviations.

    Of the target in `normal`, of its logarithm in `log_normal`. J is the entropy of a normal variable that has the
    deviation of x, less that of x. Infinite where x has no variance.
    """
    finite = x.deviation < math.inf
    deviation = jnp.where(finite, x.deviation, 1)
    z = jnp.where(finite, (x.mean[0] - loc) + x.mean[1], 0) / scale
    spread = ratio_excess(2 * log_ratio(deviation, scale, deviation - scale), (deviation / scale) ** 2)
    return jnp.where(finite, 0.5 * (z * z + spread) + never_negative(x.negentropy), math.inf)


def _against_power(x: Summary, shape: Array, t: Quotient, location: Array) -> Array:
    r"""$a(R - 1 - \log R) + aK(t) + J - \log|t|s - \frac12\log a - \frac12 + \delta(a)$.

    Of a q by which $e^{t(x - c)}$ is a gamma variable of shape a, whose mean under p is aR. Here s is the deviation of
    x, and $\delta$ is as in Stirling's formula. Infinite where $e^{tx}$ has no mean.
    """
    finite, cumulant, log_mean = _growth(x, t, location)
    log_ratio = jnp.minimum(log_mean - jnp.log(shape), _LARGEST)
    size = jnp.where(t.top < 0, -t.top, t.top) / t.bottom
    of_shape = 0.5 * jnp.log(shape) + 0.5 - stirling_remainder(shape)
    rest = x.negentropy - jnp.log(size * x.deviation) - of_shape
    value = shape * expm1mx(log_ratio) + (shape * cumulant + rest)
    return jnp.where(finite, never_negative(value), math.inf)


@against(gumbel, TARGET, growth="-")
def against_gumbel(x: Summary, loc: Array, scale: Array) -> Array:
    r"""$e^u - 1 - u + K + J - \log(s / \beta) + 1 - \frac12\log 2\pi e$ with $u = K - (\mathbb{E}y - \mu) / \beta$.

    With $K = K(-1 / \beta)$ of y, s its deviation, and J how far its entropy is below that of a normal variable.
    """
    return _against_power(x, jnp.ones_like(scale), Quotient(-opaque(1, scale), scale), loc)


@against(weibull, LOGARITHM, growth="+")
def against_weibull(x: Summary, concentration: Array, scale: Array) -> Array:
    r"""As against a Gumbel distribution of $-\log y$, of scale 1 / k."""
    return _against_power(x, jnp.ones_like(scale), whole(concentration), jnp.log(scale))


@against(exponential, LOGARITHM, growth="+")
def against_exponential(x: Summary, rate: Array) -> Array:
    r"""$r - 1 - \log r + K(1) + J - \log s + 1 - \frac12\log 2\pi e$ with $r = \lambda\,\mathbb{E}[y]$.

    With K(1) the logarithm of the mean of y over its geometric mean, s the deviation of $\log y$, and J how far its
    entropy is below that of a normal variable.
    """
    return _against_power(x, jnp.ones_like(rate), whole(opaque(1, rate)), -jnp.log(rate))


@against(gamma, LOGARITHM, growth="+")
def against_gamma(x: Summary, concentration: Array, rate: Array) -> Array:
    r"""$\alpha(r - 1 - \log r) + \alpha K(1) + J - \log s - \frac12\log\alpha - \frac12 + \delta(\alpha)$.

    With $r = \beta\,\mathbb{E}[y] / \alpha$, K(1) the logarithm of the mean of y over its geometric mean, s the
    deviation of $\log y$, J how far its entropy is below that of a normal variable, and $\delta$ as in Stirling's
    formula.
    """
    return _against_power(x, concentration, whole(opaque(1, rate)), -jnp.log(rate))


@against(inverse_gamma, LOGARITHM, growth="-")
def against_inverse_gamma(x: Summary, concentration: Array, scale: Array) -> Array:
    r"""As against a gamma distribution of 1 / y, with K(-1)."""
    return _against_power(x, concentration, whole(-opaque(1, scale)), jnp.log(scale))


@against(half_normal, LOGARITHM, growth="+")
def against_half_normal(x: Summary, scale: Array) -> Array:
    r"""As against a gamma distribution of $y^2$, of shape 1/2 and scale $2\sigma^2$, with K(2)."""
    half = jnp.full_like(scale, 0.5)
    return _against_power(x, half, whole(opaque(2, scale)), jnp.log(scale) + 0.5 * math.log(2))


@against(inverse_gaussian, LOGARITHM, growth="+-")
def against_inverse_gaussian(x: Summary, loc: Array, concentration: Array) -> Array:
    r"""$\frac{2\lambda}\mu\sinh^2\frac u2 + \frac12(r - 1 - \log r) + \frac12[\log(e^K - 1) - K(1)] + J - \log s$.

    With $u = \log(\mathbb{E}[y] / \mu)$, $r = \lambda(\mathbb{E}[1 / y] - 1 / \mathbb{E}[y])$ and $K = K(1) +
    K(-1)$; s is the deviation of $\log y$, and J how far its entropy is below that of a normal variable. Infinite where
    y or 1 / y has no mean.
    """
    one = opaque(1, loc)
    finite_mean, upper, u = _growth(x, whole(one), jnp.log(loc))
    finite_inverse, lower, _ = _growth(x, whole(-one), jnp.log(loc))
    finite = finite_mean & finite_inverse
    both = jnp.where(finite, upper + lower, 1)
    shape = both + log1mexp(both)
    log_spread = jnp.log(concentration / loc) - u + shape
    of_means = (2 * concentration / loc) * jnp.sinh(0.5 * u) ** 2
    value = of_means + 0.5 * expm1mx(jnp.minimum(log_spread, _LARGEST))
    rest = 0.5 * (shape - upper) - jnp.log(x.deviation) + x.negentropy
    return jnp.where(finite, never_negative(value + rest), math.inf)
