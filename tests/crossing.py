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
