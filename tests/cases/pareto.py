"""The row of nllax.pareto."""

import math

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import log_hazard_cdf
from cases._draws import log_uniform


def _pareto(y, scale, alpha):
    return mp.log(alpha) + alpha * mp.log(scale) - (alpha + 1) * mp.log(y)


def _pareto_box(rng, n):
    """Scales from 1e-6 to 1e6, alphas from 1e-3 to 1e6, tail probabilities down to exp(-1000)."""
    scale, alpha = log_uniform(rng, n, 1e-6, 1e6), log_uniform(rng, n, 1e-3, 1e6)
    log_excess = (log_uniform(rng, n, 1e-8, 1e3) / alpha).clip(0, 60)
    return np.maximum(scale, (scale * np.exp(log_excess)).astype(np.float32)), scale, alpha


CASE = Case(
    distribution=nllax.pareto,
    density=_pareto,
    typical=tuple((m * q, (m, alpha)) for q in (1.01, 1.5, 8.0) for m, alpha in ((0.1, 2.5), (1.0, 3.0), (6.0, 4.5))),
    hard=(
        (1.0, (1.0, 3.0)),
        (0.1, (0.1, 8e5)),
        (1.00001, (1.0, 8e5)),
        (1e29, (1e-6, 0.002)),
        (3e-6, (1e-6, 300.0)),
        (2e6, (1e6, 50.0)),
        (5e37, (1.0, 1.0)),
    ),
    scales={"scale": lambda scale, alpha: scale, "alpha": lambda scale, alpha: alpha},
    relative=True,
    regular=False,
    outside=(0.05, -1.0, 0.0, INF, -INF),
    illegal={"scale": (0.0, -1.0, INF, NAN), "alpha": (0.0, -1.0, INF, NAN)},
    box=_pareto_box,
    pieces=lambda scale, alpha: ((scale, INF),),
    log_cdf=log_hazard_cdf(lambda y, scale, alpha: alpha * mp.log(y / scale)),
    log_sf=lambda y, scale, alpha: -alpha * mp.log(y / scale),
    probes=lambda scale, alpha: scale * np.exp(np.geomspace(0.002, 20.0, 49) / alpha),
    ends=lambda scale, alpha: [scale * math.exp(h / alpha) for h in (0.01, 0.7, 0.8, 5.0, 9.0)],
    everyday={"scale": (0.05, 20.0), "alpha": (0.1, 50.0)},
)
