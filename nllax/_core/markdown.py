"""How a record shows itself in a notebook, read from the docstring of its density."""

import inspect
import re
from typing import Any


def density_formula(doc: str | None) -> str | None:
    """The first displayed formula of a docstring, `$$...$$`."""
    found = re.search(r"\$\$(.+?)\$\$", doc or "", re.DOTALL)
    return found and found.group(1).strip()


def alone(formula: str) -> str:
    """A formula on one line, without what it says after a wide space about its symbols."""
    return " ".join(re.sub(r",?\s*\\qquad.*", "", formula, flags=re.DOTALL).split())


def log_density(doc: str | None) -> str | None:
    """What a density's docstring says that its logarithm is: the right side of its formula, alone."""
    left, _, right = (density_formula(doc) or "").partition("=")
    right = alone(right)
    return right if left.startswith(r"\log") else right and rf"\log {right}"


def loss_line(doc: str | None) -> str | None:
    """The paragraph of a docstring that starts with `Loss:`, without that word."""
    found = re.search(r"^Loss: (.+?)(?:\n\s*\n|\Z)", inspect.cleandoc(doc or ""), re.DOTALL | re.MULTILINE)
    return found and " ".join(found.group(1).split())


def distribution_markdown(distribution: Any) -> str:
    """A distribution as a small page: density, parameters, support, the loss it becomes, what it offers."""
    doc = inspect.getdoc(distribution.log_prob)
    formula, loss = density_formula(doc), loss_line(doc)
    rows = [
        f"| `{p.name}` | {p.domain.name} | ${p.domain.symbol}$ | {'the data' if p.given else 'the network'} |"
        for p in distribution.parameters
    ]
    support = distribution.support
    parts = [
        f"**`{distribution!r}`**",
        f"$${formula}$$" if formula else "",
        "\n".join(["| parameter | domain | set | comes from |", "|---|---|---|---|", *rows]) if rows else "",
        f"Support: {support.name}, $y \\in {support.symbol}$",
        f"Loss, `nllax.nll({distribution!r})({_prediction(distribution)}, y)`: {loss}" if loss else "",
        f"Has: {', '.join(f'`{q}`' for q in distribution.available)}",
    ]
    return "\n\n".join(part for part in parts if part)


def _prediction(distribution: Any) -> str:
    """How the prediction of a loss is written."""
    names = [p.name for p in distribution.predicted]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"
