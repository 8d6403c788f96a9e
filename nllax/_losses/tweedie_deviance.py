"""Regression of non-negative targets, many of them zero."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import non_negative, one_to_two, positive
from nllax._distributions.tweedie import tweedie
from nllax._losses.door import elementwise, legal, within
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.deviance import log_ratio
from nllax._numerics.partials import with_partials
from nllax._numerics.powers import positive_power
from nllax._numerics.ratio_excess import weighted_excess
from nllax._typing import Numeric


def _power(x: Array, exponent: Array) -> Array:
    return positive_power(x, exponent, jnp.zeros_like(x))


def _plain(y: Array, mean: Array, power: Array) -> Array:
    r"""$2y^{2 - p}[E(-(2 - p)s) / (2 - p) + E((p - 1)s) / (p - 1)]$ with $E(x) = e^x - 1 - x$, $s = \log(y / \mu)$."""
    low, high = 2 - power, power - 1
    zero = y == 0
    y = jnp.where(zero, mean, y)
    s = log_ratio(y, mean, y - mean)
    own, whole, upper = _power(y, low), _power(mean, low), y / _power(mean, high)
    gap = weighted_excess(-low * s, own, whole) / low + weighted_excess(high * s, own, upper) / high
    return 2 * jnp.where(zero, whole / low, gap)


def _slope(f: Callable[[Array], Array], x: Array) -> Array:
    return jax.jvp(f, (x,), (jnp.ones_like(x),))[1]


_deviance = with_partials(
    lambda y, mean, power: _slope(lambda y: _plain(y, mean, power), y),
    lambda y, mean, power: 2 * ((mean - y) / mean) / _power(mean, power - 1),
    lambda y, mean, power: _slope(lambda power: _plain(y, mean, power), power),
)(_plain)


@compiled_loss
def tweedie_deviance(predictions: Numeric, targets: Numeric, power: Numeric = 1.5) -> Array:
    r"""The Tweedie deviance: the negative log-likelihood of a Tweedie distribution of dispersion $\frac12$.

    $$2\left[\frac{y^{2 - p}}{(1 - p)(2 - p)} - \frac{y\,\hat y^{1 - p}}{1 - p} + \frac{\hat y^{2 - p}}{2 - p}\right]$$

    Evaluated as a sum of two terms that are never negative, in which the three above cancel on paper.

    Args:
      predictions: the mean $\hat y > 0$. Shape (...), or a single number.
      targets: y, 0 or more. Shape (...).
      power: $1 < p < 2$: the variance grows as the power p of the mean.

    Returns:
      One number per sample, 0 where the two are equal; NaN for a mean that is not positive, infinite for a negative
      target.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.tweedie_deviance(jnp.array([1.0, 4.0]), jnp.array([0.0, 1.0])).mean()), 4))
      3.0

    Reference: Jørgensen (1997), The Theory of Dispersion Models, chapter 4.
    """
    targets, mean, power = elementwise("tweedie_deviance", targets=targets, predictions=predictions, power=power)
    loss = within(non_negative, lambda y: _deviance(y, mean, power), targets)
    return legal(loss, positive.contains(mean), one_to_two.contains(power))


def _constant(predictions: Any, targets: Any, power: float = 1.5) -> Array:
    """A series without a closed form: the density's own, where the deviance is 0. At y = 0 nothing is left out."""
    zero = targets == 0
    y = jnp.where(zero, 1, targets)
    return jnp.where(zero, 0, -fixed(tweedie, dispersion=0.5, power=power).log_prob(y, y))


row = Row(
    loss=tweedie_deviance,
    likelihood=lambda power=1.5: fixed(tweedie, dispersion=0.5, power=power),
    statement="Tweedie of dispersion 1/2",
    constant=_constant,
    constant_latex=r"-\log p(y \mid y, \tfrac12, p)",
    sklearn="mean_tweedie_deviance",
    example=([1.0, 2.0, 0.5], [0.0, 4.0, 0.25]),
)
