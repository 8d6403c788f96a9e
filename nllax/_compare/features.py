"""From the columns of a table to numbers that a network takes."""

import numpy as np
import pandas as pd

from nllax._compare.errors import UserError
from nllax._compare.words import enumerate_names, plural

MOST_LEVELS = 50
"""A text column with more different values than this is an identifier or prose, not a category."""


def without_missing(frame: pd.DataFrame, target: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows that are complete, and what was left out. A feature that is empty throughout does not count.

    Raises:
      UserError: if no row is complete.
    """
    notes = []
    frame = frame.replace([np.inf, -np.inf], np.nan)
    empty = list(frame.columns[frame.isna().all()])
    if target in empty:
        raise UserError(f"the target {target!r} has no values: choose another column with --target.")
    if empty:
        notes.append(f"left out {plural(len(empty), 'column')} without values: {enumerate_names(empty)}")
        frame = frame.drop(columns=empty)
    complete = frame.dropna()
    if complete.empty:
        raise UserError(f"no row is complete, each of the {len(frame)} has a missing value: remove the sparse columns.")
    if missing := len(frame) - len(complete):
        notes.append(f"left out {plural(missing, 'row')} with missing values of {len(frame)}; {len(complete)} remain")
    return complete, notes


def encode(frame: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """The features as numbers, text columns one-hot encoded, and what was done to them.

    Raises:
      UserError: if no feature is left.
    """
    levels = frame.select_dtypes(exclude=["number", "bool", "boolean"]).nunique().to_dict()
    prose = [c for c, n in levels.items() if n > MOST_LEVELS]
    if len(prose) == frame.shape[1]:
        raise UserError("there is no feature column besides the target: add numeric columns or text with few values.")
    notes = []
    if prose:
        many = f"more than {MOST_LEVELS} different values"
        notes.append(f"left out {plural(len(prose), 'text column')} with {many}: {enumerate_names(prose)}")
    texts = [c for c in levels if c not in prose]
    if texts:
        named = enumerate_names(f"{c} ({levels[c]} values)" for c in texts)
        notes.append(f"one-hot encoded {plural(len(texts), 'text column')}: {named}")
    numbers = pd.get_dummies(frame.drop(columns=prose), columns=texts)
    return numbers.to_numpy(dtype=np.float64), notes
