"""The derivation of the lecture: from the divergence of the model from the data to the loss."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from nllax._core.distribution import Distribution
from nllax._core.door import as_array
from nllax._core.markdown import log_density
from nllax._kl.derivation import Derivation, Objective, evaluated
from nllax._kl.empirical import empirical
from nllax._transformations.nll import nll

_TEXTS = {
    "divergence": (
        r"\mathrm{KL}(\hat p \,\Vert\, p_\theta) = \sum_y \hat p(y) \log\frac{\hat p(y)}{p(y \mid \theta)}",
        "How far the model's distribution is from that of the data.",
    ),
    "entropies": (
        r"\mathrm{KL}(\hat p \,\Vert\, p_\theta) = H(\hat p, p_\theta) - H(\hat p)",
        "The logarithm of a quotient is a difference: a cross-entropy, less the entropy of the data.",
    ),
    "cross-entropy": (
        r"H(\hat p, p_\theta) = -\sum_y \hat p(y) \log p(y \mid \theta)",
        "The entropy of the data does not depend on the parameters: leaving it out moves no minimum.",
    ),
    "mean negative log-likelihood": (
        r"-\sum_n w_n \log p(y_n \mid \theta)",
        "The data are a mixture of Dirac deltas, so the sum over all y is one over the samples.",
    ),
}
"""The steps, but for the last, which names the density: what is minimised, and how it follows."""


def derive(
    distribution: Distribution[...],
    prediction: Any,
    y: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    x: ArrayLike | None = None,
    **given: ArrayLike,
) -> Derivation:
    r"""Derive the loss of a distribution from the divergence, step by step, each step checked on your data.

    $$\operatorname*{argmin}_\theta \mathrm{KL}(\hat p \,\Vert\, p_\theta)
    = \operatorname*{argmin}_\theta H(\hat p, p_\theta)
    = \operatorname*{argmin}_\theta -\frac1N\sum_n \log p(y_n \mid \theta)$$

    Args:
      distribution: the likelihood.
      prediction: what a loss takes: the parameters, one for each sample or shared by all.
      y: the data, of shape (N,) plus event shape.
      weights: what each sample counts; by default the same.
      x: the inputs, if the data are to be seen as conditional on them; see `empirical`.
      **given: what the data gives.

    Returns:
      A `Derivation`: ordered steps with the formula, a sentence, the value and the gradient in the prediction, and how
      far each is from the step before. It shows itself in a notebook, prints in a terminal, and `assert_holds()`.

    Raises:
      ValueError: if a shape is not that of the data.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> steps = nllax.kl.derive(nllax.bernoulli, jnp.array(0.5), jnp.array([1, 0, 1, 1]))
      >>> steps.assert_holds()
      >>> [step.name for step in steps.steps]
      ['divergence', 'entropies', 'cross-entropy', 'mean negative log-likelihood', 'loss']

    Reference: lecture, "The (discrete) Kullback-Leibler divergence".
    """
    y = as_array(y, "nllax.kl.derive: y")
    data = empirical(y, weights=weights, x=x)
    prediction = jax.tree.map(jnp.asarray, prediction)
    density = log_density(distribution.log_prob.__doc__) or r"\log p(y_n \mid \hat y_n)"
    last = (
        rf"\mathcal{{L}} = -\sum_n w_n \Bigl[{density}\Bigr]",
        f"With the density of {distribution!r}, it is nllax.nll({distribution!r}).",
    )
    each = nll(distribution, reduction="none")
    mean = nll(distribution)
    counts = data.weights > 0

    def log_ratio(prediction: Any) -> Any:
        log_mass = jnp.log(jnp.where(counts, data.mass, 1))
        return (data.weights * jnp.where(counts, log_mass + each(prediction, y, where=counts, **given), 0)).sum()

    evaluations = {
        "divergence": log_ratio,
        "entropies": lambda prediction: data.divergence(distribution, prediction, **given),
        "cross-entropy": lambda prediction: data.cross_entropy(distribution, prediction, **given),
        "mean negative log-likelihood": lambda prediction: each(
            prediction, y, where=counts, weights=data.weights, **given
        ).sum(),
        "loss": lambda prediction: mean(prediction, y, weights=weights, **given),
    }
    dropped = {"cross-entropy": -data.entropy()}
    objectives = [
        Objective(name, *_TEXTS.get(name, last), evaluate, dropped.get(name, 0.0))
        for name, evaluate in evaluations.items()
    ]
    return evaluated(f"From the divergence to nllax.nll({distribution!r})", objectives, prediction)
