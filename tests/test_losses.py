"""The loss: strict shapes, masks that cannot leak, means that are exact however the batch is cut."""

import itertools
import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, target
from crossing import every_case, every_signature, most_cases_exhaustively

import nllax


def _batch(case, size=6):
    """A batch of typical points of one kind of target: y and parameters, stacked."""
    kind = type(case.typical[0][0])
    points = list(itertools.islice(itertools.cycle(p for p in case.typical if type(p[0]) is kind), size))
    y = jnp.stack([target(y, "float32") for y, _ in points])
    inputs = [jnp.stack(p) for p in zip(*(parameters(p, "float32") for _, p in points), strict=True)]
    return y, tuple(inputs)


def _as_prediction(inputs):
    return inputs[0] if len(inputs) == 1 else inputs


def _split(case, inputs):
    """The parameters that a network predicts and those that the data gives, by name."""
    named = dict(zip(case.parameter_names, inputs, strict=True))
    return tuple(
        {p.name: named[p.name] for p in some} for some in (case.distribution.predicted, case.distribution.given)
    )


def _loss(case, **options):
    """The loss of all parameters in order, whoever gives them."""

    def loss(inputs, y, **masks):
        predicted, given = _split(case, inputs)
        return nllax.nll(case.distribution, **options)(_as_prediction(tuple(predicted.values())), y, **given, **masks)

    return loss


@every_signature
def test_mean_sum_none_and_total_agree(case):
    y, inputs = _batch(case)
    expected = -np.asarray(case.distribution.log_prob(y, *inputs))
    by = {r: _loss(case, reduction=r)(inputs, y) for r in ("mean", "sum", "none")}
    np.testing.assert_allclose(by["none"], expected, rtol=1e-6)
    np.testing.assert_allclose(by["sum"], expected.sum(), rtol=1e-6)
    np.testing.assert_allclose(by["mean"], expected.mean(), rtol=1e-6)
    total = _loss(case, reduction="total")(inputs, y)
    np.testing.assert_array_equal(total.sum, by["sum"])
    assert total.weight == len(y)


@every_signature
def test_prediction_by_order_and_by_name(case):
    y, inputs = _batch(case)
    named, given = _split(case, inputs)
    record = NamedTuple("Prediction", [(n, jax.Array) for n in reversed(named)])
    loss = nllax.nll(case.distribution)
    expected = _loss(case)(inputs, y)
    for prediction in (list(named.values()), named, record(**named), _as_prediction(tuple(named.values()))):
        np.testing.assert_array_equal(loss(prediction, y, **given), expected)


@most_cases_exhaustively
def test_a_masked_row_changes_no_bit_of_value_or_gradient(case):
    """Whatever it holds: NaN, infinities, illegal parameters, in the target and in each parameter."""
    y, inputs = _batch(case)
    where = jnp.asarray([True, False, True, True, False, True])
    loss = jax.jit(jax.value_and_grad(lambda p, y, w: _loss(case)(p, y, where=where, weights=w)))
    weights = jnp.linspace(0.5, 2.0, 6)
    expected = loss(inputs, y, weights)
    poisons = {n: (math.nan, math.inf, -math.inf, *case.illegal[n]) for n in case.parameter_names}
    for index, name in enumerate(case.parameter_names):
        for poison in poisons[name]:
            bad = inputs[index].at[1].set(jnp.asarray(poison)).at[4].set(jnp.asarray(poison))
            _assert_same_bits(loss((*inputs[:index], bad, *inputs[index + 1 :]), y, weights), expected)
    for poison in (math.nan, math.inf, -1.0) if jnp.issubdtype(y.dtype, jnp.floating) else (-1, 10**6):
        _assert_same_bits(loss(inputs, y.at[1].set(poison).at[4].set(poison), weights), expected)
    _assert_same_bits(loss(inputs, y, weights.at[1].set(math.nan)), expected)


def _assert_same_bits(got, expected):
    for a, b in zip(jax.tree.leaves(got), jax.tree.leaves(expected), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
@every_signature
def test_masked_rows_are_as_if_they_were_not_there(case):
    y, inputs = _batch(case)
    keep = np.array([True, False, True, True, False, True])
    weights = jnp.linspace(0.5, 2.0, 6)
    loss = jax.value_and_grad(lambda p, y, **k: _loss(case)(p, y, **k))
    value, slopes = loss(inputs, y, where=jnp.asarray(keep), weights=weights)
    fewer, fewer_slopes = loss(tuple(x[keep] for x in inputs), y[keep], weights=weights[keep])
    np.testing.assert_allclose(value, fewer, rtol=1e-6)
    for g, f in zip(slopes, fewer_slopes, strict=True):
        np.testing.assert_allclose(g[keep], f, rtol=1e-5, atol=1e-7)
        assert (np.asarray(g)[~keep] == 0).all()


@pytest.mark.slow
@every_signature
def test_nothing_left_is_zero_with_zero_gradient(case):
    y, inputs = _batch(case)
    everything_bad = tuple(jnp.full_like(x, math.nan) for x in inputs)
    nowhere = jnp.zeros(6, bool)
    loss = jax.value_and_grad(lambda p: _loss(case)(p, y, where=nowhere))
    value, slopes = loss(everything_bad)
    assert value == 0
    assert all((g == 0).all() for g in slopes)
    empty = _loss(case)(tuple(x[:0] for x in inputs), y[:0])
    assert empty == 0


def test_a_parameter_that_all_samples_share_may_be_illegal_where_all_are_masked():
    def loss(scale):
        return nllax.nll(nllax.normal)((jnp.zeros(3), scale), jnp.zeros(3), where=jnp.zeros(3, bool))

    assert jax.value_and_grad(loss)(jnp.nan) == (0, 0)


def test_nan_outside_the_mask_is_not_hidden():
    y = jnp.asarray([0.0, jnp.nan, 1.0])
    assert jnp.isnan(nllax.nll(nllax.normal)((jnp.zeros(3), 1.0), y, where=jnp.asarray([False, True, True])))
    assert jnp.isnan(nllax.nll(nllax.normal)((jnp.zeros(3), 1.0), y, weights=jnp.asarray([1.0, 0.0, 1.0])))


def test_weights_are_frequencies():
    y, loc = jnp.asarray([0.0, 1.0, 5.0]), jnp.asarray([0.5, 0.0, 4.0])
    weighted = nllax.nll(nllax.laplace)((loc, 2.0), y, weights=jnp.asarray([1, 3, 2]))
    index = jnp.asarray([0, 1, 1, 1, 2, 2])
    np.testing.assert_allclose(weighted, nllax.nll(nllax.laplace)((loc[index], 2.0), y[index]), rtol=1e-6)


# Shapes.

BAD_SHAPES = [
    ((32, 1), (32,), "1024 terms of 32 samples", "loc.squeeze(-1)"),
    ((32,), (32, 1), "1024 terms of 32 samples", "y.squeeze(-1)"),
    ((31,), (32,), "", "32 rows of y and 31 of loc"),
    ((1,), (32,), "32 terms", "jnp.broadcast_to(loc, (32,))"),
    ((8,), (32, 8), "256 terms", "jnp.broadcast_to(loc, (32, 8))"),
    ((1, 8), (32, 8), "256 terms", "jnp.broadcast_to(loc, (32, 8))"),
    ((8, 32), (32, 8), "", "loc.reshape(y.shape)"),
    ((32, 8), (32,), "", "of the same shape"),
]


@pytest.mark.parametrize(("loc", "y", "consequence", "cure"), BAD_SHAPES)
def test_strict_shapes(loc, y, consequence, cure):
    with pytest.raises(ValueError, match=r"nllax.nll\(nllax.normal\): loc has batch shape") as caught:
        nllax.nll(nllax.normal)((jnp.zeros(loc), 1.0), jnp.zeros(y))
    message = str(caught.value)
    assert str(loc) in message
    assert str(y) in message
    assert consequence in message
    assert cure in message


@every_case
def test_a_column_against_a_row_raises_for_every_loss(case):
    y, inputs = _batch(case)
    for index, name in enumerate(case.parameter_names):
        column = jnp.expand_dims(inputs[index], 1)
        with pytest.raises(ValueError, match=rf"{name} has batch shape \(6, 1\), the target \(6,\)"):
            _loss(case)((*inputs[:index], column, *inputs[index + 1 :]), y)


def test_shapes_are_checked_when_traced():
    with pytest.raises(ValueError, match="scale has batch shape"):
        jax.eval_shape(nllax.nll(nllax.normal), (jnp.zeros(3), jnp.ones((3, 1))), jnp.zeros(3))


def test_labels_of_the_wrong_kind():
    logits = jnp.zeros((32, 10))
    with pytest.raises(ValueError, match="one-hot target must be floating"):
        nllax.nll(nllax.categorical)(logits, jnp.zeros((32, 10), int))
    with pytest.raises(ValueError, match="class indices must be integers"):
        nllax.nll(nllax.categorical)(logits, jnp.zeros(32))
    with pytest.raises(ValueError, match=r"of shape \(..., 10\) for 10 classes; got \(32, 9\)"):
        nllax.nll(nllax.categorical)(logits, jnp.zeros((32, 9)))


@pytest.mark.parametrize("keyword", ["where", "weights"])
def test_masks_and_weights_have_the_batch_shape(keyword):
    mask = jnp.ones((3, 1), bool if keyword == "where" else float)
    with pytest.raises(ValueError, match=rf"{keyword} has batch shape \(3, 1\), the target \(3,\)"):
        nllax.nll(nllax.normal)((jnp.zeros(3), 1.0), jnp.zeros(3), **{keyword: mask})


def test_a_mask_of_numbers_is_refused():
    with pytest.raises(TypeError, match="where must be boolean, got dtype float32"):
        nllax.nll(nllax.normal)((jnp.zeros(3), 1.0), jnp.zeros(3), where=jnp.ones(3))


@pytest.mark.parametrize(
    ("prediction", "complaint"),
    [
        (jnp.zeros((32, 2)), r"must hold loc, scale.*got an array of shape \(32, 2\).*nllax.head"),
        ((jnp.zeros(32),), "must hold loc, scale.*got a tuple of 1"),
        ({"loc": 0.0, "scal": 1.0}, "missing scale; unknown scal"),
        ((None, 1.0), "loc must be an array or a number, got NoneType"),
    ],
)
def test_predictions_that_are_none(prediction, complaint):
    with pytest.raises(TypeError, match=complaint):
        nllax.nll(nllax.normal)(prediction, jnp.zeros(32))


def test_unknown_keywords_and_arguments():
    with pytest.raises(TypeError, match="unknown total_count"):
        nllax.nll(nllax.normal)((0.0, 1.0), jnp.zeros(3), total_count=3)
    with pytest.raises(ValueError, match="reduction must be 'mean', 'sum', 'none' or 'total', got 'avg'"):
        nllax.nll(nllax.normal, reduction="avg")
    with pytest.raises(TypeError, match="nll takes a distribution, such as nllax.normal, got function"):
        nllax.nll(jnp.mean)


# Totals.


def _cut(y, sizes):
    ends = np.cumsum(sizes)
    return [slice(end - size, end) for size, end in zip(sizes, ends, strict=True)]


@pytest.mark.parametrize("sizes", [(12,), (5, 7), (1, 4, 7), (3, 0, 9), (1,) * 12])
def test_totals_are_exact_over_micro_batches_with_ragged_masks(sizes, rng):
    """A mean of means would not be; the gradient neither."""
    y = jnp.asarray(rng.normal(size=12), jnp.float32)
    where = jnp.asarray(rng.random(12) < 0.6)
    weights = jnp.asarray(rng.random(12), jnp.float32)

    def predict(theta, x):
        return theta["w"] * x, 1.0

    x, theta = jnp.linspace(-1, 1, 12), {"w": 0.3}
    whole = nllax.value_and_grad(nllax.objective(nllax.normal, predict))(theta, x, y, where=where, weights=weights)
    part = nllax.value_and_grad(nllax.objective(nllax.normal, predict, reduction="total"))
    totals, slopes = zip(
        *(part(theta, x[s], y[s], where=where[s], weights=weights[s]) for s in _cut(y, sizes)), strict=True
    )
    total = sum(totals)
    np.testing.assert_allclose(total.mean(), whole[0], rtol=1e-6)
    np.testing.assert_allclose(total.per_weight(sum(g["w"] for g in slopes)), whole[1]["w"], rtol=1e-5)


def test_totals_are_carried_by_scan(rng):
    y = jnp.asarray(rng.normal(size=(4, 3)), jnp.float32)
    loss = nllax.nll(nllax.normal, reduction="total")

    def step(total, row):
        return total + loss((0.0, 1.0), row), None

    start = nllax.Total(jnp.float32(0), jnp.float32(0))
    total, _ = jax.lax.scan(step, start, y)
    np.testing.assert_allclose(total.mean(), nllax.nll(nllax.normal)((0.0, 1.0), y), rtol=1e-6)


def test_totals_refuse_what_is_none():
    with pytest.raises(TypeError):
        nllax.Total(1.0, 1.0) + 1.0
    with pytest.raises(TypeError):
        1.0 + nllax.Total(1.0, 1.0)
    assert nllax.Total().mean() == 0
