"""How far apart two numbers are on the scale of the inverse hyperbolic sine."""

import jax.numpy as jnp
from jax import Array


def arcsinh_gap(u: Array, v: Array, width: Array) -> Array:
    r"""$\operatorname{arsinh} v - \operatorname{arsinh} u$ without cancellation, for u <= v, given v - u exactly."""
    same = (u > 0) == (v > 0)
    u, v = abs(u), abs(v)
    far = same & (jnp.minimum(u, v) > 1e8)
    p, q = jnp.where(far, 1, u), jnp.where(far, 1, v)
    r, s = jnp.hypot(jnp.ones_like(p), p), jnp.hypot(jnp.ones_like(q), q)
    total = q * r + p * s
    sine = jnp.where(same, width * ((p + q) / jnp.where(same & (total > 0), total, 1)), total)
    huge = jnp.isinf(sine)
    apart = jnp.log(2 * u) + jnp.log(2 * v)
    near = jnp.where(huge, apart, jnp.arcsinh(jnp.where(huge, 1, sine)))
    return jnp.where(far, jnp.log1p(width / jnp.where(far, jnp.minimum(u, v), 1)), near)
