"""Which samples have no finite loss, and why."""

import dataclasses
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from nllax._core.compiled import is_legal
from nllax._core.distribution import Distribution
from nllax._core.domain import Domain
from nllax._core.door import as_array, computation_dtype, convert
from nllax._core.parameter import Parameter
from nllax._transformations.nll import nll
from nllax._transformations.prediction import parameters_of

SHOWN = 10
"""How many findings are printed."""


class Finding(NamedTuple):
    """What is wrong with a sample.

    Attributes:
      sample: its index, one number for each axis of the batch; None if all samples share what is wrong.
      reason: the argument, its value, and where it should lie.
    """

    sample: tuple[int, ...] | None
    reason: str

    def __str__(self) -> str:
        if self.sample is None:
            return f"every sample: {self.reason}"
        return f"sample {', '.join(map(str, self.sample))}: {self.reason}"


@dataclasses.dataclass(frozen=True, repr=False)
class Diagnosis:
    """What `diagnose` returns; it prints as text.

    Attributes:
      distribution: the likelihood.
      bad: which samples have no finite loss, of the batch shape; False where masked.
      findings: the reasons, in the order of the arguments and of the samples.
    """

    distribution: Distribution[...]
    bad: Array
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        count, total = int(self.bad.sum()), self.bad.size
        if not count:
            return f"{self.distribution!r}: the loss of each of {total} samples is finite"
        more = len(self.findings) - SHOWN
        lines = [f"{self.distribution!r}: {count} of {total} samples have no finite loss"]
        lines += [f"  {finding}" for finding in self.findings[:SHOWN]]
        return "\n".join([*lines, f"  and {more} more in .findings"] if more > 0 else lines)


def diagnose(
    distribution: Distribution[...],
    prediction: Any,
    y: ArrayLike,
    *,
    where: ArrayLike | None = None,
    **given: ArrayLike,
) -> Diagnosis:
    """Find the samples whose loss is NaN or infinite, and say what is wrong with each.

    To be called on the batch that went wrong, outside of `jit`: it looks at values. If it finds nothing and a gradient
    is not finite all the same, look at the model: what `nll` hands back to it is finite.

    Args:
      distribution: the likelihood, a record such as `nllax.normal`.
      prediction: what the loss was given; see `nll`.
      y: the targets.
      where: the mask, if there is one. Masked samples are not looked at.
      given: the parameters that the data gives, by name.

    Returns:
      A `Diagnosis`, which prints as text. `x[diagnosis.bad]` are the inputs of the samples in question.

    Raises:
      ValueError: where a shape is not the target's, as `nll` does.
      TypeError: where the prediction does not hold the parameters, or under `jit`.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> rate = jnp.array([1.0, 0.0, 2.0])
      >>> nllax.diagnose(nllax.exponential, rate, jnp.array([0.5, 1.0, -3.0]))
      nllax.exponential: 2 of 3 samples have no finite loss
        sample 1: rate = 0.0 is not in the domain positive
        sample 2: y = -3.0 is not in the support non_negative
    """
    losses = nll(distribution, reduction="none")(prediction, y, where=where, **given)
    y = as_array(y, "nllax.diagnose: y")
    inputs = parameters_of(distribution, prediction, given, "nllax.diagnose")
    dtype = computation_dtype([y, *inputs.values()])
    try:
        kept = np.ones(losses.shape, bool) if where is None else np.asarray(where)
        values = -np.asarray(losses)
        inputs = {name: np.asarray(convert(x, dtype)) for name, x in inputs.items()}
        inside = np.asarray(distribution.support.contains(y if distribution.support.keeps(y) else convert(y, dtype)))
        y = np.asarray(y)
    except jax.errors.TracerArrayConversionError:
        raise TypeError(
            "nllax.diagnose looks at values: call it outside of jit, on the batch that went wrong."
        ) from None
    bad = kept & ~np.isfinite(values)
    found = [finding for p in distribution.parameters for finding in _illegal(p, inputs[p.name], kept)]
    found += [_stray(distribution.support, y, i) for i in _indices(kept & ~inside)]
    explained = {finding.sample for finding in found}
    if None not in explained:
        found += [_improbable(y, i, values) for i in _indices(bad) if i not in explained]
    return Diagnosis(distribution, jnp.asarray(bad), tuple(found))


def _illegal(parameter: Parameter, x: np.ndarray, kept: np.ndarray) -> list[Finding]:
    legal = np.asarray(is_legal(jnp.asarray(x), parameter))
    if legal.shape == kept.shape:
        return [Finding(i, _complaint(parameter, x[i])) for i in _indices(kept & ~legal)]
    return [] if legal or not kept.any() else [Finding(None, _complaint(parameter, x))]


def _complaint(parameter: Parameter, x: np.ndarray) -> str:
    """About one value; if each of its entries lies in the domain or not, about the first that does not."""
    name = parameter.name
    if x.ndim > parameter.domain.event_ndim:
        entry = _indices(~np.asarray(parameter.domain.contains(x)))[0]
        name, x = f"{name}[{', '.join(map(str, entry))}]", x[entry]
    return f"{name} = {_text(x)} is not in the domain {parameter.domain}"


def _stray(support: Domain, y: np.ndarray, index: tuple[int, ...]) -> Finding:
    return Finding(index, f"y = {_text(y[index])} is not in the support {support}")


def _improbable(y: np.ndarray, index: tuple[int, ...], values: np.ndarray) -> Finding:
    return Finding(index, f"y = {_text(y[index])} has the log-likelihood {values[index]} under these parameters")


def _indices(mask: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(index.tolist()) for index in np.argwhere(mask)]


def _text(x: np.ndarray) -> str:
    return np.array2string(x, threshold=8, separator=", ").replace("\n", "") if x.ndim else str(x)
