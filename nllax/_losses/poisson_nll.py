"""Poisson regression."""

import jax.numpy as jnp
from jax import Array

from nllax._core.domains import count
from nllax._distributions.poisson_log_rate import poisson_log_rate, score
from nllax._losses.door import elementwise, within
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.gamma_function import log_gamma_1p
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric

_FARTHEST = 1e3
"""A log-rate beyond which the rate is all that counts, be it infinite."""


@with_partials(None, lambda y, log_rate: -score(y, log_rate))
def _loss(y: Array, log_rate: Array) -> Array:
    nothing = y == 0  # 0 times minus infinity is 0 here
    return jnp.exp(log_rate) - y * jnp.where(nothing, 0, jnp.minimum(log_rate, _FARTHEST))


@compiled_loss
def poisson_nll(log_rate: Numeric, targets: Numeric) -> Array:
    r"""The Poisson loss: the negative log-likelihood of a Poisson distribution, less $\log y!$.

    $$e^{\hat y} - y\,\hat y$$

    Args:
      log_rate: logarithm $\hat y$ of the expected count, real or infinite. Shape (...), or a single number.
      targets: counts y = 0, 1, 2, ...; no gradient flows to them. Shape (...).

    Returns:
      One number per sample; infinite for what is no count.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.poisson_nll(jnp.array([0.0, 1.0]), jnp.array([2, 3])).mean()), 4))
      0.3591

    Reference: McCullagh and Nelder (1989), Generalized Linear Models, chapter 6.
    """
    targets, log_rate = elementwise("poisson_nll", targets=targets, log_rate=log_rate)
    return within(count, lambda y: _loss(y, log_rate), targets)


row = Row(
    loss=poisson_nll,
    likelihood=lambda: poisson_log_rate,
    statement="Poisson in its log-rate",
    constant=lambda log_rate, targets: log_gamma_1p(targets),
    constant_latex=r"\log y!",
    torch="PoissonNLLLoss",
    example=([0.0, 1.0, 2.0], [2.0, 3.0, 0.0]),
)
