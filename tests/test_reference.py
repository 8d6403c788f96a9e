"""The number is right: values and gradients against 50 digits, within the bound that the docstring states."""

import itertools

import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from arrays import drawn, parameters, rows
from cases import CASES
from crossing import EXHAUSTIVE, crossed, float64_if_asked_for, most_cases_exhaustively
from evaluate import at_points, first_order
from reference import exact, gradient, log_density, stated_bound, stated_size, units

FLOAT64_UNITS = 4500  # 1e-12 relative

INTEGRATED = ("general_robust", "skew_normal")
"""Whose distribution functions are integrated to 50 digits: that takes long."""

everywhere = pytest.mark.parametrize(
    ("case", "part"), [(c, p) for c in CASES for p in ("typical", "hard")], ids=lambda v: getattr(v, "name", v)
)


def _bound(case, dtype):
    return stated_bound(case.distribution.log_prob.__doc__) if dtype == "float32" else (FLOAT64_UNITS,) * 2


def _points(case, part, dtype):
    if dtype == "float64" and part == "hard":
        return ()  # the hard points are hard for float32
    return getattr(case, part)


def _value_error(case, y, values, got, dtype):
    """In units, relative to what the docstring says."""
    numbers = dict(zip(case.parameter_names, (np.asarray(v, dtype).astype(float) for v in values), strict=True))
    size = stated_size(case.distribution.log_prob.__doc__, np.asarray(y, dtype).astype(float), numbers)
    return units(got, float(log_density(case.density, y, values, dtype)), dtype, size)


@everywhere
def test_value(case, part, dtype):
    bound, _ = _bound(case, dtype)
    for y, values, got, _ in at_points(case.distribution.log_prob, _points(case, part, dtype), dtype):
        assert got.dtype == dtype
        assert _value_error(case, y, values, got, dtype) <= bound, (y, values)


@most_cases_exhaustively
def test_value_anywhere(case):
    """At random places of all that the docstring promises."""
    bound, _ = _bound(case, "float32")
    for y, values, got, _ in at_points(case.distribution.log_prob, drawn(case, 5, 100), "float32"):
        assert _value_error(case, y, values, got, "float32") <= bound, (y, values)


def _gradient_errors(case, y, values, slopes, dtype):
    """By parameter, in units; infinite for a slope in what the data gives."""
    exact_values = [np.asarray(v, dtype).astype(float) for v in values]
    for index, (name, got) in enumerate(zip(case.parameter_names, slopes, strict=True)):
        if case.distribution.parameters[index].given and name not in case.scales:
            yield name, 0 if (got == 0).all() else np.inf
            continue
        scale = case.scale(name, y, exact_values)
        reference = gradient(case.density, y, values, index + 1, dtype)
        yield name, units(np.asarray(got, float) * scale, reference * scale, dtype).max()


@everywhere
def test_gradient(case, part, dtype):
    _, bound = _bound(case, dtype)
    for y, values, _, (_, *slopes) in at_points(case.distribution.log_prob, _points(case, part, dtype), dtype):
        if not case.kink(y, *values):
            for name, error in _gradient_errors(case, y, values, slopes, dtype):
                assert error <= bound, (name, y, values)


NOT_ANYWHERE = {
    ("general_robust", "alpha"): "diverges at 2",
    ("tweedie", "power"): "is a difference of large terms, as the docstring says",
} | dict.fromkeys(
    itertools.product(["mixture(normal)"], ["logits", "loc", "scale"]), "the box goes beyond 300 deviations"
)


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name, marks=EXHAUSTIVE) for c in CASES])
def test_gradient_anywhere(case):
    """At random places of all that the docstring promises."""
    _, bound = _bound(case, "float32")
    for y, values, _, (_, *slopes) in at_points(case.distribution.log_prob, drawn(case, 5, 30), "float32"):
        if not case.kink(y, *values):
            for name, error in _gradient_errors(case, y, values, slopes, "float32"):
                assert error <= bound or (case.name, name) in NOT_ANYWHERE, (name, y, values)


@pytest.mark.parametrize("case", [c for c in CASES if "y" in c.scales or c.relative], ids=lambda c: c.name)
def test_gradient_in_the_target(case, dtype):
    _, bound = _bound(case, dtype)
    for y, values, _, (got, *_) in at_points(case.distribution.log_prob, case.typical, dtype):
        if case.kink(y, *values):
            continue
        at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (y, *values))
        scale = case.scale("y", at, exact_values)
        slope = gradient(case.density, y, values, 0, dtype)
        assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (y, values)


@float64_if_asked_for
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c.name, marks=EXHAUSTIVE if c.name in INTEGRATED else [pytest.mark.slow])
        for c in CASES
        if c.log_cdf
    ],
)
@pytest.mark.parametrize("quantity", ["log_cdf", "log_sf"])
def test_distribution_functions(case, quantity, dtype):
    """Against 50 digits, with all their gradients, the hard points included in float32."""
    f, reference = getattr(case.distribution, quantity), getattr(case, quantity)
    bound = 10 if dtype == "float32" else FLOAT64_UNITS
    for y, values, got, slopes in at_points(f, case.typical + _points(case, "hard", dtype), dtype):
        value = log_density(reference, y, values, dtype)
        assert units(got, float(value), dtype) <= bound, (y, values)
        if case.kink(y, *values) or not mp.isfinite(value):
            continue
        for index, (name, got) in enumerate(zip(("y", *case.parameter_names), slopes, strict=True)):
            at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (y, *values))
            scale = case.scale(name, at, exact_values)
            slope = gradient(reference, y, values, index, dtype)
            assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (name, y, values)


def _log_interval(case):
    """By a sum over counts; else by a difference of the masses below, or of those above if they are smaller."""

    def summed(ends, *values):
        first, last = (int(mp.floor(max(end, -1))) for end in ends)
        return mp.log(mp.fsum(mp.exp(case.density(k, *values)) for k in range(first + 1, last + 1)))

    def subtracted(ends, *values):
        low, high = ends
        below, above = case.log_cdf(high, *values), case.log_sf(low, *values)
        if below < above:
            return mp.log(mp.exp(below) - mp.exp(case.log_cdf(low, *values)))
        return mp.log(mp.exp(above) - mp.exp(case.log_sf(high, *values)))

    return subtracted if case.points is None else summed


def _intervals(case, dtype="float32"):
    """The ends and parameters that a row of counts names; else far out on either side, and across the middle.

    In float64 up to counts of which it resolves 1e-12.
    """
    if case.intervals:
        return [i for i in case.intervals if dtype == "float32" or i[1] <= 2e6]
    values = rows(case)[-1]
    contains = case.distribution.support.contains
    ends = [y for y in case.ends(*values) if case.log_cdf and contains(np.asarray(y, dtype))]
    between = itertools.chain(itertools.pairwise(ends), zip(ends, ends[3:], strict=False))
    return [(low, high, values) for low, high in between]


@pytest.mark.slow
@crossed([c for c in CASES if _intervals(c)], EXHAUSTIVE)
def test_intervals(case, dtype):
    """Against 50 digits, with all their gradients."""
    reference, intervals = _log_interval(case), _intervals(case, dtype)
    given = {p.name for p in case.distribution.given} - set(case.scales)
    constant = given | ({"y"} if case.points is not None else set())
    bound = 10 if dtype == "float32" else FLOAT64_UNITS
    inputs = [parameters((low, high, *values), dtype) for low, high, values in intervals]
    found, slopes = first_order(case.distribution.log_interval, *map(jnp.stack, zip(*inputs, strict=True)))
    by_argument = [np.stack(slopes[:2], axis=1), *slopes[2:]]
    for row, (low, high, values) in enumerate(intervals):
        ends = low, high
        assert units(found[row], float(log_density(reference, ends, values, dtype)), dtype) <= bound, (ends, values)
        at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (ends, *values))
        for index, name in enumerate(("y", *case.parameter_names)):
            got = by_argument[index][row]
            if name in constant:
                assert (got == 0).all()
                continue
            scale = case.scale(name, at, exact_values)
            slope = gradient(reference, ends, values, index, dtype)
            assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (name, ends, values)


@pytest.mark.parametrize("case", [c for c in CASES if c.spread], ids=lambda c: c.name)
def test_entropy(case, dtype):
    """Against sums at 20 digits over all counts, on either side of every switch of formula."""
    with mp.workdps(20):
        for values in case.spread:
            inputs = tuple(exact(v, dtype) for v in values)
            terms = (case.density(k, *inputs) for k in case.points(*values))
            expected = -mp.fsum(mp.exp(log_p) * log_p for log_p in terms)
            got = case.distribution.entropy(*parameters(values, dtype))
            assert units(got, float(expected), dtype) <= (10 if dtype == "float32" else FLOAT64_UNITS), values
