"""What the held-out rows say about a likelihood."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

import nllax
from nllax._compare.dataset import Dataset
from nllax._compare.folds import Folds
from nllax._compare.held_out import HeldOut
from nllax._compare.settings import Settings
from nllax._compare.training import train
from nllax._compare.unit import Unit, unit_for

BAND = 0.9


@dataclasses.dataclass(frozen=True, eq=False)
class Score:
    """One row of the report.

    Attributes:
      held_out: the predictions.
      nll: the held-out NLL of each fold, in nats per sample, in the target's own unit.
      constant: that of the same likelihood with constant parameters.
      metrics: what else describes the predictions, by name, over all held-out rows.
    """

    held_out: HeldOut
    nll: np.ndarray
    constant: np.ndarray
    metrics: dict[str, float]

    @property
    def name(self) -> str:
        """The likelihood's."""
        return self.held_out.distribution.name


def evaluate(
    distribution: nllax.Distribution[...],
    data: Dataset,
    folds: Folds,
    settings: Settings,
    tick: Callable[[int], None],
) -> Score:
    """Train a likelihood on all folds and score it on what they did not see; `tick` is told of each epoch."""
    vectors = any(p.event_ndim for p in distribution.predicted)
    head = nllax.head(distribution, len(data.classes) if vectors else None)
    units = [unit_for(distribution.support, data.y[~test]) for test in folds.test]
    targets = np.stack([_inward(data, unit) for unit in units])
    trained = train(head, folds, targets, settings, tick)
    of_rows = Unit(*(np.array(column)[folds.part] for column in zip(*units, strict=True)))
    held_out, constant = (HeldOut(distribution, _tuple(p), of_rows) for p in trained)
    return Score(held_out, _nll(held_out, data, folds), _nll(constant, data, folds), _metrics(held_out, data))


def standard_error(folds: np.ndarray) -> float:
    """Of a mean over folds; NaN where one of them is infinite."""
    with np.errstate(invalid="ignore"):
        return float(folds.std(ddof=1) / np.sqrt(len(folds)))


def _inward(data: Dataset, unit: Unit) -> np.ndarray:
    """The target in the unit of training; labels stay integers."""
    return data.y if data.task == "classification" else unit.inward(data.y).astype(np.float32)


def _tuple(prediction: Any) -> tuple[Any, ...]:
    return prediction if isinstance(prediction, tuple) else (prediction,)


def _nll(held_out: HeldOut, data: Dataset, folds: Folds) -> np.ndarray:
    losses = -held_out.log_prob(data.y, data.task)
    return np.array([losses[test].mean() for test in folds.test])


def _metrics(held_out: HeldOut, data: Dataset) -> dict[str, float]:
    if data.task == "classification":
        return {"accuracy": float((held_out.probabilities.argmax(1) == data.y).mean())}
    error = data.y - held_out.point
    metrics = {"rmse": float(np.sqrt((error**2).mean())), "mae": float(abs(error).mean())}
    if (band := held_out.band(BAND)) is not None:
        metrics["coverage"] = float(((band[0] <= data.y) & (data.y <= band[1])).mean())
    return metrics
