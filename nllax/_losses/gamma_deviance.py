"""Regression of positive targets by relative errors."""

import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import positive
from nllax._distributions.gamma import gamma
from nllax._losses.door import elementwise, legal, within
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.deviance import log_ratio
from nllax._numerics.partials import with_partials
from nllax._numerics.ratio_excess import ratio_excess
from nllax._typing import Numeric


@with_partials(
    lambda y, mean: 2 * ((y - mean) / mean) / y,
    lambda y, mean: 2 * ((mean - y) / mean) / mean,
)
def _deviance(y: Array, mean: Array) -> Array:
    return 2 * ratio_excess(log_ratio(y, mean, y - mean), y / mean)


@compiled_loss
def gamma_deviance(predictions: Numeric, targets: Numeric) -> Array:
    r"""The gamma deviance: the negative log-likelihood of a gamma distribution of concentration 2.

    $$2\Bigl[\frac y{\hat y} - 1 - \log\frac y{\hat y}\Bigr]$$

    Args:
      predictions: the mean $\hat y > 0$. Shape (...), or a single number.
      targets: y, positive. Shape (...).

    Returns:
      One number per sample, 0 where the two are equal; NaN for a mean that is not positive, infinite for a target that
      is not.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.gamma_deviance(jnp.array([1.0, 2.0]), jnp.array([1.0, 1.0])).mean()), 4))
      0.1931

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, chapter 8.
    """
    targets, mean = elementwise("gamma_deviance", targets=targets, predictions=predictions)
    return legal(within(positive, lambda y: _deviance(y, mean), targets), positive.contains(mean))


def _constant(predictions: Any, targets: Any) -> Array:
    return (2 - 2 * math.log(2)) + jnp.log(targets)


row = Row(
    loss=gamma_deviance,
    likelihood=lambda: fixed(gamma, concentration=2.0),
    statement="gamma of concentration 2",
    constant=_constant,
    constant_latex=r"2 + \log y - 2\log 2",
    prediction=lambda predictions, targets: 2 / predictions,
    sklearn="mean_gamma_deviance",
    example=([1.0, 2.0, 0.5], [1.5, 4.0, 0.25]),
)
