"""How far the logit of a fraction is from a number, to the last bit."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials
from nllax._numerics.two_float import log_two_float, two_sum


@with_partials(lambda y, loc: 1 / y / (1 - y), lambda y, loc: -jnp.ones_like(y * loc))
def logit_residual(y: Array, loc: Array) -> Array:
    r"""$\log\frac{y}{1 - y} - \mu$ for 0 < y < 1, however close the two are.

    In float32 to 2e-14 of the logit or of 1 before rounding: the logarithms are sums of two floats, and so is 1 - y.
    """
    one = jnp.where(y == y, 1, y)  # not a constant, which a compiler would fold in the sum
    rest, error = two_sum(one, -y)
    (log_y, low), (log_rest, low_rest) = log_two_float(y), log_two_float(rest)
    logit, e = two_sum(log_y, -log_rest)
    return (logit - loc) + (e + (low - low_rest) - error / rest)
