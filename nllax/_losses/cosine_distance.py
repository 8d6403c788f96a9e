"""The angle between two vectors."""

import math
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._distributions.von_mises_fisher import von_mises_fisher
from nllax._losses.door import vectors
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


def _direction(x: Array) -> Array:
    """Divided by its largest entry first, so that no square overflows; of zero there is none."""
    largest = jax.lax.stop_gradient(abs(x).max(-1, keepdims=True))
    x = x / jnp.where(largest == 0, math.nan, largest)
    return x / jnp.sqrt((x * x).sum(-1, keepdims=True))


@compiled_loss
def cosine_distance(predictions: Numeric, targets: Numeric) -> Array:
    r"""The cosine distance: the negative log-likelihood of a von Mises-Fisher distribution of concentration 1.

    $$1 - \frac{\langle\hat y, y\rangle}{|\hat y|\,|y|}$$

    Evaluated as half the squared distance of the two directions, which keeps its digits where they are close.

    Args:
      predictions: vectors $\hat y$ of any length but 0. Shape (..., d), or (d,).
      targets: vectors y of any length but 0. Shape (..., d).

    Returns:
      One number per sample, from 0 to 2; NaN where a vector is zero and has no direction.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(nllax.losses.cosine_distance(jnp.array([[3.0, 0.0]]), jnp.array([[0.0, 2.0]])))
      [1.]

    Reference: Mardia and Jupp (2000), Directional Statistics, section 9.3.2.
    """
    targets, predictions = vectors("cosine_distance", targets=targets, predictions=predictions)
    difference = _direction(predictions) - _direction(targets)
    return 0.5 * (difference * difference).sum(-1)


def _log_bessel(order: float) -> float:
    r"""$\log I_v(1)$, by its power series."""
    series = 1.0
    term = 1.0
    for k in range(1, 30):
        term *= 0.25 / (k * (k + order))
        series += term
    return math.log(series) - order * math.log(2) - math.lgamma(order + 1)


def _constant(predictions: Any, targets: Any) -> float:
    half = 0.5 * targets.shape[-1]
    return half * math.log(2 * math.pi) + _log_bessel(half - 1) - 1


row = Row(
    loss=cosine_distance,
    likelihood=lambda: fixed(von_mises_fisher, concentration=1.0),
    statement="von Mises-Fisher of concentration 1",
    constant=_constant,
    constant_latex=r"\log\bigl[(2\pi)^{d / 2} I_{d / 2 - 1}(1)\bigr] - 1",
    prediction=lambda predictions, targets: _direction(predictions),
    target=lambda targets, predictions: _direction(targets),
    optax="cosine_distance",
    torch="CosineEmbeddingLoss",
    example=([[3.0, 0.0, 1.0], [1.0, 1.0, 1.0]], [[0.0, 2.0, 1.0], [2.0, 1.0, 0.0]]),
)
