"""The row of nllax.inverse_gamma."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import gamma_box, log_uniform
from cases._families import half_line


def _inverse_gamma(y, concentration, scale):
    a = concentration
    return a * mp.log(scale) - (a + 1) * mp.log(y) - scale / y - mp.loggamma(a)


def _inverse_gamma_box(rng, n):
    x, concentration, _ = gamma_box(rng, n)
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return scale / x, concentration, scale


CASE = Case(
    distribution=nllax.inverse_gamma,
    density=_inverse_gamma,
    typical=tuple((y, v) for y in (0.05, 0.7, 3.1, 9.0) for v in ((2.5, 0.6), (3.0, 2.0), (19.0, 6.5))),
    hard=(
        (1e30, (1.000001, 0.3)),
        (1e30, (0.0001, 1e-6)),
        (1e30, (25.0, 1e-6)),
        (3.0, (1e-4, 5.0)),
        (1.0, (1e7, 1e7)),
        (1.0003, (1e7, 1e7)),
        (0.01, (1e6, 1e4)),
        (500.0, (1999.0, 1e6)),
        (1e5, (1.9, 1e-5)),
        (0.333, (2.0, 2.0)),
    ),
    scales={"concentration": lambda a, scale: a, "scale": lambda a, scale: scale},
    relative=True,
    outside=(-1.0, 0.0, INF, -INF),
    illegal={"concentration": (0.0, -1.0, INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
    box=_inverse_gamma_box,
    pieces=half_line,
    probes=lambda a, scale: np.geomspace(0.25, 20.0, 25) * scale / a,
    ends=lambda a, scale: [q * scale / a for q in (0.25, 0.6, 0.98, 1.01, 1.7, 20.0)],
    everyday={"concentration": (0.1, 50.0), "scale": (0.05, 20.0)},
)
