"""What a distribution integrates to, by summation or quadrature in float64."""

import itertools
import math

import jax.numpy as jnp
import numpy as np
from arrays import parameters
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


def masses(case, values, cuts=()):
    """Points that cover the support, and what each stands for."""
    y, weights = support(case, values, cuts)
    mass = jnp.exp(case.distribution.log_prob(y, *parameters(values, "float64"))) * weights
    return y, jnp.where(jnp.isfinite(mass), mass, 0)


def expectations(case, values, *functions, cuts=()):
    """The expectation of each function of the target under the distribution, by summation or quadrature.

    The cuts are where a function is not smooth.
    """
    y, mass = masses(case, values, cuts)
    inputs = parameters(values, "float64")
    return [jnp.tensordot(mass, f(y, *inputs), (0, 0)) for f in functions]
