"""Barron's family of robust losses."""

import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._core.domains import positive, real, zero_to_two
from nllax._distributions.general_robust import general_robust
from nllax._losses.door import elementwise, legal, within
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.robust_loss import robust_loss
from nllax._numerics.robust_normaliser import log_robust_normaliser
from nllax._typing import Numeric


@compiled_loss
def general_robust_loss(predictions: Numeric, targets: Numeric, alpha: Numeric = 1.0, scale: Numeric = 1.0) -> Array:
    r"""Barron's robust loss: the negative log-likelihood of his general robust distribution.

    $$\frac{2 - \alpha}\alpha\left[\left(1 + \frac{r^2}{(2 - \alpha)\sigma^2}\right)^{\alpha / 2} - 1\right], \qquad r
    = y - \hat y$$

    with the limits $r^2 / 2\sigma^2$ at $\alpha = 2$ and $\log(1 + r^2 / 2\sigma^2)$ at 0: least squares, the Cauchy
    loss, and between them, at 1, a smooth absolute error. Below 0 the loss is bounded and no likelihood: NaN.

    Args:
      predictions: the centre $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).
      alpha: $0 \le \alpha \le 2$; the smaller, the less an outlier counts.
      scale: $\sigma > 0$, the size of a residual up to which the loss is about quadratic.

    Returns:
      One number per sample.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> loss = nllax.losses.general_robust_loss(jnp.array([0.0, 0.0]), jnp.array([1.0, 10.0]), alpha=0.0)
      >>> print(round(float(loss.mean()), 4))
      2.1686

    Reference: Barron (2019), A general and adaptive robust loss function, equation 8.
    """
    targets, predictions, alpha, scale = elementwise(
        "general_robust_loss", targets=targets, predictions=predictions, alpha=alpha, scale=scale
    )
    loss = within(real, lambda y: robust_loss((y - predictions) / scale, alpha), targets)
    return legal(loss, zero_to_two.contains(alpha), positive.contains(scale))


def _constant(predictions: Any, targets: Any, alpha: float = 1.0, scale: float = 1.0) -> Array:
    """The normaliser has no closed form: it is the density's own table."""
    return math.log(scale) + log_robust_normaliser(jnp.asarray(alpha, jnp.result_type(targets)))


row = Row(
    loss=general_robust_loss,
    likelihood=lambda alpha=1.0, scale=1.0: fixed(general_robust, scale=scale, alpha=alpha),
    statement="general robust",
    constant=_constant,
    constant_latex=r"\log\sigma Z(\alpha)",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, 3.0]),
)
