"""The row of nllax.poisson."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._densities import xlogy
from cases._draws import counts, log_uniform


def _poisson(y, rate):
    return xlogy(y, rate) - rate - mp.loggamma(y + 1)


_LATER = dict.fromkeys(
    ("log_interval", "quantile"), "a difference of incomplete gamma functions in the shape, and its inverse"
)


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
    points=lambda rate: tuple(range(60)),
    lacks=_LATER,
)
