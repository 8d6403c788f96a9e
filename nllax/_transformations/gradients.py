"""Gradients of an objective: of the batch, exactly addable, and of each sample."""

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from nllax._transformations.nll import nll
from nllax._transformations.objective import Objective


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class ValueAndGrad:
    """What `value_and_grad` returns."""

    objective: Objective

    def __repr__(self) -> str:
        return f"nllax.value_and_grad({self.objective!r})"

    def __call__(self, theta: Any, x: Any, y: ArrayLike, **batch: Any) -> tuple[Any, Any]:
        """The objective and its gradient; see `nllax.value_and_grad`."""

        def value(theta: Any) -> tuple[Array, tuple[Any, Any]]:
            total, aux = self.objective.total(theta, x, y, **batch)
            if self.objective.reduction == "total":
                return jnp.asarray(total.sum), (total, aux)
            return total.mean(), (total.mean(), aux)

        (_, (result, aux)), gradient = jax.value_and_grad(value, has_aux=True)(theta)
        return ((result, aux) if self.objective.has_aux else result), gradient


def value_and_grad(objective: Objective) -> ValueAndGrad:
    """The objective together with its gradient in the model's parameters.

    Args:
      objective: from `nllax.objective`.

    Returns:
      A function of the objective's arguments that returns `(value, gradient)`, or `((value, aux), gradient)` where the
      objective has auxiliary output. With `reduction="total"` the value is a `Total` and the gradient is that of its
      *sum*: add both over micro-batches and devices, then divide once, `total.per_weight(gradient)`.

    Example:
      >>> import jax, jax.numpy as jnp, nllax
      >>> f = nllax.objective(nllax.poisson_log_rate, lambda theta, x: theta * x, reduction="total")
      >>> x, y = jnp.array([1.0, 2.0, 3.0]), jnp.array([1, 4, 9])
      >>> parts = [nllax.value_and_grad(f)(0.5, x[s], y[s]) for s in (slice(0, 2), slice(2, 3))]
      >>> total, gradient = sum(t for t, _ in parts), sum(g for _, g in parts)
      >>> print(round(float(total.per_weight(gradient)), 4))
      -5.1565
    """
    return ValueAndGrad(_checked(objective, "value_and_grad"))


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class PerSampleGrad:
    """What `per_sample_grad` returns."""

    objective: Objective

    def __repr__(self) -> str:
        return f"nllax.per_sample_grad({self.objective!r})"

    def __call__(
        self,
        theta: Any,
        x: Any,
        y: ArrayLike,
        *,
        where: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        **given: ArrayLike,
    ) -> Any:
        """The gradient of each sample; see `nllax.per_sample_grad`."""
        batch = {"where": where, "weights": weights} | given
        arrays = {name: jnp.asarray(value) for name, value in batch.items() if value is not None}
        axes = {name: 0 if array.ndim else None for name, array in arrays.items()}
        gradient = jax.vmap(jax.grad(self._one), in_axes=(None, 0, 0, axes))(theta, x, jnp.asarray(y), arrays)
        if where is None:
            return gradient
        keep = arrays["where"].reshape(len(arrays["where"]), -1).any(axis=1)
        return jax.tree.map(lambda g: jnp.where(keep.reshape(keep.shape + (1,) * (g.ndim - 1)), g, 0), gradient)

    def _one(self, theta: Any, x: Any, y: Array, batch: dict[str, Array]) -> Array:
        """The loss of one sample; a model written for batches sees it as a batch of one."""
        if not self.objective.per_sample:
            x, y = jax.tree.map(lambda leaf: leaf[None], (x, y))
            batch = {
                name: array[None] if array.ndim or name in ("where", "weights") else array
                for name, array in batch.items()
            }
        output = self.objective.predict(theta, x)
        prediction = output[0] if self.objective.has_aux else output
        return nll(self.objective.distribution, reduction="sum")(prediction, y, **batch)


def per_sample_grad(objective: Objective) -> PerSampleGrad:
    """The gradient of each sample's loss, as for clipping, influence or the Fisher information.

    Args:
      objective: from `nllax.objective`, written for a batch or for one sample. Its prior is no sample's and is left
        out; auxiliary output is dropped. A model whose samples see each other (batch normalisation) has none.

    Returns:
      A function of the objective's arguments that returns the parameters' pytree with a leading batch axis on every
      leaf: the gradients of the weighted losses, exactly 0 where masked. Their sum over the sum of the weights is the
      gradient of the mean. They take as much memory as that many copies of the model.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> f = nllax.objective(nllax.normal, lambda theta, x: (theta * x, 1.0))
      >>> print(nllax.per_sample_grad(f)(0.0, jnp.array([1.0, 2.0]), jnp.array([1.0, 1.0])))
      [-1. -2.]
    """
    return PerSampleGrad(_checked(objective, "per_sample_grad"))


def _checked(objective: Any, owner: str) -> Objective:
    if not isinstance(objective, Objective):
        raise TypeError(
            f"{owner} takes an objective, nllax.objective(distribution, predict), got {type(objective).__name__}; "
            f"for the gradient of a loss in its prediction use jax.grad."
        )
    return objective
