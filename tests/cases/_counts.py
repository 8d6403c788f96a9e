"""What distributions of vectors of counts share, whose total is the target's own."""

import itertools
from typing import Any

from cases._case import INF
from cases._lacks import NO_ORDER


def count_vectors(total, classes=3):
    """All vectors of counts with a sum."""
    return tuple(y for y in itertools.product(range(total + 1), repeat=classes) if sum(y) == total)


COUNT_VECTOR: dict[str, Any] = {
    "outside": ((-1, 1, 2), (0.5, 0.5, 1.0), (INF, 0.0, 1.0)),
    "points": lambda *values: count_vectors(4),
    "lacks": dict.fromkeys(
        ("sample", "mean", "variance", "mode", "entropy"), "the total is the target's own, not a parameter"
    )
    | NO_ORDER,
}
