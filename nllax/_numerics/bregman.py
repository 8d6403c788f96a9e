"""How far a convex function is above its tangent: the building block of divergences within an exponential family."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.partials import with_partials

Function = Callable[[Array], Array]

_NODES = {"float32": 5, "float64": 10}
"""How many nodes an integral takes over an interval that is half as long as its start is from the next pole."""


def _rule(dtype: str) -> list[tuple[float, float]]:
    """The nodes and weights of Gauss and Legendre on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES[dtype])
    return list(zip((0.5 * (1 + nodes)).tolist(), (0.5 * weights).tolist(), strict=True))


def average(f: Function, start: Array, width: Array) -> Array:
    r"""$\int_0^1 f(x + tw)\,dt$ for a start x and a width w."""
    return sum((w * f(start + t * width) for t, w in _rule(start.dtype.name)), jnp.zeros_like(start * width))


def _weighted_average(f: Function, start: Array, width: Array) -> Array:
    r"""$\int_0^1 (1 - t) f(x + tw)\,dt$."""
    terms = (w * (1 - t) * f(start + t * width) for t, w in _rule(start.dtype.name))
    return sum(terms, jnp.zeros_like(start * width))


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

    def branches(y: Array, x: Array, difference: Array) -> tuple[Array, Array, Array, Array]:
        near = abs(difference) < reach(x)
        return near, jnp.where(near, difference, 0), jnp.where(near, x, y), jnp.where(near, 0, difference)

    def by_y(y: Array, x: Array, difference: Array) -> Array:
        near, width, far, _ = branches(y, x, difference)
        return jnp.where(near, width * average(bend, x, width), slope(far) - slope(x))

    @with_partials(by_y, lambda y, x, difference: -difference * bend(x), None)
    def divergence(y: Array, x: Array, difference: Array) -> Array:
        near, width, far, step = branches(y, x, difference)
        inner = width * width * _weighted_average(bend, x, width)
        return jnp.where(near, inner, value(far) - value(x) - slope(x) * step)

    return divergence
