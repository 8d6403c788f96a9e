"""From a distribution to its loss, the negative log-likelihood of a batch."""

import dataclasses
import functools
from typing import Any, Generic, Literal, TypeVar, overload

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from nllax._core.distribution import Distribution
from nllax._core.domain import Domain
from nllax._core.door import as_array, convert
from nllax._core.parameter import Parameter
from nllax._core.shapes import check_batch_shape
from nllax._core.total import Total
from nllax._transformations.prediction import parameters_of

Reduction = Literal["mean", "sum", "none", "total"]
R = TypeVar("R")


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class Loss(Generic[R]):
    """What `nll` returns: a loss that knows its likelihood. Equal ones trace once.

    Attributes:
      distribution: the likelihood.
      reduction: what becomes of the per-sample losses.
    """

    distribution: Distribution[...]
    reduction: Reduction

    def __call__(
        self,
        prediction: Any,
        y: ArrayLike,
        *,
        where: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        **given: ArrayLike,
    ) -> R:
        """Evaluate the loss; see `nll`."""
        return _evaluate(self, prediction, y, where, weights, given)

    def __repr__(self) -> str:
        return f"nllax.nll({self.distribution!r}, reduction={self.reduction!r})"


@overload
def nll(distribution: Distribution[...], *, reduction: Literal["total"]) -> Loss[Total]: ...
@overload
def nll(distribution: Distribution[...], *, reduction: Literal["mean", "sum", "none"] = "mean") -> Loss[Array]: ...
def nll(distribution: Distribution[...], *, reduction: Reduction = "mean") -> Loss[Any]:
    r"""The loss of a distribution: the negative log-likelihood of a batch, in nats.

    $$\mathcal{L} = \frac{\sum_n w_n \bigl[-\log p(y_n \mid \hat y_n)\bigr]}{\sum_n w_n}$$

    Args:
      distribution: the likelihood, a record such as `nllax.normal`.
      reduction: `"mean"`, the weighted sum over the sum of the weights, both over the unmasked samples, and 0 with
        zero gradient where nothing is left; `"sum"`, the weighted sum; `"none"`, one weighted loss per sample, 0 where
        masked; `"total"`, a `Total` of sum and weight, which is exact over micro-batches, shards and hosts.

    Returns:
      `loss(prediction, y, *, where=None, weights=None, **given)`, pure and compiled.

      prediction: what the model returned, legal parameters: an array (of a single parameter), a tuple in the order of
        the density, or a dict or named tuple by name. The batch shape of each is the target's, or () where all
        samples share it. Nothing else broadcasts.
      y: the targets, of batch shape plus event shape.
      where: a boolean mask of the batch shape. A masked sample touches neither value nor gradient, whatever it holds:
        its inputs are replaced before the density is evaluated.
      weights: non-negative numbers of the batch shape. A weight of 0 counts nothing but is no mask: 0 times NaN is NaN.
      given: the parameters that the data gives, by name.

    Raises:
      ValueError: at trace time, where a shape is not the target's: `(32,)` against `(32, 1)` would be 1024 terms.
      TypeError: where the prediction does not hold the parameters.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> loss = nllax.nll(nllax.normal)
      >>> y = jnp.array([0.0, 1.0, jnp.nan])
      >>> prediction = (jnp.array([0.0, 0.0, 0.0]), 1.0)  # loc, scale
      >>> print(round(float(loss(prediction, y, where=~jnp.isnan(y))), 4))
      1.1689

    Reference: Prince (2023), Understanding Deep Learning, section 5.1.
    """
    if not isinstance(distribution, Distribution):
        raise TypeError(f"nll takes a distribution, such as nllax.normal, got {type(distribution).__name__}.")
    if reduction not in ("mean", "sum", "none", "total"):
        raise ValueError(f"nll: reduction must be 'mean', 'sum', 'none' or 'total', got {reduction!r}.")
    return Loss(distribution, reduction)


@functools.partial(jax.jit, static_argnums=0, inline=True)
def _evaluate(loss: Loss[Any], prediction: Any, y: Any, where: Any, weights: Any, given: dict[str, Any]) -> Any:
    values, weights = per_sample(loss.distribution, prediction, y, where, weights, given)
    if loss.reduction == "none":
        return values * weights
    total = Total((values * weights).sum(), jnp.broadcast_to(weights, values.shape).sum())
    return {"total": lambda: total, "sum": lambda: total.sum, "mean": total.mean}[loss.reduction]()


def per_sample(
    distribution: Distribution[...], prediction: Any, y: Any, where: Any, weights: Any, given: dict[str, Any]
) -> tuple[Array, Array]:
    """The losses and the weights of the samples, both 0 where masked. The weights are () where all are 1."""
    owner = f"nllax.nll({distribution!r})"
    y = as_array(y, f"{owner}: y")
    inputs = parameters_of(distribution, prediction, given, owner)
    batch = y.shape[: y.ndim - distribution.support.event_ndim_of(y)]
    note = distribution.support.note(y)
    for parameter in distribution.parameters:
        shape = parameter.batch_shape(inputs[parameter.name].shape)
        check_batch_shape(owner, parameter.name, shape, batch, scalar=True, note=note)
    mask = _mask(where, batch, owner)
    if mask is not None:
        inputs = {p.name: _fill(inputs[p.name], p, mask) for p in distribution.parameters}
        y = _replace(y, distribution.support, y.ndim - len(batch), mask)
    values = -distribution.log_prob(y, **inputs)
    return _masked(values, mask), _masked(_weights(weights, batch, values.dtype, owner), mask)


def _mask(where: Any, batch: tuple[int, ...], owner: str) -> Array | None:
    if where is None:
        return None
    mask = as_array(where, f"{owner}: where")
    if mask.dtype != bool:
        raise TypeError(
            f"{owner}: where must be boolean, got dtype {mask.dtype}; compare first, as in where=lengths > 0."
        )
    check_batch_shape(owner, "where", mask.shape, batch, scalar=False)
    return mask


def _weights(weights: Any, batch: tuple[int, ...], dtype: Any, owner: str) -> Array:
    if weights is None:
        return jnp.ones((), dtype)
    weights = convert(as_array(weights, f"{owner}: weights"), dtype)
    check_batch_shape(owner, "weights", weights.shape, batch, scalar=False)
    return weights


def _masked(x: Array, mask: Array | None) -> Array:
    return x if mask is None else jnp.where(mask, x, jnp.zeros((), x.dtype))


def _fill(x: Array, parameter: Parameter, mask: Array) -> Array:
    """A parameter with legal values where masked. One that all samples share gets a copy for each sample first."""
    event = x.shape[len(parameter.batch_shape(x.shape)) :]
    return _replace(jnp.broadcast_to(x, mask.shape + event), parameter.domain, parameter.event_ndim, mask)


def _replace(x: Array, domain: Domain, event_ndim: int, mask: Array) -> Array:
    return jnp.where(mask.reshape(mask.shape + (1,) * event_ndim), x, domain.interior(x))
