"""The row of nllax.mixture(nllax.normal)."""

import itertools

import mpmath as mp
import numpy as np

import nllax
from cases._case import INF, NAN, Case
from cases._densities import log_ndtr, mirrored, normal
from cases._draws import location_scale, random_logits, vectors


def _mixed(component, y, logits, *parameters):
    """The log of the weighted sum of components that are given by their logarithms."""
    total = mp.fsum(mp.exp(x) for x in logits)
    rows = zip(logits, *parameters, strict=True)
    return mp.log(mp.fsum(mp.exp(x) / total * mp.exp(component(y, *values)) for x, *values in rows))


def _normal_mixture(y, logits, loc, scale):
    return _mixed(normal, y, logits, loc, scale)


def _intervals(points):
    ends = (-INF, *sorted(points), INF)
    return tuple(itertools.pairwise(ends))


CASE = Case(
    distribution=nllax.mixture(nllax.normal),
    density=_normal_mixture,
    typical=tuple(
        (y, values)
        for y in (-3.25, 0.0, 0.7, 2.5)
        for values in (
            ((0.0, 0.0), (-1.0, 1.0), (0.5, 2.0)),
            ((1.5, -0.5), (0.3, -1.5), (0.45, 3.0)),
        )
    ),
    hard=(
        (300.0, ((0.0, -3.0), (0.0, 0.5), (1.0, 1.0))),
        (39.0, ((0.0, 0.0), (0.0, 1.0), (1.0, 2.0**-20))),
        (0.25, ((1e4, 1e4 + 1), (0.0, 1.0), (1.0, 2.0))),
        (1.5, ((80.0, -80.0), (0.0, 1.5), (1.0, 0.5))),
        (-7.0, ((0.0, 0.0), (-7.0, 7.0), (2.0**-20, 2.0**20))),
        (1.0, ((9999.2, -0.15, -0.5), (1.7, 1.1, -1.2), (2.0**-12, 0.7, 150.0))),
    ),
    scales={
        "y": lambda logits, loc, scale: min(scale),
        "loc": lambda logits, loc, scale: np.asarray(scale),
        "scale": lambda logits, loc, scale: np.asarray(scale),
    },
    outside=(INF, -INF),
    illegal={"logits": ((NAN, 0.0),), "loc": ((INF, 0.0), (NAN, 0.0)), "scale": ((0.0, 1.0), (1.0, NAN))},
    box=lambda rng, n: (location_scale(rng, n)[0], random_logits(rng, n), *vectors(rng, n, 5)[1:]),
    pieces=lambda logits, loc, scale: _intervals(loc),
    log_cdf=lambda y, *values: _mixed(log_ndtr, y, *values),
    log_sf=lambda y, *values: _mixed(mirrored(log_ndtr), y, *values),
    probes=lambda logits, loc, scale: np.linspace(-6.0, 6.0, 49) + 0.01,
    ends=lambda logits, loc, scale: (-12.0, -1.01, -0.4, 0.3, 1.5, 9.0),
    jumps=("logits",),
    lacks=dict.fromkeys(("mode", "entropy", "quantile"), "no closed form"),
)
