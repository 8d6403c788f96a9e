"""An estimate of the divergence where there is no closed form."""

import math
from typing import Any, NamedTuple, overload

from jax import Array

from nllax._core.distribution import Distribution
from nllax._kl.pair import pair_of, spread


class Estimate(NamedTuple):
    """A mean over draws, and its standard error."""

    value: Array
    standard_error: Array


@overload
def monte_carlo(
    key: Array, distribution: Distribution[...], p: Any, q: Any, /, *, num_samples: int = ..., **given: Any
) -> Estimate: ...
@overload
def monte_carlo(
    key: Array,
    distribution: Distribution[...],
    p: Any,
    other: Distribution[...],
    q: Any,
    /,
    *,
    num_samples: int = ...,
    **given: Any,
) -> Estimate: ...
def monte_carlo(key: Array, /, *arguments: Any, num_samples: int = 10_000, **given: Any) -> Estimate:
    r"""KL(p ‖ q) as the mean of $\log p(y) - \log q(y)$ over draws from p, with its standard error.

    It needs no closed form: mixtures and combinations of any kind, as long as p has draws. The mean is unbiased, so it
    may be negative where the divergence is small against its standard error.

    Args:
      key: a key of `jax.random`.
      *arguments: `distribution, p, q`, or `distribution, p, other, q`, as `divergence` takes them.
      num_samples: how many draws for each pair. The error falls with its square root.
      **given: what the data gives.

    Returns:
      An `Estimate` of value and standard error, each of the common batch shape. The gradient of the value flows through
      the draws, where these are differentiable in the parameters of p.

    Raises:
      NotImplementedError: if p has no draws.
      ValueError: if there are fewer than 2 draws.

    Example:
      >>> import jax, jax.numpy as jnp, nllax
      >>> plain, heavy = (0.0, 1.0), (3.0, 0.0, 1.0)  # loc, scale; df, loc, scale
      >>> value, error = nllax.kl.monte_carlo(jax.random.key(0), nllax.logistic, plain, nllax.student_t, heavy)
      >>> exact = nllax.kl.quadrature(nllax.logistic, plain, nllax.student_t, heavy)
      >>> print(bool(abs(value - exact) < 4 * error))
      True
    """
    if num_samples < 2:
        raise ValueError(f"nllax.kl.monte_carlo: num_samples must be at least 2, got {num_samples}.")
    p, q = pair_of("nllax.kl.monte_carlo", arguments, given)
    p.distribution.require("sample", "nllax.kl.monte_carlo")
    p, q = spread(p, q)
    draws = p.distribution.sample(key, **p.values, shape=(num_samples,))
    terms = p.distribution.log_prob(draws, **p.values) - q.distribution.log_prob(draws, **q.values)
    return Estimate(terms.mean(0), terms.std(0, ddof=1) / math.sqrt(num_samples))
