"""The number is right: values and gradients against 50 digits, within the bound that the docstring states."""

import functools

import jax
import mpmath as mp
import numpy as np
import pytest
from arrays import parameters, target
from cases import CASES
from reference import exact, gradient, log_density, stated_bound, units

FLOAT64_UNITS = 4500  # 1e-12 relative

everywhere = pytest.mark.parametrize(
    ("case", "part"), [(c, p) for c in CASES for p in ("typical", "hard")], ids=lambda v: getattr(v, "name", v)
)


def _bound(case, dtype):
    return stated_bound(case.distribution.log_prob.__doc__) if dtype == "float32" else (FLOAT64_UNITS,) * 2


def _points(case, part, dtype):
    if dtype == "float64" and part == "hard":
        return ()  # the hard points are hard for float32
    return getattr(case, part)


@everywhere
def test_value(case, part, dtype):
    bound, _ = _bound(case, dtype)
    for y, values in _points(case, part, dtype):
        got = case.distribution.log_prob(target(y, dtype), *parameters(values, dtype))
        assert got.dtype == dtype
        assert units(got, float(log_density(case.density, y, values, dtype)), dtype) <= bound, (y, values)


@everywhere
def test_gradient(case, part, dtype):
    _, bound = _bound(case, dtype)
    count = len(case.parameter_names)
    slopes = jax.jit(jax.grad(case.distribution.log_prob, argnums=tuple(range(1, count + 1))))
    for y, values in _points(case, part, dtype):
        got = slopes(target(y, dtype), *parameters(values, dtype))
        if case.kink(y, *values):
            continue
        exact_values = [np.asarray(v, dtype).astype(float) for v in values]
        for index, name in enumerate(case.parameter_names):
            if case.distribution.parameters[index].given and name not in case.scales:
                assert (got[index] == 0).all()
                continue
            scale = case.scale(name, y, exact_values)
            reference = gradient(case.density, y, values, index + 1, dtype)
            error = units(np.asarray(got[index], float) * scale, reference * scale, dtype)
            assert error.max() <= bound, (name, y, values)


@pytest.mark.parametrize("case", [c for c in CASES if "y" in c.scales or c.relative], ids=lambda c: c.name)
def test_gradient_in_the_target(case, dtype):
    _, bound = _bound(case, dtype)
    for y, values in case.typical:
        if case.kink(y, *values):
            continue
        got = jax.grad(case.distribution.log_prob)(target(y, dtype), *parameters(values, dtype))
        at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (y, *values))
        scale = case.scale("y", at, exact_values)
        slope = gradient(case.density, y, values, 0, dtype)
        assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (y, values)


@pytest.mark.parametrize("case", [c for c in CASES if c.log_cdf], ids=lambda c: c.name)
@pytest.mark.parametrize("quantity", ["log_cdf", "log_sf"])
def test_distribution_functions(case, quantity, dtype):
    """Against 50 digits, with all their gradients, the hard points included in float32."""
    f, reference = getattr(case.distribution, quantity), getattr(case, quantity)
    slopes = jax.jit(jax.grad(f, argnums=tuple(range(len(case.parameter_names) + 1))))
    bound = 10 if dtype == "float32" else FLOAT64_UNITS
    for y, values in case.typical + (case.hard if dtype == "float32" else ()):
        inputs = target(y, dtype), *parameters(values, dtype)
        value = log_density(reference, y, values, dtype)
        assert units(f(*inputs), float(value), dtype) <= bound, (y, values)
        if case.kink(y, *values) or not mp.isfinite(value):
            continue
        for index, (name, got) in enumerate(zip(("y", *case.parameter_names), slopes(*inputs), strict=True)):
            at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (y, *values))
            scale = case.scale(name, at, exact_values)
            slope = gradient(reference, y, values, index, dtype)
            assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (name, y, values)


@functools.cache
def _summed(density):
    """The log-probability of the counts between two ends."""

    def log_interval(ends, *values):
        first, last = (int(mp.floor(max(end, -1))) for end in ends)
        return mp.log(mp.fsum(mp.exp(density(k, *values)) for k in range(first + 1, last + 1)))

    return log_interval


@pytest.mark.parametrize("case", [c for c in CASES if c.intervals], ids=lambda c: c.name)
def test_intervals_of_counts(case, dtype):
    """Against sums at 50 digits, with their gradients; in float64 up to counts of which it resolves 1e-12."""
    f, reference = case.distribution.log_interval, _summed(case.density)
    slopes = jax.jit(jax.grad(f, argnums=tuple(range(2, len(case.parameter_names) + 2))))
    bound = 10 if dtype == "float32" else FLOAT64_UNITS
    for low, high, values in case.intervals:
        if dtype == "float64" and high > 2e6:
            continue
        inputs = target(low, dtype), target(high, dtype), *parameters(values, dtype)
        expected = log_density(reference, (low, high), values, dtype)
        assert units(f(*inputs), float(expected), dtype) <= bound, (low, high, values)
        for index, (name, got) in enumerate(zip(case.parameter_names, slopes(*inputs), strict=True)):
            if case.distribution.parameters[index].given:
                assert got == 0
                continue
            scale = case.scale(name, None, [np.asarray(v, dtype).astype(float) for v in values])
            slope = gradient(reference, (low, high), values, index + 1, dtype)
            assert units(float(got) * scale, slope * scale, dtype) <= bound, (name, low, high, values)


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
