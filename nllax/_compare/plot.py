"""The figure: what each likelihood predicts for the rows that it did not see."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve

from nllax._compare.result import Result
from nllax._compare.score import BAND, Score

COLUMNS = 2
PANEL = (6.0, 3.8)
CLASS_PANEL = (5.2, 4.6)
MOST_ROWS = 400
"""More points than this hide each other; a figure of more rows shows every so manieth of them."""
BINS = 10

INK, MODEL, GRID = "#3b3b3b", "#1f6fb2", "#dddddd"


def save_plot(result: Result, path: Path) -> None:
    """Draw one panel for each likelihood: its predictions and band, or its reliability diagram."""
    classes = result.data.task == "classification"
    width, height = CLASS_PANEL if classes else PANEL
    columns = min(COLUMNS, len(result.scores))
    rows = -(-len(result.scores) // columns)
    figure = Figure(figsize=(width * columns, height * rows + 0.7), layout="constrained")
    shared = None
    for place, score in enumerate(result.scores, start=1):
        shared = figure.add_subplot(rows, columns, place, sharey=shared)
        (_reliability if classes else _predictions)(shared, score, result)
        _dress(shared, f"{score.name}: held-out NLL {score.nll.mean():.3f} nats")
    entries = {label: handle for axis in figure.axes for handle, label in zip(*_legend(axis), strict=True)}
    figure.legend(entries.values(), entries.keys(), loc="outside lower center", ncols=len(entries), frameon=False)
    figure.suptitle(f"{result.data.name}: {result.data.target}", fontsize=13, color=INK)
    figure.savefig(path, dpi=150)


def _legend(axis: Axes) -> tuple[list[Any], list[str]]:
    return axis.get_legend_handles_labels()


def _dress(axis: Axes, title: str) -> None:
    axis.set_title(title, fontsize=10, color=INK)
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(color=GRID, linewidth=0.6)
    axis.set_axisbelow(True)


def _predictions(axis: Axes, score: Score, result: Result) -> None:
    """Targets, predicted means and the band, the rows in the order of the mean."""
    held_out, y = score.held_out, result.data.y
    order = np.argsort(held_out.point)
    shown = order[:: -(-len(order) // MOST_ROWS)]
    rank = np.linspace(0, 100, len(shown))
    axis.plot(rank, held_out.point[shown], color=MODEL, linewidth=1.8, label="predicted mean")
    if (band := held_out.band(BAND)) is not None:
        low, high = (edge[shown] for edge in band)
        axis.fill_between(rank, low, high, color=MODEL, alpha=0.18, linewidth=0, label=f"{BAND:.0%} band")
    else:
        axis.annotate("no quantile, no band", (0.02, 0.93), xycoords="axes fraction", fontsize=9, color=INK)
    axis.plot(rank, y[shown], ".", color=INK, markersize=3.5, alpha=0.7, label="held-out target")
    axis.set_xlabel("held-out rows, sorted by predicted mean (%)")
    axis.set_ylabel(result.data.target)


def _reliability(axis: Axes, score: Score, result: Result) -> None:
    """How often the likelihood is right, against how sure it is."""
    event, probability, happened = _event(score, result)
    frequency, mean = calibration_curve(happened, probability, n_bins=BINS, strategy="quantile")
    axis.plot([0, 1], [0, 1], "--", color=INK, linewidth=1, label="perfectly calibrated")
    label = f"tenths of the {len(happened)} held-out rows"
    axis.plot(mean, frequency, "o-", color=MODEL, linewidth=1.5, markersize=5, label=label)
    axis.set_xlabel(f"predicted probability of {event}")
    axis.set_ylabel("observed frequency")
    axis.set_aspect("equal")


def _event(score: Score, result: Result) -> tuple[str, np.ndarray, np.ndarray]:
    """What is predicted: the second of two classes, or that the likeliest of many is the right one."""
    probabilities, y = score.held_out.probabilities, result.data.y
    if len(result.data.classes) == 2:
        return f"{result.data.target} = {result.data.classes[1]}", probabilities[:, 1], y == 1
    return f"the likeliest {result.data.target}", probabilities.max(axis=1), probabilities.argmax(axis=1) == y
