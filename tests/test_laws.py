"""Laws that every distribution obeys, whatever its formula: they need no reference."""

import itertools
import math
import re

import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, rows, target
from cases import CASES
from crossing import EXHAUSTIVE, every_case, every_case_with
from evaluate import first_order, spread
from expectations import carried, expectations, tail

pytestmark = [pytest.mark.usefixtures("x64"), pytest.mark.slow]

TOLERANCE = 1e-9


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


@every_case_with("entropy")
def test_entropy(case):
    for values in rows(case):
        _, mass, log_prob, _ = carried(case, values)
        expected = -mass @ np.where(mass > 0, log_prob, 0)
        got = case.distribution.entropy(*parameters(values, "float64"))
        assert abs(got - expected) < 1e-8 * max(1, abs(expected)), values


@every_case_with("mean", "variance")
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


@every_case_with("mode", marks=EXHAUSTIVE)
def test_mode_is_the_most_probable(case):
    for values in rows(case):
        inputs = parameters(values, "float64")
        best = case.distribution.log_prob(case.distribution.mode(*inputs), *inputs)
        assert (carried(case, values).log_prob <= best + 1e-12).all(), values


def _probes(case, values):
    if case.points is not None:
        return np.array([-0.5, 0.0, 0.5, 1.0, 1.5])
    return case.probes(*values)


def _interval(case, low, high, values):
    value, _ = first_order(
        case.distribution.log_interval, *map(np.asarray, (low, high)), *spread(values, "float64", len(low))
    )
    return value


@every_case_with("log_cdf", "log_sf", marks=EXHAUSTIVE)
def test_cdf_and_survival_add_to_one(case):
    for values in rows(case):
        y = _probes(case, values)
        (log_cdf, _), (log_sf, _) = (tail(case, quantity, y, values) for quantity in ("log_cdf", "log_sf"))
        np.testing.assert_allclose(np.exp(log_cdf) + np.exp(log_sf), 1, rtol=1e-12)


@every_case_with("log_cdf", marks=EXHAUSTIVE)
def test_cdf_is_the_integral_of_the_density(case):
    for values in rows(case):
        y = _probes(case, values)
        log_cdf, (slope, *_) = tail(case, "log_cdf", y, values)
        if case.points is not None:
            points, mass, *_ = carried(case, values)
            np.testing.assert_allclose(np.exp(log_cdf), (mass * (points <= y[:, None])).sum(1), atol=1e-12)
        else:
            log_prob, _ = first_order(case.distribution.log_prob, y, *spread(values, "float64", len(y)))
            np.testing.assert_allclose(slope, np.exp(log_prob - log_cdf), rtol=1e-10)


@every_case_with("log_interval", "log_cdf", marks=EXHAUSTIVE)
def test_interval_is_a_difference_of_cdfs(case):
    for values in rows(case):
        low, high = map(np.asarray, zip(*itertools.combinations(_probes(case, values)[::3].tolist(), 2), strict=True))
        lower, upper = (np.exp(tail(case, "log_cdf", y, values)[0]) for y in (low, high))
        np.testing.assert_allclose(np.exp(_interval(case, low, high, values)), upper - lower, atol=1e-13)


@every_case_with("log_interval", "log_cdf", "log_sf", marks=EXHAUSTIVE)
def test_intervals_without_an_end_are_tails(case):
    for values in rows(case):
        y = _probes(case, values)
        below, above = np.full_like(y, -math.inf), np.full_like(y, math.inf)
        interval = lambda low, high, values=values: _interval(case, low, high, values)
        np.testing.assert_allclose(interval(below, y), tail(case, "log_cdf", y, values)[0], rtol=1e-12)
        np.testing.assert_allclose(interval(y, above), tail(case, "log_sf", y, values)[0], rtol=1e-12)
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


def _like(x, scale):
    """A scale of the shape of x: of a number the largest, as a mixture has one for every component."""
    return np.broadcast_to(scale if np.ndim(x) else np.max(scale), np.shape(x))


@every_case_with("log_interval", marks=EXHAUSTIVE)
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
            scale = np.stack([_like(slope[0], case.scale(name, y, values)) for y in at[min(index, 1)]])
            moved = ([x + s * 1e-6 * scale if i == index else x for i, x in enumerate(at)] for s in (1, -1))
            ends = [first_order(f, *columns)[0] for columns in moved]
            got = (slope * scale).reshape(len(value), -1).sum(1)
            with np.errstate(invalid="ignore"):
                expected = np.where(value > -math.inf, (ends[0] - ends[1]) / 2e-6, 0)
            np.testing.assert_allclose(got, expected, rtol=2e-6, atol=2e-7)


@every_case_with("log_cdf", "log_sf", marks=EXHAUSTIVE)
def test_nothing_lies_below_the_support(case):
    """And nothing there depends on anything."""
    y = np.asarray([y for y in case.outside if case.points is None and -math.inf < y <= 0])
    for values in rows(case) if y.size else ():
        for quantity, limit in (("log_cdf", -math.inf), ("log_sf", 0)):
            value, slopes = tail(case, quantity, y, values)
            assert (value == limit).all()
            assert not any(slope.any() for slope in slopes)


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
