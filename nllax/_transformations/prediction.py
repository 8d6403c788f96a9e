"""What a model returned, as the parameters of a distribution."""

from typing import Any

from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.door import as_array


def parameters_of(
    distribution: Distribution[...], prediction: Any, given: dict[str, Any], owner: str
) -> dict[str, Array]:
    """All parameters by name, in order, from a prediction and what the data gives.

    Args:
      distribution: whose parameters they are.
      prediction: an array (of a single parameter), a tuple in order, or a dict or named tuple by name.
      given: the values of the given parameters, by name.
      owner: who asks, for the errors.

    Raises:
      TypeError: if anything is missing, unknown, or not an array.
    """
    predicted = [p.name for p in distribution.predicted]
    _check_names(set(given), [p.name for p in distribution.given], f"{owner}: the keywords given by the data")
    values = _by_name(prediction, predicted, owner) | given
    return {p.name: as_array(values[p.name], f"{owner}: {p.name}") for p in distribution.parameters}


def _by_name(prediction: Any, names: list[str], owner: str) -> dict[str, Any]:
    if hasattr(prediction, "_asdict"):
        prediction = prediction._asdict()
    if isinstance(prediction, dict):
        _check_names(set(prediction), names, f"{owner}: the prediction")
        return prediction
    values = prediction if isinstance(prediction, (tuple, list)) else (prediction,)
    if len(values) == len(names):
        return dict(zip(names, values, strict=True))
    if isinstance(prediction, (tuple, list)):
        got = f"a {type(prediction).__name__} of {len(prediction)}"
    else:
        got = f"an array of shape {as_array(prediction, f'{owner}: the prediction').shape}"
    raise TypeError(
        f"{owner}: the prediction must hold {_enumerate(names)}, as a tuple in that order or a dict by name; "
        f"got {got}. To make them of raw network outputs, use nllax.head."
    )


def _check_names(got: set[str], expected: list[str], what: str) -> None:
    missing = [n for n in expected if n not in got]
    unknown = sorted(got - set(expected))
    if missing or unknown:
        complaint = "; ".join(
            f"{word} {_enumerate(names)}" for word, names in (("missing", missing), ("unknown", unknown)) if names
        )
        raise TypeError(f"{what} must be {_enumerate(expected) or 'empty'}: {complaint}.")


def _enumerate(names: list[str]) -> str:
    return ", ".join(names)
