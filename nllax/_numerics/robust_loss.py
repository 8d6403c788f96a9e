"""Barron's general robust loss."""

import jax.numpy as jnp
from jax import Array

from nllax._numerics.exponentials import expm1mx_over_square
from nllax._numerics.log1p_square import log1p_square
from nllax._numerics.partials import with_slopes
from nllax._numerics.powers import positive_power

_LARGE = 1e9


def floored_gap(alpha: Array) -> Array:
    """2 - alpha; at 2 half the smallest other gap, which changes no value and keeps the slopes in alpha finite."""
    return jnp.maximum(2 - alpha, 0.5 * jnp.finfo(jnp.result_type(alpha)).eps)


@with_slopes
def robust_loss(z: Array, alpha: Array) -> tuple[Array, Array, Array]:
    r"""Barron's loss for 0 <= alpha <= 2, with $\epsilon = 2 - \alpha$.

    $$\rho(z, \alpha) = \frac\epsilon\alpha\bigl[(1 + z^2 / \epsilon)^{\alpha / 2} - 1\bigr]$$

    with the limits $z^2 / 2$ at 2 and $\log(1 + z^2 / 2)$ at 0. Where the exponent $t = \alpha L / 2$ of the power,
    $L = \log(1 + z^2 / \epsilon)$, is below 1, it is $\epsilon L / 2$ times $(e^t - 1) / t$. Beyond, the power is taken
    with the smaller of the exponents $\alpha / 2$ and $\epsilon / 2$, so that it can neither overflow nor amplify
    rounding. The slope in alpha has two forms, as what cancels in one towards 0 cancels in the other towards 2; it
    diverges as $\log\epsilon$. Relative error of the value and the slope in z: 8 units of eps; of the slope in alpha
    16, where it is above 1.

    Reference: Barron (2019), A general and adaptive robust loss function, equations 1 and 8.
    """
    heavy = alpha < 1
    gap = floored_gap(alpha)
    root = jnp.sqrt(gap)
    left = z < 0
    size = jnp.where(left, -z, z)
    u = size / root
    log = log1p_square(u)
    large = u > _LARGE
    near = jnp.where(large, 1, u)
    square = near * near
    exponent = jnp.where(large, 1, 0.5) * jnp.where(heavy, alpha, 2 - alpha)
    power = positive_power(jnp.where(large, u, 1 + square), exponent, jnp.zeros_like(u))
    t = 0.5 * alpha * log
    small = t < 1
    inner = jnp.where(small, t, 0)
    beyond = jnp.where(small, 1, alpha)
    grown = jnp.where(heavy, gap * power, gap / power + size * (size / power))
    series = expm1mx_over_square(inner)
    value = jnp.where(small, 0.5 * gap * log * (1 + inner * series), (grown - gap) / beyond)
    pull = jnp.where(
        heavy, root * power * jnp.where(large, 1 / jnp.where(large, u, 1), near / (1 + square)), size / power
    )

    outer = jnp.where(small, 1, t)
    curve = jnp.where(small, series, (power - 1 - outer) / (outer * outer))
    share = jnp.where(large, 1, square / (1 + square))
    towards_0 = 0.5 * (log * log * (1 + (t - 1) * curve) + power * (share - log))
    towards_2 = 0.5 * ((grown * log - (2 + alpha) * value) / jnp.where(heavy, 1, alpha) - jnp.expm1(-0.5 * gap * log))
    return value, jnp.where(left, -pull, pull), jnp.where(heavy, towards_0, towards_2)
