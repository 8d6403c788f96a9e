"""Least absolute deviations."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._distributions.laplace import laplace
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def l1_loss(predictions: Numeric, targets: Numeric) -> Array:
    r"""The absolute error: the negative log-likelihood of a Laplace distribution of scale 1.

    $$|y - \hat y|$$

    Args:
      predictions: the median $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).

    Returns:
      One number per sample; its slope where the two are equal is 0.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.l1_loss(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0])))
      [0.5 2. ]

    Reference: Koenker (2005), Quantile Regression, section 1.3.
    """
    targets, predictions = elementwise("l1_loss", targets=targets, predictions=predictions)
    residual = targets - predictions
    return residual * jax.lax.stop_gradient(jnp.sign(residual))  # a slope of 0 at 0


row = Row(
    loss=l1_loss,
    likelihood=lambda: fixed(laplace, scale=1.0),
    statement="Laplace of scale 1",
    constant=lambda predictions, targets: math.log(2),
    constant_latex=r"\log 2",
    torch="L1Loss",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, 3.0]),
)
