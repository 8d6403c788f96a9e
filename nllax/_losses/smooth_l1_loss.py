"""The Huber loss as torch scales it."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import positive
from nllax._distributions.huber import huber
from nllax._losses.door import elementwise, legal
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def smooth_l1_loss(predictions: Numeric, targets: Numeric, beta: Numeric = 1.0) -> Array:
    r"""The smooth L1 loss: the negative log-likelihood of a Huber distribution whose scale and delta are $\sqrt\beta$.

    $$\begin{cases} r^2 / 2\beta & |r| \le \beta \\ |r| - \frac12\beta & |r| > \beta \end{cases}, \qquad
    r = y - \hat y$$

    The absolute error far out, whatever beta is, where the Huber loss is the squared error near, whatever delta is.

    Args:
      predictions: the centre $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).
      beta: $\beta > 0$, the size of a residual from which on the loss is straight.

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.smooth_l1_loss(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0]), beta=0.5))
      [0.25 1.75]

    Reference: Girshick (2015), Fast R-CNN, equation 3, for beta 1.
    """
    targets, predictions, beta = elementwise("smooth_l1_loss", targets=targets, predictions=predictions, beta=beta)
    residual = targets - predictions
    size = jnp.where(residual < 0, -residual, residual)
    middle = jnp.minimum(size, beta)
    return legal(middle / beta * (size - 0.5 * middle), positive.contains(beta))


def _normaliser(beta: float) -> float:
    """The integral of the exponential of minus the loss."""
    return math.sqrt(2 * math.pi * beta) * math.erf(math.sqrt(beta / 2)) + 2 * math.exp(-0.5 * beta)


row = Row(
    loss=smooth_l1_loss,
    likelihood=lambda beta=1.0: fixed(huber, scale=math.sqrt(beta), delta=math.sqrt(beta)),
    statement="Huber of scale and delta √beta",
    constant=lambda predictions, targets, beta=1.0: math.log(_normaliser(beta)),
    constant_latex=r"\log\bigl[\sqrt{2\pi\beta}\operatorname{erf}\sqrt{\beta / 2} + 2e^{-\beta / 2}\bigr]",
    torch="SmoothL1Loss",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, 3.0]),
)
