"""The arguments of the command line. Nothing here needs more than Python."""

import argparse
import dataclasses
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import nllax
from nllax._compare.errors import UserError
from nllax._compare.examples import DEFAULT, EXAMPLES
from nllax._compare.settings import TASKS, Settings

COMPARE = """\
Which likelihood, hence which loss, should a target be trained with?

Trains a small network under each likelihood that admits the target, all on the
same cross-validation folds, and prints the held-out negative log-likelihood
(NLL) in nats per sample, in the target's own units, best first."""

DETAILS = """\
the task, unless --task says otherwise:
  text, true/false or just two values    classification
  whole numbers 0 to k-1, or 1 to k,
    with k <= 10 and none missing        classification
  other whole numbers from 0 to 10000    count
  everything else                        regression

examples:
  nllax compare
  nllax compare --example digits --save-plot digits.png
  nllax compare houses.csv --target price
  nllax compare visits.csv --target n --task count --likelihood poisson_log_rate
  nllax compare --json > result.json
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message} (see {self.prog} --help)")


def _number(convert: Callable[[str], Any], kind: str, minimum: float) -> Callable[[str], Any]:
    """A type for argparse: a finite number that is not below the minimum."""

    def parse(text: str) -> Any:
        try:
            value = convert(text)
        except ValueError:
            value = math.nan
        if not minimum <= value < math.inf:
            raise argparse.ArgumentTypeError(f"must be {kind}, got {text!r}")
        return value

    return parse


def _widths(text: str) -> tuple[int, ...]:
    width = _number(int, "one or more layer widths like 32 or 64,64", 1)
    return tuple(width(part) for part in text.split(","))


def _png(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".png":
        raise argparse.ArgumentTypeError(f"must be a file name that ends in .png, got {text!r}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no directory {str(path.parent)!r}: create it first")
    return path


def parser() -> argparse.ArgumentParser:
    """The parser of `nllax`, which raises `UserError` instead of leaving the process."""
    top = _Parser(prog="nllax", description=nllax.__doc__, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"nllax {nllax.__version__}")
    commands = top.add_subparsers(dest="command", metavar="command")
    compare = commands.add_parser(
        "compare",
        help="which likelihood, hence which loss, should a target be trained with?",
        description=COMPARE,
        epilog=DETAILS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_data(compare.add_argument_group("data"))
    _add_training(compare.add_argument_group("training"))
    _add_output(compare.add_argument_group("output"))
    return top


def _add_data(group: Any) -> None:
    group.add_argument("data", nargs="?", type=Path, metavar="data.csv", help="a CSV file with a header line")
    group.add_argument(
        "--example", choices=EXAMPLES, metavar="NAME", help=f"real data: {', '.join(EXAMPLES)} ({DEFAULT})"
    )
    group.add_argument("--target", metavar="COLUMN", help="the column to predict")
    group.add_argument("--task", choices=TASKS, metavar="TASK", help=f"{', '.join(TASKS)} (told by the values)")


def _add_training(group: Any) -> None:
    default = Settings()
    group.add_argument(
        "--likelihood",
        action="append",
        default=[],
        dest="likelihoods",
        metavar="NAME",
        help="compare only this one; repeatable (all that admit the target)",
    )
    numbers = {
        "folds": ("K", _number(int, "a whole number from 3", 3), "cross-validation folds"),
        "epochs": ("N", _number(int, "a whole number from 1", 1), "most passes over the training rows"),
        "hidden": ("WIDTHS", _widths, "widths of the hidden layers, like 64,64"),
        "prior-scale": ("S", _number(float, "a number from 0.001", 1e-3), "scale of the normal prior of the weights"),
        "seed": ("N", _number(int, "a whole number from 0", 0), "same seed, same numbers"),
    }
    for name, (metavar, kind, text) in numbers.items():
        value = getattr(default, name.replace("-", "_"))
        shown = ",".join(map(str, value)) if isinstance(value, tuple) else value
        group.add_argument(f"--{name}", type=kind, default=value, metavar=metavar, help=f"{text} ({shown})")


def _add_output(group: Any) -> None:
    group.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    group.add_argument("--save-plot", type=_png, metavar="FILE.png", help="draw the held-out predictions")


def parse(arguments: Sequence[str] | None) -> Settings | None:
    """The settings that the arguments ask for; None where they name no command.

    Raises:
      UserError: if they make no sense.
    """
    top = parser()
    namespace = top.parse_args(arguments)
    if namespace.command is None:
        return None
    namespace.likelihoods = tuple(namespace.likelihoods)
    settings = Settings(**{f.name: getattr(namespace, f.name) for f in dataclasses.fields(Settings)})
    if settings.data is not None and settings.example is not None:
        raise UserError(f"there are two data sets, {settings.data} and --example {settings.example}: leave one out.")
    return settings
