"""The row of nllax.multinomial."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import NAN, Case
from cases._classes import LOGITS
from cases._counts import COUNT_VECTOR
from cases._draws import counts


def _multinomial(y, logits):
    total = mp.log(mp.fsum(mp.exp(x) for x in logits))
    log_ways = mp.loggamma(sum(y) + 1) - mp.fsum(mp.loggamma(k + 1) for k in y)
    return log_ways + mp.fsum(k * (x - total) for k, x in zip(y, logits, strict=True) if k != 0)


CASE = Case(
    distribution=nllax.multinomial,
    density=_multinomial,
    typical=tuple((y, (x,)) for y in ((2, 1, 1), (0, 4, 0), (17, 0, 3)) for x in LOGITS),
    hard=(
        ((10**7, 10**7 + 5, 10**7 - 5), ((0.0, 0.0, 0.0),)),
        ((9_000_000, 3_310_000, 1_220_000), ((1e4 + 1, 1e4, 1e4 - 1),)),
        ((10**7, 3, 0), ((15.0, 0.0, -2.0),)),
        ((0, 0, 10**6), ((80.0, -80.0, 81.0),)),
        ((5_000_000, 4_000_000, 10**6), ((0.25, 0.25, -1.5),)),
        ((40, 2, 1), ((-30.0, 0.0, 30.0),)),
    ),
    scales={},
    illegal={"logits": ((NAN, 0.0, 0.0),)},
    box=lambda rng, n: (counts(rng, 5 * n).reshape(n, 5), rng.uniform(-80, 80, (n, 5)).astype(np.float32)),
    **COUNT_VECTOR,
)
