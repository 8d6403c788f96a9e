"""Half of least squares."""

import math

from jax import Array

from nllax._combinators.fixed import fixed
from nllax._distributions.normal import normal
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def l2_loss(predictions: Numeric, targets: Numeric) -> Array:
    r"""Half the squared error: the negative log-likelihood of a normal distribution of scale 1.

    $$\frac12(y - \hat y)^2$$

    Args:
      predictions: the mean $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.l2_loss(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0])))
      [0.125 2.   ]

    Reference: Prince (2023), Understanding Deep Learning, section 5.3.
    """
    targets, predictions = elementwise("l2_loss", targets=targets, predictions=predictions)
    residual = targets - predictions
    return 0.5 * residual * residual


row = Row(
    loss=l2_loss,
    likelihood=lambda: fixed(normal, scale=1.0),
    statement="normal of scale 1",
    constant=lambda predictions, targets: 0.5 * math.log(2 * math.pi),
    constant_latex=r"\frac12\log 2\pi",
    optax="l2_loss",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, -0.5]),
)
