"""The number is right: values and gradients against 50 digits, within the bound that the docstring states."""

import mpmath as mp
import numpy as np
import pytest
from cases import CASES
from evaluate import at_points
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
    for y, values, got, _ in at_points(case.distribution.log_prob, _points(case, part, dtype), dtype):
        assert got.dtype == dtype
        assert units(got, float(log_density(case.density, y, values, dtype)), dtype) <= bound, (y, values)


@everywhere
def test_gradient(case, part, dtype):
    _, bound = _bound(case, dtype)
    for y, values, _, slopes in at_points(case.distribution.log_prob, _points(case, part, dtype), dtype):
        if case.kink(y, *values):
            continue
        _, *got = slopes
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
    for y, values, _, (got, *_) in at_points(case.distribution.log_prob, case.typical, dtype):
        if case.kink(y, *values):
            continue
        at, *exact_values = (np.asarray(v, dtype).astype(float) for v in (y, *values))
        scale = case.scale("y", at, exact_values)
        slope = gradient(case.density, y, values, 0, dtype)
        assert units(np.asarray(got, float) * scale, slope * scale, dtype).max() <= bound, (y, values)


@pytest.mark.parametrize("case", [c for c in CASES if c.log_cdf], ids=lambda c: c.name)
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
