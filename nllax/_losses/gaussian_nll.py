"""Regression with a predicted width."""

import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from nllax._core.domains import positive
from nllax._distributions.normal import normal
from nllax._losses.door import elementwise, legal
from nllax._losses.row import Row, compiled_loss
from nllax._transformations.prediction import parameters_of
from nllax._typing import Numeric


@compiled_loss
def gaussian_nll(predictions: Any, targets: Numeric) -> Array:
    r"""The Gaussian loss: the negative log-likelihood of a normal distribution, less $\frac12\log 2\pi$.

    $$\frac{(y - \mu)^2}{2\sigma^2} + \log\sigma$$

    Args:
      predictions: mean $\mu$ and standard deviation $\sigma > 0$ (torch's takes the variance), as a tuple or a dict of
        loc and scale. Each of shape (...), or a single number.
      targets: y, real. Shape (...).

    Returns:
      One number per sample; NaN for a scale that is not positive.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> print(round(float(nllax.losses.gaussian_nll((jnp.array([1.0, 2.0]), 2.0), jnp.array([1.0, 6.0])).mean()), 4))
      1.6931

    Reference: Nix and Weigend (1994), Estimating the mean and variance of the target probability distribution.
    """
    parameters = parameters_of(normal, predictions, {}, "gaussian_nll")
    targets, loc, scale = elementwise("gaussian_nll", targets=targets, **parameters)
    z = (targets - loc) / scale
    return legal(0.5 * z * z + jnp.log(scale), positive.contains(scale))


row = Row(
    loss=gaussian_nll,
    likelihood=lambda: normal,
    statement="normal",
    constant=lambda predictions, targets: 0.5 * math.log(2 * math.pi),
    constant_latex=r"\frac12\log 2\pi",
    torch="GaussianNLLLoss",
    example=(([1.0, 2.0, -0.5], [1.0, 0.5, 2.0]), [1.5, 4.0, 3.0]),
)
