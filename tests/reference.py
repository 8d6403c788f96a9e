"""Values and gradients at 50 digits, and the unit in which an error is measured."""

import functools
import re

import mpmath as mp
import numpy as np

mp.mp.dps = 50


def exact(x, dtype):
    """An input as the number that `dtype` makes of it, in mpmath."""
    if isinstance(x, tuple):
        return tuple(exact(v, dtype) for v in x)
    return x if isinstance(x, int) else mp.mpf(float(np.asarray(x, dtype)))


@functools.cache
def log_density(density, y, parameters, dtype):
    return density(exact(y, dtype), *(exact(p, dtype) for p in parameters))


@functools.cache
def gradient(density, y, parameters, index, dtype):
    """The partial derivatives in argument `index`, 0 for the target: an array of the argument's shape."""
    arguments = tuple(exact(x, dtype) for x in (y, *parameters))
    slopes = _slopes(lambda v: density(*_with(arguments, index, v)), arguments[index])
    return np.asarray(slopes, dtype=object).astype(float)


def _slopes(f, x):
    if isinstance(x, tuple):
        return [_slopes(lambda v, k=k: f(_with(x, k, v)), entry) for k, entry in enumerate(x)]
    return mp.diff(f, x, h=_step(x))


def _step(x):
    return mp.mpf(10) ** -20 * (abs(x) or mp.mpf(10) ** -20)


def _with(values, index, value):
    return (*values[:index], value, *values[index + 1 :])


def units(got, reference, dtype, size=1):
    """The error in units of eps, relative to the largest of 1, the reference and a size; 0 for the same infinity."""
    got, reference = np.asarray(got, np.float64), np.asarray(reference, np.float64)
    same = (got == reference) | (np.isnan(got) & np.isnan(reference))
    with np.errstate(invalid="ignore"):
        error = np.abs(got - reference) / (float(np.finfo(dtype).eps) * np.maximum(np.abs(reference), max(1, size)))
    return np.where(same, 0.0, error)


def stated_size(doc, y, parameters):
    """The size of the terms to which a docstring states the error of the value, beside 1 and the reference.

    `parameters` are by name; a term is "log y", "log (1 - y)", "log PARAMETER", or "the summed logs of" a vector or of
    the diagonal of the triangular parameter.
    """
    stated = re.search(r"the reference and, in the value, (.+?)[;)]", " ".join(doc.split()).replace("(1 - y)", "1 - y"))
    named = parameters | {"y": y, "1 - y": 1 - np.asarray(y, float)}
    return max((_size(term, named) for term in re.split(", | and ", stated.group(1))), default=1) if stated else 1


def _size(term, named):
    if term == "the summed logs of the diagonal":
        (triangle,) = (x for name, x in named.items() if name.endswith("_tril"))
        return abs(np.log(np.diagonal(triangle))).sum()
    summed, name = re.fullmatch(r"(the summed logs of|log) (.+)", term).groups()
    numbers = np.asarray(named[name], float)
    logs = abs(np.log(numbers[numbers > 0]))
    return logs.sum() if summed != "log" else logs.max(initial=0)


def stated_bound(doc):
    """The bounds of value and gradient that a docstring states for float32."""
    both = re.search(r"Float32: value and gradient within (\d+) units?", doc)
    if both:
        return (float(both.group(1)),) * 2
    each = re.search(r"Float32: value within (\d+) units?\s+and\s+gradient\s+within (\d+)", doc)
    assert each, "the docstring states no bound in float32"
    return float(each.group(1)), float(each.group(2))
