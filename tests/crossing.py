"""How the tests are crossed with the rows of `cases`."""

import pytest
from cases import CASES, SIGNATURES


def _crossed(cases, slow=()):
    marked = [pytest.param(c, id=c.name, marks=[pytest.mark.slow] if c in slow else []) for c in cases]
    return pytest.mark.parametrize("case", marked)


every_case = _crossed(CASES)
every_signature = _crossed(SIGNATURES)
most_cases_slowly = _crossed(CASES, slow=[c for c in CASES if c not in SIGNATURES])
"""Every row, of which one for every kind of signature is not slow."""


def every_case_with(*quantities, continuous=None):
    """The rows of distributions that have these quantities: of all, or only of those that are continuous, or not."""
    chosen = [c for c in CASES if not set(quantities) & set(c.lacks)]
    return _crossed([c for c in chosen if continuous in (None, c.points is None)])
