"""The row of nllax.beta."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import Case
from cases._draws import fractions_of_shapes
from cases._families import FRACTION


def _beta(y, concentration1, concentration0):
    a, b = concentration1, concentration0
    power = sum((s - 1) * mp.log(x) if s != 1 else 0 for x, s in ((y, a), (1 - y, b)))
    return power + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)


CASE = Case(
    distribution=nllax.beta,
    density=_beta,
    typical=tuple((y, v) for y in (0.02, 0.4, 0.93) for v in ((0.8, 0.9), (1.0, 3.2), (2.5, 1.4), (19.0, 6.5))),
    hard=(
        (0.0, (1.0, 3.0)),
        (1.0, (2.5, 1.0)),
        (1.2e-38, (1.000001, 0.3)),
        (1.2e-38, (1e-4, 1e7)),
        (0.9999999, (1e-4, 1e-4)),
        (1e-30, (25.0, 1e-4)),
        (0.28614, (1e7, 2.49e7)),
        (0.2861, (1e7, 2.49e7)),
        (3e-7, (1.99, 1e7)),
        (0.01, (1e7, 2.0)),
    ),
    box=fractions_of_shapes,
    probes=lambda a, b: np.linspace(0.02, 0.98, 25),
    ends=lambda a, b: [0.001, 0.2, 0.45, 0.46, 0.8, 0.99],
    **FRACTION,
)
