"""The data as a distribution: a mixture of Dirac deltas."""

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from nllax._core.distribution import Distribution
from nllax._core.door import as_array
from nllax._core.shapes import check_batch_shape
from nllax._transformations.nll import nll


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Empirical:
    r"""What `empirical` returns: $\hat p(y) = \sum_n w_n\,\delta(y - y_n)$.

    Attributes:
      y: the data, of batch shape (N,) plus event shape.
      weights: $w_n$, which add up to 1. Shape (N,).
      mass: $\hat p(y_n)$, the weight of all samples that are equal to it; among those of the same x, if there is one.
        Shape (N,).
    """

    y: Array
    weights: Array
    mass: Array

    def entropy(self) -> Array:
        r"""$H(\hat p) = -\sum_n w_n \log \hat p(y_n)$, the atoms being counted. It has no model in it. Shape ()."""
        counts = self.weights > 0
        return -jnp.where(counts, self.weights * jnp.log(jnp.where(counts, self.mass, 1)), 0).sum()

    def cross_entropy(self, distribution: Distribution[...], prediction: Any, **given: ArrayLike) -> Array:
        r"""$H(\hat p, p_\theta) = -\sum_n w_n \log p(y_n \mid \hat y_n)$: the loss `nll(distribution)`. Shape ()."""
        return nll(distribution)(prediction, self.y, where=self.weights > 0, weights=self.weights, **given)

    def divergence(self, distribution: Distribution[...], prediction: Any, **given: ArrayLike) -> Array:
        r"""$\mathrm{KL}(\hat p \,\Vert\, p_\theta) = H(\hat p, p_\theta) - H(\hat p)$. Shape ().

        Of a density, whose divergence from atoms is infinite, it is the part that depends on the model: it moves with
        the unit of y, and its gradient does not.
        """
        return self.cross_entropy(distribution, prediction, **given) - self.entropy()


def empirical(y: ArrayLike, *, weights: ArrayLike | None = None, x: ArrayLike | None = None) -> Empirical:
    r"""The distribution of the data themselves, of which the lecture takes the divergence.

    $$\hat p(y) = \sum_n w_n\,\delta(y - y_n), \qquad
    \mathrm{KL}(\hat p \,\Vert\, p_\theta) = H(\hat p, p_\theta) - H(\hat p)$$

    $H(\hat p, p_\theta)$ is the mean negative log-likelihood, and $H(\hat p)$ does not depend on the model: to minimise
    the divergence, the cross-entropy or the loss is the same.

    Args:
      y: the data, of shape (N,) plus event shape. Equal targets make one atom.
      weights: what each counts, 0 or more, shape (N,); they are divided by their sum. By default all count the same.
      x: the inputs, of shape (N, ...), if the data are to be seen as conditional on them: $\hat p(y \mid x)$ is then
        among the samples of equal x, and all distances are means over them. Where no two are equal, $\hat p(y \mid x)$
        is certain and its entropy 0.

    Returns:
      An `Empirical`, a pytree, with `entropy()`, `cross_entropy(distribution, prediction)` and
      `divergence(distribution, prediction)`.

    Raises:
      ValueError: if the weights or x are not of N samples.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> data = nllax.kl.empirical(jnp.array([1, 0, 1, 1]))
      >>> print(round(float(data.entropy()), 4))  # of a coin of 3/4
      0.5623
      >>> logit = jnp.log(3.0)  # the maximum of the likelihood: the divergence is 0
      >>> print(abs(float(data.divergence(nllax.bernoulli, logit))) < 1e-6)
      True

    Reference: lecture, "The (discrete) Kullback-Leibler divergence".
    """
    y = as_array(y, "nllax.kl.empirical: y")
    if y.ndim == 0:
        raise ValueError("nllax.kl.empirical: y must hold N samples on its first axis, got a number.")
    count = y.shape[:1]
    dtype = jnp.result_type(float) if weights is None else jnp.result_type(float, weights)
    w = jnp.ones(count, dtype) if weights is None else jnp.asarray(weights, dtype)
    check_batch_shape("nllax.kl.empirical", "weights", w.shape, count, scalar=False, against="y")
    groups = jnp.zeros(count, jnp.int32)
    if x is not None:
        x = as_array(x, "nllax.kl.empirical: x")
        check_batch_shape("nllax.kl.empirical", "x", x.shape[:1], count, scalar=False, against="y")
        groups = _groups(x)
    atoms = _groups(jnp.stack([groups, _groups(y)], -1))
    w = w / w.sum()
    return Empirical(y, w, _total_of(w, atoms) / _total_of(w, groups))


def _groups(x: Array) -> Array:
    """A number for each row, equal for equal rows."""
    rows = x.reshape(len(x), -1)
    return jnp.unique(rows, axis=0, return_inverse=True, size=len(x))[1].reshape(-1)


def _total_of(weights: Array, groups: Array) -> Array:
    """For each sample the sum of the weights of its group."""
    return jax.ops.segment_sum(weights, groups, num_segments=len(weights))[groups]
