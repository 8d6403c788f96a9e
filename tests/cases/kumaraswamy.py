"""The row of nllax.kumaraswamy."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import Case
from cases._draws import log_uniform, signed
from cases._families import FRACTION


def _power(slope, x):
    return slope * mp.log(x) if slope else 0


def _kumaraswamy(y, concentration1, concentration0):
    a, b = concentration1, concentration0
    return mp.log(a) + mp.log(b) + _power(a - 1, y) + _power(b - 1, 1 - y**a)


def _box(rng, n):
    """Powers of the target from 1e-7 of one over the second shape to the last below 1, and around the mode."""
    a, b = log_uniform(rng, n, 1e-3, 1e4), log_uniform(rng, n, 1e-4, 1e7)
    around = np.log1p(b) + signed(rng, n, 1e-3, 3.0)
    y = np.exp(-np.where(rng.random(n) < 0.5, abs(around), log_uniform(rng, n, 1e-6, 30.0)) / a)
    return np.clip(y, 1.2e-38, 1 - 2.0**-24).astype(np.float32), a, b


def _log_sf(y, concentration1, concentration0):
    return concentration0 * mp.log(1 - y**concentration1) if 0 < y < 1 else (mp.mpf(0) if y <= 0 else -mp.inf)


def _log_cdf(y, concentration1, concentration0):
    if not 0 < y < 1:
        return -mp.inf if y <= 0 else mp.mpf(0)
    return mp.log(-mp.expm1(_log_sf(y, concentration1, concentration0)))


CASE = Case(
    distribution=nllax.kumaraswamy,
    density=_kumaraswamy,
    log_cdf=_log_cdf,
    log_sf=_log_sf,
    typical=tuple((y, v) for y in (0.02, 0.4, 0.93) for v in ((0.8, 0.9), (1.0, 3.2), (2.5, 1.4), (6.0, 19.0))),
    hard=(
        (0.9999999, (1e-3, 1e-4)),
        (1.2e-38, (1.000001, 0.3)),
        (1.2e-38, (0.01, 12.0)),
        (0.998, (8000.0, 8e6)),
        (0.0001, (1.5, 1e6)),
        (0.9999999, (1e4, 30.0)),
        (0.5, (1e-3, 1e-3)),
        (0.2, (10.0, 9765625.0)),
        (0.3, (1e-4, 40.0)),
    ),
    box=_box,
    probes=lambda a, b: np.linspace(0.02, 0.98, 25),
    ends=lambda a, b: [0.001, 0.2, 0.45, 0.46, 0.8, 0.99],
    **FRACTION,
)
