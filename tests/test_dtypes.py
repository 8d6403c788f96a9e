"""16 bits are computed in float32, float64 stays, integers are welcome, nothing is weakly typed."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import is_whole, parameters, target
from conftest import x64_mode
from crossing import EXHAUSTIVE, most_cases_exhaustively
from evaluate import first_order
from reference import units

import nllax


def _is_index(case):
    return case.distribution.support.keeps(jnp.asarray(1))


def _smallest(case):
    """A target of zeros and ones; a ranking, whose entries differ, as it is."""
    y, _ = case.typical[0]
    return y if _is_index(case) and np.ndim(y) else np.ones(np.shape(y), int)


def _cast(x, dtype):
    return x if jnp.issubdtype(x.dtype, jnp.integer) else x.astype(dtype)


@pytest.mark.slow
@most_cases_exhaustively
@pytest.mark.parametrize("low", ["bfloat16", pytest.param("float16", marks=EXHAUSTIVE)])
def test_16_bits_give_the_float32_loss_and_16_bit_gradients(case, low):
    kind = np.shape(case.typical[0][0])
    rows = [(target(y, "float32"), *parameters(p, "float32")) for y, p in case.typical if np.shape(y) == kind]
    coarse = [_cast(jnp.stack(x), low) for x in zip(*rows, strict=True)]
    value, slopes = first_order(case.distribution.log_prob, *coarse)
    exact, exact_slopes = first_order(case.distribution.log_prob, *(_cast(x, "float32") for x in coarse))
    assert value.dtype == jnp.float32
    assert units(value, exact, "float32").max() <= 2
    for slope, exact_slope in zip(slopes[1:], exact_slopes[1:], strict=True):
        assert slope.dtype == low
        np.testing.assert_array_equal(slope, exact_slope.astype(low))


def _kind(f, *arguments):
    """The dtype of a result and whether it is weak, without computing it: Python's numbers stay Python's."""
    return jax.eval_shape(lambda: f(*arguments))


@most_cases_exhaustively
def test_float64_stays(case, x64):
    y, values = case.typical[0]
    f = case.distribution.log_prob
    assert _kind(f, target(y, "float64"), *parameters(values, "float64")).dtype == jnp.float64
    mixed = _kind(f, target(y, "float64"), *parameters(values, "float32"))
    assert mixed.dtype == (jnp.float32 if is_whole(y) else jnp.float64)


def _plain(y):
    """A number as Python's own; a vector as an array beside others."""
    if np.ndim(y) == 0:
        return y if is_whole(y) else float(y)
    return target(y, "float32")


@pytest.mark.slow
@most_cases_exhaustively
@pytest.mark.parametrize("wide", [False, True])
def test_python_numbers_and_integers(case, wide):
    """A Python number follows the arrays beside it; alone it takes JAX's default. Nothing is weakly typed."""
    y, values = case.typical[0]
    with x64_mode(wide):
        default = jnp.result_type(float)
        if not any(isinstance(v, tuple) for v in (y, *values)):
            alone = _kind(case.distribution.log_prob, y, *values)
            assert (alone.dtype, alone.weak_type) == (default, False)
        inputs = parameters(values, "float32")
        beside = _kind(case.distribution.log_prob, _plain(y), *inputs)
        assert (beside.dtype, beside.weak_type) == (jnp.float32, False)
        for quantity in case.distribution.available:
            leading = {"log_interval": (0, 1), "sample": (jax.random.key(0),)}.get(quantity)
            leading = leading or ((_plain(y),) if quantity == "log_prob" else ())
            leading = leading or ((1,) if quantity in ("log_cdf", "log_sf", "quantile") else ())
            got = _kind(getattr(case.distribution, quantity), *leading, *inputs)
            assert not got.weak_type, quantity
            assert got.dtype in (jnp.float32, jnp.int32), quantity


@most_cases_exhaustively
@pytest.mark.parametrize("kind", [np.int8, np.int32, np.uint8, np.bool_, np.float16])
def test_targets_of_any_kind(case, kind):
    if case.points is None or (_is_index(case) and kind in (np.bool_, np.float16)):
        return
    _, values = case.typical[0]
    inputs = parameters(values, "float32")
    y = _smallest(case)
    expected = case.distribution.log_prob(jnp.asarray(y, jnp.int32), *inputs)
    np.testing.assert_array_equal(case.distribution.log_prob(np.asarray(y, kind), *inputs), expected)


def test_losses_and_heads_are_not_weakly_typed():
    y = jnp.arange(3.0)
    for reduction in ("mean", "sum", "none"):
        loss = nllax.nll(nllax.normal, reduction=reduction)(((0.0), 1.0), y)
        assert (loss.dtype, loss.weak_type) == (jnp.float32, False)
    total = nllax.nll(nllax.normal, reduction="total")((0.0, 1.0), y, weights=jnp.ones(3, int))
    assert all(not leaf.weak_type and leaf.dtype == jnp.float32 for leaf in jax.tree.leaves(total))
    for leaf in nllax.head(nllax.normal)(jnp.zeros((3, 2), jnp.bfloat16)):
        assert (leaf.dtype, leaf.weak_type) == (jnp.float32, False)


def test_bf16_logits_give_the_float32_loss():
    logits = jax.random.normal(jax.random.key(0), (64, 10)).astype(jnp.bfloat16) * 4
    labels = jnp.arange(64) % 10
    loss, gradient = jax.value_and_grad(nllax.nll(nllax.categorical))(logits, labels)
    np.testing.assert_array_equal(loss, nllax.nll(nllax.categorical)(logits.astype(jnp.float32), labels))
    assert loss.dtype == jnp.float32
    assert gradient.dtype == jnp.bfloat16


@pytest.mark.parametrize("bad", [[1.0, 2.0], None, (1.0,), {"y": 1.0}])
def test_containers_are_refused_by_name(bad):
    with pytest.raises(TypeError, match=r"normal.log_prob: y must be an array or a number, got \w+"):
        nllax.normal.log_prob(bad, 0.0, 1.0)


def test_complex_numbers_are_refused_by_name():
    with pytest.raises(TypeError, match=r"normal.log_prob: loc must be real, got dtype complex64"):
        nllax.normal.log_prob(0.0, 1j, 1.0)


@pytest.mark.parametrize("arguments", [{"scal": 1.0}, {}, {"loc": 0.0, "scale": 1.0}])
def test_wrong_arguments_are_refused_with_the_signature(arguments):
    with pytest.raises(TypeError, match=r"normal.log_prob\(y, loc, scale\): "):
        nllax.normal.log_prob(0.0, 0.0, **arguments)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16])
def test_indices_of_few_bits_reach_every_class(kind):
    """Also where the number of classes is beyond their range."""
    logits = jnp.linspace(-1, 1, 600)
    for distribution, y in ((nllax.categorical, 100), (nllax.plackett_luce, [5, 100])):
        expected = distribution.log_prob(np.asarray(y, np.int32), logits)
        np.testing.assert_array_equal(distribution.log_prob(np.asarray(y, kind), logits), expected)
        assert jnp.isfinite(expected)
