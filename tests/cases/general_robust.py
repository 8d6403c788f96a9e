"""The row of nllax.general_robust."""

import functools

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import mirrored
from cases._families import shaped


def _loss(square, alpha):
    if alpha == 2:
        return square / 2
    gap = 2 - alpha
    log = mp.log1p(square / gap)
    return gap / alpha * mp.expm1(alpha / 2 * log) if alpha else log


@functools.cache
def _log_normaliser(alpha):
    """The trapezoidal rule in x, where z^2 = (2 - alpha) sinh(x)^2: it converges exponentially in one over the step."""
    if alpha == 2:
        return mp.log(2 * mp.pi) / 2
    gap, step = 2 - alpha, mp.mpf(1) / 12
    half = mp.fsum(mp.exp(-_loss(gap * mp.sinh(k * step) ** 2, alpha)) * mp.cosh(k * step) for k in range(1, 900))
    return mp.log(mp.sqrt(gap) * step * (1 + 2 * half))


def _general_robust(y, loc, scale, alpha):
    return -_loss(((y - loc) / scale) ** 2, alpha) - mp.log(scale) - _log_normaliser(alpha)


def _log_tail(z, alpha):
    """The mass beyond z >= 0, by the double-exponential rule, in units of how fast the density falls at z.

    For small alpha in x, as the tail is long, else in z.
    """
    if alpha == 2:
        return mp.log(mp.erfc(z / mp.sqrt(2)) / 2)
    gap, step = 2 - alpha, mp.mpf(1) / 32
    base, root = _loss(z**2, alpha), mp.sqrt(gap)
    pull = z * (1 + z**2 / gap) ** (alpha / 2 - 1)
    start, unit = (mp.asinh(z / root), 1 / (1 + pull * z)) if alpha < 0.9 else (z, 1 / (1 + pull))
    total = mp.mpf(0)
    for k in range(-150, 70):
        offset = unit * mp.exp(mp.pi / 2 * mp.sinh(k * step))
        x = start + offset
        exponent = (
            _loss(gap * mp.sinh(x) ** 2, alpha) - mp.log(root * mp.cosh(x)) if alpha < 0.9 else _loss(x**2, alpha)
        )
        if exponent - base < 200:
            total += mp.exp(base - exponent) * offset * mp.cosh(k * step)
    return mp.log(step * mp.pi / 2 * total) - base - _log_normaliser(alpha)


def _log_cdf(y, loc, scale, alpha):
    z = (y - loc) / scale
    return _log_tail(-z, alpha) if z < 0 else mp.log1p(-mp.exp(_log_tail(z, alpha)))


def _alphas(rng, n):
    """The whole interval, both neighbourhoods of its ends, and the ends."""
    near = np.exp(rng.uniform(np.log(1e-6), 0, n))
    return np.select(
        [rng.random(n) < p for p in (0.3, 0.4, 0.6, 0.1)], [near, 2 - near, rng.uniform(0, 2, n), 0 * near], 2
    )


CASE = Case(
    distribution=nllax.general_robust,
    density=_general_robust,
    kink=lambda y, loc, scale, alpha: alpha == 2,
    log_cdf=_log_cdf,
    log_sf=mirrored(_log_cdf),
    **shaped(
        "alpha",
        lambda alpha: 1.0,
        typical=(1.0, 0.4, 1.7),
        hard=((-1024.0, 0.0), (9999.0, 1e-6), (-39.5, 1.5), (6.25, 1.9999), (0.01, 0.999), (6.25, 2.0), (1e-4, 0.05)),
        illegal=(-1e-3, 2.001, INF, NAN),
        shapes=_alphas,
    ),
)
