"""Learning to rank."""

from jax import Array

from nllax._distributions.plackett_luce import plackett_luce
from nllax._losses.door import indexed
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


@compiled_loss
def listmle_loss(logits: Numeric, rankings: Numeric) -> Array:
    r"""ListMLE: the negative log-likelihood of a Plackett-Luce distribution, with nothing left out.

    $$\sum_{i=1}^k \Bigl[\log\sum_{c \notin \{y_1, \dots, y_{i-1}\}} e^{\hat y_c} - \hat y_{y_i}\Bigr]$$

    Args:
      logits: scores $\hat y$ of the items. Shape (..., C), or (C,).
      rankings: items y, best first, distinct integers from 0 to C - 1: all of them, or the best k. Shape (..., k).

    Returns:
      One number per ranking; NaN where an index is no item, infinite where one is repeated.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.listmle_loss(jnp.array([[2.0, 0.0, 1.0]]), jnp.array([[0, 2, 1]]))[0]), 4))
      0.7209

    Reference: Xia et al. (2008), Listwise approach to learning to rank.
    """
    logits, rankings = indexed("listmle_loss", logits, rankings=rankings, event_ndim=1)
    return -plackett_luce.log_prob(rankings, logits)


row = Row(
    loss=listmle_loss,
    likelihood=lambda: plackett_luce,
    statement="Plackett-Luce",
    example=([[2.0, 0.0, 1.0], [0.0, -1.0, 0.5]], [[0, 2, 1], [1, 0, 2]]),
)
