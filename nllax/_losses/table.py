"""The map from losses to likelihoods, as data and as a table."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator

import nllax._losses as _package
from nllax._losses.row import Row

_ROOMS = ("derive", "door", "row", "table")
"""The files of this package that are no loss."""

_SYMBOLS = r"Here $r = y - \hat y$, and in a cross-entropy $p = \operatorname{softmax}(\hat y)$."


def rows() -> tuple[Row, ...]:
    """Every row, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(_package.__path__) if m.name not in _ROOMS)
    return tuple(importlib.import_module(f"{_package.__name__}.{name}").row for name in names)


@dataclasses.dataclass(frozen=True)
class Table:
    """What `table` returns: the rows in order. It shows itself in a notebook and prints in a terminal."""

    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> Row:
        """The row of a loss.

        Raises:
          KeyError: if there is no such loss, naming those that there are.
        """
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"no loss is named {name!r}; there are {', '.join(row.name for row in self.rows)}")

    def __str__(self) -> str:
        cells = [("loss", "is the negative log-likelihood of", "elsewhere")]
        cells += [(row.name, row.statement, ", ".join(row.peers)) for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
        return "\n".join(line.rstrip() for line in lines)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        lines = ["| loss | formula | likelihood | constant left out | elsewhere |", "|---|---|---|---|---|"]
        for row in self.rows:
            constant = _cell(row.constant_latex) if row.leaves_out else "none"
            cells = [f"`{row.name}`", _cell(row.latex), row.statement, constant, ", ".join(row.peers)]
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join([*lines, "", _SYMBOLS])


def _cell(latex: str) -> str:
    """A formula in a table, whose columns a bar would part."""
    return f"${latex}$".replace("|", r"\vert ")


def table() -> Table:
    r"""The map from losses to likelihoods: `loss = nll(likelihood) - constant`, for every loss of this module.

    Returns:
      A `Table`: iterate over its rows, take one by name, look at it in a notebook, or print it.

    Example:
      >>> import nllax
      >>> row = nllax.losses.table()["huber_loss"]
      >>> print(row.statement, row.likelihood(delta=2.0))
      Huber of scale 1 nllax.fixed(nllax.huber, delta=2.0, scale=1.0)
    """
    return Table(rows())
