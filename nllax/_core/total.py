"""A weighted sum and its weight: the form in which losses add up exactly."""

import dataclasses
from collections.abc import Hashable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Total:
    """The weighted sum of per-sample losses, and the sum of the weights.

    A mean of means is wrong as soon as the parts differ in size; sums and weights just add. So add totals over
    micro-batches (`+`, `sum`, a scan's carry), over devices (`psum`), and take `mean` once at the end.

    Attributes:
      sum: the sum of `weight * loss` over the unmasked samples, in nats. Shape ().
      weight: the sum of the weights; without weights, the number of unmasked samples. Shape ().

    Example:
      >>> import nllax
      >>> total = nllax.nll(nllax.normal, reduction="total")
      >>> y = jnp.arange(5.0)
      >>> parts = total((y[:3] + 1, 1.0), y[:3]) + total((y[3:] - 2, 1.0), y[3:])
      >>> print(round(float(parts.mean()), 4))  # (3 * 0.5 + 2 * 2) / 5 + log(2 pi) / 2
      2.0189
    """

    sum: Array | float = 0.0
    weight: Array | float = 0.0

    def __add__(self, other: "Total") -> "Total":
        if not isinstance(other, Total):
            return NotImplemented
        return Total(self.sum + other.sum, self.weight + other.weight)

    def __radd__(self, other: Any) -> "Total":
        """Let the builtin `sum`, which starts from 0, add totals."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def mean(self) -> Array:
        """The sum divided by the weight; 0, with zero gradient, where the weight is 0. Shape ()."""
        return self.per_weight(self.sum)

    def per_weight(self, tree: Any) -> Any:
        """Divide every leaf of a pytree, such as the gradient of the sum, by the weight; 0 where the weight is 0."""
        empty = jnp.equal(self.weight, 0)
        safe = jnp.where(empty, 1, self.weight)
        return jax.tree.map(lambda leaf: jnp.where(empty, 0, leaf / jnp.asarray(safe, jnp.result_type(leaf))), tree)

    def psum(self, axis_name: Hashable) -> "Total":
        """Add the totals of all devices along a mapped axis, inside `shard_map` or `vmap`."""
        return Total(jax.lax.psum(self.sum, axis_name), jax.lax.psum(self.weight, axis_name))
