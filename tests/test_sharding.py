"""The mean is exact on any number of devices: eight virtual ones, in every mode."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

import nllax

KEY = jax.random.key(0)
LOGITS = jax.random.normal(KEY, (16, 32)) * 3
LABELS = jax.random.randint(KEY, (16,), 0, 32)
WHERE = jnp.arange(16) % 5 != 0
LOSS = nllax.nll(nllax.categorical)


def _mesh(shape, names, mode):
    return jax.make_mesh(shape, names, axis_types=(mode,) * len(names))


@pytest.fixture(params=[AxisType.Auto, AxisType.Explicit], ids=["auto", "explicit"])
def mode(request):
    return request.param


@pytest.mark.parametrize("spec", [P("data"), P(None, "vocab"), P("data", "vocab")], ids=str)
def test_sharded_logits_give_the_same_loss_and_gradient(spec, mode):
    mesh = _mesh((4, 2), ("data", "vocab"), mode)
    with jax.set_mesh(mesh):
        logits = jax.device_put(LOGITS, NamedSharding(mesh, spec))
        batch = P(spec[0])
        labels, where = (jax.device_put(x, NamedSharding(mesh, batch)) for x in (LABELS, WHERE))
        value, slope = jax.jit(jax.value_and_grad(LOSS))(logits, labels, where=where)
    expected, expected_slope = jax.value_and_grad(LOSS)(LOGITS, LABELS, where=WHERE)
    np.testing.assert_allclose(value, expected, rtol=1e-6)
    np.testing.assert_allclose(slope, expected_slope, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("spec", [P("data"), P(None, "vocab"), P("data", "vocab")], ids=str)
def test_no_collective_gathers_the_logits(spec, mode):
    mesh = _mesh((4, 2), ("data", "vocab"), mode)
    with jax.set_mesh(mesh):
        logits = jax.device_put(LOGITS, NamedSharding(mesh, spec))
        labels = jax.device_put(LABELS, NamedSharding(mesh, P(spec[0])))
        compiled = jax.jit(jax.value_and_grad(LOSS)).lower(logits, labels).compile().as_text()
    assert "all-reduce" in compiled
    assert "all-gather" not in compiled
    assert "all-to-all" not in compiled


def test_psum_of_totals_is_the_mean_over_all_devices():
    """With a ragged mask, and one device that has nothing: where a mean of means is wrong."""
    mesh = _mesh((8,), ("data",), AxisType.Auto)
    where = WHERE & (jnp.arange(16) >= 2)  # the first of the eight has nothing left

    def local(logits, labels, where):
        return nllax.nll(nllax.categorical, reduction="total")(logits, labels, where=where).psum("data").mean()

    sharded = jax.shard_map(local, mesh=mesh, in_specs=P("data"), out_specs=P())
    np.testing.assert_allclose(jax.jit(sharded)(LOGITS, LABELS, where), LOSS(LOGITS, LABELS, where=where), rtol=1e-6)


@pytest.mark.parametrize("distribution", [nllax.normal, nllax.poisson_log_rate], ids=repr)
def test_a_sharded_batch_takes_one_all_reduce(distribution):
    mesh = _mesh((8,), ("data",), AxisType.Auto)
    y = jax.device_put(jnp.arange(64.0), NamedSharding(mesh, P("data")))
    prediction = (y,) if len(distribution.parameters) == 1 else (y, 1.0)
    compiled = jax.jit(nllax.nll(distribution)).lower(prediction, y).compile().as_text()
    assert compiled.count(" all-reduce(") + compiled.count(" all-reduce-start(") == 1
    assert "all-gather" not in compiled
