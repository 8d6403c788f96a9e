"""From a distribution and a model to the objective of training."""

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from nllax._core.distribution import Distribution
from nllax._core.total import Total
from nllax._transformations.log_prior import LogPrior
from nllax._transformations.nll import nll

Predict = Callable[[Any, Any], Any]


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, repr=False)
class Objective:
    """What `objective` returns: a function of a model's parameters and a batch. Its fields are its arguments."""

    distribution: Distribution[...]
    predict: Predict
    log_prior: LogPrior | None
    dataset_size: int | None
    per_sample: bool
    reduction: Literal["mean", "total"]
    has_aux: bool

    def __repr__(self) -> str:
        name = getattr(self.predict, "__name__", repr(self.predict))
        return f"nllax.objective({self.distribution!r}, {name}, reduction={self.reduction!r})"

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
        """Evaluate the objective; see `nllax.objective`."""
        total, aux = self.total(theta, x, y, where=where, weights=weights, **given)
        value = total if self.reduction == "total" else total.mean()
        return (value, aux) if self.has_aux else value

    def total(self, theta: Any, x: Any, y: ArrayLike, **batch: Any) -> tuple[Total, Any]:
        """The objective as a `Total`, and what the model returned besides its prediction."""
        prediction, aux = self._prediction(theta, x, batch.get("where"))
        total = nll(self.distribution, reduction="total")(prediction, y, **batch)
        return self._with_prior(total, theta), aux

    def _prediction(self, theta: Any, x: Any, where: ArrayLike | None) -> tuple[Any, Any]:
        if self.per_sample:
            x = x if where is None else _without_masked(x, jnp.asarray(where))
            output = jax.vmap(self.predict, in_axes=(None, 0))(theta, x)
        else:
            output = self.predict(theta, x)
        return output if self.has_aux else (output, None)

    def _with_prior(self, total: Total, theta: Any) -> Total:
        if self.log_prior is None:
            return total
        share = 1.0 if self.dataset_size is None else total.weight / self.dataset_size
        return Total(total.sum - share * self.log_prior(theta), total.weight)


def objective(
    distribution: Distribution[...],
    predict: Predict,
    *,
    log_prior: LogPrior | None = None,
    dataset_size: int | None = None,
    per_sample: bool = False,
    reduction: Literal["mean", "total"] = "mean",
    has_aux: bool = False,
) -> Objective:
    r"""The objective of training: the negative log-likelihood of a batch as a function of the model's parameters.

    $$\mathcal{L}(\theta) = \frac1N \Bigl[-\sum_n \log p(y_n \mid f(x_n; \theta)) - \log p(\theta)\Bigr]$$

    Args:
      distribution: the likelihood.
      predict: the model as a function `predict(theta, x)` that returns a prediction, as `nll` takes it. For Linen
        `model.apply`; for NNX `lambda state, x: nnx.merge(graphdef, state)(x)`, with `theta` from
        `nnx.split(model)`; for Equinox `lambda params, x: eqx.combine(params, static)(x)`. Anything it needs besides,
        like a key for dropout, goes into `x`, which may be any pytree.
      log_prior: the log-prior of the parameters, from `log_prior`: the minimum is then the MAP estimate.
      dataset_size: N, the number of samples (the total weight) of the whole data set, over which the prior is spread
        when a batch is only a part. None where each call sees the whole data set. Used with a prior only.
      per_sample: whether `predict` is written for one sample, without a batch axis; it is then `vmap`ped over the
        leading axis of every array in `x`, and what `x` holds in masked samples cannot leak.
      reduction: `"mean"`, or `"total"` for a `Total` that is exact over micro-batches and devices.
      has_aux: whether `predict` returns a pair of prediction and something else, such as new batch statistics.

    Returns:
      `objective(theta, x, y, *, where=None, weights=None, **given)`, pure, to be compiled with the train step; the
      keywords are those of the loss. With `has_aux`, a pair of value and auxiliary output. A mask replaces predictions
      and targets, not the inputs of a batched model: NaN in a masked row of `x` is the model's to handle.

    Raises:
      TypeError: if `predict` is a module instead of a function, or the log-prior is not from `log_prior`.
      ValueError: if the reduction is unknown, or the size not positive.

    Example:
      >>> import jax, jax.numpy as jnp, nllax
      >>> def predict(theta, x):
      ...     return theta["slope"] * x, 1.0
      >>> f = nllax.objective(nllax.normal, predict)
      >>> x = jnp.arange(4.0)
      >>> print(jax.grad(f)({"slope": 1.0}, x, 3 * x)["slope"])  # -2 mean(x^2)
      -7.0

    Reference: lecture, "Maximum Likelihood Estimation"; Bishop (2006), section 1.2.5, for the prior.
    """
    if not callable(predict):
        raise TypeError(f"objective: predict must be a function predict(theta, x), got {type(predict).__name__}.")
    if log_prior is not None and not isinstance(log_prior, LogPrior):
        raise TypeError(f"objective: log_prior must come from nllax.log_prior, got {type(log_prior).__name__}.")
    if dataset_size is not None and not dataset_size > 0:
        raise ValueError(f"objective: dataset_size must be positive, got {dataset_size!r}.")
    if reduction not in ("mean", "total"):
        raise ValueError(f"objective: reduction must be 'mean' or 'total', got {reduction!r}.")
    nll(distribution)  # complains of anything that is no distribution
    return Objective(distribution, predict, log_prior, dataset_size, per_sample, reduction, has_aux)


def _without_masked(x: Any, where: Array) -> Any:
    """`x` with each masked sample replaced by the first that is not: a row that the model is known to take."""
    keep = where.reshape(where.shape[0], -1).any(axis=1)
    first = keep.argmax()

    def replace(leaf: Array) -> Array:
        return jnp.where(keep.reshape(keep.shape + (1,) * (leaf.ndim - 1)), leaf, leaf[first])

    return jax.tree.map(replace, x)
