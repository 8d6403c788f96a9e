"""mixture: weights that rule out, components that are lost, axes in the right place."""

import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax

LOGITS = jnp.asarray([0.3, -1.0, 0.5])


def test_equal_calls_give_the_same_record():
    mixture = nllax.mixture(nllax.normal)
    assert nllax.mixture(nllax.normal) is mixture
    assert pickle.loads(pickle.dumps(mixture)) is mixture
    assert repr(mixture) == "nllax.mixture(nllax.normal)"
    assert "sigma" in mixture._repr_markdown_() or "logits" in mixture._repr_markdown_()


def test_one_component_is_the_component():
    y, loc, scale = jnp.asarray([0.5, -2.0]), jnp.asarray([[0.1], [0.2]]), jnp.asarray([[1.5], [0.3]])
    got = nllax.mixture(nllax.normal).log_prob(y, jnp.zeros(1), loc, scale)
    np.testing.assert_allclose(got, nllax.normal.log_prob(y, loc[:, 0], scale[:, 0]), rtol=1e-6)


def test_a_component_that_is_ruled_out_counts_nothing():
    f = nllax.mixture(nllax.normal).log_prob
    logits = jnp.asarray([0.3, -jnp.inf, 0.5])
    loc, scale = jnp.asarray([0.0, 7.0, 1.0]), jnp.asarray([1.0, 1e-6, 2.0])
    value, slopes = jax.value_and_grad(f, (1, 2, 3))(0.5, logits, loc, scale)
    keep = jnp.asarray([0, 2])
    np.testing.assert_allclose(value, f(0.5, logits[keep], loc[keep], scale[keep]), rtol=1e-6)
    for slope in slopes:
        assert jnp.isfinite(slope).all()
        assert slope[1] == 0
    assert all(jnp.isfinite(h).all() for h in jax.tree.leaves(jax.hessian(f, (1, 2, 3))(0.5, logits, loc, scale)))


@pytest.mark.parametrize("distance", [40.0, 300.0, 1e4, 1e12, 1e18])
def test_far_away_nothing_is_lost_but_the_far_component(distance):
    """Where the density of one component underflows, and its slope overflows."""
    f = nllax.mixture(nllax.normal).log_prob
    loc, scale = jnp.asarray([0.0, 0.0]), jnp.asarray([1e-6, 1.0])
    value, slopes = jax.value_and_grad(f, (0, 1, 2, 3))(distance, jnp.zeros(2), loc, scale)
    assert jnp.isfinite(value)
    assert all(jnp.isfinite(s).all() for s in slopes)
    np.testing.assert_allclose(value, nllax.normal.log_prob(distance, 0.0, 1.0) - np.log(2), rtol=1e-6)
    np.testing.assert_allclose(slopes[0], -distance, rtol=1e-6)


def test_outside_the_support_and_where_everything_underflows():
    f = nllax.mixture(nllax.exponential).log_prob
    value, slopes = jax.value_and_grad(f, (1, 2))(-1.0, LOGITS, jnp.ones(3))
    assert value == -jnp.inf
    assert not any(s.any() for s in slopes)
    value, slopes = jax.value_and_grad(nllax.mixture(nllax.normal).log_prob, 1)(1e30, LOGITS, LOGITS, jnp.ones(3))
    assert value == -jnp.inf
    assert not jnp.isnan(slopes).any()


@pytest.mark.slow
def test_components_of_vectors_come_before_their_entries():
    mixture = nllax.mixture(nllax.multivariate_normal)
    assert [p.event_ndim for p in mixture.parameters] == [1, 2, 3]
    key = jax.random.key(0)
    loc = jax.random.normal(key, (4, 3, 2))
    scale_tril = jnp.eye(2) + jnp.tril(jax.random.uniform(key, (4, 3, 2, 2)))
    y = jax.random.normal(key, (4, 2))
    got = mixture.log_prob(y, LOGITS, loc, scale_tril)
    components = nllax.multivariate_normal.log_prob(y[:, None], loc, scale_tril)
    expected = jax.nn.logsumexp(jax.nn.log_softmax(LOGITS) + components, axis=-1)
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    assert mixture.mean(LOGITS, loc, scale_tril).shape == (4, 2)
    assert mixture.sample(key, LOGITS, loc, scale_tril, shape=(5,)).shape == (5, 4, 2)


def test_what_the_data_gives_is_shared():
    base = nllax.Distribution(
        name="scaled",
        parameters=(nllax.Parameter("rate", nllax.positive), nllax.Parameter("exposure", nllax.positive, given=True)),
        support=nllax.count,
        log_prob=lambda y, rate, exposure: nllax.poisson.log_prob(y, rate * exposure),
        mean=lambda rate, exposure: rate * exposure,
    )
    mixture = nllax.mixture(base)
    y, exposure, rate = jnp.arange(4), jnp.asarray([1.0, 2.0, 3.0, 4.0]), jnp.ones((4, 3))
    np.testing.assert_allclose(
        nllax.nll(mixture, reduction="none")((jnp.zeros((4, 3)), rate), y, exposure=exposure),
        -nllax.poisson.log_prob(y, exposure),
        rtol=1e-5,
    )
    np.testing.assert_allclose(mixture.mean(jnp.zeros((4, 3)), rate, exposure), exposure, rtol=1e-6)
    assert "variance" not in mixture.available


def test_logits_of_the_base_keep_their_name():
    mixture = nllax.mixture(nllax.categorical)
    assert [p.name for p in mixture.parameters] == ["mixture_logits", "logits"]
    logits = jnp.asarray([[0.0, 1.0, 2.0], [1.0, -1.0, 0.0]])
    weights = jax.nn.softmax(jnp.asarray([0.3, -0.2]))
    expected = weights @ jax.nn.softmax(logits)
    np.testing.assert_allclose(mixture.mean(jnp.asarray([0.3, -0.2]), logits), expected, rtol=1e-6)
    for y in range(3):
        np.testing.assert_allclose(jnp.exp(mixture.log_prob(y, jnp.asarray([0.3, -0.2]), logits)), expected[y], 1e-6)
    assert nllax.head(mixture, event_size=(2, 3)).size == 8


def test_a_loss_masks_and_a_head_counts():
    mixture = nllax.mixture(nllax.normal)
    head = nllax.head(mixture, event_size=4)
    assert head.sizes == (4, 4, 4)
    raw = jnp.ones((3, 12))
    y, where = jnp.asarray([0.0, jnp.nan, 1.0]), jnp.asarray([True, False, True])
    value, slope = jax.value_and_grad(lambda r: nllax.nll(mixture)(head(r), y, where=where))(raw)
    assert jnp.isfinite(value)
    assert (slope[1] == 0).all()
    assert jnp.isfinite(slope).all()


def test_event_sizes_that_do_not_fit():
    with pytest.raises(TypeError, match=r"event_size must hold 2 lengths, got 3"):
        nllax.head(nllax.mixture(nllax.multivariate_normal), event_size=3)
    with pytest.raises(TypeError, match="needs event_size, the length of logits, loc, scale"):
        nllax.head(nllax.mixture(nllax.normal))
