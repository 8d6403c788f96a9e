"""Least squares near, absolute deviations far, without a seam."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._combinators.fixed import fixed
from nllax._distributions.hyperbolic_secant import hyperbolic_secant
from nllax._losses.door import elementwise
from nllax._losses.row import Row, compiled_loss
from nllax._numerics.partials import with_partials
from nllax._typing import Numeric


@with_partials(jnp.tanh)
def _log_cosh(x: Array) -> Array:
    r"""$\log(1 + 2\sinh^2\frac x2)$ near 0, where $\cosh x$ rounds to 1; far out $|x| + \log\frac12(1 + e^{-2|x|})$."""
    size = jnp.where(x < 0, -x, x)
    near = size < 1
    sinh = jnp.sinh(0.5 * jnp.where(near, size, 0))
    return jnp.where(near, jnp.log1p(2 * sinh * sinh), size + (jnp.log1p(jnp.exp(-2 * size)) - math.log(2)))


@compiled_loss
def log_cosh(predictions: Numeric, targets: Numeric) -> Array:
    r"""The log-cosh loss: the negative log-likelihood of a hyperbolic secant distribution of scale $\pi / 2$.

    $$\log\cosh(y - \hat y)$$

    Args:
      predictions: the centre $\hat y$, real. Shape (...), or a single number.
      targets: y, real. Shape (...).

    Returns:
      One number per sample, right to a few units in the last place however small it is.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.log_cosh(jnp.array([1.0, 2.0]), jnp.array([1.5, 4.0])).mean()), 4))
      0.7226

    Reference: Green (1990), Bayesian reconstructions from emission tomography data using a modified EM algorithm.
    """
    targets, predictions = elementwise("log_cosh", targets=targets, predictions=predictions)
    return _log_cosh(targets - predictions)


row = Row(
    loss=log_cosh,
    likelihood=lambda: fixed(hyperbolic_secant, scale=math.pi / 2),
    statement="hyperbolic secant of scale π/2",
    constant=lambda predictions, targets: math.log(math.pi),
    constant_latex=r"\log\pi",
    optax="log_cosh",
    example=([1.0, 2.0, -0.5], [1.5, 4.0, 3.0]),
)
