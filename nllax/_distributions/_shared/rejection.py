"""Draws by rejection."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

_ROUNDS = 100
"""An end to the proposals for a parameter that is illegal; a legal one is served long before."""


def until_accepted(
    key: Array, propose: Callable[[Array], tuple[Array, Array]], shape: tuple[int, ...], dtype: jnp.dtype
) -> Array:
    """The first of the proposals that is accepted, each entry on its own.

    `propose(key)` makes them, of the shape, and says whether each is accepted.
    """

    def once_more(state: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        count, key, done, draw = state
        key, proposal_key = jax.random.split(key)
        proposal, accepted = propose(proposal_key)
        return count + 1, key, done | accepted, jnp.where(done, draw, proposal)

    def unfinished(state: tuple[Array, Array, Array, Array]) -> Array:
        return ~state[2].all() & (state[0] < _ROUNDS)

    start = jnp.zeros((), jnp.int32), key, jnp.zeros(shape, bool), jnp.zeros(shape, dtype)
    return jax.lax.while_loop(unfinished, once_more, start)[3]
