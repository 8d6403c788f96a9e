"""The number is right: values and gradients against 50 digits, within the bound that the docstring states."""

import itertools

import jax
import mpmath as mp
import numpy as np
import pytest
from arrays import parameters, rows, target
from cases import CASES
from reference import gradient, log_density, stated_bound, units

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


def _log_interval(case):
    """By a difference of the masses below, or of those above if they are smaller."""

    def log_interval(low, high, *values):
        below, above = case.log_cdf(high, *values), case.log_sf(low, *values)
        if below < above:
            return mp.log(mp.exp(below) - mp.exp(case.log_cdf(low, *values)))
        return mp.log(mp.exp(above) - mp.exp(case.log_sf(high, *values)))

    return log_interval


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c.log_cdf and "log_interval" not in c.lacks and len(c.ends(*rows(c)[0]))],
    ids=lambda c: c.name,
)
def test_intervals(case, dtype):
    """Against 50 digits, with all their gradients: far out on either side, and across the middle."""
    f, reference, values = case.distribution.log_interval, _log_interval(case), rows(case)[-1]
    slopes = jax.jit(jax.value_and_grad(f, argnums=tuple(range(len(case.parameter_names) + 2))))
    bound = 10 if dtype == "float32" else FLOAT64_UNITS
    inside = [y for y in case.ends(*values) if case.distribution.support.contains(target(y, dtype))]
    for low, high in itertools.chain(itertools.pairwise(inside), zip(inside, inside[3:], strict=False)):
        value, got = slopes(target(low, dtype), target(high, dtype), *parameters(values, dtype))
        at = low, (high, *values)
        assert units(value, float(log_density(reference, *at, dtype)), dtype) <= bound, at
        for index, (name, slope) in enumerate(zip(("y", "y", *case.parameter_names), got, strict=True)):
            y, *exact_values = (np.asarray(v, dtype).astype(float) for v in ((low, high)[min(index, 1)], *values))
            scale = case.scale(name, y, exact_values)
            exact = gradient(reference, *at, index, dtype)
            assert units(np.asarray(slope, float) * scale, exact * scale, dtype).max() <= bound, (name, at)
