"""Regression of positive targets whose spread grows faster than they do."""

import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import positive
from nllax._distributions.inverse_gaussian import inverse_gaussian
from nllax._losses.door import elementwise, legal, within
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


@with_partials(
    lambda y, mean: ((y - mean) / mean / y) * ((y + mean) / mean / y),
    lambda y, mean: 2 * ((mean - y) / mean) / mean / mean,
)
def _deviance(y: Array, mean: Array) -> Array:
    relative = (y - mean) / mean
    return relative * (relative / y)


@compiled_loss
def inverse_gaussian_deviance(predictions: Numeric, targets: Numeric) -> Array:
    r"""The inverse Gaussian deviance: the negative log-likelihood of an inverse Gaussian of concentration 2.

    $$\frac{(y - \hat y)^2}{\hat y^2 y}$$

    Args:
      predictions: the mean $\hat y > 0$. Shape (...), or a single number.
      targets: y, positive. Shape (...).

    Returns:
      One number per sample, 0 where the two are equal; NaN for a mean that is not positive, infinite for a target that
      is not.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.inverse_gaussian_deviance(jnp.array([1.0, 2.0]), jnp.array([1.0, 1.0])))
      [0.   0.25]

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, table 2.1.
    """
    targets, mean = elementwise("inverse_gaussian_deviance", targets=targets, predictions=predictions)
    return legal(within(positive, lambda y: _deviance(y, mean), targets), positive.contains(mean))


def _constant(predictions: Any, targets: Any) -> Array:
    return 0.5 * math.log(math.pi) + 1.5 * jnp.log(targets)


row = Row(
    loss=inverse_gaussian_deviance,
    likelihood=lambda: fixed(inverse_gaussian, concentration=2.0),
    statement="inverse Gaussian of concentration 2",
    constant=_constant,
    constant_latex=r"\frac12\log\pi y^3",
    sklearn="mean_tweedie_deviance",
    example=([1.0, 2.0, 0.5], [1.5, 4.0, 0.25]),
)
