"""How far a convex function is above its tangent: the building block of divergences within an exponential family."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.partials import with_partials

Function = Callable[[Array], Array]

_NODES = {"float32": 5, "float64": 10}
"""How many nodes an integral takes over an interval that is half as long as its start is from the next pole."""


def average(f: Function, start: Array, width: Array, power: int = 0) -> Array:
    r"""$\int_0^1 (1 - t)^n f(x + tw)\,dt$ for a start x and a width w, by the rule of Gauss and Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES[start.dtype.name])
    t = 0.5 * (1 + nodes)
    t, weights = jnp.asarray(t, start.dtype), jnp.asarray(0.5 * weights * (1 - t) ** power, start.dtype)
    return (weights * f(start[..., None] + t * width[..., None])).sum(-1)


def change(value: Function, slope: Function, reach: Function) -> Callable[..., Array]:
    r"""$f(y) - f(x)$ as a function of y, x and y - x, given exactly: within reach of x the integral of the slope.

    The derivatives are in y and x; the difference is theirs.
    """

    @with_partials(lambda y, x, difference: slope(y), lambda y, x, difference: -slope(x), None)
    def difference_of(y: Array, x: Array, difference: Array) -> Array:
        near, width, far, _ = _branches(y, x, difference, reach)
        return jnp.where(near, width * average(slope, x, width), value(far) - value(x))

    return difference_of


def _branches(y: Array, x: Array, difference: Array, reach: Function) -> tuple[Array, Array, Array, Array]:
    """Whether y is in reach of x, the difference there, y elsewhere, and the difference elsewhere."""
    near = abs(difference) < reach(x)
    return near, jnp.where(near, difference, 0), jnp.where(near, x, y), jnp.where(near, 0, difference)


def bregman(value: Function, slope: Function, bend: Function, reach: Function) -> Callable[..., Array]:
    r"""The Bregman divergence of a convex f as a function of y, x and the difference y - x, which is given exactly.

    $$B(y; x) = f(y) - f(x) - f'(x)(y - x) = (y - x)^2\int_0^1 (1 - t)\,f''(x + t(y - x))\,dt$$

    Within reach of x it is the integral, by a few nodes of Gauss and Legendre, whose terms are all positive: as good in
    relative terms as the second derivative. Beyond, the definition. The derivatives are in y and x; the difference is
    theirs.

    Args:
      value: f, up to a linear function, preferably one that leaves f bounded.
      slope: its derivative.
      bend: its second derivative.
      reach: how far from x the integral is taken: half the distance of x from the next pole of f.

    Reference: Bregman (1967), The relaxation method of finding the common point of convex sets.
    """

    @with_partials(change(slope, bend, reach), lambda y, x, difference: -difference * bend(x), None)
    def divergence(y: Array, x: Array, difference: Array) -> Array:
        near, width, far, step = _branches(y, x, difference, reach)
        inner = width * width * average(bend, x, width, 1)
        return jnp.where(near, inner, value(far) - value(x) - slope(x) * step)

    return divergence
