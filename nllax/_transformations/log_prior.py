"""From a distribution to a prior over a model's parameters: MAP instead of MLE."""

import dataclasses
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class LogPrior:
    """What `log_prior` returns: the log-density of all of a model's parameters.

    Attributes:
      distribution: the prior of each number, all its own parameters fixed.
      mask: which leaves it covers.
    """

    distribution: Distribution[...]
    mask: Callable[[Any], Any] | None

    def __call__(self, theta: Any) -> Array:
        """The log-prior of `theta`, in nats. Shape ()."""
        covered = jax.tree.leaves(theta) if self.mask is None else _selected(theta, self.mask(theta))
        floating = [x for x in map(jnp.asarray, covered) if jnp.issubdtype(x.dtype, jnp.floating)]
        return sum((self.distribution.log_prob(x).sum() for x in floating), start=jnp.zeros(()))

    def __repr__(self) -> str:
        mask = "" if self.mask is None else f", mask={self.mask!r}"
        return f"nllax.log_prior({self.distribution!r}{mask})"


def log_prior(distribution: Distribution[...], *, mask: Callable[[Any], Any] | None = None) -> LogPrior:
    r"""The same prior for every weight of a model, independently: $\log p(\theta) = \sum_i \log p(\theta_i)$.

    Give it to `objective` for the maximum of the posterior instead of the likelihood. A normal prior of scale
    $\sigma$ is weight decay of strength $1 / (N \sigma^2)$ for $N$ samples, a Laplace prior is an L1 penalty of
    strength $1 / (N b)$.

    Args:
      distribution: the prior of one number, with every parameter bound: `fixed(normal, loc=0.0, scale=1.0)`.
      mask: which leaves the prior covers, as in `optax.masked`: a function from the parameters to a pytree of
        booleans of the same structure (or a prefix of it). Define it once, at the top of a module. None covers all.

    Returns:
      A static callable from a pytree of parameters to the log-prior in nats, of shape (). Leaves that are not
      floating (step counters, keys) are no weights and do not count.

    Raises:
      TypeError: if a parameter of the distribution is left open.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> prior = nllax.log_prior(nllax.fixed(nllax.laplace, loc=0.0, scale=1.0))
      >>> print(round(float(prior({"kernel": jnp.ones((2, 3)), "bias": jnp.zeros(3)})), 4))  # -6 - 9 log 2
      -12.2383

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, section 1.2.5; lecture, "Bayesian inference".
    """
    if not isinstance(distribution, Distribution):
        raise TypeError(f"log_prior takes a distribution, got {type(distribution).__name__}.")
    if distribution.parameters:
        names = [p.name for p in distribution.parameters]
        binding = ", ".join(f"{n}=..." for n in names)
        raise TypeError(
            f"log_prior: {distribution!r} has open parameters, {', '.join(names)}; "
            f"bind them: nllax.fixed({distribution!r}, {binding})."
        )
    return LogPrior(distribution, mask)


def _selected(theta: Any, chosen: Any) -> list[Any]:
    leaves = jax.tree.map(lambda keep, part: jax.tree.leaves(part) if keep else [], chosen, theta)
    return list(jax.tree.leaves(leaves))
