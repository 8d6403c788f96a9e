"""The splits that all likelihoods share."""

import dataclasses
from functools import cached_property

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import StandardScaler

from nllax._compare.dataset import Dataset


@dataclasses.dataclass(frozen=True, eq=False)
class Folds:
    """K-fold cross-validation as masks, so that all folds have one shape and are trained at once.

    Fold k is tested on part k and stopped early by part k + 1; the other parts train.

    Attributes:
      part: the part of each row, shape (N,).
      x: the features, standardised by the rows that fold k is not tested on, shape (K, N, D).
    """

    part: np.ndarray
    x: np.ndarray

    @cached_property
    def count(self) -> int:
        """How many folds there are, K."""
        return len(self.x)

    @cached_property
    def test(self) -> np.ndarray:
        """The rows that each fold is tested on, shape (K, N)."""
        return self.part == np.arange(self.count)[:, None]

    @cached_property
    def validation(self) -> np.ndarray:
        """The rows that stop each fold, shape (K, N)."""
        return np.roll(self.test, -1, axis=0)

    @cached_property
    def train(self) -> np.ndarray:
        """The rows that each fold is trained on, shape (K, N)."""
        return ~(self.test | self.validation)


def split(data: Dataset, count: int, seed: int) -> Folds:
    """Shuffled folds, with the same share of each class in each of them."""
    splitter = (StratifiedKFold if data.task == "classification" else KFold)(count, shuffle=True, random_state=seed)
    part = np.empty(len(data.y), int)
    for k, (_, rows) in enumerate(splitter.split(data.x, data.y)):
        part[rows] = k
    x = [StandardScaler().fit(data.x[part != k]).transform(data.x) for k in range(count)]
    return Folds(part, np.stack(x).astype(np.float32))
