"""Laws of quantiles: they invert the distribution functions, in both tails, and so do their slopes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, rows
from conftest import x64_mode
from crossing import EXHAUSTIVE, every_case_with
from evaluate import first_order, spread
from expectations import tail

pytestmark = [pytest.mark.usefixtures("x64"), pytest.mark.slow]

LEVELS = np.asarray([1e-9, 0.01, 0.3, 0.5, 0.8, 0.999])
SIZE = 20_000


def _quantiles(case, p, values):
    """Quantiles with their slopes."""
    return first_order(case.distribution.quantile, np.asarray(p, float), *spread(values, "float64", len(p)))


@every_case_with("quantile", "log_cdf", marks=EXHAUSTIVE)
def test_quantile_inverts_the_cdf(case):
    for values in rows(case):
        y, slopes = _quantiles(case, LEVELS, values)
        reached = np.exp(tail(case, "log_cdf", y, values)[0])
        if case.points is None:
            density = np.exp(first_order(case.distribution.log_prob, y, *spread(values, "float64", len(y)))[0])
            assert (
                abs(reached - LEVELS) <= 1e-9 * LEVELS + 1e-15 * abs(y) * density
            ).all()  # y's, seen through the cdf
        else:
            below = np.exp(tail(case, "log_cdf", y - 1, values)[0])
            assert ((reached >= LEVELS - 1e-12) & (below < LEVELS)).all()
            assert not any(slope.any() for slope in slopes)
        outside, _ = _quantiles(case, [-0.1, 1.1], values)
        assert np.isnan(outside).all()


def _random(case):
    """Probabilities down to 1e-38, and up to the last float32 below 1, with random parameters: all of them float32."""
    rng = np.random.default_rng(0)
    _, *inputs = case.box(rng, SIZE)
    low = np.exp(-rng.exponential(15.0, SIZE).clip(0.7, 87))
    p = np.where(rng.random(SIZE) < 0.5, 1 - low.clip(2**-24), low)
    return [np.asarray(x, np.float32) for x in (p, *inputs)]


def _condition(case, points):
    """The quantiles in float64, and what they lose if all that they are made of is off by one in a relative sense."""
    points = [x.astype(float) for x in points]
    y, slopes = first_order(case.distribution.quantile, *points)
    with np.errstate(over="ignore", invalid="ignore"):  # beyond float32, where it is not judged
        return y, abs(y) + sum(abs(x * slope) for x, slope in zip(points, slopes, strict=True))


@every_case_with("quantile", "log_cdf", "log_sf", continuous=True, marks=EXHAUSTIVE)
def test_quantile_inverts_both_tails(case):
    """A few units on either side of it, the tails are on either side of p: to a relative 1e-11 of the logarithm."""
    points = _random(case)
    p, *inputs = (x.astype(float) for x in points)
    y, condition = _condition(case, points)
    limits = np.finfo(np.float32)
    fits = (abs(y) > float(limits.tiny)) & (abs(y) < float(limits.max))
    y, unit = np.where(fits, y, 1), np.where(fits, 4 * np.finfo(float).eps * condition, 0)
    tails = (case.distribution.log_cdf, np.log(p), p < 0.5, 1), (case.distribution.log_sf, np.log1p(-p), p >= 0.5, -1)
    for function, log_p, judged, side in tails:
        for step in (-1, 1):
            reached, _ = first_order(function, y + step * unit, *inputs)
            excess = np.where(fits & judged, side * step * (log_p - reached) / np.maximum(1, abs(log_p)), 0)
            assert excess.max() <= 1e-11, [x[excess.argmax()] for x in points]


@every_case_with("quantile", continuous=True, marks=EXHAUSTIVE)
def test_quantile_in_float32(case):
    """To a few units of eps times the condition number, and finite where it is a float32."""
    points = _random(case)
    got, _ = first_order(case.distribution.quantile, *points)
    assert got.dtype == np.float32
    assert not np.isnan(got).any()
    exact, condition = _condition(case, points)
    limits = np.finfo(np.float32)
    fits = (abs(exact) > 4 * float(limits.tiny)) & (abs(exact) < 0.99 * float(limits.max))
    got, exact, condition = (np.where(fits, x.astype(float), 1) for x in (got, exact, condition))
    error = abs(got - exact) / (float(limits.eps) * condition)
    assert error.max() < 8, [x[error.argmax()] for x in points]


@every_case_with("quantile", "log_cdf", continuous=True, marks=EXHAUSTIVE)
def test_slopes_of_a_quantile(case):
    """Those of an implicit function: what p and the parameters do to the probability, over the density."""
    for values in rows(case):
        y, (by_level, *others) = _quantiles(case, LEVELS, values)
        density = np.exp(first_order(case.distribution.log_prob, y, *spread(values, "float64", len(y)))[0])
        rounding = 1e-8 + 1e-15 * abs(y) * density / LEVELS  # of y, seen through the tail
        assert (abs(by_level * density - 1) <= rounding).all(), values
        _, (_, *by_parameters) = tail(case, "log_cdf", y, values)
        for got, by_parameter in zip(others, by_parameters, strict=True):
            expected = -by_parameter * LEVELS / density
            assert (abs(got - expected) <= rounding * abs(expected) + 1e-10).all(), values


@every_case_with("quantile", continuous=True, marks=EXHAUSTIVE)
def test_second_slopes_of_a_quantile(case):
    """Along the sum of all arguments, against central differences of the gradient."""
    gradient = jax.grad(case.distribution.quantile, tuple(range(1 + len(case.parameter_names))))
    along = jax.jit(jax.vmap(lambda *at: jax.jvp(gradient, at, tuple(jnp.ones_like(x) for x in at))[1]))
    points = [(p, *map(float, values)) for values in rows(case) for p in (0.02, 0.7)]
    columns = [np.asarray(x) for x in zip(*points, strict=True)]
    ends = [first_order(case.distribution.quantile, *(x + s * 1e-6 for x in columns))[1] for s in (1, -1)]
    for got, upper, lower in zip(along(*columns), *ends, strict=True):
        np.testing.assert_allclose(got, (upper - lower) / 2e-6, rtol=1e-5, atol=1e-5)


@every_case_with("quantile", "log_cdf", marks=EXHAUSTIVE)
def test_quantiles_at_the_ends(case):
    """The first and the last of the support, which may be infinite."""
    for values in rows(case):
        (first, last), _ = _quantiles(case, [0.0, 1.0], values)
        before = first if case.points is None else first - 1
        below, above = tail(case, "log_cdf", np.stack([before, last]), values)[0]
        assert below == -np.inf
        assert abs(above) < 1e-15
        if case.points is not None:
            assert case.distribution.log_prob(first, *parameters(values, "float64")) > -np.inf


@every_case_with("quantile", continuous=False, marks=EXHAUSTIVE)
def test_quantiles_of_large_counts(case):
    """In float32, up to what its distribution functions resolve: the level is reached there and not before."""
    p = np.asarray([1e-30, 1e-6, 0.3, 0.49, 0.51, 0.7, 1 - 1e-6], np.float32)
    level = np.where(p < 0.5, np.log(p), np.log1p(-p))
    rounding = 32 * np.finfo(p.dtype).eps * np.maximum(1, -level)
    with x64_mode(False):
        for _, values in case.hard:
            inputs = spread(values, "float32", len(p))
            y, _ = first_order(case.distribution.quantile, p, *inputs)
            before = np.where(y < 2**23, y - 1, np.nextafter(y, np.float32(-np.inf)))
            for at, sign in ((y, 1), (before, -1)):
                tails = (case.distribution.log_cdf, case.distribution.log_sf)
                below, above = (first_order(f, at.astype(np.float32), *inputs)[0] for f in tails)
                assert (sign * np.where(p < 0.5, below - level, level - above) >= -rounding).all(), (values, at)
