"""The row of nllax.negative_binomial."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._draws import counts, log_uniform


def _negative_binomial(y, mean, concentration):
    m, r = mean, concentration
    return mp.loggamma(y + r) - mp.loggamma(r) - mp.loggamma(y + 1) + r * mp.log(r / (r + m)) + y * mp.log(m / (r + m))


CASE = Case(
    distribution=nllax.negative_binomial,
    density=_negative_binomial,
    typical=tuple((y, v) for y in (0, 1, 4, 17) for v in ((1.7, 2.5), (5.5, 0.9), (2.0, 12.0))),
    hard=(
        (1, (1.0, 1e7)),
        (10**7, (1e7, 1e7)),
        (10**6, (999000.0, 1e4)),
        (0, (1e-30, 1e-4)),
        (0, (1e7, 1e-4)),
        (3, (1e-20, 1e7)),
        (10**7, (1e7, 1e-4)),
        (1, (1e7, 0.5)),
        (40, (13.0, 100.0)),
        (10**6, (1.0, 1e7)),
    ),
    scales={"mean": lambda m, r: m, "concentration": lambda m, r: r},
    outside=(-1.0, 0.5, INF),
    illegal={"mean": (0.0, -1.0, INF, NAN), "concentration": (0.0, -1.0, INF, NAN)},
    box=lambda rng, n: (counts(rng, n), log_uniform(rng, n, 1e-14, 1e7), log_uniform(rng, n, 1e-4, 1e7)),
    points=lambda mean, concentration: tuple(range(250 + int(mean * (5 + 45 / concentration)))),
    intervals=(
        *((low, low + width, v) for v in ((1.7, 2.5), (5.5, 0.9)) for low in (-1, 3) for width in (1, 2, 40)),
        (0, 300, (1e7, 1e-4)),
        (60, 600, (1e7, 0.5)),
        (500, 900, (800.0, 3.0)),
        (2500, 2700, (20.0, 1e3)),
        (999990, 1000190, (997000.0, 1e7)),
        (1100000, 1100200, (1e6, 1e6)),
    ),
    spread=(
        (30.0, 0.05),
        (38.0, 1e4),
        (45.0, 1e4),
        (60.0, 25.0),
        (60.0, 23.0),
        (400.0, 20.0),
        (190.0, 5e3),
        (210.0, 5e3),
        (120.0, 101.0),
    ),
)
