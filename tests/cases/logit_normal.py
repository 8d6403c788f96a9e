"""The row of nllax.logit_normal."""

import math

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import log_ndtr, normal
from cases._draws import fractions, log_uniform, signed
from cases._families import unit_interval


def _logit(y):
    return mp.log(y) - mp.log1p(-y)


def _logit_normal(y, loc, scale):
    return normal(_logit(y), loc, scale) - mp.log(y) - mp.log1p(-y)


def _box(rng, n):
    """Fractions of all sizes, scales from 1e-6 to 1e6, residuals of the logit from 1e-8 to 1e4 scales."""
    y = fractions(rng, n).astype(np.float32)
    logit = np.log(y.astype(float)) - np.log1p(-y.astype(float))
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return y, (logit + signed(rng, n, 1e-8, 1e4) * scale).astype(np.float32), scale


CASE = Case(
    distribution=nllax.logit_normal,
    density=_logit_normal,
    log_cdf=lambda y, loc, scale: log_ndtr(_logit(y), loc, scale),
    log_sf=lambda y, loc, scale: log_ndtr(-_logit(y), -loc, scale),
    typical=tuple((y, v) for y in (0.05, 0.5, 0.9) for v in ((0.0, 1.0), (0.3, 0.45), (-1.5, 0.7), (0.4, 2.0))),
    hard=(
        (1.2e-38, (-87.3, 1.0)),
        (0.99999994, (16.6, 0.01)),
        (1e-30, (-68.0, 0.125)),
        (0.7310586, (1.0, 2.0**-20)),
        (0.4, (-0.40546513, 1e-6)),
        (1e-5, (-11.5, 1e-4)),
        (0.5, (3.0, 2.0**20)),
        (0.5, (0.0, 1e-6)),
        (0.50000006, (0.0, 1e-6)),
    ),
    scales={"loc": lambda loc, scale: scale, "scale": lambda loc, scale: scale},
    relative=True,
    outside=(-1.0, 0.0, 1.0, INF, -INF),
    illegal={"loc": (INF, -INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
    box=_box,
    nodes=unit_interval,
    probes=lambda loc, scale: 1 / (1 + np.exp(-loc - np.linspace(-5.0, 5.0, 25) * scale - 0.01)),
    ends=lambda loc, scale: [1 / (1 + math.exp(-loc - z * scale)) for z in (-7.0, -1.01, -0.99, -0.4, 0.3, 1.5, 9.0)],
)
