"""The row of nllax.weibull."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import log_hazard_cdf
from cases._draws import log_uniform
from cases._families import half_line


def _weibull(y, concentration, scale):
    k = concentration
    if y == 0:
        return mp.log(k / scale) if k == 1 else mp.inf * (1 - k)
    return mp.log(k / scale) + (k - 1) * mp.log(y / scale) - (y / scale) ** k


def _weibull_box(rng, n):
    """Concentrations from 1e-2 to 1e4, scales from 1e-6 to 1e6, cumulative hazards from 1e-8 to 1e4."""
    concentration, scale = log_uniform(rng, n, 1e-2, 1e4), log_uniform(rng, n, 1e-6, 1e6)
    log_time = (rng.uniform(-18, 9, n) / concentration).clip(-60, 60)
    return (scale * np.exp(log_time)).astype(np.float32), concentration, scale


CASE = Case(
    distribution=nllax.weibull,
    density=_weibull,
    typical=tuple((y, v) for y in (0.01, 0.7, 2.1, 6.0) for v in ((0.6, 1.5), (1.0, 2.0), (2.5, 3.0), (5.0, 4.5))),
    hard=(
        (0.0, (1.0, 3.0)),
        (1.2e-38, (1.000001, 0.3)),
        (1e-30, (0.01, 1e-6)),
        (1e30, (0.01, 1e6)),
        (1.0, (1e4, 1.0)),
        (1.0001, (1e4, 1.0)),
        (9.99e5, (1e4, 1e6)),
        (3.1, (4.0, 0.4)),
        (2e-6, (0.5, 1e-6)),
        (11.0, (479.0, 10.9)),
    ),
    scales={"concentration": lambda k, scale: k, "scale": lambda k, scale: scale},
    relative=True,
    outside=(-1.0, -1e-30, INF, -INF),
    illegal={"concentration": (0.0, -1.0, INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
    box=_weibull_box,
    pieces=half_line,
    log_cdf=log_hazard_cdf(lambda y, k, scale: (y / scale) ** k),
    log_sf=lambda y, k, scale: -((y / scale) ** k),
    probes=lambda k, scale: scale * np.geomspace(0.002, 20.0, 49) ** (1 / k),
    ends=lambda k, scale: [scale * h ** (1 / k) for h in (0.01, 0.7, 0.8, 5.0, 9.0)],
    everyday={"concentration": (0.3, 5.0), "scale": (0.05, 20.0)},
)
