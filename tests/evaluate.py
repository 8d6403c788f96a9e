"""Functions at many points, in batches of one size.

Compiling is what the suite spends its time on, and a function is compiled anew for every shape. Here it is compiled
once for each dtype, with its derivatives, and whatever is compiled for one test serves the others.
"""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from arrays import parameters, target

BATCH = 1024


class Point(NamedTuple):
    """A function at a target and parameters, with its slopes: one for each argument, None in whole numbers."""

    y: Any
    values: tuple[Any, ...]
    value: Any
    slopes: tuple[Any, ...]


def first_order(f, *columns):
    """The values of f at each row of the columns, and its slopes in each column, None in one of whole numbers."""
    floating = _floating(columns)
    value, slopes = _batched(_compiled_first(f, floating), columns)
    slopes = dict(zip(floating, slopes, strict=True))
    return value, tuple(slopes.get(i) for i in range(len(columns)))


def second_order(f, *columns):
    """The forward derivative of f along all its arguments but the first, and its hessian in these, at each row."""
    floating = tuple(i for i in _floating(columns) if i)
    return _batched(_compiled_second(f, floating), columns)


def at_points(f, points, dtype):
    """The pairs of target and parameters as `Point`s of f, in order."""
    return _at_points(f, tuple(points), str(dtype))


@functools.cache
def _at_points(f, points, dtype):
    found: dict[int, Point] = {}
    rows = [(target(y, dtype), *parameters(values, dtype)) for y, values in points]
    kinds = [tuple((x.shape, x.dtype) for x in row) for row in rows]
    for kind in dict.fromkeys(kinds):
        chosen = [i for i, k in enumerate(kinds) if k == kind]
        value, slopes = first_order(f, *map(jnp.stack, zip(*(rows[i] for i in chosen), strict=True)))
        for k, i in enumerate(chosen):
            found[i] = Point(*points[i], value[k], tuple(s if s is None else s[k] for s in slopes))
    return [found[i] for i in range(len(points))]


def spread(values, dtype, count):
    """Parameters as columns of equal rows."""
    return [jnp.broadcast_to(x, (count, *x.shape)) for x in parameters(values, dtype)]


def _floating(columns):
    return tuple(i for i, x in enumerate(columns) if jnp.issubdtype(x.dtype, jnp.floating))


@functools.cache
def _compiled_first(f, argnums):
    if not argnums:
        return jax.jit(jax.vmap(lambda *row: (f(*row), ())))
    return jax.jit(jax.vmap(jax.value_and_grad(f, argnums)))


@functools.cache
def _compiled_second(f, argnums):
    def derivatives(*row):
        chosen = tuple(row[i] for i in argnums)
        along = lambda *moved: f(*(moved[argnums.index(i)] if i in argnums else x for i, x in enumerate(row)))
        _, forward = jax.jvp(along, chosen, tuple(map(jnp.ones_like, chosen)))
        return forward, jax.hessian(f, argnums)(*row)

    return jax.jit(jax.vmap(derivatives))


def _batched(f, columns):
    columns = [np.asarray(x) for x in columns]
    pieces = []
    for start in range(0, len(columns[0]), BATCH):
        part = [x[start : start + BATCH] for x in columns]
        size = len(part[0])
        full = [np.concatenate([x, np.repeat(x[-1:], BATCH - size, axis=0)]) for x in part]
        pieces.append(jax.tree.map(lambda x, size=size: np.asarray(x)[:size], f(*full)))
    return jax.tree.map(lambda *x: np.concatenate(x), *pieces)
