"""The row of nllax.skew_normal."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._densities import normal
from cases._draws import signed
from cases._families import shaped


def _skew_normal(y, loc, scale, skewness):
    return mp.log(mp.erfc(-skewness * (y - loc) / (scale * mp.sqrt(2)))) + normal(y, loc, scale)


CASE = Case(
    distribution=nllax.skew_normal,
    density=_skew_normal,
    lacks=dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "needs Owen's T function")
    | dict.fromkeys(("mode", "entropy"), "there is no closed form"),
    **shaped(
        "skewness",
        lambda skewness: max(1.0, abs(skewness)),
        typical=(1.5, -0.5, 4.0),
        hard=((-1024.0, 0.01), (9999.0, -1e4), (-0.004, 1e4), (-39.5, -3.0), (0.01, -4000.0), (6.25, 0.0)),
        illegal=(INF, -INF, NAN),
        shapes=lambda rng, n: signed(rng, n, 1e-4, 1e4),
    ),
)
