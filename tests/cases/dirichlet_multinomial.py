"""The row of nllax.dirichlet_multinomial."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._counts import COUNT_VECTOR
from cases._draws import counts, log_uniform


def _log_beta(a):
    return mp.fsum(mp.loggamma(x) for x in a) - mp.loggamma(mp.fsum(a))


def _dirichlet_multinomial(y, concentration):
    log_ways = mp.loggamma(sum(y) + 1) - mp.fsum(mp.loggamma(k + 1) for k in y)
    return log_ways + _log_beta([k + a for k, a in zip(y, concentration, strict=True)]) - _log_beta(concentration)


def _box(rng, n):
    y = counts(rng, 5 * n).reshape(n, 5) * (rng.random((n, 5)) < 0.7)
    return y.astype(np.float32), log_uniform(rng, 5 * n, 1e-4, 1e7).reshape(n, 5)


CASE = Case(
    distribution=nllax.dirichlet_multinomial,
    density=_dirichlet_multinomial,
    typical=tuple(
        (y, (a,))
        for y in ((2, 1, 1), (0, 4, 0), (17, 0, 3), (0, 0, 0))
        for a in ((1.0, 1.0, 1.0), (0.4, 2.5, 1.3), (30.0, 12.0, 0.9))
    ),
    hard=(
        ((0, 0, 0, 10**7), ((2e-4, 0.02, 0.03, 0.08),)),
        ((10**7, 0), ((1e-4, 1e7),)),
        ((10**7, 10**7 + 5, 10**7 - 5), ((1e7, 1e7, 1e7),)),
        ((3 * 10**6, 7 * 10**6), ((1e7, 2.33e7),)),
        ((0, 1, 0), ((1e-4, 1e-4, 1e-4),)),
        ((1, 0, 0), ((0.99999994, 1.0, 1e7),)),
        ((4, 0, 6), ((1e-4, 1e7, 3.0),)),
        ((5_000_000, 4_000_000, 1), ((0.5, 1e3, 1.0000001),)),
        ((71343, 127483, 34371, 70455), ((576.5863, 1054.8177, 289.1305, 591.1396),)),
        ((40, 2, 1), ((1e-3, 5.0, 0.7),)),
        ((3,), ((0.25,),)),
    ),
    scales={"concentration": np.asarray},
    illegal={"concentration": ((0.0, 1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 1.0, INF), (NAN, 1.0, 1.0))},
    box=_box,
    **COUNT_VECTOR,
)
