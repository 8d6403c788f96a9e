"""Predictions for rows that their network did not see, read in the target's own unit."""

import dataclasses
from typing import Any

import numpy as np

import nllax
from nllax._compare.settings import Task
from nllax._compare.unit import Unit


@dataclasses.dataclass(frozen=True, eq=False)
class HeldOut:
    """What a likelihood says about each row.

    Attributes:
      distribution: the likelihood.
      parameters: its parameters, each of batch shape (N,), in the unit of the row.
      unit: the unit of each row, shape (N,).
    """

    distribution: nllax.Distribution[...]
    parameters: tuple[Any, ...]
    unit: Unit

    def log_prob(self, y: np.ndarray, task: Task) -> np.ndarray:
        """The log-likelihood of each row.

        A density gives a count the mass of the unit interval around it: masses and densities do not compare.
        """
        if task == "count" and not self.distribution.support.discrete:
            low, high = self.unit.inward(y - 0.5), self.unit.inward(y + 0.5)
            return np.asarray(self.distribution.log_interval(low, high, *self.parameters))
        t = self.unit.inward(y) if task != "classification" else y
        return np.asarray(self.distribution.log_prob(t, *self.parameters)) - np.log(self.unit.scale)

    @property
    def point(self) -> np.ndarray:
        """The predicted mean; NaN where the distribution has none."""
        if "mean" not in self.distribution.available:
            return np.full(self.unit.scale.shape, np.nan)
        return self.unit.outward(np.asarray(self.distribution.mean(*self.parameters)))

    def band(self, mass: float) -> tuple[np.ndarray, np.ndarray] | None:
        """The central interval of the given probability, if the distribution has quantiles."""
        if "quantile" not in self.distribution.available:
            return None
        tails = (1 - mass) / 2, (1 + mass) / 2
        low, high = (np.asarray(self.distribution.quantile(p, *self.parameters)) for p in tails)
        return self.unit.outward(low), self.unit.outward(high)

    @property
    def probabilities(self) -> np.ndarray:
        """The probability of each class, shape (N, C)."""
        mean = np.asarray(self.distribution.mean(*self.parameters))
        return mean if mean.ndim == 2 else np.stack([1 - mean, mean], axis=1)
