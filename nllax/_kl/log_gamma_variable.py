"""The logarithm of a gamma variable, scaled and shifted: what half a dozen families are made of."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._kl.summary import Growth, Summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.log_gamma_bregman import log_gamma_bregman_1p
from nllax._numerics.ratio_excess import ratio_excess
from nllax._numerics.room import Quotient, product_and_room
from nllax._numerics.stirling import score_offset, stirling_bend, stirling_remainder, stirling_slope


def log_gamma_variable(shape: Array, location: Array, power: Quotient) -> Summary:
    r"""What is known of $x = c + s\log G$ where G is a gamma variable of shape a and rate 1, and s any number but 0.

    $\mathbb{E}x = c + s\psi(a)$ and the deviation is $|s|\sqrt{\psi'(a)}$. With the origin c the mean of $e^{tx}$ is
    $\Gamma(a + st) / \Gamma(a)$, and K(t) is how far the log-gamma function is above its tangent at a.
    """
    shape, location, top, bottom = jnp.broadcast_arrays(shape, location, *power)
    factor = top / bottom
    excess = 0.5 / shape + shape * stirling_bend(shape)  # a psi'(a) - 1
    size = jnp.where(factor < 0, -factor, factor)
    negentropy = 0.5 * jnp.log1p(excess) - stirling_remainder(shape) + shape * stirling_slope(shape)

    def growth(t: Quotient) -> Growth:
        fall, moved = product_and_room(shape, Quotient(-t.top, t.bottom), Quotient(top, bottom))
        finite = moved > 0
        step, moved = jnp.where(finite, -fall, 0), jnp.where(finite, moved, shape)
        upper = 1 + shape
        log = log_ratio(moved, shape, step)
        curve = log_gamma_bregman_1p(1 + moved, upper, step)
        log_mean = step * (jnp.log(upper) - score_offset(upper)) + curve - log
        return Growth(*(jnp.where(finite, v, math.inf) for v in (curve + ratio_excess(log, moved / shape), log_mean)))

    mean = location, factor * (jnp.log(shape) - score_offset(shape))
    return Summary(mean, size * jnp.sqrt((1 + excess) / shape), negentropy, growth)
