"""The unit in which a target is trained: location 0 and scale 1, as far as the likelihood's support allows."""

from typing import Any, NamedTuple

import numpy as np

import nllax


class Unit(NamedTuple):
    """A change of unit, y = shift + scale t. A density of y is that of t, divided by the scale."""

    shift: Any
    scale: Any

    def inward(self, y: Any) -> Any:
        """A target in its own unit, in this one."""
        return (y - self.shift) / self.scale

    def outward(self, t: Any) -> Any:
        """The way back."""
        return self.shift + self.scale * t


def unit_for(support: nllax.Domain, y: np.ndarray) -> Unit:
    """Standardised on the line, divided by the mean on a half-line, as it is elsewhere: counts, labels, intervals."""
    if support is nllax.real:
        return Unit(y.mean(), y.std() or 1.0)
    if support in (nllax.positive, nllax.non_negative):
        return Unit(0.0, y.mean() or 1.0)
    return Unit(0.0, 1.0)
