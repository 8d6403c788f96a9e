"""The data of a comparison: features, a target, and what was done to get them."""

import dataclasses

import numpy as np
import pandas as pd

from nllax._compare import csv_file, examples
from nllax._compare.errors import UserError
from nllax._compare.features import encode, without_missing
from nllax._compare.settings import Settings, Task
from nllax._compare.target import check_task, task_of
from nllax._compare.words import enumerate_names, instead_of, plural

ROWS_PER_FOLD = 4


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """What a network is trained on.

    Attributes:
      name: the example or the file.
      x: the features, a row per sample.
      y: the target: numbers in its own unit, or class indices.
      target: its name.
      task: what kind of number it is.
      classes: the names of the classes; empty where there are none.
      notes: what was done to the table.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    target: str
    task: Task
    classes: tuple[str, ...]
    notes: tuple[str, ...]


def load(settings: Settings) -> Dataset:
    """The data that the settings ask for.

    Raises:
      UserError: if they are not there, or nothing can be learnt from them.
    """
    if settings.data is not None:
        return _dataset(settings.data.name, csv_file.read(settings.data), settings.target, settings)
    name = settings.example or examples.DEFAULT
    return _dataset(name, examples.load(name), settings.target or examples.EXAMPLES[name].target, settings)


def _dataset(name: str, frame: pd.DataFrame, target: str | None, settings: Settings) -> Dataset:
    frame, row_notes = without_missing(frame, _known(target, frame))
    column = frame.pop(target)
    if column.nunique() == 1:
        raise UserError(f"the target {target!r} is constant, {column.iloc[0]} in every row: there is nothing to learn.")
    if len(frame) < ROWS_PER_FOLD * settings.folds:
        raise UserError(
            f"{len(frame)} complete rows are too few: {settings.folds} folds need {ROWS_PER_FOLD * settings.folds}; "
            f"add rows" + (", or lower --folds." if settings.folds > 3 else ".")
        )
    task = settings.task or task_of(column)
    check_task(column, task)
    x, column_notes = encode(frame)
    y, classes = _labels(column, settings.folds) if task == "classification" else (column.to_numpy(np.float64), ())
    return Dataset(name, x, y, str(target), task, classes, (*row_notes, *column_notes))


def _known(target: str | None, frame: pd.DataFrame) -> str:
    if target is None:
        raise UserError(f"which column is the target? Give --target: there are {enumerate_names(frame.columns)}.")
    if target not in frame.columns:
        raise UserError(f"there is no column {target!r}: {instead_of(target, frame.columns)}")
    return target


def _labels(target: pd.Series, folds: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """Class indices in the order of the sorted values, and the names of the classes."""
    labels, values = pd.factorize(target, sort=True)
    counts = np.bincount(labels)
    rarest = int(counts.argmin())
    if counts[rarest] < folds:
        raise UserError(
            f"class {str(values[rarest])!r} of {target.name!r} has {plural(counts[rarest], 'row')} for {folds} folds: "
            f"leave it out, or lower --folds; if the target is no class, use --task regression."
        )
    return labels, tuple(map(str, values))
