"""Real data that ship with scikit-learn: nothing is downloaded."""

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Example:
    """One of scikit-learn's data sets.

    Attributes:
      target: what its target is called here.
      column: what it is called there.
      dtype: which numbers it holds, where scikit-learn does not say.
    """

    target: str
    column: str = "target"
    dtype: str | None = None


EXAMPLES = {
    "diabetes": Example("disease progression"),
    "breast_cancer": Example("diagnosis"),
    "digits": Example("digit"),
    "iris": Example("species"),
    "wine": Example("cultivar"),
    "linnerud": Example("chin-ups", column="Chins", dtype="int64"),
}
DEFAULT = "diabetes"


def load(name: str) -> "pd.DataFrame":
    """The features and the target of an example in one table, classes by their names."""
    import sklearn.datasets  # here, because the parser needs the names of the examples and nothing else

    bunch = getattr(sklearn.datasets, f"load_{name}")(as_frame=True)
    example = EXAMPLES[name]
    target = bunch.frame[example.column]
    if example.dtype is not None:
        target = target.astype(example.dtype)
    elif "target_names" in bunch:
        target = target.map(dict(enumerate(map(str, bunch.target_names))))
    return bunch.frame.drop(columns=example.column).assign(**{example.target: target})
