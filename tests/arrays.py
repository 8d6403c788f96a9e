"""From the rows of `cases` to arrays."""

import jax.numpy as jnp
import numpy as np


def target(y, dtype):
    """A target of a row: whole numbers stay so."""
    return jnp.asarray(y if is_whole(y) else np.asarray(y, dtype))


def is_whole(y):
    """Whether a target holds integers: a label, a ranking, a vector of counts."""
    return np.issubdtype(np.asarray(y).dtype, np.integer)


def parameters(values, dtype):
    return tuple(jnp.asarray(np.asarray(v, dtype)) for v in values)


def rows(case):
    """The parameters that the typical points of a case use, each once."""
    return tuple(dict.fromkeys(p for _, p in case.typical))


def entries(x):
    """A row of an array as the rows of `cases` have it: plain numbers and tuples of them."""
    return tuple(entries(v) for v in x) if np.ndim(x) else x.item()


def drawn(case, seed, count):
    """Random pairs of target and parameters over the box of a case."""
    with np.errstate(all="ignore"):
        columns = [np.asarray(x) for x in case.box(np.random.default_rng(seed), count)]
    return tuple((y, tuple(values)) for y, *values in (tuple(map(entries, row)) for row in zip(*columns, strict=True)))
