"""The row of nllax.beta_binomial."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform, shares


def _log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def _beta_binomial(y, total_count, concentration1, concentration0):
    n, a, b = total_count, concentration1, concentration0
    ways = -mp.log(n + 1) - _log_beta(mp.mpf(y + 1), mp.mpf(n - y + 1))
    return ways + _log_beta(y + a, n - y + b) - _log_beta(a, b)


def _box(rng, n):
    return (*shares(rng, n), log_uniform(rng, n, 1e-4, 1e7), log_uniform(rng, n, 1e-4, 1e7))


CASE = Case(
    distribution=nllax.beta_binomial,
    density=_beta_binomial,
    typical=tuple(
        (y, (n, a, b))
        for n, ys in ((1, (0, 1)), (12, (0, 3, 12)), (40, (25,)))
        for y in ys
        for a, b in ((0.4, 0.9), (2.5, 1.3), (30.0, 12.0))
    ),
    hard=(
        (0, (10**7, 1e-4, 1e-4)),
        (10**7, (10**7, 1e-4, 2e-4)),
        (10**7, (10**7, 1e7, 1e-4)),
        (1, (1, 1e7, 3e7)),
        (3 * 10**6, (10**7, 1e7, 2.33e7)),
        (3000017, (10**7, 1e4, 2.3e4)),
        (4, (10, 1e-4, 1e7)),
        (9999999, (10**7, 0.5, 1e3)),
        (0, (0, 2.0, 3.0)),
        (17, (40, 1e-3, 5.0)),
    ),
    scales={"concentration1": lambda n, a, b: a, "concentration0": lambda n, a, b: b},
    outside=(-1.0, 0.5, 10**6, INF),
    illegal={"total_count": (-1.0, 2.5, INF, NAN)}
    | dict.fromkeys(("concentration1", "concentration0"), (0.0, -1.0, INF, NAN)),
    box=_box,
    points=lambda n, a, b: tuple(range(int(n) + 1)),
    lacks=dict.fromkeys(("entropy", "log_cdf", "log_sf", "log_interval", "quantile"), "has no closed form"),
)
