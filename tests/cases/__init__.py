"""One file per distribution: its row. The laws in the test files are crossed with all of them.

A new distribution needs a file here that defines `CASE`; `test_public_api` names the one that is missing. What a row
says is data: points, an mpmath density written from the textbook, where the density is to be integrated. References
never call nllax. Files that begin with an underscore hold what rows share.
"""

import importlib
import pkgutil

CASES = tuple(
    importlib.import_module(f"cases.{module.name}").CASE
    for module in pkgutil.iter_modules(__path__)
    if not module.name.startswith("_")
)
BY_NAME = {case.name: case for case in CASES}

SIGNATURES = tuple(
    BY_NAME[name]
    for name in (
        "binomial",
        "categorical",
        "multivariate_normal",
        "normal",
        "mixture(normal)",
        "pareto",
        "plackett_luce",
        "poisson",
        "student_t",
    )
)
"""One row for every kind of signature: for what is done to arguments, whatever the formula makes of them."""
