"""The row of nllax.skew_normal."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._densities import normal
from cases._draws import signed
from cases._families import shaped


def _skew_normal(y, loc, scale, skewness):
    return mp.log(mp.erfc(-skewness * (y - loc) / (scale * mp.sqrt(2)))) + normal(y, loc, scale)


def _log_minor(x, a):
    """The integral of 2 phi(t) Phi(-a t) from x >= 0 on, by the double-exponential rule."""
    spread, root, step = mp.sqrt(1 + a**2), mp.sqrt(2), mp.mpf(1) / 32
    unit, first = 1 / (spread * (1 + spread * x)), mp.erfc(a * x / root)
    total = mp.mpf(0)
    for k in range(-150, 72):
        offset = unit * mp.exp(mp.pi / 2 * mp.sinh(k * step))
        if offset < 30 / spread:
            fall = mp.exp(-offset * (x + offset / 2)) * mp.erfc(a * (x + offset) / root) / first
            total += fall * offset * mp.cosh(k * step)
    return mp.log(step * mp.pi / 2 * total * first) - x**2 / 2 - mp.log(2 * mp.pi) / 2


def _log_above(z, a):
    if a < -0.25:
        return _log_below(-z, -a)
    if z < 0:
        return mp.log1p(-mp.exp(_log_minor(-z, a)))
    return mp.log(mp.erfc(z / mp.sqrt(2)) - mp.exp(_log_minor(z, a)))


def _log_below(z, a):
    if a < -0.25:
        return _log_above(-z, -a)
    return _log_minor(-z, a) if z < 0 else mp.log1p(-mp.exp(_log_above(z, a)))


CASE = Case(
    distribution=nllax.skew_normal,
    density=_skew_normal,
    log_cdf=lambda y, loc, scale, skewness: _log_below((y - loc) / scale, skewness),
    log_sf=lambda y, loc, scale, skewness: _log_above((y - loc) / scale, skewness),
    **shaped(
        "skewness",
        lambda skewness: max(1.0, abs(skewness)),
        typical=(1.5, -0.5, 4.0),
        hard=((-1024.0, 0.01), (9999.0, -1e4), (-0.004, 1e4), (-39.5, -3.0), (0.01, -4000.0), (6.25, 0.0)),
        illegal=(INF, -INF, NAN),
        shapes=lambda rng, n: signed(rng, n, 1e-4, 1e4),
    ),
)
