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
from expectations import expectations, support

pytestmark = [pytest.mark.usefixtures("x64"), pytest.mark.slow]

TOLERANCE = 1e-9


def _with(*quantities):
    chosen = [c for c in CASES if all(hasattr(c.distribution, q) for q in quantities)]
    return pytest.mark.parametrize("case", chosen, ids=lambda c: c.name)


def _numbers(case, y):
    """What enters a mean: a label as its one-hot vector, a count as a floating number."""
    is_label = case.distribution.support.name == "label"
    return jax.nn.one_hot(y, y.shape[0]) if is_label else y.astype(float)


@every_case
def test_integrates_to_one(case):
    for values in rows(case):
        (total,) = expectations(case, values, lambda y, *_: jnp.ones(y.shape[0]))
        assert abs(total - 1) < TOLERANCE, values


@pytest.mark.parametrize("case", [c for c in CASES if c.regular], ids=lambda c: c.name)
def test_score_has_mean_zero(case):
    argnums = tuple(range(1, len(case.parameter_names) + 1))

    def score(y, *inputs):
        slopes = jax.vmap(jax.grad(case.distribution.log_prob, argnums), (0, *(None,) * len(inputs)))(y, *inputs)
        return jnp.concatenate([s.reshape(y.shape[0], -1) for s in slopes], axis=1)

    for values in rows(case):
        (expected,) = expectations(case, values, score)
        if "probs" in case.parameter_names and case.distribution.support.name == "label":
            expected = expected - 1  # on the simplex the score is orthogonal to the ones, not zero
        assert jnp.abs(expected).max() < TOLERANCE, values


@_with("entropy")
def test_entropy(case):
    def surprise(y, *inputs):
        return -jnp.nan_to_num(case.distribution.log_prob(y, *inputs), neginf=0.0)

    for values in rows(case):
        (expected,) = expectations(case, values, surprise)
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
        others, _ = support(case, values)
        assert (case.distribution.log_prob(others, *inputs) <= best + 1e-12).all(), values


def _probes(case, values):
    if case.points is not None:
        return np.array([-0.5, 0.0, 0.5, 1.0, 1.5])
    return case.probes(*values)


@_with("log_cdf", "log_sf")
def test_cdf_and_survival_add_to_one(case):
    for values in rows(case):
        y, inputs = jnp.asarray(_probes(case, values)), parameters(values, "float64")
        total = np.exp(case.distribution.log_cdf(y, *inputs)) + np.exp(case.distribution.log_sf(y, *inputs))
        np.testing.assert_allclose(total, 1, rtol=1e-12)


@_with("log_cdf")
def test_cdf_is_the_integral_of_the_density(case):
    log_cdf, log_prob = case.distribution.log_cdf, case.distribution.log_prob
    slopes = jax.jit(jax.vmap(jax.grad(log_cdf), (0, *(None,) * len(case.parameter_names))))
    for values in rows(case):
        y, inputs = jnp.asarray(_probes(case, values)), parameters(values, "float64")
        if case.points is not None:
            points = np.asarray(case.points(*values))
            mass = np.exp(log_prob(jnp.asarray(points), *inputs))
            expected = (mass * (points <= np.asarray(y)[:, None])).sum(1)
            np.testing.assert_allclose(np.exp(log_cdf(y, *inputs)), expected, atol=1e-12)
        else:
            expected = np.exp(log_prob(y, *inputs) - log_cdf(y, *inputs))
            np.testing.assert_allclose(slopes(y, *inputs), expected, rtol=1e-10)


@_with("log_interval", "log_cdf")
def test_interval_is_a_difference_of_cdfs(case):
    for values in rows(case):
        inputs = parameters(values, "float64")
        low, high = map(jnp.asarray, zip(*itertools.combinations(_probes(case, values)[::3].tolist(), 2), strict=True))
        got = np.exp(case.distribution.log_interval(low, high, *inputs))
        cdf = lambda y, inputs=inputs: np.exp(case.distribution.log_cdf(y, *inputs))  # noqa: E731
        np.testing.assert_allclose(got, cdf(high) - cdf(low), atol=1e-13)


@_with("log_interval", "log_cdf", "log_sf")
def test_intervals_without_an_end_are_tails(case):
    for values in rows(case):
        y, inputs = np.asarray(_probes(case, values)), parameters(values, "float64")
        below, above = np.full_like(y, -math.inf), np.full_like(y, math.inf)
        interval = lambda low, high, inputs=inputs: case.distribution.log_interval(low, high, *inputs)  # noqa: E731
        np.testing.assert_allclose(interval(below, y), case.distribution.log_cdf(y, *inputs), rtol=1e-12)
        np.testing.assert_allclose(interval(y, above), case.distribution.log_sf(y, *inputs), rtol=1e-12)
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
    f = case.distribution.log_interval
    gradient = jax.jit(jax.grad(f, tuple(range(2 + len(case.parameter_names)))))
    for values in rows(case):
        inputs = parameters(values, "float64")
        for low, high in itertools.combinations(map(jnp.asarray, _ends(case, values)), 2):
            at = (low, high, *inputs)
            slopes = gradient(*at)
            for index, (name, slope) in enumerate(zip(("y", "y", *case.parameter_names), slopes, strict=True)):
                if f(*at) == -math.inf or (case.points is not None and _is_fixed(case, index - 2)):
                    assert slope == 0
                    continue
                scale = case.scale(name, at[min(index, 1)], values)
                ends = [f(*(x + s * 1e-6 * scale if i == index else x for i, x in enumerate(at))) for s in (1, -1)]
                np.testing.assert_allclose((slope * scale).sum(), (ends[0] - ends[1]) / 2e-6, rtol=2e-6, atol=2e-7)


@_with("log_cdf", "log_sf")
def test_nothing_lies_below_the_support(case):
    """And nothing there depends on anything."""
    argnums = tuple(range(1 + len(case.parameter_names)))
    tails = [(case.distribution.log_cdf, -math.inf), (case.distribution.log_sf, 0)]
    tails = [(jax.jit(jax.value_and_grad(f, argnums)), limit) for f, limit in tails]
    for y in [y for y in case.outside if case.points is None and -math.inf < y <= 0]:
        for values in rows(case):
            for tail, limit in tails:
                value, slopes = tail(jnp.asarray(y, float), *parameters(values, "float64"))
                assert value == limit
                assert not any(slopes)


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


def test_soft_targets_areexpectations():
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
