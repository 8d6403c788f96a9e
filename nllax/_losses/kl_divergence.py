"""The divergence of a predicted from a given probability vector."""

import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._distributions.categorical_probs import categorical_probs
from nllax._losses.door import legal, vectors
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.entropy_terms import xlogy
from nllax._typing import Numeric


@compiled_loss
def kl_divergence(log_predictions: Numeric, targets: Numeric) -> Array:
    r"""The Kullback-Leibler divergence: the expected negative log-likelihood of a categorical distribution.

    $$\sum_c y_c(\log y_c - \hat y_c)$$

    What it leaves out of that is the entropy of the targets. Both are taken as given, not normalised again.

    Args:
      log_predictions: log-probabilities $\hat y$, as of `jax.nn.log_softmax`. Shape (..., C), or (C,).
      targets: probability vectors y; where an entry is 0 so is its term, be the log-probability minus infinity.
        Shape (..., C).

    Returns:
      One number per sample: 0 where the two agree.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> loss = nllax.losses.kl_divergence(jnp.log(jnp.array([[0.5, 0.5]])), jnp.array([[1.0, 0.0]]))
      >>> print(round(float(loss[0]), 4))
      0.6931

    Reference: lecture, "The (discrete) Kullback-Leibler divergence"; Kullback and Leibler (1951), On information and
    sufficiency.
    """
    targets, log_predictions = vectors("kl_divergence", targets=targets, log_predictions=log_predictions)
    nothing = targets == 0
    log_targets = jnp.log(jnp.where(nothing, 1, targets))
    gap = log_targets - jnp.where(nothing & (log_predictions == -math.inf), 0, log_predictions)
    loss = (targets * gap).sum(-1)
    return legal(loss, loss == loss)


def _entropy(log_predictions: Any, targets: Any) -> Array:
    return -xlogy(targets, targets).sum(-1)


row = Row(
    loss=kl_divergence,
    likelihood=lambda: categorical_probs,
    statement="categorical, over soft labels",
    constant=_entropy,
    constant_latex=r"-\sum_c y_c\log y_c",
    prediction=lambda log_predictions, targets: jnp.exp(log_predictions),
    optax="kl_divergence",
    torch="KLDivLoss",
    example=([[math.log(0.5), math.log(0.25), math.log(0.25)]] * 2, [[1.0, 0.0, 0.0], [0.25, 0.25, 0.5]]),
)
