"""The row of nllax.inverse_gaussian."""

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._draws import log_uniform
from cases._families import half_line


def _inverse_gaussian(y, loc, concentration):
    return mp.log(concentration / (2 * mp.pi * y**3)) / 2 - concentration * (y - loc) ** 2 / (2 * loc**2 * y)


def _inverse_gaussian_parts(y, loc, concentration):
    r = mp.sqrt(concentration / (2 * y))
    image = mp.exp(2 * concentration / loc) * mp.erfc(r * (y / loc + 1)) / 2
    return r * (y / loc - 1), image


def _inverse_gaussian_log_cdf(y, loc, concentration):
    z, image = _inverse_gaussian_parts(y, loc, concentration)
    return mp.log(mp.erfc(-z) / 2 + image)


def _inverse_gaussian_log_sf(y, loc, concentration):
    z, image = _inverse_gaussian_parts(y, loc, concentration)
    return mp.log(mp.erfc(z) / 2 - image)


def _inverse_gaussian_box(rng, n):
    """Means from 1e-6 to 1e6; concentrations and targets of 1e-6 to 1e6 means."""
    loc = log_uniform(rng, n, 1e-6, 1e6)
    return loc * log_uniform(rng, n, 1e-6, 1e6), loc, loc * log_uniform(rng, n, 1e-6, 1e6)


CASE = Case(
    distribution=nllax.inverse_gaussian,
    density=_inverse_gaussian,
    typical=tuple((y, v) for y in (0.1, 0.7, 2.1, 6.0) for v in ((0.6, 1.5), (1.0, 2.0), (2.5, 0.7), (3.0, 9.0))),
    hard=(
        (1.0, (1.0, 1e7)),
        (1.0001, (1.0, 1e7)),
        (2.0, (1e6, 3.0)),
        (1e-6, (1.0, 1e-5)),
        (1e5, (1.0, 1e-3)),
        (7e5, (5e5, 4e11)),
        (3e-5, (1e-6, 2e-6)),
        (0.3, (10.0, 100.0)),
        (0.5, (0.3, 0.01)),
        (5.0, (0.5, 9.0)),
    ),
    scales={"loc": lambda loc, concentration: loc, "concentration": lambda loc, concentration: concentration},
    relative=True,
    outside=(-1.0, 0.0, INF, -INF),
    illegal={"loc": (0.0, -1.0, INF, NAN), "concentration": (0.0, -1.0, INF, NAN)},
    box=_inverse_gaussian_box,
    pieces=half_line,
    log_cdf=_inverse_gaussian_log_cdf,
    log_sf=_inverse_gaussian_log_sf,
    probes=lambda loc, concentration: loc * np.geomspace(0.02, 20.0, 49),
    ends=lambda loc, concentration: [q * loc for q in (0.03, 0.3, 0.9, 1.1, 2.5, 15.0)],
    everyday={"loc": (0.05, 20.0), "concentration": (0.05, 20.0)},
)
