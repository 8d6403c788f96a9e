"""Entropy and cross-entropy."""

from typing import Any, overload

from jax import Array

from nllax._core.distribution import Distribution
from nllax._kl.divergence import of_pair
from nllax._kl.pair import pair_of, sides_of


def entropy(distribution: Distribution[...], p: Any, /, **given: Any) -> Array:
    r"""The entropy of a distribution, in nats; of a continuous one, the differential entropy, which may be negative.

    $$H(p) = -\mathbb{E}_{y \sim p}[\log p(y)]$$

    Args:
      distribution: the family of p.
      p: its parameters, as a loss takes a prediction.
      **given: what the data gives, such as a number of trials.

    Returns:
      One number per batch element. It is `distribution.entropy`, under the shape rule of `divergence`.

    Raises:
      NotImplementedError: if the distribution has no entropy in closed form.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.kl.entropy(nllax.bernoulli, 0.0)), 4))  # of a fair coin: log 2
      0.6931
    """
    distribution.require("entropy", "nllax.kl.entropy")
    side = sides_of("nllax.kl.entropy", {"p": (distribution, p)}, given)["p"]
    return side.distribution.entropy(**side.values)


@overload
def cross_entropy(distribution: Distribution[...], p: Any, q: Any, /, **given: Any) -> Array: ...
@overload
def cross_entropy(
    distribution: Distribution[...], p: Any, other: Distribution[...], q: Any, /, **given: Any
) -> Array: ...
def cross_entropy(*arguments: Any, **given: Any) -> Array:
    r"""The cross-entropy of q under p, in nats: the expected negative log-likelihood of q where the data follow p.

    $$H(p, q) = -\mathbb{E}_{y \sim p}[\log q(y)] = H(p) + \mathrm{KL}(p \,\Vert\, q)$$

    Args, returns and errors are those of `divergence`; besides, p must have an entropy.

    Example:
      >>> import nllax
      >>> print(round(float(nllax.kl.cross_entropy(nllax.normal, (0.0, 1.0), (0.0, 2.0))), 4))
      1.7371

    Reference: lecture, "The (discrete) Kullback-Leibler divergence".
    """
    p, q = pair_of("nllax.kl.cross_entropy", arguments, given)
    p.distribution.require("entropy", "nllax.kl.cross_entropy")
    return p.distribution.entropy(**p.values) + of_pair(p, q, "nllax.kl.cross_entropy")
