"""The row of nllax.huber."""

import mpmath as mp

import nllax
from cases._case import INF, NAN, Case
from cases._densities import mirrored
from cases._draws import log_uniform
from cases._families import own_size, shaped


def _huber_normaliser(delta):
    return mp.sqrt(2 * mp.pi) * mp.erf(delta / mp.sqrt(2)) + 2 * mp.exp(-(delta**2) / 2) / delta


def _huber(y, loc, scale, delta):
    z = abs(y - loc) / scale
    return -(z**2 / 2 if z <= delta else delta * (z - delta / 2)) - mp.log(scale * _huber_normaliser(delta))


def _log_huber_cdf(y, loc, scale, delta):
    z = (y - loc) / scale
    if z > 0:
        return mp.log1p(-mp.exp(_log_huber_cdf(-z, mp.mpf(0), mp.mpf(1), delta)))
    edge = min(z, -delta)
    tail = mp.exp(delta * edge + delta**2 / 2) / delta
    middle = mp.sqrt(mp.pi / 2) * (mp.erfc(-z / mp.sqrt(2)) - mp.erfc(delta / mp.sqrt(2))) if z > -delta else 0
    return mp.log((tail + middle) / _huber_normaliser(delta))


CASE = Case(
    distribution=nllax.huber,
    density=_huber,
    log_cdf=_log_huber_cdf,
    log_sf=mirrored(_log_huber_cdf),
    **shaped(
        "delta",
        own_size,
        typical=(1.345, 0.5, 3.0),
        hard=((-1024.0, 0.01), (9999.0, 40.0), (-39.5, 905.0), (40.00001, 40.0), (0.01, 1e-4), (6.25, 6.5)),
        illegal=(0.0, -1.0, INF, NAN),
        shapes=lambda rng, n: log_uniform(rng, n, 1e-4, 1e3),
    )
    | {
        "pieces": lambda loc, scale, delta: (
            (-INF, loc - delta * scale),
            (loc - delta * scale, loc + delta * scale),
            (loc + delta * scale, INF),
        )
    },
)
