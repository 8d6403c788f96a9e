"""The row of nllax.poisson."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._densities import xlogy
from cases._draws import counts, log_uniform


def _poisson(y, rate):
    return xlogy(y, rate) - rate - mp.loggamma(y + 1)


CASE = Case(
    distribution=nllax.poisson,
    density=_poisson,
    typical=tuple((y, (r,)) for y in (0, 1, 4, 17) for r in (0.25, 1.0, 5.5)),
    hard=(
        (10**7, (1e7,)),
        (10**7, (1.001e7,)),
        (10**6, (999000.0,)),
        (0, (1e-30,)),
        (3, (1e-20,)),
        (5, (1e6,)),
        (40, (13.0,)),
        (2**24, (1.6e7,)),
    ),
    scales={"rate": lambda rate: rate},
    outside=(-1.0, 0.5, INF),
    illegal={"rate": (-1.0, INF, NAN)},
    box=lambda rng, n: (counts(rng, n), log_uniform(rng, n, 1e-30, 1e30)),
    points=lambda rate: tuple(range(60 + int(2 * rate))),
    intervals=(
        *((low, low + width, (r,)) for r in (0.25, 5.5) for low in (-1, 3) for width in (1, 2, 40)),
        (2.5, 7.9, (4.0,)),
        (-INF, 12, (13.0,)),
        (20, 21, (1e-3,)),
        (999990, 1000190, (997000.0,)),
        (1100000, 1100200, (1e6,)),
        (1000300, 1001100, (1e6,)),
        (9999000, 9999017, (1e7,)),
        (9998000, 9999000, (1e7,)),
    ),
    spread=((15.75,), (16.25,), (40.0,), (99.5,), (100.5,)),
)
