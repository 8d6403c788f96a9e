"""Least squares near, absolute deviations far."""

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
def huber_loss(predictions: Numeric, targets: Numeric, delta: Numeric = 1.0) -> Array:
    r"""The Huber loss: the negative log-likelihood of the Huber distribution of scale 1.

    $$\begin{cases} \frac12 r^2 & |r| \le \delta \\ \delta(|r| - \frac12\delta) & |r| > \delta \end{cases}, \qquad
    r = y - \hat y$$

    Args:
      predictions: the centre $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).
      delta: $\delta > 0$, the size of a residual from which on it counts as an outlier.

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.huber_loss(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0])))
      [0.125 1.5  ]

    Reference: Huber (1964), Robust estimation of a location parameter.
    """
    targets, predictions, delta = elementwise("huber_loss", targets=targets, predictions=predictions, delta=delta)
    residual = targets - predictions
    size = jnp.where(residual < 0, -residual, residual)
    middle = jnp.minimum(size, delta)
    return legal(middle * (size - 0.5 * middle), positive.contains(delta))


def _normaliser(delta: float) -> float:
    return math.sqrt(2 * math.pi) * math.erf(delta / math.sqrt(2)) + 2 * math.exp(-0.5 * delta * delta) / delta


row = Row(
    loss=huber_loss,
    likelihood=lambda delta=1.0: fixed(huber, scale=1.0, delta=delta),
    statement="Huber of scale 1",
    constant=lambda predictions, targets, delta=1.0: math.log(_normaliser(delta)),
    constant_latex=r"\log\bigl[\sqrt{2\pi}\operatorname{erf}(\delta / \sqrt2) + 2e^{-\delta^2 / 2} / \delta\bigr]",
    optax="huber_loss",
    torch="HuberLoss",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, 3.0]),
)
