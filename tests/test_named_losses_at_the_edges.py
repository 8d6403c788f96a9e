"""Named losses where input is extreme, illegal, of another shape or of another dtype."""

import math

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from crossing import EXHAUSTIVE
from loss_rows import (
    BY_NAME,
    CLASSES,
    ILLEGAL,
    INF,
    NAN,
    OUTSIDE,
    POINTS,
    ROWS,
    SIZE,
    as_arrays,
    assert_close,
    both_sides,
    bound_options,
    doubles,
    every_row,
    example_of,
    kind_of,
    listed,
    most_settings_exhaustively,
    natural_units,
    random_batch,
    slopes_of,
    takes_integers,
)

from nllax import losses

# Values at the edges.


def test_log_cosh_is_right_where_cosh_rounds_to_1():
    x = np.array([1e-15, 1e-8, 1e-4, 0.3, 0.99, 1.01, 30.0, 1e4, 1e30], np.float32)
    with mp.workdps(60):
        expected = [float(mp.log(mp.cosh(v)) if v < 1e4 else v - mp.log(2)) for v in map(mp.mpf, x.astype(float))]
    value = losses.log_cosh(jnp.zeros(9), jnp.asarray(x))
    np.testing.assert_allclose(np.asarray(value, float), expected, rtol=8e-7)


def test_equal_directions_are_at_no_distance():
    x = jax.random.normal(jax.random.key(0), (100, 7)) * 1e15
    np.testing.assert_array_less(losses.cosine_distance(x, 3 * x), 1e-13)
    np.testing.assert_allclose(losses.cosine_distance(x, -x), 2, rtol=1e-6)
    assert jnp.isnan(losses.cosine_distance(jnp.zeros(3), jnp.ones(3)))
    assert jnp.isnan(losses.cosine_distance(jnp.ones(3), jnp.zeros(3)))


def test_zero_log_zero_is_zero_with_finite_gradients():
    log_predictions = jnp.asarray([-INF, math.log(0.5), math.log(0.5)])
    targets = jnp.asarray([0.0, 0.25, 0.75])
    value, slopes = jax.value_and_grad(losses.kl_divergence, argnums=(0, 1))(log_predictions, targets)
    assert_close(value, mp.log(2) - (mp.log(4) + 3 * mp.log(mp.mpf(4) / 3)) / 4)
    np.testing.assert_array_equal(slopes[0], -targets)
    assert jnp.isfinite(slopes[1]).all()
    assert losses.kl_divergence(log_predictions, jnp.asarray([0.5, 0.25, 0.25])) == INF


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_gradients_are_finite_for_a_certain_prediction(gamma):
    logits = (
        jnp.asarray([[100.0, 0.0], [18.0, 0.0], [0.0, 100.0], [INF, 0.0][::-1]]).at[3].set(jnp.asarray([0.0, -INF]))
    )
    value, slope = jax.value_and_grad(lambda x: losses.focal_cross_entropy(x, jnp.zeros(4, int), gamma).sum())(logits)
    assert jnp.isfinite(value)
    assert jnp.isfinite(slope).all()


def test_infinite_logits_and_log_rates_are_certain_predictions():
    bits = losses.sigmoid_binary_cross_entropy(jnp.asarray([INF, -INF, INF, -INF]), jnp.asarray([1, 0, 0, 1]))
    np.testing.assert_array_equal(bits, [0, 0, INF, INF])
    counts = losses.poisson_nll(jnp.asarray([-INF, -INF, INF, INF]), jnp.asarray([0, 3, 0, 3]))
    np.testing.assert_array_equal(counts, [0, INF, INF, INF])
    np.testing.assert_array_equal(losses.binary_cross_entropy(jnp.asarray([0.0, 1.0]), jnp.asarray([0, 0])), [0, INF])


def test_a_target_of_zero_is_fine_for_the_tweedie_deviance():
    mean = jnp.asarray([0.25, 4.0])
    value, slope = jax.value_and_grad(lambda m: losses.tweedie_deviance(m, jnp.zeros(2)).sum())(mean)
    assert_close(value, 4 * (0.5 + 2.0))
    np.testing.assert_allclose(slope, 2 / jnp.sqrt(mean), rtol=1e-6)


# What the likelihood refuses.


@pytest.mark.slow
@pytest.mark.parametrize("row", [r for r in ROWS if kind_of(r)[0] in OUTSIDE], ids=lambda row: row.name)
def test_outside_the_support_it_is_what_the_likelihood_is(row):
    kind = kind_of(row)
    for target in OUTSIDE[kind[0]]:
        predictions, targets = as_arrays((POINTS[kind], target), "float32")
        loss, likelihood_loss = both_sides(row, predictions, targets, row.options)
        assert loss(predictions) == likelihood_loss(predictions) == INF
        if kind[0] != "real":  # there the loss of an infinite target grows on as it did
            assert all((g == 0).all() for g in slopes_of(loss, predictions))
    predictions, targets = as_arrays((POINTS[kind], NAN), "float32")
    assert jnp.isnan(row.loss(predictions, targets))


@pytest.mark.slow
@every_row
def test_an_illegal_prediction_is_nan(row):
    """With a NaN gradient, so that no training goes on in silence."""
    kind = kind_of(row)
    illegal = {"positive": (0.0, -1.0, NAN), "unit_interval": (-0.5, 1.5, NAN)}.get(kind[-1], (NAN,))
    _, targets = example_of(row)
    point = targets[0] if kind[0] != "binary" else jnp.float32(1)
    for bad in illegal:
        prediction = listed(POINTS[kind], "float32")
        if isinstance(prediction, tuple):
            prediction = (prediction[0], jnp.float32(bad))
        elif kind[0] == "unit_vector":
            prediction = jnp.full(targets.shape[-1:], bad)
        else:
            prediction = jnp.full_like(prediction, bad)
        value = row.loss(prediction, point, **bound_options(row.options))
        assert jnp.isnan(value), bad
        slopes = slopes_of(lambda p, point=point: row.loss(p, point, **bound_options(row.options)), prediction)
        assert any(jnp.isnan(g).any() for g in slopes), bad


@pytest.mark.parametrize(("name", "option"), ILLEGAL)
def test_an_illegal_option_is_nan(name, option):
    row = BY_NAME[name]
    for value in ILLEGAL[name, option]:
        options = bound_options(row.options | {option: value})
        assert jnp.isnan(row.loss(*example_of(row), **options)).all(), value


def test_every_option_has_illegal_values():
    assert {(row.name, option) for row in ROWS for option in row.options} == set(ILLEGAL)


with_integers = pytest.mark.parametrize("row", [r for r in ROWS if takes_integers(r)], ids=lambda row: row.name)


@with_integers
@pytest.mark.parametrize("bad", [-1, CLASSES, 1000])
def test_an_index_that_is_no_class_is_nan_and_never_another_class(row, bad):
    predictions, targets = example_of(row)
    spoilt = targets.at[(1, *[0] * (targets.ndim - 1))].set(bad)
    before, after = (row.loss(predictions, t, **bound_options(row.options)) for t in (targets, spoilt))
    assert jnp.isnan(after[1])
    assert after[0] == before[0]


@with_integers
def test_indices_must_be_integers(row):
    predictions, targets = example_of(row)
    for dtype in (jnp.float32, jnp.bool_):
        with pytest.raises(
            TypeError, match=rf"{row.name}: (labels|rankings) must be integers, got dtype {dtype.dtype}"
        ):
            row.loss(predictions, targets.astype(dtype), **bound_options(row.options))


@pytest.mark.slow
@with_integers
@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint32, np.int32])
def test_indices_of_every_width_reach_every_class(row, kind):
    """Also where the number of classes is beyond their range."""
    logits = jnp.linspace(-1, 1, 600)
    targets = np.array([[5, 100]] if kind_of(row)[0] == "ranking" else [100], kind)
    options = bound_options(row.options) | ({"log_prior": jnp.zeros(600)} if "log_prior" in row.options else {})
    value = row.loss(logits[None], targets, **options)
    np.testing.assert_array_equal(value, row.loss(logits[None], targets.astype(np.int32), **options))
    assert jnp.isfinite(value).all()


def test_one_hot_labels_are_sent_where_they_belong():
    with pytest.raises(ValueError, match="one-hot labels go to softmax_cross_entropy"):
        losses.softmax_cross_entropy_with_integer_labels(jnp.zeros((8, 3)), jnp.zeros((8, 3), int))


def test_a_prior_of_other_classes_is_refused():
    with pytest.raises(ValueError, match=r"log_prior has shape \(2,\), the classes of the logits \(3,\)"):
        losses.logit_adjusted_cross_entropy(jnp.zeros((8, 3)), jnp.zeros(8, int), jnp.zeros(2))


# Shapes.


@pytest.mark.slow
@every_row
def test_one_number_per_sample(row):
    predictions, targets = random_batch(row)
    options = bound_options(row.options)
    flat = row.loss(predictions, targets, **options)
    assert flat.shape == (SIZE,)
    folded = row.loss(*jax.tree.map(lambda x: x.reshape(8, -1, *x.shape[1:]), (predictions, targets)), **options)
    _agree(folded.ravel(), flat)
    first = row.loss(*jax.tree.map(lambda x: x[0], (predictions, targets)), **options)
    assert first.shape == ()
    _agree(first, flat[0])
    shared = row.loss(jax.tree.map(lambda x: x[0], predictions), targets, **options)
    spread = jax.tree.map(lambda x: jnp.broadcast_to(x[0], x.shape), predictions)
    _agree(shared, row.loss(spread, targets, **options))
    _agree(jax.vmap(lambda p, t: row.loss(p, t, **options))(predictions, targets), flat)


def _agree(value, expected):
    np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@every_row
def test_a_column_against_a_row_raises(row):
    predictions, targets = random_batch(row)
    for p, t in ((_column(predictions), targets), (predictions, jnp.expand_dims(targets, 1))):
        with pytest.raises(ValueError, match=rf"{row.name}: \w+ has batch shape") as caught:
            row.loss(p, t, **bound_options(row.options))
        assert f"({SIZE},)" in str(caught.value)
        assert f"({SIZE}, 1)" in str(caught.value)


def _column(predictions):
    return jax.tree.map(lambda x: jnp.expand_dims(x, 1), predictions)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if np.ndim(r.example[1][0]) and not takes_integers(r)], ids=lambda row: row.name
)
def test_vectors_must_be_equally_long(row):
    with pytest.raises(ValueError, match=rf"{row.name}: \w+ has shape \(8, 3\), \w+ \(8, 4\)"):
        row.loss(jnp.ones((8, 3)), jnp.ones((8, 4)))


def test_a_pair_that_is_none_is_refused():
    with pytest.raises(TypeError, match="gaussian_nll: the prediction must hold loc, scale"):
        losses.gaussian_nll(jnp.zeros((2, 8)), jnp.zeros(8))
    by_name = losses.gaussian_nll({"scale": 2.0, "loc": jnp.zeros(8)}, jnp.ones(8))
    np.testing.assert_array_equal(by_name, losses.gaussian_nll((jnp.zeros(8), 2.0), jnp.ones(8)))


# Dtypes.


def _cast(tree, dtype):
    return jax.tree.map(lambda x: x if jnp.issubdtype(x.dtype, jnp.integer) else x.astype(dtype), tree)


@pytest.mark.slow
@every_row
@pytest.mark.parametrize("low", ["bfloat16", pytest.param("float16", marks=EXHAUSTIVE)])
def test_16_bits_give_the_float32_loss_and_16_bit_gradients(row, low):
    coarse = _cast(example_of(row), low)
    options = bound_options(row.options)
    fine = _cast(coarse, "float32")
    value = row.loss(*coarse, **options)
    assert value.dtype == jnp.float32
    np.testing.assert_array_equal(value, row.loss(*fine, **options))
    slopes, exact = (slopes_of(lambda p, t=t: row.loss(p, t, **options), p) for p, t in (coarse, fine))
    for g, e in zip(slopes, exact, strict=True):
        assert g.dtype == low
        np.testing.assert_array_equal(g, e.astype(low))


@every_row
def test_float64_stays_and_nothing_is_weak(row, dtype):
    options = bound_options(row.options)
    kind = jax.eval_shape(lambda: row.loss(*example_of(row, dtype), **options))
    assert (kind.dtype, kind.weak_type) == (dtype, False)
    numbers = row.example[0][0] if not isinstance(row.example[0], tuple) else tuple(x[0] for x in row.example[0])
    alone = jax.eval_shape(lambda: row.loss(_python(numbers), _python(row.example[1][0]), **options))
    assert (alone.dtype, alone.weak_type) == (jnp.result_type(float), False)


def _python(value):
    """Python's numbers as they are; vectors as arrays."""
    return jnp.asarray(value) if isinstance(value, list) else value


@every_row
def test_lists_are_refused_by_name(row):
    with pytest.raises(TypeError, match=rf"{row.name}: \w+ must be an array or a number, got list"):
        row.loss(example_of(row)[0], row.example[1], **bound_options(row.options))


# Derivatives and the compiler.


@pytest.mark.slow
@most_settings_exhaustively
def test_debug_nans_stays_quiet_on_valid_input(row, options):
    predictions, targets = random_batch(row)
    if "log_prior" in options and options["log_prior"][-1] == -INF:
        targets = targets % 2
    jax.config.update("jax_debug_nans", True)
    try:
        slopes_of(lambda p: row.loss(p, targets, **bound_options(options)), predictions)
        jax.jit(row.loss)(predictions, targets, **bound_options(options))
    finally:
        jax.config.update("jax_debug_nans", False)


@pytest.mark.slow
@every_row
def test_forward_mode_agrees_with_reverse(row):
    predictions, targets = random_batch(row)

    def loss(p):
        return row.loss(p, targets, **bound_options(row.options))

    along = jax.tree.map(lambda x: jax.random.normal(jax.random.key(0), x.shape, x.dtype), predictions)
    _, change = jax.jvp(loss, (predictions,), (along,))
    steps = [doubles(x) for x in jax.tree.leaves(along)]
    expected = _summed(g * x for g, x in zip(map(doubles, slopes_of(loss, predictions)), steps, strict=True))
    naturals = natural_units(row, row.options, predictions)
    natural = _summed(abs(x) / unit for x, unit in zip(steps, naturals, strict=True))
    assert (abs(change - expected) <= 1e-5 * (abs(expected) + natural)).all()


def _summed(terms):
    """For each sample."""
    return sum(t.reshape(SIZE, -1).sum(-1) for t in terms)


@every_row
def test_a_training_step_compiles_it_once(row):
    traces = []

    @jax.jit
    def step(predictions, targets):
        traces.append(1)
        return row.loss(predictions, targets, **bound_options(row.options)).mean()

    values = {float(step(*random_batch(row, seed=seed))) for seed in range(3)}
    assert len(values) == 3
    assert len(traces) == 1


@pytest.mark.parametrize(("name", "option"), [k for k in ILLEGAL if k[1] != "log_prior"])
def test_options_may_be_traced_and_differentiated(name, option):
    row = BY_NAME[name]
    options = bound_options(row.options)
    start = options.pop(option)

    def loss(value):
        return row.loss(*example_of(row), **options, **{option: value}).sum()

    slope, step = jax.jit(jax.grad(loss))(start), 1e-2
    np.testing.assert_allclose(slope, (loss(start + step) - loss(start - step)) / (2 * step), rtol=2e-2, atol=2e-3)
