"""The baseline: a likelihood with constant parameters, and where every network starts."""

import functools
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

import nllax

STEPS = 1000
LEARNING_RATE = 0.1


@functools.partial(jax.jit, static_argnums=0)
def fit_constants(head: Any, y: Array, where: Array) -> Array:
    """The raw outputs of the constant prediction of highest likelihood in each fold, shape (K, head.size).

    Args:
      head: that of the likelihood.
      y: the targets of each fold, shape (K, N).
      where: the rows to fit, shape (K, N).
    """
    objective = nllax.objective(head.distribution, lambda raw, _: head(raw))
    optimizer = optax.adam(optax.cosine_decay_schedule(LEARNING_RATE, STEPS))

    def fit(y: Array, where: Array) -> Array:
        def step(carry: Any, _: None) -> tuple[Any, None]:
            raw, state = carry
            gradient = jax.grad(objective)(raw, None, y, where=where)
            updates, state = optimizer.update(gradient, state)
            return (optax.apply_updates(raw, updates), state), None

        raw = jnp.zeros(head.size)
        (raw, _), _ = jax.lax.scan(step, (raw, optimizer.init(raw)), length=STEPS)
        return raw

    return jax.vmap(fit)(y, where)
