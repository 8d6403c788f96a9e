"""How the tests are crossed with the rows of `cases`."""

import pytest
from cases import CASES, SIGNATURES

EXHAUSTIVE = [pytest.mark.slow, pytest.mark.exhaustive]


def crossed(cases, marks=()):
    """The rows, marked but for one of every kind of signature."""
    return pytest.mark.parametrize(
        "case", [pytest.param(c, id=c.name, marks=[] if c in SIGNATURES else list(marks)) for c in cases]
    )


every_case = crossed(CASES)
every_signature = crossed(SIGNATURES)
SPECIAL = ("binomial", "student_t")
"""Whose distribution functions are special functions, which take long to compile."""
every_quick_signature = pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name, marks=EXHAUSTIVE if c.name in SPECIAL else ()) for c in SIGNATURES]
)
"""One row for every kind of signature, some only if asked for."""
most_cases_slowly = crossed(CASES, marks=[pytest.mark.slow])
"""Every row, of which one for every kind of signature is not slow."""
most_cases_exhaustively = crossed(CASES, marks=EXHAUSTIVE)
"""Every row, of which only one for every kind of signature runs if it is not asked for."""


float64_if_asked_for = pytest.mark.parametrize(
    "dtype", ["float32", pytest.param("float64", marks=EXHAUSTIVE)], indirect=True
)


def every_case_with(*quantities, continuous=None, marks=()):
    """The rows of distributions that have these quantities: of all, or only of those that are continuous, or not."""
    chosen = [c for c in CASES if not set(quantities) & set(c.lacks)]
    return crossed([c for c in chosen if continuous in (None, c.points is None)], marks)
