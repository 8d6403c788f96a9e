"""The row of nllax.continuous_bernoulli."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import fractions, signed
from cases._families import unit_interval


def _normaliser(logits):
    return mp.log(mp.expm1(logits) / logits) if logits else mp.mpf(0)


def _continuous_bernoulli(y, logits):
    return y * logits - _normaliser(logits)


def _log_cdf(y, logits):
    if not 0 < y < 1:
        return -mp.inf if y <= 0 else mp.mpf(0)
    return mp.log(mp.expm1(logits * y) / mp.expm1(logits)) if logits else mp.log(y)


CASE = Case(
    distribution=nllax.continuous_bernoulli,
    density=_continuous_bernoulli,
    log_cdf=_log_cdf,
    log_sf=lambda y, logits: _log_cdf(1 - y, -logits),
    typical=tuple((y, (x,)) for y in (1e-5, 0.02, 0.4, 0.999) for x in (-3.0, -0.4, 0.001, 2.5)),
    hard=(
        (0.3, (0.0,)),
        (0.3, (1e-8,)),
        (0.99, (-1e-30,)),
        (0.7, (1.9999,)),
        (0.7, (-2.0001,)),
        (0.9999, (1e4,)),
        (1e-4, (-1e4,)),
        (1e-7, (88.0,)),
        (1.2e-38, (-1e30,)),
    ),
    scales={"y": lambda logits: 1.0},
    outside=(-1e-30, -1.0, 1.000001, INF, -INF),
    illegal={"logits": (INF, -INF, NAN)},
    box=lambda rng, n: (fractions(rng, n), signed(rng, n, 1e-8, 1e8)),
    nodes=unit_interval,
    probes=lambda logits: np.linspace(0.02, 0.98, 25),
    ends=lambda logits: [0.001, 0.2, 0.45, 0.46, 0.8, 0.99],
)
