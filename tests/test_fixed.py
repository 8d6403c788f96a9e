"""fixed: the first combinator, and what every combinator owes."""

import copy
import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, target
from crossing import every_signature
from reference import units

import nllax


@every_signature
def test_binding_changes_nothing(case):
    y, values = case.typical[0]
    y, inputs = target(y, "float32"), parameters(values, "float32")
    expected = case.distribution.log_prob(y, *inputs)
    for index, name in enumerate(case.parameter_names):
        bound = nllax.fixed(case.distribution, **{name: values[index]})
        got = bound.log_prob(y, *inputs[:index], *inputs[index + 1 :])
        assert (got.dtype, got.weak_type) == (jnp.float32, False)
        assert units(got, expected, "float32") <= 2  # XLA folds the constant
        assert bound.available == case.distribution.available


def test_every_quantity_is_bound():
    bound, inputs = nllax.fixed(nllax.normal, scale=2.0), (jnp.float32(0.5), jnp.float32(2.0))
    leading = {"log_interval": (-1.0, 1.0), "sample": (jax.random.key(0),), "quantile": (0.3,)}
    for quantity in bound.available:
        before = leading.get(quantity, (0.7,) * ("log_" in quantity))
        got = getattr(bound, quantity)(*before, inputs[0])
        assert units(got, getattr(nllax.normal, quantity)(*before, *inputs), "float32") <= 2, quantity
    assert bound.sample(jax.random.key(0), 0.0, shape=(3,)).shape == (3,)


def test_equal_calls_give_the_same_record():
    assert nllax.fixed(nllax.normal, scale=1.0) is nllax.fixed(nllax.normal, scale=1)
    assert nllax.fixed(nllax.normal, loc=0.0, scale=1.0) is nllax.fixed(nllax.normal, scale=1.0, loc=0.0)
    assert nllax.fixed(nllax.normal) is nllax.normal
    assert nllax.fixed(nllax.normal, scale=2.0) is not nllax.fixed(nllax.normal, scale=1.0)


def test_nesting():
    nested = nllax.fixed(nllax.fixed(nllax.normal, scale=2.0), loc=1.0)
    np.testing.assert_array_equal(nested.log_prob(0.0), nllax.normal.log_prob(0.0, 1.0, 2.0))
    assert nested.parameters == ()
    assert repr(nested) == "nllax.fixed(nllax.fixed(nllax.normal, scale=2.0), loc=1.0)"
    assert nested.mean() == 1.0


def test_pickle_and_copy_give_the_same_record():
    bound = nllax.fixed(nllax.categorical, logits=(0.0, 1.0, 2.0))
    assert pickle.loads(pickle.dumps(bound)) is bound
    assert copy.deepcopy(bound) is bound
    assert copy.copy(bound) is bound


def test_the_rest_of_the_parameters_feed_losses_and_heads():
    bound = nllax.fixed(nllax.normal, scale=2.0)
    assert nllax.head(bound).size == 1
    y, loc = jnp.arange(3.0), jnp.ones(3)
    np.testing.assert_array_equal(nllax.nll(bound)(loc, y), nllax.nll(nllax.normal)((loc, 2.0), y))


def test_under_jit_the_constant_takes_the_dtype_of_the_call(x64):
    bound = nllax.fixed(nllax.laplace, scale=0.1)
    assert bound.log_prob(jnp.float32(1), jnp.float32(0)).dtype == jnp.float32
    np.testing.assert_allclose(bound.log_prob(1.0, 0.0), nllax.laplace.log_prob(1.0, 0.0, 0.1), rtol=1e-15)


@pytest.mark.parametrize(
    ("values", "error", "complaint"),
    [
        ({"sigma": 1.0}, ValueError, r"nllax.normal has no parameter 'sigma'; it has loc, scale"),
        ({"scale": -1.0}, ValueError, "scale of nllax.normal must be positive, got -1.0"),
        ({"scale": float("nan")}, ValueError, "must be positive, got nan"),
        ({"scale": (1.0, 2.0)}, ValueError, r"scale of nllax.normal has 0 event axes, got \(1.0, 2.0\) with 1"),
    ],
)
def test_wrong_values(values, error, complaint):
    with pytest.raises(error, match=complaint):
        nllax.fixed(nllax.normal, **values)


def test_arrays_are_refused():
    with pytest.raises(TypeError, match=r"nllax.fixed takes distributions, Python numbers and tuples.*Pass arrays to"):
        nllax.fixed(nllax.normal, scale=jnp.ones(3))


def test_what_a_base_lacks():
    with pytest.raises(
        NotImplementedError, match=r"nllax.fixed\(nllax.categorical, logits=\(0.0, 1.0\)\) has no quantile"
    ):
        _ = nllax.fixed(nllax.categorical, logits=(0.0, 1.0)).quantile


@pytest.mark.parametrize("name", [p.name for p in nllax.student_t.parameters])
def test_is_made_inside_a_trace_too(name):
    made = jax.jit(lambda y, a, b: nllax.fixed(nllax.student_t, **{name: 2.0625}).log_prob(y, a, b))
    assert jnp.isfinite(made(0.5, 1.0, 1.5))
