r"""KL between distributions over classes, in logits, probabilities or cutpoints."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions import ordered_logistic as ordinal
from nllax._distributions.categorical import categorical
from nllax._distributions.categorical_probs import categorical_probs
from nllax._distributions.ordered_logistic import ordered_logistic
from nllax._kl.closed_form import closed_form
from nllax._kl.same_size import check_same_size
from nllax._numerics.class_divergence import categorical_divergence, log_probs, logit_difference, surplus
from nllax._numerics.ordered_change import ordered_log_ratio
from nllax._numerics.share_deviance import share_deviance


@closed_form(categorical)
def categorical_categorical(p_logits: Array, q_logits: Array) -> Array:
    r"""$\sum_c p_c\log(p_c / q_c)$ with $p_c = e^{l_c} / \sum_k e^{l_k}$."""
    check_same_size(p_logits, q_logits, "nllax.categorical")
    return categorical_divergence(p_logits, q_logits)


@closed_form(categorical_probs)
def categorical_probs_categorical_probs(p_probs: Array, q_probs: Array) -> Array:
    r"""$\sum_c [p_c\log(p_c / q_c) - p_c + q_c]$, of which the last two sum to 0 where p and q sum to 1."""
    check_same_size(p_probs, q_probs, "nllax.categorical_probs")
    return share_deviance(p_probs, q_probs, p_probs - q_probs).sum(-1)


def _of_logs(p: Array, q: Array) -> Array:
    check_same_size(p, q, "nllax.categorical and nllax.categorical_probs")
    return surplus(jnp.exp(p), jnp.exp(q), logit_difference(p, q)).sum(-1)


@closed_form(categorical, categorical_probs)
def categorical_categorical_probs(p_logits: Array, q_probs: Array) -> Array:
    r"""$\sum_c [p_c\log(p_c / q_c) - p_c + q_c]$ with $p_c = e^{l_c} / \sum_k e^{l_k}$."""
    return _of_logs(log_probs(p_logits), jnp.log(q_probs))


@closed_form(categorical_probs, categorical)
def categorical_probs_categorical(p_probs: Array, q_logits: Array) -> Array:
    r"""$\sum_c [p_c\log(p_c / q_c) - p_c + q_c]$ with $q_c = e^{l_c} / \sum_k e^{l_k}$."""
    return _of_logs(jnp.log(p_probs), log_probs(q_logits))


@closed_form(ordered_logistic)
def ordered_logistic_ordered_logistic(
    p_predictor: Array, p_cutpoints: Array, q_predictor: Array, q_cutpoints: Array
) -> Array:
    r"""$\sum_k p_k\log(p_k / q_k)$ with $p_k = \sigma(c_{k + 1} - \eta) - \sigma(c_k - \eta)$."""
    check_same_size(p_cutpoints, q_cutpoints, "nllax.ordered_logistic")
    p, q = (
        jnp.exp(ordinal.log_probs(predictor, cutpoints))
        for predictor, cutpoints in ((p_predictor, p_cutpoints), (q_predictor, q_cutpoints))
    )
    log_ratio = ordered_log_ratio(
        p_predictor[..., None], ordinal.ends(p_cutpoints), q_predictor[..., None], ordinal.ends(q_cutpoints)
    )
    return surplus(p, q, log_ratio).sum(-1)
