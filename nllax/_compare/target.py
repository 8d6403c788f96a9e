"""What kind of number a target is."""

import pandas as pd

from nllax._compare.errors import UserError
from nllax._compare.settings import Task

MOST_CLASSES = 10
LARGEST_COUNT = 10_000
COUNTABLE = 100_000
"""Up to here, the unit interval around a count has a mass to two digits in float32, whatever its unit."""


def task_of(target: pd.Series) -> Task:
    """The task that a target calls for, by the rule that `--help` states."""
    values = target.unique()
    if not _is_number(target) or len(values) == 2:
        return "classification"
    if not pd.api.types.is_integer_dtype(target.dtype):
        return "regression"
    low, high = min(values), max(values)
    if low in (0, 1) and len(values) == high - low + 1 <= MOST_CLASSES:
        return "classification"
    return "count" if low >= 0 and high <= LARGEST_COUNT else "regression"


def check_task(target: pd.Series, task: Task) -> None:
    """Complain of a task that the target is no target for.

    Raises:
      UserError: if it is none.
    """
    if task == "classification":
        return
    if not _is_number(target):
        raise UserError(f"the target {target.name!r} is text, which makes no {task}: leave --task out.")
    if task == "count" and not ((target >= 0) & (target % 1 == 0)).all():
        raise UserError(f"the target {target.name!r} is no count, 0, 1, 2, ...: use --task regression.")
    if task == "count" and target.max() > COUNTABLE:
        raise UserError(f"the target {target.name!r} has counts above {COUNTABLE}: use --task regression.")


def _is_number(target: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(target.dtype) and not pd.api.types.is_bool_dtype(target.dtype)
