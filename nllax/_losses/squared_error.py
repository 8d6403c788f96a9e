"""Least squares, as it is written most often."""

import math

from jax import Array

from nllax._combinators.fixed import fixed
from nllax._distributions.normal import normal
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def squared_error(predictions: Numeric, targets: Numeric) -> Array:
    r"""The squared error: the negative log-likelihood of a normal distribution of scale $1 / \sqrt2$.

    $$(y - \hat y)^2$$

    Args:
      predictions: the mean $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.squared_error(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0])))
      [0.25 4.  ]

    Reference: lecture, "Example: the least squares loss".
    """
    targets, predictions = elementwise("squared_error", targets=targets, predictions=predictions)
    residual = targets - predictions
    return residual * residual


row = Row(
    loss=squared_error,
    likelihood=lambda: fixed(normal, scale=math.sqrt(0.5)),
    statement="normal of scale 1/√2",
    constant=lambda predictions, targets: 0.5 * math.log(math.pi),
    constant_latex=r"\frac12\log\pi",
    optax="squared_error",
    torch="MSELoss",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, -0.5]),
)
