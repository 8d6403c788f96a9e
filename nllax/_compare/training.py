"""Training one likelihood on all folds at once."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax import Array

import nllax
from nllax._compare.constant import fit_constants
from nllax._compare.folds import Folds
from nllax._compare.network import Network
from nllax._compare.settings import Settings

BATCH = 32
MOST_STEPS = 200
"""An epoch of many rows ends here, so that validation does not wait for all of them."""
OPTIMIZER = optax.adam(3e-3)
PATIENCE = 40
"""How many epochs without a better validation loss end the training."""


class Rows(NamedTuple):
    """What one fold is trained with; with a leading axis, what all of them are."""

    x: Any
    y: Any
    train: Any
    validation: Any


class State(NamedTuple):
    """Where the training of one fold stands."""

    theta: Any
    optimizer: Any
    best: Any
    best_loss: Any
    best_epoch: Any


class Trained(NamedTuple):
    """Predictions for each row by the fold that did not see it: parameters of batch shape (N,)."""

    prediction: Any
    constant: Any


def train(head: Any, folds: Folds, y: np.ndarray, settings: Settings, tick: Callable[[int], None]) -> Trained:
    """Train a network on each fold.

    Args:
      head: that of the likelihood.
      folds: the splits.
      y: the targets in the unit of each fold, shape (K, N).
      settings: the widths, the epochs, the prior and the seed.
      tick: told of each epoch, from 1.
    """
    size = int(folds.train.sum(axis=1).min())
    trainer = _Trainer(head, folds.x.shape[-1], settings.hidden, settings.prior_scale, size)
    rows = Rows(folds.x, y, folds.train, folds.validation)
    constants = fit_constants(head, y, ~folds.test)
    key_start, key = jax.random.split(jax.random.key(settings.seed))
    state = trainer.start(rows, constants, jax.random.split(key_start, folds.count))
    for number in range(1, settings.epochs + 1):
        keys = jax.random.split(jax.random.fold_in(key, number), folds.count)
        state = trainer.epoch(state, rows, number, keys)
        tick(number)
        if number - int(state.best_epoch.max()) >= PATIENCE:
            break
    own = folds.part, np.arange(len(folds.part))
    prediction = jax.tree.map(lambda p: p[own], trainer.predict(state.best, folds.x))
    return Trained(prediction, head(constants[folds.part]))


@dataclasses.dataclass(frozen=True)
class _Trainer:
    """The pure functions that train all folds at once. Equal ones compile once."""

    head: Any
    features: int
    hidden: tuple[int, ...]
    prior_scale: float
    size: int

    @functools.partial(jax.jit, static_argnums=0)
    def start(self, rows: Rows, constants: Array, keys: Array) -> State:
        """Where training starts: at the constant predictions."""
        return jax.vmap(self._start)(rows, constants, keys)

    @functools.partial(jax.jit, static_argnums=0)
    def epoch(self, state: State, rows: Rows, number: int, keys: Array) -> State:
        """One pass over as many rows as there are to train on (or enough of them), drawn with replacement."""
        return jax.vmap(self._epoch, in_axes=(0, 0, None, 0))(state, rows, number, keys)

    @functools.partial(jax.jit, static_argnums=0)
    def predict(self, theta: Any, x: Array) -> Any:
        """The predictions of each fold for each row."""
        return jax.vmap(self._predict)(theta, x)

    def _network(self, constant: Array, key: Array) -> Network:
        return Network(self.features, self.hidden, constant, self.head, nnx.Rngs(key))

    @functools.cached_property
    def _graph(self) -> Any:
        return nnx.graphdef(self._network(jnp.zeros(self.head.size), jax.random.key(0)))

    @functools.cached_property
    def _objective(self) -> Any:
        prior = nllax.log_prior(nllax.fixed(nllax.normal, loc=0.0, scale=self.prior_scale), mask=_kernels)
        return nllax.objective(self.head.distribution, self._predict, log_prior=prior, dataset_size=self.size)

    def _predict(self, theta: Any, x: Array) -> Any:
        return nnx.merge(self._graph, theta)(x)

    def _start(self, rows: Rows, constant: Array, key: Array) -> State:
        theta = nnx.state(self._network(constant, key))
        return State(theta, OPTIMIZER.init(theta), theta, self._validate(theta, rows), 0)

    def _validate(self, theta: Any, rows: Rows) -> Array:
        return nllax.nll(self.head.distribution)(self._predict(theta, rows.x), rows.y, where=rows.validation)

    def _epoch(self, state: State, rows: Rows, number: int, key: Array) -> State:
        chance = jnp.asarray(rows.train, jnp.float32)

        def step(carry: Any, key: Array) -> tuple[Any, None]:
            theta, optimizer = carry
            batch = jax.random.choice(key, len(chance), (BATCH,), p=chance)
            gradient = jax.grad(self._objective)(theta, rows.x[batch], rows.y[batch])
            updates, optimizer = OPTIMIZER.update(gradient, optimizer)
            return (optax.apply_updates(theta, updates), optimizer), None

        keys = jax.random.split(key, min(max(1, self.size // BATCH), MOST_STEPS))
        (theta, optimizer), _ = jax.lax.scan(step, (state.theta, state.optimizer), keys)
        loss = self._validate(theta, rows)
        old, new = (state.best, state.best_loss, state.best_epoch), (theta, loss, number)
        best = jax.tree.map(lambda a, b: jnp.where(loss < state.best_loss, a, b), new, old)
        return State(theta, optimizer, *best)


def _kernels(theta: Any) -> Any:
    """The weights that the prior covers: all but the biases."""
    return jax.tree.map(lambda leaf: leaf.ndim > 1, theta)
