"""The report for people: a table, what it means, and what is not in it."""

import itertools
from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nllax._compare.result import Result
from nllax._compare.score import BAND, standard_error
from nllax._compare.words import enumerate_names, plural

HEADINGS = {"rmse": "RMSE", "mae": "MAE", "coverage": "band", "accuracy": "accuracy"}
SHARES = ("coverage", "accuracy")
"""The metrics that are shares of the rows."""


def report(result: Result) -> RenderableType:
    """Everything that the command prints for people."""
    parts: list[RenderableType] = [*_data(result), ""]
    if result.scores:
        parts += [_table(result), "", _answer(result), ""]
        parts += [Text(line, style="dim") for line in _footnotes(result)]
    if result.unfinished:
        parts.append(Text(f"Interrupted before these were finished: {', '.join(result.unfinished)}.", style="red"))
    return Group(*parts, *_refusals(result))


def _data(result: Result) -> Iterator[Text]:
    data = result.data
    rows, features = data.x.shape
    classes = f", {len(data.classes)} classes: {enumerate_names(data.classes)}" if data.classes else ""
    yield Text.assemble((data.name, "bold"), f": {plural(rows, 'row')}, {plural(features, 'feature')}")
    yield Text.assemble("target: ", (data.target, "bold"), f" ({data.task}{classes})")
    yield from (Text(f"note: {note}", style="yellow") for note in data.notes)


def _table(result: Result) -> Table:
    metrics = dict.fromkeys(itertools.chain.from_iterable(score.metrics for score in result.scores))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("likelihood", no_wrap=True)
    for heading in ("held-out NLL", "behind best", "constant", *(HEADINGS[m] for m in metrics)):
        table.add_column(heading, justify="right", no_wrap=True)
    for score in result.scores:
        best = score is result.scores[0]
        cells = (_cell(score.metrics.get(m, float("nan")), share=m in SHARES) for m in metrics)
        table.add_row(
            score.name,
            _with_error(score.nll.mean(), standard_error(score.nll)),
            "best" if best else _with_error(*result.behind(score)),
            f"{score.constant.mean():.3f}",
            *cells,
            style="bold green" if best else None,
        )
    return table


def _with_error(value: float, error: float) -> str:
    return f"{value:.3f} ± {error:.3f}"


def _cell(value: float, *, share: bool) -> str:
    if value != value:
        return "-"
    return f"{value:.1%}" if share else f"{value:.4g}"


def _answer(result: Result) -> Text:
    best = result.scores[0]
    answer = Text.assemble("Train with ", (f"nllax.nll(nllax.{best.name})", "bold green"), ".")
    if result.ties:
        names = enumerate_names(score.name for score in result.ties)
        answer.append(f" Within two standard errors of it: {names}.")
    if not result.beats_constant:
        answer.append(" The gain over a constant is within two standard errors, too.")
    return answer


def _footnotes(result: Result) -> Iterator[str]:
    yield "held-out NLL: nats per sample in the target's own unit"
    yield f"±: standard error over {result.settings.folds} folds; behind best: taken fold by fold"
    yield "constant: held-out NLL of the same likelihood with constant parameters"
    metrics = {name for score in result.scores for name in score.metrics}
    if "rmse" in metrics:
        yield "RMSE, MAE: errors of the predicted mean"
    if "coverage" in metrics:
        yield f"band: held-out targets inside the predicted central {BAND:.0%} interval"
    if result.data.task == "count":
        yield "a density gives a count the mass of the unit interval around it, to compare"


def _refusals(result: Result) -> Iterator[RenderableType]:
    """The likelihoods that are not compared, those of one reason together."""
    if result.refusals:
        yield "\nnot compared:"
    by_reason = sorted(result.refusals, key=lambda r: r.reason)
    for reason, refusals in itertools.groupby(by_reason, key=lambda r: r.reason):
        line = Text.assemble(", ".join(r.name for r in refusals), (f": {reason}", "dim"))
        yield Padding(line, (0, 0, 0, 2))
