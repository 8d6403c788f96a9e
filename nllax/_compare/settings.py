"""What the command line asks for."""

import dataclasses
from pathlib import Path
from typing import Literal, get_args

Task = Literal["regression", "classification", "count"]
TASKS: tuple[Task, ...] = get_args(Task)


@dataclasses.dataclass(frozen=True)
class Settings:
    """The arguments of `nllax compare`, checked one by one.

    Attributes:
      data: a CSV file; None for an example.
      example: the name of an example; None where there is a file.
      target: the column to predict; None for the one of the example.
      task: what kind of number the target is; None to tell by its values.
      likelihoods: the names to compare; empty for all.
      folds: how many parts the rows are cross-validated in.
      epochs: the most passes over the training rows.
      hidden: the widths of the network's hidden layers.
      prior_scale: the standard deviation of the normal prior of the network's weights.
      seed: of the split, the initial weights and the batches.
      json: whether the report is a JSON document.
      save_plot: where the figure goes; None for none.
    """

    data: Path | None = None
    example: str | None = None
    target: str | None = None
    task: Task | None = None
    likelihoods: tuple[str, ...] = ()
    folds: int = 5
    epochs: int = 300
    hidden: tuple[int, ...] = (32,)
    prior_scale: float = 0.5
    seed: int = 0
    json: bool = False
    save_plot: Path | None = None
