"""Quantile regression."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import open_unit_interval
from nllax._distributions.asymmetric_laplace import asymmetric_laplace
from nllax._losses.door import elementwise, legal
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def pinball_loss(predictions: Numeric, targets: Numeric, quantile: Numeric = 0.5) -> Array:
    r"""The pinball loss: the negative log-likelihood of an asymmetric Laplace distribution of scale 1.

    $$(y - \hat y)\bigl(\tau - [y < \hat y]\bigr)$$

    Args:
      predictions: the quantile $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).
      quantile: level $0 < \tau < 1$: a share $\tau$ of the targets is to be below the prediction.

    Returns:
      One number per sample; its slope where the two are equal is 0.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.pinball_loss(jnp.array([1.0, 4.0]), jnp.array([1.5, 2.0]), quantile=0.75))
      [0.375 0.5  ]

    Reference: Koenker and Bassett (1978), Regression quantiles.
    """
    targets, predictions, quantile = elementwise(
        "pinball_loss", targets=targets, predictions=predictions, quantile=quantile
    )
    residual = targets - predictions
    size = residual * jax.lax.stop_gradient(jnp.sign(residual))  # a slope of 0 at 0
    return legal(jnp.where(residual < 0, 1 - quantile, quantile) * size, open_unit_interval.contains(quantile))


row = Row(
    loss=pinball_loss,
    likelihood=lambda quantile=0.5: fixed(asymmetric_laplace, scale=1.0, quantile=quantile),
    statement="asymmetric Laplace of scale 1",
    constant=lambda predictions, targets, quantile=0.5: -math.log(quantile * (1 - quantile)),
    constant_latex=r"-\log\tau(1 - \tau)",
    sklearn="mean_pinball_loss",
    example=([1.0, 4.0, -0.5], [1.5, 2.0, 3.0]),
)
