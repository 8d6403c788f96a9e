"""What a distribution integrates to, by summation or quadrature in float64."""

import itertools
import math
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from arrays import parameters
from evaluate import first_order, spread
from quadrature import nodes


def support(case, values, cuts=()):
    """The points of a discrete support, or nodes and weights of a quadrature that is split at the cuts too."""
    if case.points is not None:
        return jnp.asarray(case.points(*values)), 1.0
    if case.nodes is not None:
        return map(jnp.asarray, case.nodes(*values))
    width = case.scales.get("y", lambda *values: values[-1])(*values)
    y, weights = nodes(_cut(case.pieces(*values), cuts), width=float(np.max(width)))
    return jnp.concatenate([y, jnp.asarray(case.atoms)]), jnp.concatenate([weights, jnp.ones(len(case.atoms))])


def _cut(pieces, cuts):
    edges = sorted({edge for piece in pieces for edge in piece} | set(cuts))
    first, last = min(a for a, _ in pieces), max(b for _, b in pieces)
    inside = [edge for edge in edges if first <= edge <= last]
    return tuple(itertools.pairwise(inside))


def corners(case, values):
    """Where a continuous density is not smooth."""
    return () if case.pieces is None else [x for piece in case.pieces(*values) for x in piece if math.isfinite(x)]


class Points(NamedTuple):
    """Targets that carry a distribution, their probabilities, and the log-density there with its slopes."""

    y: Any
    mass: Any
    log_prob: Any
    slopes: tuple[Any, ...]


def carried(case, values, cuts=()):
    """The points that carry the distribution of a case; the cuts are where something averaged is not smooth."""
    y, weights = support(case, values, cuts)
    log_prob, slopes = first_order(case.distribution.log_prob, y, *spread(values, "float64", len(y)))
    mass = np.exp(log_prob) * weights
    return Points(np.asarray(y), np.where(np.isfinite(mass), mass, 0), log_prob, slopes)


def expectations(case, values, *functions, cuts=()):
    """The expectation of each function of the target under the distribution, by summation or quadrature."""
    y, mass, *_ = carried(case, values, cuts)
    inputs = parameters(values, "float64")
    return [np.tensordot(mass, f(y, *inputs), (0, 0)) for f in functions]


def tail(case, quantity, y, values):
    """A distribution function at targets, with its slopes."""
    f = getattr(case.distribution, quantity)
    return first_order(f, np.asarray(y, float), *spread(values, "float64", len(y)))
