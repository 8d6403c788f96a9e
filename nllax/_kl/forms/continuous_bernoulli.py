r"""KL(continuous Bernoulli ‖ .)."""

import jax.numpy as jnp
from jax import Array

from nllax._distributions.continuous_bernoulli import continuous_bernoulli
from nllax._kl.closed_form import closed_form
from nllax._kl.summary import TARGET, Summary, summary
from nllax._numerics.bregman import bregman
from nllax._numerics.exponential_average import exponential_centre, exponential_spread, log_exponential_average
from nllax._numerics.normal_tail import HALF_LOG_2PI


def _size(logits: Array) -> Array:
    return jnp.where(logits < 0, -logits, logits)


_of_sizes = bregman(
    lambda x: log_exponential_average(_size(x)),
    lambda x: -jnp.where(x < 0, -1, 1) * exponential_centre(_size(x)),
    lambda x: exponential_spread(_size(x)),
    lambda x: 2 + 0.5 * _size(x),
)


@closed_form(continuous_bernoulli)
def continuous_bernoulli_continuous_bernoulli(p_logits: Array, q_logits: Array) -> Array:
    r"""$f(l_q) - f(l_p) - f'(l_p)(l_q - l_p)$ with $f(l) = \log\frac{e^l - 1}l$, convex, whose slope is the mean.

    Up to a linear function f is an even one, and where the logits are large it is that of the exponential distribution.
    """
    difference = q_logits - p_logits
    near = abs(difference) < 2 + 0.5 * _size(p_logits)
    crossed = (p_logits < 0) != (q_logits < 0)
    return _of_sizes(q_logits, p_logits, difference) + jnp.where(crossed & ~near, _size(q_logits), 0)


@summary(continuous_bernoulli, TARGET)
def of_continuous_bernoulli(logits: Array) -> Summary:
    r"""The mean, the variance and the entropy of `continuous_bernoulli`, seen from the end that is more probable."""
    size, right = _size(logits), logits > 0
    centre, deviation = exponential_centre(size), jnp.sqrt(exponential_spread(size))
    negentropy = (HALF_LOG_2PI + 0.5) + jnp.log(deviation) - continuous_bernoulli.entropy(logits)
    return Summary(
        (jnp.where(right, 1, 0).astype(size.dtype), jnp.where(right, -centre, centre)), deviation, negentropy
    )
