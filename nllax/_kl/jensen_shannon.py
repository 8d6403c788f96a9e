"""The Jensen-Shannon divergence, symmetric and never infinite."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.compiled import all_legal
from nllax._core.distribution import Distribution
from nllax._distributions.bernoulli import bernoulli
from nllax._distributions.bernoulli_probs import bernoulli_probs
from nllax._distributions.categorical import categorical
from nllax._distributions.categorical_probs import categorical_probs
from nllax._kl.pair import pair_of
from nllax._kl.same_size import check_same_size
from nllax._numerics.jensen_shannon import (
    jensen_shannon_of_logit,
    jensen_shannon_of_logits,
    jensen_shannon_of_prob,
    jensen_shannon_of_probs,
)

_FORMS = {
    bernoulli: jensen_shannon_of_logit,
    bernoulli_probs: jensen_shannon_of_prob,
    categorical: jensen_shannon_of_logits,
    categorical_probs: jensen_shannon_of_probs,
}


def jensen_shannon(distribution: Distribution[...], p: Any, q: Any) -> Array:
    r"""The Jensen-Shannon divergence, in nats: of both from the distribution m halfway between them.

    $$\mathrm{JS}(p, q) = \tfrac12\mathrm{KL}(p \,\Vert\, m) + \tfrac12\mathrm{KL}(q \,\Vert\, m)
    = \tfrac12\sum_y m(y)\bigl[(1 + t_y)\log(1 + t_y) + (1 - t_y)\log(1 - t_y)\bigr],
    \qquad m = \frac{p + q}2, \quad t = \frac{p - q}{p + q}$$

    The same in both directions, from 0 where they agree to log 2 where they have nothing in common; its square root is
    a metric. No term is negative, so that nothing cancels where p is almost q.

    Args:
      distribution: the family of both, over classes: bernoulli, bernoulli_probs, categorical or categorical_probs. The
        one halfway is then of that family too; of others it is a mixture, without a closed form.
      p: its parameters, as a loss takes a prediction.
      q: those of the other.

    Returns:
      One number per pair, of the common batch shape; NaN where a parameter is illegal.

    Raises:
      NotImplementedError: for another family.
      ValueError: at trace time, if the batch shapes or the numbers of classes differ.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> p, q = jnp.array([0.5, 0.5, 0.0]), jnp.array([0.0, 0.5, 0.5])
      >>> print(round(float(nllax.kl.jensen_shannon(nllax.categorical_probs, p, q)), 4))
      0.3466

    Reference: Lin (1991), Divergence measures based on the Shannon entropy; Endres and Schindelin (2003), A new metric
    for probability distributions.
    """
    who = "nllax.kl.jensen_shannon"
    if distribution not in _FORMS:
        raise NotImplementedError(
            f"{who}: {distribution!r} has no closed form; {', '.join(map(repr, _FORMS))} have. Otherwise average "
            f"nllax.kl.monte_carlo(key, ...) or nllax.kl.quadrature(...) of each of the two from their mixture, "
            f"nllax.mixture."
        )
    sides = pair_of(who, (distribution, p, q), {})
    (a,), (b,) = (side.values.values() for side in sides)
    if distribution.parameters[0].event_ndim:
        check_same_size(a, b, repr(distribution))
    legal = all_legal(sides[0].values, distribution.parameters) & all_legal(sides[1].values, distribution.parameters)
    value = jax.jit(_FORMS[distribution])(a, b)
    return value * jnp.where(legal, 1, jnp.nan).astype(value.dtype)
