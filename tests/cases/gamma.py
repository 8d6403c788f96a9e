"""The row of nllax.gamma."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import gamma_box
from cases._families import half_line


def _gamma(y, concentration, rate):
    a = concentration
    if y == 0:
        return mp.log(rate) if a == 1 else mp.inf * (1 - a)
    return a * mp.log(rate) + (a - 1) * mp.log(y) - rate * y - mp.loggamma(a)


CASE = Case(
    distribution=nllax.gamma,
    density=_gamma,
    typical=tuple((y, v) for y in (0.01, 0.7, 3.1, 9.0) for v in ((0.5, 0.6), (1.0, 2.0), (2.5, 1.5), (19.0, 6.5))),
    hard=(
        (0.0, (1.0, 3.0)),
        (1.2e-38, (1.000001, 0.3)),
        (1.2e-38, (0.0001, 1e-6)),
        (1e-30, (25.0, 1e-6)),
        (3.0, (1e-4, 5.0)),
        (1.0, (1e7, 1e7)),
        (1.0003, (1e7, 1e7)),
        (0.01, (1e7, 1e6)),
        (1e12, (1e6, 1.1e-6)),
        (2e-3, (1999.0, 1e6)),
        (1e5, (1.9, 1e-5)),
        (0.333, (2.0, 2.0)),
    ),
    scales={"concentration": lambda a, rate: a, "rate": lambda a, rate: rate},
    relative=True,
    outside=(-1.0, -1e-30, INF, -INF),
    illegal={"concentration": (0.0, -1.0, INF, NAN), "rate": (0.0, -1.0, INF, NAN)},
    box=gamma_box,
    pieces=half_line,
    probes=lambda a, rate: np.geomspace(0.05, 4.0, 25) * a / rate,
    ends=lambda a, rate: [q * a / rate for q in (0.05, 0.6, 0.98, 1.01, 1.7, 4.0)],
    everyday={"concentration": (0.1, 50.0), "rate": (0.05, 20.0)},
)
