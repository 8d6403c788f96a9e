"""The row of nllax.asymmetric_laplace."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._families import shaped


def _asymmetric_laplace(y, loc, scale, quantile):
    z = (y - loc) / scale
    return mp.log(quantile * (1 - quantile) / scale) - z * (quantile - (1 if z < 0 else 0))


def _log_asymmetric_laplace_cdf(y, loc, scale, quantile):
    z = (y - loc) / scale
    if z < 0:
        return mp.log(quantile) + (1 - quantile) * z
    return mp.log1p(-(1 - quantile) * mp.exp(-quantile * z))


def _log_asymmetric_laplace_sf(y, loc, scale, quantile):
    return _log_asymmetric_laplace_cdf(2 * loc - y, loc, scale, 1 - quantile)


CASE = Case(
    distribution=nllax.asymmetric_laplace,
    density=_asymmetric_laplace,
    log_cdf=_log_asymmetric_laplace_cdf,
    log_sf=_log_asymmetric_laplace_sf,
    kink=lambda y, loc, scale, quantile: y == loc,
    **shaped(
        "quantile",
        lambda q: q * (1 - q),
        typical=(0.5, 0.75, 0.25),
        hard=((-1024.0, 0.01), (1e4, 0.5), (-39.5, 1e-7), (0.01, 1e-7), (6.25, 0.99999), (-3.0, 0.99999)),
        illegal=(0.0, 1.0, -0.5, 1.5, INF, NAN),
        shapes=lambda rng, n: rng.uniform(1e-6, 1 - 1e-6, n),
        everyday=(0.02, 0.98),
    ),
)
