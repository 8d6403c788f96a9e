"""The domains that the library's distributions use. Nothing here starts a backend."""

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._core.domain import Domain

FLOOR = 2.0**-20
"""How close `from_raw` comes to a finite boundary, about 9.5e-7: `1 - FLOOR` is a float32, and its log is finite."""

LARGEST = 2.0**100
"""Where `from_raw` clips what it adds up."""


def _all_finite(x: Array) -> Array:
    return abs(x) < math.inf  # of a NumPy number a NumPy truth, inside a trace too


def _ones(x: Array) -> Array:
    return jnp.ones_like(x)


def _halves(x: Array) -> Array:
    return jnp.full_like(x, 0.5)


def _uniform(x: Array) -> Array:
    return jnp.full_like(x, 1 / x.shape[-1])


def _identity(raw: Array) -> Array:
    return raw


def _softplus(raw: Array) -> Array:
    return jax.nn.softplus(raw) + FLOOR


def _sigmoid(raw: Array) -> Array:
    return FLOOR + (1 - 2 * FLOOR) * jax.nn.sigmoid(raw)


def _softmax(raw: Array) -> Array:
    size = raw.shape[-1]
    return (1 - FLOOR) * jax.nn.softmax(raw) + FLOOR / size


real = Domain(name="real", symbol=r"\mathbb{R}", contains=_all_finite, from_raw=_identity)

real_vector = Domain(
    name="real_vector",
    symbol=r"\mathbb{R}^d",
    contains=lambda x: _all_finite(x).all(-1),
    from_raw=_identity,
    event_ndim=1,
)
"""A vector-valued target, judged as a whole; the entries of a parameter are each `real`."""

extended_real = Domain(
    name="extended_real",
    symbol=r"[-\infty, \infty]",
    contains=lambda x: x == x,  # all but NaN
    from_raw=_identity,
    unrestricted=True,
)
"""Logits and log-rates: -inf is a ruled-out class or a rate of zero."""

positive = Domain(
    name="positive",
    symbol=r"(0, \infty)",
    contains=lambda x: (x > 0) & (x < math.inf),
    interior=_ones,
    from_raw=_softplus,
)
"""Raw outputs go through softplus plus `FLOOR`, which is the smallest value returned."""

non_negative = Domain(
    name="non_negative",
    symbol=r"[0, \infty)",
    contains=lambda x: (x >= 0) & (x < math.inf),
    interior=_ones,
    from_raw=_softplus,
)

unit_interval = Domain(
    name="unit_interval",
    symbol="[0, 1]",
    contains=lambda x: (x >= 0) & (x <= 1),
    interior=_halves,
    from_raw=_sigmoid,
)
"""Raw outputs go through a sigmoid squeezed into [FLOOR, 1 - FLOOR]."""

open_unit_interval = Domain(
    name="open_unit_interval",
    symbol="(0, 1)",
    contains=lambda x: (x > 0) & (x < 1),
    interior=_halves,
    from_raw=_sigmoid,
)
"""As `unit_interval`, without its ends."""

half_open_unit_interval = Domain(
    name="half_open_unit_interval",
    symbol="[0, 1)",
    contains=lambda x: (x >= 0) & (x < 1),
    interior=_halves,
    from_raw=_sigmoid,
)
"""As `unit_interval`, without 1."""

zero_to_two = Domain(
    name="zero_to_two",
    symbol="[0, 2]",
    contains=lambda x: (x >= 0) & (x <= 2),
    interior=_ones,
    from_raw=lambda raw: 2 * _sigmoid(raw),
)
"""Raw outputs go through twice the squeezed sigmoid of `unit_interval`."""

one_to_two = Domain(
    name="one_to_two",
    symbol="(1, 2)",
    contains=lambda x: (x > 1) & (x < 2),
    interior=lambda x: jnp.full_like(x, 1.5),
    from_raw=lambda raw: 1 + _sigmoid(raw),
)
"""Raw outputs go through one plus the squeezed sigmoid of `unit_interval`."""

binary = Domain(
    name="binary",
    symbol=r"\{0, 1\}",
    contains=lambda x: (x >= 0) & (x <= 1),
    interior=_halves,
    discrete=True,
)
"""0 or 1; a number between is a soft target, read as the probability of 1."""

count = Domain(
    name="count",
    symbol=r"\{0, 1, 2, \dots\}",
    contains=lambda x: (x >= 0) & (x < math.inf) & (x == x.round()),
    interior=_ones,
    discrete=True,
)

count_vector = Domain(
    name="count_vector",
    symbol=r"\{0, 1, 2, \dots\}^C",
    contains=lambda x: count.contains(x).all(-1),
    interior=_ones,
    event_ndim=1,
    discrete=True,
)


def _is_increasing(x: Array) -> Array:
    return (x[..., 1:] > x[..., :-1]).all(-1) & (x[..., 0] > -math.inf) & (x[..., -1] < math.inf)


def _increase(raw: Array) -> Array:
    """The first raw number, and what its successors add; `FLOOR` relative to the size of the sums keeps them apart."""
    raw = jnp.clip(raw, -LARGEST, LARGEST)
    first = raw[..., :1]
    steps = jnp.cumsum(jnp.concatenate([jnp.zeros_like(first), jax.nn.softplus(raw[..., 1:])], -1), -1)
    size = 1 + steps + first * jax.lax.stop_gradient(jnp.sign(first))
    return first + steps + FLOOR * jnp.arange(raw.shape[-1], dtype=raw.dtype) * size


def _range(x: Array) -> Array:
    return jnp.broadcast_to(jnp.arange(x.shape[-1], dtype=x.dtype), x.shape)


ordered = Domain(
    name="ordered",
    symbol=r"\{c \in \mathbb{R}^d : c_1 < \dots < c_d\}",
    contains=_is_increasing,
    interior=_range,
    from_raw=_increase,
    event_ndim=1,
)
"""Strictly increasing. The first raw output is the first number, the others go through softplus and are added up;
they are clipped at `LARGEST`, and numbers that large stay `FLOOR` apart, relative to them."""


def _is_cholesky(x: Array) -> Array:
    diagonal = jnp.diagonal(x, axis1=-2, axis2=-1)
    return _all_finite(jnp.tril(x)).all((-1, -2)) & (diagonal > 0).all(-1)


def _triangle_size(event_size: int) -> int:
    return event_size * (event_size + 1) // 2


def _fill_triangle(raw: Array) -> Array:
    size = (math.isqrt(8 * raw.shape[-1] + 1) - 1) // 2
    rows, columns = np.tril_indices(size)
    entries = jnp.where(rows == columns, _softplus(raw), raw)
    return jnp.zeros((*raw.shape[:-1], size, size), raw.dtype).at[..., rows, columns].set(entries)


lower_cholesky = Domain(
    name="lower_cholesky",
    symbol=r"\{L \in \mathbb{R}^{d \times d} : L_{ii} > 0\}",
    contains=_is_cholesky,
    interior=lambda x: jnp.broadcast_to(jnp.eye(x.shape[-1], dtype=x.dtype), x.shape),
    from_raw=_fill_triangle,
    raw_size=_triangle_size,
    event_ndim=2,
)
"""Lower triangular, with a positive diagonal; what is above it is ignored. Raw outputs fill the triangle row by row,
the diagonal through softplus plus `FLOOR`."""

SIMPLEX_TOLERANCE = 1e-2
"""How far the sum of a probability vector may be from 1: a 16-bit softmax passes, logits passed by mistake do not."""


def _on_simplex(x: Array) -> Array:
    return (x >= 0).all(-1) & (abs(x.sum(-1) - 1) <= SIMPLEX_TOLERANCE)


simplex = Domain(
    name="simplex",
    symbol=r"\Delta",
    contains=_on_simplex,
    interior=_uniform,
    from_raw=_softmax,
    event_ndim=1,
)
"""Raw outputs go through a softmax mixed with the uniform distribution, of weight `FLOOR`."""


def _is_distinct(x: Array) -> Array:
    same = x[..., :, None] == x[..., None, :]
    distinct = same.sum((-1, -2)) == x.shape[-1]
    return distinct if jnp.issubdtype(x.dtype, jnp.integer) else distinct & (x == x.round()).all(-1)


class _Ranking(Domain):
    """Indices, which keep their integer dtype."""

    def keeps(self, x: Array) -> bool:
        return jnp.issubdtype(x.dtype, jnp.integer)


ranking = jax.tree_util.register_static(_Ranking)(
    name="ranking",
    symbol=r"\{y \in \{0, \dots, C-1\}^k : y_i \neq y_j\}",
    contains=_is_distinct,
    interior=_range,
    event_ndim=1,
    discrete=True,
)
"""Distinct items, best first. How many there are is the parameters' affair, so the density judges the range."""


class _Label(Domain):
    """Class indices; a floating target is a probability vector over the classes instead."""

    def event_ndim_of(self, x: Array) -> int:
        return 1 if jnp.issubdtype(x.dtype, jnp.floating) else 0

    def keeps(self, x: Array) -> bool:
        return jnp.issubdtype(x.dtype, jnp.integer)

    def note(self, x: Array) -> str:
        if self.keeps(x):
            return "An integer target holds class indices; a one-hot target must be floating: y.astype(float)."
        return "A floating target holds probability vectors; class indices must be integers: y.astype(int)."


def _is_anything(x: Array) -> Array:
    first = x[..., 0] if label.event_ndim_of(x) else x
    return first == first  # a truth for each event, placed as the target is


label = jax.tree_util.register_static(_Label)(
    name="label",
    symbol=r"\{0, \dots, C-1\}",
    contains=_is_anything,
    interior=lambda x: jnp.zeros_like(x) if label.keeps(x) else _uniform(x),
    discrete=True,
)
"""How many classes there are is the parameters' affair, so the density itself judges the range."""


UNIT_TOLERANCE = 2e-2
"""How far the squared length of a unit vector may be from 1: one that was normalised in 16 bits passes."""


def _first_axis(x: Array) -> Array:
    return jnp.zeros_like(x).at[..., 0].set(1)


def _normalise(raw: Array) -> Array:
    """Divided by its largest entry first, so that no square overflows; zero becomes the first axis."""
    raw = jnp.clip(raw, -LARGEST, LARGEST)
    largest = jax.lax.stop_gradient(abs(raw).max(-1, keepdims=True))
    x = jnp.where(largest > 0, raw / jnp.where(largest > 0, largest, 1), _first_axis(raw))
    return x / jnp.sqrt((x * x).sum(-1, keepdims=True))


unit_vector = Domain(
    name="unit_vector",
    symbol=r"S^{d-1}",
    contains=lambda x: abs((x * x).sum(-1) - 1) <= UNIT_TOLERANCE,
    interior=_first_axis,
    from_raw=_normalise,
    event_ndim=1,
)
"""Directions. Raw outputs are divided by their length."""
