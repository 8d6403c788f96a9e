"""The row of nllax.student_t."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform
from cases._families import own_size, shaped


def _student_t(y, df, loc, scale):
    half = (df + 1) / 2
    ratio = mp.loggamma(half) - mp.loggamma(df / 2) - mp.log(mp.pi * df) / 2
    return ratio - mp.log(scale) - half * mp.log1p(((y - loc) / scale) ** 2 / df)


CASE = Case(
    distribution=nllax.student_t,
    density=_student_t,
    **shaped(
        "df",
        own_size,
        typical=(4.0, 2.5, 30.0),
        hard=(
            (-1024.0, 0.03),
            (1e12, 1.0),
            (-39.5, 1e7),
            (0.5, 1e6),
            (5e7, 1e7),
            (3.0, 1e20),
            (-10.0, 3e4),
            (1e25, 2.0),
            (0.001, 0.02),
        ),
        illegal=(0.0, -1.0, INF, NAN),
        shapes=lambda rng, n: log_uniform(rng, n, 1e-2, 1e30),
        first=True,
    ),
)
