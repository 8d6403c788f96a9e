"""The model: a small network from features to the parameters of a likelihood."""

import itertools
from collections.abc import Sequence
from typing import Any

from flax import nnx
from jax import Array


class Network(nnx.Module):
    """A perceptron that predicts one constant before it is trained.

    Args:
      features: how many numbers it takes.
      hidden: the widths of its hidden layers.
      start: the raw outputs before training, shape (size,).
      head: what makes parameters of them.
      rngs: where the weights of the hidden layers come from.
    """

    def __init__(self, features: int, hidden: Sequence[int], start: Array, head: Any, rngs: nnx.Rngs) -> None:
        widths = [features, *hidden]
        pairs = itertools.pairwise(widths)
        self.hidden = nnx.List([nnx.Linear(n_in, n_out, rngs=rngs) for n_in, n_out in pairs])
        bias = nnx.initializers.constant(start)
        self.out = nnx.Linear(widths[-1], len(start), kernel_init=nnx.initializers.zeros, bias_init=bias, rngs=rngs)
        self.head = head

    def __call__(self, x: Array) -> Any:
        """The prediction for features of shape (N, D)."""
        for layer in self.hidden:
            x = nnx.gelu(layer(x))
        return self.head(self.out(x))
