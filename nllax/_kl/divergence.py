r"""KL(p ‖ q) by its closed form."""

import functools
import math
from typing import Any, overload

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.compiled import all_legal
from nllax._core.distribution import Distribution
from nllax._kl.closed_form import form_of
from nllax._kl.pair import Side, pair_of


@overload
def divergence(distribution: Distribution[...], p: Any, q: Any, /, **given: Any) -> Array: ...
@overload
def divergence(distribution: Distribution[...], p: Any, other: Distribution[...], q: Any, /, **given: Any) -> Array: ...
def divergence(*arguments: Any, **given: Any) -> Array:
    r"""The Kullback-Leibler divergence of q from p, in nats: the expectation is taken under p, the first.

    $$\mathrm{KL}(p \,\Vert\, q) = \mathbb{E}_{y \sim p}\bigl[\log p(y) - \log q(y)\bigr] \ge 0$$

    By a closed form, written so that nothing cancels where p is almost q: never negative, 0 where they are equal.

    Args:
      *arguments: `distribution, p, q`, or `distribution, p, other, q` where q is of another family. p and q are the
        parameters, as a loss takes a prediction: an array (of a single one), a tuple in order, or a dict by name.
      **given: what the data gives, such as a number of trials, which both share.

    Returns:
      One number per pair, summed over the event, never over the batch: of the common batch shape. Each parameter has
      that shape, or none at all. Infinite where p has mass that q lacks; NaN where a parameter is illegal.

    Raises:
      NotImplementedError: if the pair has no closed form, with those that do: `nllax.kl.pairs()` lists them all.
      ValueError: at trace time, if a batch shape is neither that of the others nor ().
      TypeError: if p or q does not hold the parameters.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> p, q = (jnp.array([0.0, 4.0]), 1.0), (0.0, 2.0)  # loc, scale
      >>> print(nllax.kl.divergence(nllax.normal, p, q))
      [0.31814718 2.3181472 ]
      >>> print(round(float(nllax.kl.divergence(nllax.normal, (0.0, 1.0), nllax.laplace, (0.0, 1.0))), 4))
      0.0721

    Reference: Kullback and Leibler (1951), On information and sufficiency; lecture, "The (discrete) Kullback-Leibler
    divergence".
    """
    return of_pair(*pair_of("nllax.kl.divergence", arguments, given), "nllax.kl.divergence")


def of_pair(p: Side, q: Side, needed_by: str) -> Array:
    """The divergence between two sides."""
    form_of(p.distribution, q.distribution, needed_by)
    return _evaluate(p.distribution, q.distribution, p.values, q.values)


@functools.partial(jax.jit, static_argnums=(0, 1), inline=True)
def _evaluate(
    p: Distribution[...], q: Distribution[...], p_values: dict[str, Array], q_values: dict[str, Array]
) -> Array:
    form = form_of(p, q, "nllax.kl.divergence")
    shared = {x.name: side[x.name] for d, side in ((q, q_values), (p, p_values)) for x in d.given}
    own = {f"p_{x.name}": p_values[x.name] for x in p.predicted} | {
        f"q_{x.name}": q_values[x.name] for x in q.predicted
    }
    legal = all_legal(p_values, p.parameters) & all_legal(q_values, q.parameters)
    for name in {x.name for x in p.given} & {x.name for x in q.given}:
        legal &= p_values[name] == q_values[name]
    value = form(**shared, **own)
    return value * jnp.where(legal, 1, math.nan).astype(value.dtype)
