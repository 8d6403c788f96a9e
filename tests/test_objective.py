"""Objectives of every kind of model: plain functions, Linen, NNX, Equinox-style; priors; per-sample gradients."""

import dataclasses

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

import nllax

X = jnp.linspace(-1.0, 1.0, 12)[:, None]
Y = jnp.sin(3 * X[:, 0]) + 0.1
WHERE = jnp.arange(12) % 4 != 1
HEAD = nllax.head(nllax.normal)
LOSS = nllax.nll(nllax.normal)


class LinenModel(nn.Module):
    @nn.compact
    def __call__(self, x):
        return HEAD(nn.Dense(HEAD.size)(nn.tanh(nn.Dense(8)(x))))


class NnxModel(nnx.Module):
    def __init__(self, rngs):
        self.hidden, self.out = nnx.Linear(1, 8, rngs=rngs), nnx.Linear(8, HEAD.size, rngs=rngs)
        self.distribution = nllax.normal  # a record may live in a module

    def __call__(self, x):
        return HEAD(self.out(nnx.tanh(self.hidden(x))))


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class EquinoxStyleModel:
    """A pytree that is a callable, its activation static: written, like Equinox's, for one sample."""

    w: jax.Array
    v: jax.Array
    activation: object = dataclasses.field(metadata={"static": True}, default=jnp.tanh)

    def __call__(self, x):
        return HEAD(self.v @ self.activation(self.w @ x))


def _plain():
    theta = {"w": jnp.ones((1, 8)) * 0.3, "v": jnp.ones((8, HEAD.size)) * 0.1}
    return theta, lambda theta, x: HEAD(jnp.tanh(x @ theta["w"]) @ theta["v"]), False


def _linen():
    model = LinenModel()
    return model.init(jax.random.key(0), X), model.apply, False


def _nnx():
    graph, state = nnx.split(NnxModel(nnx.Rngs(0)))
    return state, lambda state, x: nnx.merge(graph, state)(x), False


def _equinox_style():
    key = jax.random.key(0)
    model = EquinoxStyleModel(jax.random.normal(key, (8, 1)), jax.random.normal(key, (HEAD.size, 8)))
    return model, lambda model, x: model(x), True


MODELS = {"plain": _plain, "linen": _linen, "nnx": _nnx, "equinox-style": _equinox_style}
every_model = pytest.mark.parametrize("kind", MODELS)


def _close(got, expected, **tolerance):
    for a, b in zip(jax.tree.leaves(got), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, **{"rtol": 1e-5, "atol": 1e-6} | tolerance)


@every_model
def test_value_and_gradient_are_those_of_the_loss(kind):
    theta, predict, per_sample = MODELS[kind]()
    f = nllax.objective(nllax.normal, predict, per_sample=per_sample)
    batched = jax.vmap(predict, (None, 0)) if per_sample else predict
    value, gradient = jax.jit(nllax.value_and_grad(f))(theta, X, Y, where=WHERE)
    expected, slope = jax.value_and_grad(lambda t: LOSS(batched(t, X), Y, where=WHERE))(theta)
    np.testing.assert_allclose(value, expected, rtol=1e-6)
    np.testing.assert_allclose(f(theta, X, Y, where=WHERE), expected, rtol=1e-6)
    _close(gradient, slope)


@every_model
def test_training_goes_down(kind, optax_promotion):
    theta, predict, per_sample = MODELS[kind]()
    step = nllax.value_and_grad(nllax.objective(nllax.normal, predict, per_sample=per_sample))
    optimizer = optax.adam(1e-2)

    @jax.jit
    def update(theta, state):
        value, gradient = step(theta, X, Y)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(theta, updates), state, value

    state, values = optimizer.init(theta), []
    for _ in range(30):
        theta, state, value = update(theta, state)
        values.append(float(value))
    assert values[-1] < values[0] - 0.05


@every_model
def test_per_sample_gradients(kind):
    theta, predict, per_sample = MODELS[kind]()
    f = nllax.objective(nllax.normal, predict, per_sample=per_sample)
    weights = jnp.linspace(0.5, 2.0, 12)
    rows = jax.jit(nllax.per_sample_grad(f))(theta, X, Y, where=WHERE, weights=weights)
    total = jnp.where(WHERE, weights, 0).sum()
    _, gradient = nllax.value_and_grad(f)(theta, X, Y, where=WHERE, weights=weights)
    _close(jax.tree.map(lambda g: g.sum(0) / total, rows), gradient)
    for g in jax.tree.leaves(rows):
        assert g.shape[0] == 12
        assert (g[~WHERE] == 0).all()


def test_masked_inputs_cannot_leak_into_models_written_for_one_sample():
    theta, predict, _ = MODELS["equinox-style"]()
    f = nllax.objective(nllax.normal, predict, per_sample=True)
    bad = X.at[1].set(jnp.nan).at[5].set(jnp.inf)
    _close(
        nllax.value_and_grad(f)(theta, bad, Y, where=WHERE), nllax.value_and_grad(f)(theta, X, Y, where=WHERE), rtol=0
    )
    for kind in MODELS:  # one gradient per sample is masked whatever the model
        theta, predict, per_sample = MODELS[kind]()
        rows = nllax.per_sample_grad(nllax.objective(nllax.normal, predict, per_sample=per_sample))
        _close(rows(theta, bad, Y, where=WHERE), rows(theta, X, Y, where=WHERE), rtol=1e-6)


def test_inputs_may_be_any_pytree_with_a_key_for_dropout():
    def predict(theta, x):
        keep = jax.random.bernoulli(x["key"], 0.5, x["x"].shape)
        return theta * jnp.where(keep, x["x"], 0)[:, 0], 1.0

    f = nllax.objective(nllax.normal, predict)
    a, b = (f(0.5, {"x": X, "key": jax.random.key(k)}, Y) for k in (0, 1))
    assert a != b


def test_auxiliary_output():
    def predict(theta, x):
        return (theta * x[:, 0], 1.0), {"seen": x.shape[0]}

    f = nllax.objective(nllax.normal, predict, has_aux=True)
    value, aux = f(1.0, X, Y)
    assert aux == {"seen": 12}
    (again, aux), _ = nllax.value_and_grad(f)(1.0, X, Y)
    assert value == again
    assert aux == {"seen": 12}
    assert nllax.per_sample_grad(f)(1.0, X, Y).shape == (12,)


def test_batch_statistics_of_linen_come_back():
    class Model(nn.Module):
        @nn.compact
        def __call__(self, x):
            return HEAD(nn.Dense(2)(nn.BatchNorm(use_running_average=False)(x)))

    model = Model()
    variables = model.init(jax.random.key(0), X)

    def predict(params, x):
        return model.apply({"params": params, "batch_stats": variables["batch_stats"]}, x, mutable=["batch_stats"])

    step = nllax.value_and_grad(nllax.objective(nllax.normal, predict, has_aux=True))
    (_, updated), _ = step(variables["params"], X + 3, Y)
    assert jax.tree.leaves(updated) != []
    assert (jax.tree.leaves(updated)[0] != jax.tree.leaves(variables["batch_stats"])[0]).all()


# Priors.


def _step(gradient, transform, theta):
    updates, _ = transform.update(gradient, transform.init(theta), theta)
    return optax.apply_updates(theta, updates)


@pytest.mark.parametrize("batches", [1, 3])
def test_a_normal_prior_is_weight_decay(batches):
    """A step of gradient descent on the MAP objective is optax's weight decay of 1 / (N sigma^2), to rounding."""
    theta, predict, _ = MODELS["plain"]()
    sigma, size = 0.7, 12 * batches
    prior = nllax.log_prior(nllax.fixed(nllax.normal, loc=0.0, scale=sigma))
    posterior = nllax.objective(nllax.normal, predict, log_prior=prior, dataset_size=size)
    likelihood = nllax.objective(nllax.normal, predict)
    _, with_prior = nllax.value_and_grad(posterior)(theta, X, Y)
    _, without = nllax.value_and_grad(likelihood)(theta, X, Y)
    decay = optax.chain(optax.add_decayed_weights(1 / (size * sigma**2)), optax.sgd(0.1))
    _close(_step(with_prior, optax.sgd(0.1), theta), _step(without, decay, theta), rtol=1e-6, atol=1e-8)


def test_a_laplace_prior_is_an_l1_penalty():
    theta, predict, _ = MODELS["plain"]()
    b = 0.3
    prior = nllax.log_prior(nllax.fixed(nllax.laplace, loc=0.0, scale=b))
    posterior = nllax.objective(nllax.normal, predict, log_prior=prior)

    def penalised(theta):
        l1 = sum(jnp.abs(leaf).sum() for leaf in jax.tree.leaves(theta))
        return LOSS(predict(theta, X), Y) + l1 / (12 * b)

    _, gradient = nllax.value_and_grad(posterior)(theta, X, Y)
    _close(gradient, jax.grad(penalised)(theta), rtol=1e-6, atol=1e-8)


def test_the_prior_is_spread_over_the_data_set_exactly():
    """Over an epoch of unequal micro-batches the totals add up to the whole data set with the prior once."""
    theta, predict, _ = MODELS["plain"]()
    prior = nllax.log_prior(nllax.fixed(nllax.normal, loc=0.0, scale=0.5))
    whole = nllax.objective(nllax.normal, predict, log_prior=prior)
    part = nllax.objective(nllax.normal, predict, log_prior=prior, dataset_size=12, reduction="total")
    total = sum(part(theta, X[s], Y[s]) for s in (slice(0, 5), slice(5, 6), slice(6, 12)))
    np.testing.assert_allclose(total.mean(), whole(theta, X, Y), rtol=1e-6)


def test_a_mask_leaves_biases_out():
    prior = nllax.log_prior(
        nllax.fixed(nllax.normal, loc=0.0, scale=1.0), mask=lambda theta: jax.tree.map(lambda x: x.ndim > 1, theta)
    )
    theta = {"kernel": jnp.ones((2, 3)), "bias": 5 * jnp.ones(3), "step": 7}
    only = nllax.log_prior(prior.distribution)({"kernel": theta["kernel"]})
    np.testing.assert_allclose(prior({"kernel": theta["kernel"], "bias": theta["bias"]}), only, rtol=1e-6)
    np.testing.assert_allclose(nllax.log_prior(prior.distribution)({"kernel": theta["kernel"], "step": 7}), only)


def test_a_mask_may_be_a_prefix():
    prior = nllax.log_prior(nllax.fixed(nllax.normal, loc=0.0, scale=1.0), mask=lambda _: {"a": True, "b": False})
    theta = {"a": {"w": jnp.ones(2), "v": jnp.ones(1)}, "b": {"w": jnp.ones(3)}}
    np.testing.assert_allclose(prior(theta), 3 * nllax.normal.log_prob(1.0, 0.0, 1.0), rtol=1e-6)


@pytest.mark.parametrize(
    ("build", "error", "complaint"),
    [
        (lambda: nllax.log_prior(nllax.normal), TypeError, r"open parameters, loc, scale; bind them: nllax.fixed\("),
        (lambda: nllax.log_prior("normal"), TypeError, "log_prior takes a distribution, got str"),
        (
            lambda: nllax.objective(nllax.normal, 3),
            TypeError,
            r"predict must be a function predict\(theta, x\), got int",
        ),
        (lambda: nllax.objective(nllax.normal, _plain, log_prior=_plain), TypeError, "must come from nllax.log_prior"),
        (lambda: nllax.objective(nllax.normal, _plain, dataset_size=0), ValueError, "must be positive, got 0"),
        (lambda: nllax.objective(nllax.normal, _plain, reduction="sum"), ValueError, "'mean' or 'total', got 'sum'"),
        (lambda: nllax.objective("normal", _plain), TypeError, "takes a distribution"),
        (lambda: nllax.value_and_grad(LOSS), TypeError, "value_and_grad takes an objective.*use jax.grad"),
        (lambda: nllax.per_sample_grad(_plain), TypeError, "per_sample_grad takes an objective"),
    ],
)
def test_wrong_arguments(build, error, complaint):
    with pytest.raises(error, match=complaint):
        build()
