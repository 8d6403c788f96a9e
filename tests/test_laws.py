"""Laws that every distribution obeys, whatever its formula: they need no reference."""

import itertools
import math
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, rows, target
from cases import CASES
from conftest import x64_mode
from crossing import every_case
from evaluate import first_order, spread
from expectations import carried, expectations

pytestmark = [pytest.mark.usefixtures("x64"), pytest.mark.slow]

TOLERANCE = 1e-9


def _with(*quantities):
    chosen = [c for c in CASES if all(hasattr(c.distribution, q) for q in quantities)]
    return pytest.mark.parametrize("case", chosen, ids=lambda c: c.name)


def _continuous_with(*quantities):
    chosen = [c for c in CASES if c.points is None and all(hasattr(c.distribution, q) for q in quantities)]
    return pytest.mark.parametrize("case", chosen, ids=lambda c: c.name)


def _numbers(case, y):
    """What enters a mean: a label as its one-hot vector, a count as a floating number."""
    is_label = case.distribution.support.name == "label"
    return np.eye(len(y))[y] if is_label else y.astype(float)


@every_case
def test_integrates_to_one(case):
    for values in rows(case):
        assert abs(carried(case, values).mass.sum() - 1) < TOLERANCE, values


@pytest.mark.parametrize("case", [c for c in CASES if c.regular], ids=lambda c: c.name)
def test_score_has_mean_zero(case):
    for values in rows(case):
        _, mass, _, (_, *slopes) = carried(case, values)
        score = np.concatenate([s.reshape(len(mass), -1) for s in slopes if s is not None], axis=1)
        expected = mass @ score
        if "probs" in case.parameter_names and case.distribution.support.name == "label":
            expected = expected - 1  # on the simplex the score is orthogonal to the ones, not zero
        assert abs(expected).max() < TOLERANCE, values


@_with("entropy")
def test_entropy(case):
    for values in rows(case):
        _, mass, log_prob, _ = carried(case, values)
        expected = -mass @ np.where(mass > 0, log_prob, 0)
        got = case.distribution.entropy(*parameters(values, "float64"))
        assert abs(got - expected) < 1e-8 * max(1, abs(expected)), values


@_with("mean", "variance")
def test_mean_and_variance(case):
    for values in rows(case):
        first, second = expectations(
            case,
            values,
            lambda y, *_: _numbers(case, y),
            lambda y, *_: _numbers(case, y) ** 2,
        )
        inputs = parameters(values, "float64")
        np.testing.assert_allclose(case.distribution.mean(*inputs), first, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(case.distribution.variance(*inputs), second - first**2, rtol=1e-8, atol=1e-8)


@_with("mode")
def test_mode_is_the_most_probable(case):
    for values in rows(case):
        inputs = parameters(values, "float64")
        best = case.distribution.log_prob(case.distribution.mode(*inputs), *inputs)
        assert (carried(case, values).log_prob <= best + 1e-12).all(), values


def _probes(case, values):
    if case.points is not None:
        return np.array([-0.5, 0.0, 0.5, 1.0, 1.5])
    return case.probes(*values)


def _tail(case, quantity, y, values):
    """A distribution function at targets, with its slopes."""
    f = getattr(case.distribution, quantity)
    return first_order(f, np.asarray(y, float), *spread(values, "float64", len(y)))


def _interval(case, low, high, values):
    value, _ = first_order(
        case.distribution.log_interval, *map(np.asarray, (low, high)), *spread(values, "float64", len(low))
    )
    return value


@_with("log_cdf", "log_sf")
def test_cdf_and_survival_add_to_one(case):
    for values in rows(case):
        y = _probes(case, values)
        (log_cdf, _), (log_sf, _) = (_tail(case, quantity, y, values) for quantity in ("log_cdf", "log_sf"))
        np.testing.assert_allclose(np.exp(log_cdf) + np.exp(log_sf), 1, rtol=1e-12)


@_with("log_cdf")
def test_cdf_is_the_integral_of_the_density(case):
    for values in rows(case):
        y = _probes(case, values)
        log_cdf, (slope, *_) = _tail(case, "log_cdf", y, values)
        if case.points is not None:
            points, mass, *_ = carried(case, values)
            np.testing.assert_allclose(np.exp(log_cdf), (mass * (points <= y[:, None])).sum(1), atol=1e-12)
        else:
            log_prob, _ = first_order(case.distribution.log_prob, y, *spread(values, "float64", len(y)))
            np.testing.assert_allclose(slope, np.exp(log_prob - log_cdf), rtol=1e-10)


@_with("log_interval", "log_cdf")
def test_interval_is_a_difference_of_cdfs(case):
    for values in rows(case):
        low, high = map(np.asarray, zip(*itertools.combinations(_probes(case, values)[::3].tolist(), 2), strict=True))
        lower, upper = (np.exp(_tail(case, "log_cdf", y, values)[0]) for y in (low, high))
        np.testing.assert_allclose(np.exp(_interval(case, low, high, values)), upper - lower, atol=1e-13)


@_with("log_interval", "log_cdf", "log_sf")
def test_intervals_without_an_end_are_tails(case):
    for values in rows(case):
        y = _probes(case, values)
        below, above = np.full_like(y, -math.inf), np.full_like(y, math.inf)
        interval = lambda low, high, values=values: _interval(case, low, high, values)  # noqa: E731
        np.testing.assert_allclose(interval(below, y), _tail(case, "log_cdf", y, values)[0], rtol=1e-12)
        np.testing.assert_allclose(interval(y, above), _tail(case, "log_sf", y, values)[0], rtol=1e-12)
        assert (interval(below, above) == 0).all()
        assert (interval(y, y) == -math.inf).all()
        assert np.isnan(interval(y + 1, y)).all()


def _ends(case, values):
    """Where intervals begin and end; for a discrete support before and on its first points."""
    if case.points is None:
        return case.ends(*values)
    points = sorted(set(case.points(*values)) & {0, 1, 3, 4, 12, 17, 25})
    return [-1.0, *map(float, points)]


def _is_fixed(case, index):
    """Whether no gradient flows to a parameter, or to a discrete target, which comes before all parameters."""
    return index < 0 or case.distribution.parameters[index].given


@_with("log_interval")
def test_slopes_of_an_interval(case):
    """Against central differences, in all arguments and across every switch of formula."""
    f, names = case.distribution.log_interval, ("y", "y", *case.parameter_names)
    for values in rows(case):
        low, high = map(np.asarray, zip(*itertools.combinations(_ends(case, values), 2), strict=True))
        at = [low, high, *map(np.asarray, spread(values, "float64", len(low)))]
        value, slopes = first_order(f, *at)
        for index, (name, slope) in enumerate(zip(names, slopes, strict=True)):
            if case.points is not None and _is_fixed(case, index - 2):
                assert slope is None or not slope.any()
                continue
            assert not slope[value == -math.inf].any()
            scale = np.stack([case.scale(name, y, values) * np.ones(slope.shape[1:]) for y in at[min(index, 1)]])
            moved = ([x + s * 1e-6 * scale * (i == index) for i, x in enumerate(at)] for s in (1, -1))
            ends = [first_order(f, *columns)[0] for columns in moved]
            got = (slope * scale).reshape(len(value), -1).sum(1)
            with np.errstate(invalid="ignore"):
                expected = np.where(value > -math.inf, (ends[0] - ends[1]) / 2e-6, 0)
            np.testing.assert_allclose(got, expected, rtol=2e-6, atol=2e-7)


@_with("log_cdf", "log_sf")
def test_nothing_lies_below_the_support(case):
    """And nothing there depends on anything."""
    y = np.asarray([y for y in case.outside if case.points is None and -math.inf < y <= 0])
    for values in rows(case) if y.size else ():
        for quantity, limit in (("log_cdf", -math.inf), ("log_sf", 0)):
            value, slopes = _tail(case, quantity, y, values)
            assert (value == limit).all()
            assert not any(slope.any() for slope in slopes)


@_with("quantile", "log_cdf")
def test_quantile_inverts_the_cdf(case):
    p = jnp.asarray([1e-9, 0.01, 0.3, 0.5, 0.8, 0.999])
    for values in rows(case):
        inputs = parameters(values, "float64")
        y = case.distribution.quantile(p, *inputs)
        reached = jnp.exp(case.distribution.log_cdf(y, *inputs))
        if case.points is None:
            rounding = 1e-15 * abs(y) * jnp.exp(case.distribution.log_prob(y, *inputs))  # of y, seen through the cdf
            assert (abs(reached - p) <= 1e-9 * p + rounding).all()
        else:
            below = jnp.exp(case.distribution.log_cdf(y - 1, *inputs))
            assert ((reached >= p - 1e-12) & (below < p)).all()
            assert not any(jax.grad(case.distribution.quantile, tuple(range(len(inputs) + 1)))(p[2], *inputs))
        assert jnp.isnan(case.distribution.quantile(jnp.asarray([-0.1, 1.1]), *inputs)).all()


def _random_quantiles(case):
    """Probabilities down to 1e-38, and up to the last float32 below 1, with random parameters: all of them float32."""
    rng = np.random.default_rng(0)
    _, *inputs = case.box(rng, 100_000)
    tail = np.exp(-rng.exponential(15.0, 100_000).clip(0.7, 87))
    p = np.where(rng.random(100_000) < 0.5, 1 - tail.clip(2**-24), tail)
    return [x.astype(np.float32) for x in (p, *inputs)]


def _condition(case, points):
    """The quantiles in float64, and what they lose if all that they are made of is off by one in a relative sense."""
    everything = tuple(range(len(points)))
    y, slopes = jax.jit(jax.vmap(jax.value_and_grad(case.distribution.quantile, everything)))(*points)
    return y, abs(y) + sum(abs(x * slope) for x, slope in zip(points, slopes, strict=True))


@_continuous_with("quantile", "log_cdf", "log_sf")
def test_quantile_inverts_both_tails(case):
    """A few units on either side of it, the tails are on either side of p: to a relative 1e-11 of the logarithm."""
    p, *inputs = points = [jnp.asarray(x, float) for x in _random_quantiles(case)]
    y, condition = _condition(case, points)
    unit = 4 * float(jnp.finfo(float).eps) * condition
    limits = jnp.finfo(jnp.float32)
    fits = (abs(y) > float(limits.tiny)) & (abs(y) < float(limits.max))
    tails = (case.distribution.log_cdf, jnp.log(p), p < 0.5, 1), (case.distribution.log_sf, jnp.log1p(-p), p >= 0.5, -1)
    for tail, log_p, judged, side in tails:
        for step in (-1, 1):
            excess = side * step * (log_p - tail(y + step * unit, *inputs)) / jnp.maximum(1, abs(log_p))
            excess = jnp.where(fits & judged, excess, 0)
            assert excess.max() <= 1e-11, [x[excess.argmax()] for x in points]


@_continuous_with("quantile")
def test_quantile_in_float32(case):
    """To a few units of eps times the condition number, and finite where it is a float32."""
    points = _random_quantiles(case)
    got = np.asarray(jax.jit(case.distribution.quantile)(*points), float)
    assert not np.isnan(got).any()
    exact, condition = map(np.asarray, _condition(case, [jnp.asarray(x, float) for x in points]))
    limits = np.finfo(np.float32)
    fits = (abs(exact) > 4 * float(limits.tiny)) & (abs(exact) < 0.99 * float(limits.max))
    got, exact, condition = (np.where(fits, x, 1) for x in (got, exact, condition))
    error = abs(got - exact) / (float(limits.eps) * condition)
    assert error.max() < 8, [x[error.argmax()] for x in points]


@_continuous_with("quantile", "log_cdf")
def test_slopes_of_a_quantile(case):
    """Those of an implicit function: what p and the parameters do to the probability, over the density."""
    count = len(case.parameter_names)
    over = (0, *(None,) * count)
    slopes = jax.jit(jax.vmap(jax.grad(case.distribution.quantile, tuple(range(count + 1))), over))
    tails = jax.jit(jax.vmap(jax.grad(case.distribution.log_cdf, tuple(range(1, count + 1))), over))
    p = jnp.asarray([1e-9, 0.01, 0.3, 0.5, 0.8, 0.999])
    for values in rows(case):
        inputs = parameters(values, "float64")
        y = case.distribution.quantile(p, *inputs)
        density = jnp.exp(case.distribution.log_prob(y, *inputs))
        rounding = 1e-8 + 1e-15 * abs(y) * density / p  # of y, seen through the tail
        by_p, *others = slopes(p, *inputs)
        assert (abs(by_p * density - 1) <= rounding).all(), values
        for got, by_parameter in zip(others, tails(y, *inputs), strict=True):
            expected = -by_parameter * p / density
            assert (abs(got - expected) <= rounding * abs(expected) + 1e-10).all(), values


@_continuous_with("quantile")
def test_second_slopes_of_a_quantile(case):
    """Along the sum of all arguments, against central differences of the gradient."""
    gradient = jax.grad(case.distribution.quantile, tuple(range(1 + len(case.parameter_names))))
    along = jax.jit(lambda *at: jax.jvp(gradient, at, tuple(jnp.ones_like(x) for x in at))[1])
    gradient = jax.jit(gradient)
    for values in rows(case):
        for p in (0.02, 0.7):
            at = jnp.asarray(p), *parameters(values, "float64")
            ends = [gradient(*(x + s * 1e-6 for x in at)) for s in (1, -1)]
            for got, upper, lower in zip(along(*at), *ends, strict=True):
                np.testing.assert_allclose(got, (upper - lower) / 2e-6, rtol=1e-5, atol=1e-5)


@_with("quantile", "log_cdf")
def test_quantiles_at_the_ends(case):
    """The first and the last of the support, which may be infinite."""
    for values in rows(case):
        inputs = parameters(values, "float64")
        first, last = case.distribution.quantile(jnp.asarray([0.0, 1.0]), *inputs)
        assert abs(case.distribution.log_cdf(last, *inputs)) < 1e-15
        before = first if case.points is None else first - 1
        assert case.distribution.log_cdf(before, *inputs) == -math.inf
        if case.points is not None:
            assert case.distribution.log_prob(first, *inputs) > -math.inf


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.points is not None and "quantile" not in c.lacks], ids=lambda c: c.name
)
def test_quantiles_of_large_counts(case):
    """In float32, up to what its distribution functions resolve: the level is reached there and not before."""
    p = jnp.asarray([1e-30, 1e-6, 0.3, 0.49, 0.51, 0.7, 1 - 1e-6], jnp.float32)
    with x64_mode(False):
        for _, values in case.hard:
            inputs = parameters(values, "float32")
            y = case.distribution.quantile(p, *inputs)
            before = jnp.where(y < 2**23, y - 1, jnp.nextafter(y, -jnp.inf))
            level = jnp.where(p < 0.5, jnp.log(p), jnp.log1p(-p))
            rounding = 32 * jnp.finfo(p.dtype).eps * jnp.maximum(1, -level)
            for at, sign in ((y, 1), (before, -1)):
                below, above = case.distribution.log_cdf(at, *inputs), case.distribution.log_sf(at, *inputs)
                assert (sign * jnp.where(p < 0.5, below - level, level - above) >= -rounding).all(), (values, at)


@every_case
def test_what_is_lacking_says_so(case):
    lacking = set(case.lacks)
    from nllax._core.compiled import QUANTITIES

    assert set(case.distribution.available) == set(QUANTITIES) - lacking
    for quantity in lacking:
        with pytest.raises(NotImplementedError, match=re.escape(f"{case.distribution!r} has no {quantity}")):
            getattr(case.distribution, quantity)


def test_soft_targets_are_expectations():
    """-log p of a soft target is the expectation over its labels."""
    from nllax import bernoulli, categorical

    logits = jnp.asarray([0.3, -1.0, 2.0])
    probs = jnp.asarray([0.2, 0.5, 0.3])
    expected = sum(p * categorical.log_prob(c, logits) for c, p in enumerate(probs))
    np.testing.assert_allclose(categorical.log_prob(probs, logits), expected, rtol=1e-14)
    expected = 0.3 * bernoulli.log_prob(1, 0.7) + 0.7 * bernoulli.log_prob(0, 0.7)
    np.testing.assert_allclose(bernoulli.log_prob(0.3, 0.7), expected, rtol=1e-14)


def test_targets_of_hard_points_are_in_the_support():
    for case in CASES:
        for y, _ in case.hard:
            y = target(y, "float32")
            y = y if case.distribution.support.keeps(y) else y.astype(jnp.float32)
            assert case.distribution.support.contains(y).all(), (case.name, y)
