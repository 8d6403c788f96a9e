"""The two directions of the divergence, by their names."""

from typing import Any, overload

from jax import Array

from nllax._core.distribution import Distribution
from nllax._kl.divergence import of_pair
from nllax._kl.pair import pair_of


@overload
def forward(distribution: Distribution[...], target: Any, model: Any, /, **given: Any) -> Array: ...
@overload
def forward(
    distribution: Distribution[...], target: Any, other: Distribution[...], model: Any, /, **given: Any
) -> Array: ...
def forward(*arguments: Any, **given: Any) -> Array:
    r"""The forward divergence KL(target ‖ model): what maximum likelihood minimises.

    The expectation is under the target, so the model must give mass wherever the target has some: it covers. A normal
    fitted to two modes lies across both, with the mean and the variance of the target.

    Args:
      *arguments: `distribution, target, model`, or `distribution, target, other, model` where the model is of another
        family; the parameters as `divergence` takes them.
      **given: what the data gives.

    Returns:
      `divergence(distribution, target, other, model)`.

    Example:
      >>> import nllax
      >>> wide, narrow = (0.0, 2.0), (0.0, 1.0)
      >>> print(round(float(nllax.kl.forward(nllax.normal, wide, narrow)), 4))
      0.8069

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2.
    """
    return of_pair(*pair_of("nllax.kl.forward", arguments, given), "nllax.kl.forward")


@overload
def reverse(distribution: Distribution[...], target: Any, model: Any, /, **given: Any) -> Array: ...
@overload
def reverse(
    distribution: Distribution[...], target: Any, other: Distribution[...], model: Any, /, **given: Any
) -> Array: ...
def reverse(*arguments: Any, **given: Any) -> Array:
    r"""The reverse divergence KL(model ‖ target): what variational inference minimises.

    The expectation is under the model, which must stay where the target has mass: it seeks a mode. A normal fitted to
    two modes lies on one of them.

    Args:
      *arguments: as `forward` takes them, the target first.
      **given: what the data gives.

    Returns:
      `divergence(other, model, distribution, target)`.

    Example:
      >>> import nllax
      >>> wide, narrow = (0.0, 2.0), (0.0, 1.0)
      >>> print(round(float(nllax.kl.reverse(nllax.normal, wide, narrow)), 4))
      0.3181

    Reference: Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2.
    """
    target, model = pair_of("nllax.kl.reverse", arguments, given)
    return of_pair(model, target, "nllax.kl.reverse")
