"""What messages are made of."""

import difflib
from collections.abc import Iterable

MOST_NAMES = 8


def instead_of(name: str, names: Iterable[str]) -> str:
    """The close name if there is one, otherwise all of them (or the first few): `did you mean 'price'?`."""
    names = list(names)
    close = difflib.get_close_matches(name.lower(), [n.lower() for n in names], n=1)
    if close:
        return f"did you mean {next(n for n in names if n.lower() == close[0])!r}?"
    return f"there are {enumerate_names(names)}."


def enumerate_names(names: Iterable[str]) -> str:
    """The names in a line, cut where it would grow long."""
    names = list(names)
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def plural(n: int, noun: str) -> str:
    """A number of things: `1 row`, `2 rows`."""
    return f"{n} {noun}" + ("" if n == 1 else "s")
