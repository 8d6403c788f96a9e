"""`nllax compare`, from its settings to its report."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import nllax
from nllax._compare.candidates import admissible, chosen
from nllax._compare.dataset import Dataset, load
from nllax._compare.document import document
from nllax._compare.folds import split
from nllax._compare.plot import save_plot
from nllax._compare.result import Result, ranked
from nllax._compare.score import Score, evaluate
from nllax._compare.settings import Settings
from nllax._compare.table import report

DONE, INTERRUPTED = 0, 130


def run(settings: Settings) -> int:
    """Compare, and print the result. Returns the exit code.

    Raises:
      UserError: if the settings or the data do not allow it.
    """
    distributions = chosen(settings.likelihoods)
    data = load(settings)
    admitted, refusals = admissible(distributions, data)
    scores = _evaluate_all(admitted, data, settings)
    unfinished = tuple(d.name for d in admitted[len(scores) :])
    result = Result(data, settings, ranked(scores), tuple(refusals), unfinished)
    if settings.json:
        sys.stdout.write(document(result) + "\n")
    else:
        Console().print(report(result))
    if settings.save_plot is not None and scores:
        save_plot(result, settings.save_plot)
        Console(stderr=True).print(f"The figure is in {settings.save_plot}.", highlight=False)
    return INTERRUPTED if unfinished else DONE


def _evaluate_all(distributions: Iterable[nllax.Distribution[...]], data: Dataset, settings: Settings) -> list[Score]:
    """The scores of the distributions, in order; as many as there are when the user interrupts."""
    scores = []
    with _progress(settings) as progress:
        tasks = {d: progress.add_task(d.name, total=settings.epochs, start=False) for d in distributions}
        try:
            folds = split(data, settings.folds, settings.seed)
            for distribution, task in tasks.items():
                progress.start_task(task)
                tick = lambda epoch, task=task: progress.update(task, completed=epoch)
                scores.append(evaluate(distribution, data, folds, settings, tick))
                progress.update(task, completed=settings.epochs)
        except KeyboardInterrupt:
            pass
    return scores


def _progress(settings: Settings) -> Progress:
    """A bar for each likelihood, on a terminal only, gone when the table comes."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True, disable=settings.json or not console.is_terminal)
