"""The divergence between two Dirichlet distributions."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.deviance import deviance
from nllax._numerics.log_gamma_bregman import log_gamma_bregman_gain, log_gamma_bregman_rest
from nllax._numerics.never_negative import never_negative
from nllax._numerics.sums import sum_with_error
from nllax._numerics.two_float import product_with_error


def dirichlet_divergence(p: Array, q: Array) -> Array:
    r"""KL between Dirichlet distributions of concentrations p and q, over the last axis.

    Sums without an index are over the classes, $A = \sum_c \alpha_c$. With $B(y; x)$ what $\log\Gamma(y)$ is above its
    tangent at x, it is $\sum_c B(q_c; p_c) - B(A_q; A_p)$. The leading part of B, $y\log(y / x) - (y - x)$, leaves
    $A_q$ times the divergence of the means of q from those of p, a sum of positive terms; what remains of the last B is
    less than two thirds of the sum before it, which keeps most digits. A rounding below 0 becomes 0.

    Reference: Penny (2001), Kullback-Leibler divergences of normal, gamma, Dirichlet and Wishart densities.
    """
    p, q = jnp.broadcast_arrays(p, q)
    (p_total, p_rest), (q_total, q_rest) = sum_with_error(p), sum_with_error(q)
    change = (q_total - p_total) + (q_rest - p_rest)
    (x, x_error), (y, y_error) = (
        product_with_error(*jnp.broadcast_arrays(a, total[..., None])) for a, total in ((q, p_total), (p, q_total))
    )
    rest = (q - p) * p_rest[..., None] - p * (q_rest - p_rest)[..., None]  # so that it is 0 where p = q
    cross = (x - y) + ((x_error - y_error) + rest)
    of_means = deviance(q, p * (q_total / p_total)[..., None], cross / p_total[..., None]).sum(-1)
    return never_negative(of_means + _of_shapes(p, q, p_total, q_total, change))


def _of_shapes(p: Array, q: Array, p_total: Array, q_total: Array, change: Array) -> Array:
    """What remains of the sum, less what remains of the total.

    If one class has most of p and is far off, these two are close; then its own term is subtracted from that of the
    total first.
    """
    terms = log_gamma_bregman_rest(q, p, q - p)
    largest = jnp.arange(p.shape[-1]) == p.argmax(-1, keepdims=True)
    own_p, own_q, own = (jnp.where(largest, x, 0).sum(-1) for x in (p, q, terms))
    others_p, others_q, others = (jnp.where(largest, 0, x).sum(-1) for x in (p, q, terms))
    far = abs(own_q - own_p) > 0.5 * own_p
    gain = log_gamma_bregman_gain(own_q, own_p, others_q, others_p)
    return others - jnp.where(far, gain, log_gamma_bregman_rest(q_total, p_total, change) - own)
