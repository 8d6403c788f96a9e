"""Cross-entropy for classes of unequal frequency."""

from typing import Any

from jax import Array

from nllax._distributions.categorical import categorical
from nllax._losses.door import floating, indexed
from nllax._losses.row import Row, compiled_loss
from nllax._typing import Numeric


def _adjusted(logits: Any, labels: Any, log_prior: Any, temperature: Any = 1.0) -> Array:
    return logits + temperature * log_prior


@compiled_loss
def logit_adjusted_cross_entropy(
    logits: Numeric, labels: Numeric, log_prior: Numeric, temperature: Numeric = 1.0
) -> Array:
    r"""Logit-adjusted cross-entropy: the negative log-likelihood of a categorical distribution with adjusted logits.

    $$-\log\frac{\pi_y^\tau e^{\hat y_y}}{\sum_c \pi_c^\tau e^{\hat y_c}}$$

    The frequencies of the classes are put in while the network trains, so that it need not learn them: its own logits,
    used without them, then judge as if all classes were equally frequent.

    Args:
      logits: unnormalised log-probabilities $\hat y$. Shape (..., C), or (C,).
      labels: class indices y from 0 to C - 1, integers. Shape (...).
      log_prior: logarithms of the frequencies $\pi$ of the classes. Shape (C,).
      temperature: a single number $\tau$; 0 adjusts nothing.

    Returns:
      One number per sample; NaN for an index that is no class, be it negative.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> log_prior = jnp.log(jnp.array([0.9, 0.1]))
      >>> loss = nllax.losses.logit_adjusted_cross_entropy(jnp.zeros((2, 2)), jnp.array([0, 1]), log_prior)
      >>> print(round(float(loss.mean()), 4))
      1.204

    Reference: Menon et al. (2021), Long-tail learning via logit adjustment, equation 10.
    """
    owner = "logit_adjusted_cross_entropy"
    logits, labels = indexed(owner, logits, labels=labels)
    logits, log_prior, temperature = floating(owner, logits=logits, log_prior=log_prior, temperature=temperature)
    if log_prior.shape != logits.shape[-1:]:
        raise ValueError(
            f"{owner}: log_prior has shape {log_prior.shape}, the classes of the logits {logits.shape[-1:]}."
        )
    return -categorical.log_prob(labels, _adjusted(logits, labels, log_prior, temperature))


row = Row(
    loss=logit_adjusted_cross_entropy,
    likelihood=lambda log_prior, temperature=1.0: categorical,
    statement="categorical in adjusted logits",
    prediction=_adjusted,
    example=([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], [0, 2]),
    example_options={"log_prior": [-0.5, -1.5, -2.5]},
)
