"""The row of nllax.tweedie."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform
from cases._families import half_line


def _tweedie(y, mean, dispersion, power):
    """The series from its largest term in both directions, each term the product of two densities."""
    k, m = 2 - power, power - 1
    rate = mean**k / (dispersion * k)
    if y == 0:
        return -rate
    log_z = mp.log(rate) + k / m * (mp.log(y) - mp.log(dispersion * m * mean**m))

    def term(j):
        return j * log_z - mp.loggamma(j + 1) - mp.loggamma(j * k / m)

    peak = max(1, int(mp.nint(mp.re(y**k / (dispersion * k)))))
    top = term(peak)
    total = mp.mpf(1)
    for step in (1, -1):
        j = peak + step
        while j >= 1 and mp.re(part := mp.exp(term(j) - top)) > 1e-45:
            total, j = total + part, j + step
    return top + mp.log(total) - rate - y / (dispersion * m * mean**m) - mp.log(y)


def _box(rng, n):
    """Powers from 1.05 to 1.95, up to 1e4 expected jumps, targets of 1e-3 to 1e3 means and zeros."""
    power = rng.uniform(1.05, 1.95, n).astype(np.float32)
    mean = log_uniform(rng, n, 1e-3, 1e3)
    y = mean * log_uniform(rng, n, 1e-3, 1e3)
    jumps = np.maximum(y, mean) ** (2 - power) / (2 - power)
    dispersion = np.maximum(log_uniform(rng, n, 1e-3, 1e3), jumps / 1e4).astype(np.float32)
    return np.where(rng.random(n) < 0.1, 0, y).astype(np.float32), mean, dispersion, power


CASE = Case(
    distribution=nllax.tweedie,
    density=_tweedie,
    typical=tuple((y, v) for y in (0.0, 0.3, 1.1, 4.5) for v in ((1.2, 0.7, 1.5), (0.6, 1.1, 1.25), (3.0, 0.5, 1.6))),
    hard=(
        (0.0, (250.0, 0.01, 1.4)),
        (1e-3, (1.0, 100.0, 1.9)),
        (1e-6, (0.5, 3.0, 1.5)),
        (1e-34, (0.5, 30.0, 1.1)),
        (1000.0, (1.0, 1.0, 1.5)),
        (30.0, (31.0, 0.02, 1.3)),
        (0.003, (0.9, 0.004, 1.7)),
    ),
    scales={
        "mean": lambda mean, dispersion, power: mean,
        "dispersion": lambda mean, dispersion, power: dispersion,
        "power": lambda mean, dispersion, power: (power - 1) * (2 - power),
    },
    relative=True,
    kink=lambda y, *parameters: y == 0,
    outside=(-1.0, -1e-30, INF, -INF),
    illegal={"mean": (0.0, -1.0, INF, NAN), "dispersion": (0.0, -1.0, INF, NAN), "power": (1.0, 2.0, NAN)},
    box=_box,
    pieces=half_line,
    atoms=(0.0,),
    jumps=("mean", "dispersion", "power"),
    lacks=dict.fromkeys(("mode", "entropy", "log_cdf", "log_sf", "log_interval", "quantile"), "a series of its own"),
)
