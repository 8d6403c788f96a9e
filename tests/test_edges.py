"""One edge table for all: the border of the support, what lies outside, illegal parameters, NaN."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special
import scipy.stats
from arrays import parameters, target
from crossing import every_case, every_quick_signature, most_cases_exhaustively, most_cases_slowly
from evaluate import at_points, first_order, spread

import nllax

NAN, INF = jnp.nan, jnp.inf


@most_cases_slowly
def test_outside_the_support_is_minus_infinity_with_zero_gradient(case, dtype):
    _, values = case.typical[0]
    points = [(y, values) for y in case.outside]
    for y, _, value, (_, *slopes) in at_points(case.distribution.log_prob, points, dtype):
        assert value == -INF, y
        assert all((s == 0).all() for s in slopes), y


@every_case
def test_illegal_parameters_give_nan(case, dtype):
    """In the value and in some gradient, so that an optimizer cannot miss it; and wherever the target is."""
    y, _ = case.typical[0]
    for target_of, heard in ((y, True), *((outside, False) for outside in case.outside)):
        points = [(target_of, values) for values in _illegal(case)]
        for _, values, value, (_, *slopes) in at_points(case.distribution.log_prob, points, dtype):
            assert np.isnan(value), (target_of, values)
            assert not heard or any(np.isnan(s).any() for s in slopes), values


def _illegal(case):
    """The parameters of a typical point, one of them illegal."""
    _, values = case.typical[0]
    for index, name in enumerate(case.parameter_names):
        yield from ((*values[:index], bad, *values[index + 1 :]) for bad in case.illegal[name])


@pytest.mark.slow
@every_quick_signature
def test_illegal_parameters_give_nothing_else_either(case):
    ends = {"log_cdf": (0.5,), "log_sf": (0.5,), "quantile": (0.5,), "log_interval": (0.0, 1.0)}
    available = set(case.distribution.available)
    for values in _illegal(case):
        inputs = parameters(values, "float32")
        for quantity in ends.keys() & available:
            columns = [np.full(1, x, np.float32) for x in ends[quantity]] + [x[None] for x in inputs]
            got, _ = first_order(getattr(case.distribution, quantity), *columns)
            assert np.isnan(got), (quantity, values)
        found = [
            getattr(case.distribution, quantity)(*inputs)
            for quantity in {"mean", "variance", "mode", "entropy"} & available
        ]
        if "sample" in available:
            found.append(case.distribution.sample(jax.random.key(0), *inputs, shape=(4,)))
        for got in found:
            assert ((got == -1) if got.dtype == jnp.int32 else jnp.isnan(got)).all(), values


@every_case
def test_nan_in_is_nan_out(case):
    y, values = case.typical[0]
    inputs = parameters(values, "float32")
    if case.distribution.support.name == "label":
        y = next(y for y, _ in case.typical if isinstance(y, tuple))  # what is not whole is a probability vector
    nan = jnp.full(np.shape(y), NAN)
    at = tuple(1 + i for i, p in enumerate(case.distribution.parameters) if not p.given)
    value, slopes = jax.value_and_grad(case.distribution.log_prob, at)(nan, *inputs)
    assert jnp.isnan(value)
    assert all(jnp.isnan(slope).any() for slope in slopes)


@pytest.mark.slow
@most_cases_exhaustively
def test_nan_in_is_nan_out_of_distribution_functions(case):
    one = [x[None] for x in parameters(case.typical[0][1], "float32")]
    for quantity in {"log_cdf", "log_sf", "quantile"} & set(case.distribution.available):
        value, _ = first_order(getattr(case.distribution, quantity), np.full(1, NAN, np.float32), *one)
        assert np.isnan(value)
    if hasattr(case.distribution, "log_interval"):
        ends = np.asarray([[NAN, 0.0], [1.0, NAN]], np.float32)
        value, _ = first_order(case.distribution.log_interval, *ends, *(jnp.concatenate([x, x]) for x in one))
        assert np.isnan(value).all()


@pytest.mark.slow
@most_cases_exhaustively
def test_debug_nans_stays_quiet_on_valid_input(case):
    """Forward and backward, although the branches not taken are computed."""
    jax.config.update("jax_debug_nans", True)
    try:
        for y, values in case.typical + case.hard:
            inputs = target(y, "float32"), *parameters(values, "float32")
            jax.value_and_grad(case.distribution.log_prob, argnums=tuple(range(1, len(inputs))))(*inputs)
    finally:
        jax.config.update("jax_debug_nans", False)


@pytest.mark.parametrize("label", [-1, 3, -100, 2**31 - 1])
@pytest.mark.parametrize(
    ("distribution", "row"), [(nllax.categorical, [0.0, 1.0, 2.0]), (nllax.categorical_probs, [0.5, 0.25, 0.25])]
)
def test_a_label_that_is_no_class_is_nan_and_never_another_class(distribution, row, label):
    assert jnp.isnan(distribution.log_prob(label, jnp.asarray(row)))
    assert jnp.isnan(distribution.log_prob(jnp.asarray(label, jnp.int32), jnp.asarray(row)))


def test_ruled_out_classes_are_legal():
    logits = jnp.asarray([-INF, 0.0, 0.0])
    for y in (1, jnp.asarray([0.0, 1.0, 0.0]), jnp.asarray([0.0, 0.5, 0.5])):
        value, slope = jax.value_and_grad(nllax.categorical.log_prob, 1)(y, logits)
        np.testing.assert_allclose(value, -np.log(2), rtol=1e-6)
        assert jnp.isfinite(slope).all()
        assert slope[0] == 0
        assert jnp.isfinite(jax.hessian(nllax.categorical.log_prob, 1)(y, logits)).all()
    assert nllax.categorical.log_prob(0, logits) == -INF
    np.testing.assert_allclose(nllax.categorical.entropy(logits), np.log(2), rtol=1e-6)
    assert jnp.isfinite(jax.grad(nllax.categorical.entropy)(logits)).all()


def test_ruled_out_items_are_ranked_last():
    """However small the others are: nothing is measured relative to a sum over none."""
    logits, y = jnp.asarray([-1000.0, -INF, -1001.0]), jnp.asarray([0, 2, 1])
    value, slope = jax.value_and_grad(nllax.plackett_luce.log_prob, 1)(y, logits)
    np.testing.assert_allclose(value, -np.log1p(np.exp(-1)), rtol=1e-6)
    rest = 1 / (1 + np.e)
    np.testing.assert_allclose(slope, [rest, 0, -rest], rtol=1e-6)
    assert jnp.isfinite(jax.hessian(nllax.plackett_luce.log_prob, 1)(y, logits)).all()
    assert nllax.plackett_luce.log_prob(jnp.asarray([1, 0, 2]), logits) == -INF


def test_certain_predictions_are_legal():
    assert nllax.bernoulli.log_prob(1, INF) == 0
    assert nllax.bernoulli.log_prob(0, -INF) == 0
    assert nllax.bernoulli.log_prob(0, INF) == -INF
    assert jax.grad(nllax.bernoulli.log_prob, 1)(1.0, INF) == 0
    assert nllax.bernoulli_probs.log_prob(1, 1.0) == 0
    assert nllax.bernoulli_probs.log_prob(0, 0.0) == 0
    assert nllax.bernoulli_probs.log_prob(1, 0.0) == -INF
    assert jax.grad(nllax.bernoulli_probs.log_prob, 1)(0.0, 0.0) == -1
    assert jax.grad(nllax.bernoulli_probs.log_prob, 1)(1.0, 1.0) == 1
    assert nllax.bernoulli.entropy(INF) == 0
    assert nllax.poisson_log_rate.log_prob(0, -INF) == 0
    assert nllax.poisson_log_rate.log_prob(2, -INF) == -INF
    assert nllax.poisson_log_rate.log_prob(0, INF) == nllax.poisson_log_rate.log_prob(2, INF) == -INF
    assert jnp.isnan(nllax.categorical.log_prob(1, jnp.asarray([INF, 0.0])))


def test_no_events_at_rate_zero():
    assert nllax.poisson.log_prob(0, 0.0) == 0
    assert jax.grad(nllax.poisson.log_prob, 1)(0.0, 0.0) == -1
    assert nllax.poisson.log_prob(1, 0.0) == -INF
    assert nllax.poisson.entropy(0.0) == 0


@pytest.mark.slow
def test_counts_that_are_certain():
    """All the mass at 0, at the total count, or beyond every count."""
    low, high = jnp.asarray([-1.0, 0.0, 8.0, 9.0, 9.0]), jnp.asarray([0.0, 8.0, 9.0, 40.0, INF])
    for distribution, values, place in (
        (nllax.poisson, (0.0,), 0),
        (nllax.poisson_log_rate, (-INF,), 0),
        (nllax.poisson_log_rate, (INF,), INF),
        (nllax.geometric, (INF,), 0),
        (nllax.binomial, (9, -INF), 0),
        (nllax.binomial, (9, INF), 9),
        (nllax.binomial, (0, 1.0), 0),
    ):
        levels = np.asarray([0.0, 1e-9, 0.5, 1.0], np.float32)
        places, _ = first_order(distribution.quantile, levels, *spread(values, "float32", 4))
        np.testing.assert_array_equal(places, [0, place, place, place])
        masses, (*_, slopes) = first_order(distribution.log_interval, low, high, *spread(values, "float32", 5))
        np.testing.assert_array_equal(masses, jnp.where((low < place) & (place <= high), 0, -INF))
        assert np.isfinite(slopes).all()
        assert distribution.entropy(*values) == (INF if place == INF else 0)


def test_zero_initialised_logits_have_the_right_gradient():
    """Where a clip at the tie gives 0 or 1 instead of one half."""
    assert jax.grad(nllax.bernoulli.log_prob, 1)(1.0, 0.0) == 0.5
    assert jax.grad(nllax.bernoulli.log_prob, 1)(0.0, 0.0) == -0.5


def test_an_interval_narrower_than_its_standardised_ends_can_say_is_not_empty():
    low, high = np.float32(1e6), np.float32(1e6 + 0.0625)
    expected = -((1e6 / 3.0) ** 2) / 2  # the density is so steep there that all else is rounding
    np.testing.assert_allclose(nllax.normal.log_interval(low, high, 0.0, 3.0), expected, rtol=1e-6)
    exact = scipy.stats.norm.logpdf(0.5 / 3.0) + np.log(2.0**-23 / 3.0)
    np.testing.assert_allclose(nllax.normal.log_interval(1.0, 1.0 + 2.0**-23, 0.5, 3.0), exact, rtol=1e-6)
    assert nllax.normal.log_interval(1.0, 1.0, 0.5, 3.0) == -INF


def test_laplace_has_no_slope_at_its_kink():
    assert jax.grad(nllax.laplace.log_prob, 1)(0.0, 0.0, 1.0) == 0


def test_gamma_and_its_like_at_the_start_of_the_support():
    """The density is infinite, finite or 0; the gradients are those of the limit, never NaN."""
    for shape, value in ((0.5, INF), (1.0, jnp.log(2.0)), (1.5, -INF), (20.0, -INF)):
        got, (dy, da, db) = jax.value_and_grad(nllax.gamma.log_prob, (0, 1, 2))(0.0, shape, 2.0)
        assert got == value
        assert da == -INF
        assert db == shape / 2
        assert dy == (-2 if shape == 1 else (shape - 1) * INF)
        got, (dy, dk, ds) = jax.value_and_grad(nllax.weibull.log_prob, (0, 1, 2))(0.0, shape, 0.5)
        assert got == value
        assert dk == -INF
        assert ds == -2 * shape
        assert dy == (-2 if shape == 1 else (shape - 1) * INF)


def test_pareto_starts_at_its_scale():
    value, slopes = jax.value_and_grad(nllax.pareto.log_prob, (0, 1, 2))(2.0, 2.0, 3.0)
    np.testing.assert_allclose(value, np.log(1.5), rtol=1e-6)
    np.testing.assert_allclose(slopes, (-2.0, 1.5, 1 / 3), rtol=1e-6)
    value, slopes = jax.value_and_grad(nllax.pareto.log_prob, (0, 1, 2))(1.9999, 2.0, 3.0)
    assert value == -INF
    assert not any(slopes)
    assert nllax.pareto.log_cdf(1.0, 2.0, 3.0) == -INF
    assert nllax.pareto.log_sf(1.0, 2.0, 3.0) == 0


def test_student_t_where_the_square_of_its_degrees_of_freedom_overflows():
    for quantity in ("variance", "entropy"):
        value, slope = jax.value_and_grad(getattr(nllax.student_t, quantity))(1e25, 0.0, 2.0)
        np.testing.assert_allclose(value, getattr(nllax.normal, quantity)(0.0, 2.0), rtol=1e-6)
        assert slope == 0


def test_variances_in_range_whose_ratio_to_the_squared_scale_is_not():
    power, scale = 0.066, 1e-6
    exact = np.exp(2 * np.log(scale) + scipy.special.gammaln(3 / power) - scipy.special.gammaln(1 / power))
    value, slope = jax.value_and_grad(nllax.generalized_normal.variance, 2)(0.0, scale, power)
    np.testing.assert_allclose(value, exact, rtol=1e-4)
    assert jnp.isfinite(slope)
    value, slope = jax.value_and_grad(nllax.general_robust.variance, 2)(0.0, 1e-6, 0.0025)
    assert jnp.isfinite(value) & jnp.isfinite(slope)
