"""The ratio of gamma functions any number of half steps apart."""

import functools

import jax.numpy as jnp
import numpy as np
from jax import Array

from nllax._numerics.gamma_half_step import gamma_half_step, gamma_half_step_slope
from nllax._numerics.partials import with_partials


def gamma_steps(a: Array, halves: int) -> Array:
    r"""What a power of a leaves out of a ratio of gamma functions d half steps apart, for a > 0.

    $$\rho_d(a) = \log\Gamma(a + \tfrac d2) - \log\Gamma(a) - \tfrac d2\log a
    = \sum_{k = 1}^{\lceil d / 2\rceil - 1} c_k\log\Bigl(1 + \frac ka\Bigr) + [\rho_1(a + m)]_{d = 2m + 1}$$

    About d (d - 2) / (8 a) for large a. The terms are positive, with $c_k$ = 1 but for a last 1/2 where d is odd, and
    the half step that is left then is small beside them, so that nothing cancels.
    """
    slope = functools.partial(_slope, halves=halves)
    return with_partials(slope)(functools.partial(_value, halves=halves))(a)


def _steps(a: Array, halves: int) -> tuple[Array, Array]:
    """1, 2, ... for each whole step but the first, on an axis of its own, and how much of it counts."""
    k = np.arange(1, (halves + 1) // 2)
    return jnp.asarray(k, a.dtype), jnp.asarray(np.minimum(1, halves / 2 - k), a.dtype)


def _value(a: Array, halves: int) -> Array:
    k, share = _steps(a, halves)
    total = (share * jnp.log1p(k / a[..., None])).sum(-1)
    return total + gamma_half_step(a + halves // 2) if halves % 2 else total


def _slope(a: Array, halves: int) -> Array:
    k, share = _steps(a, halves)
    total = -(share * k / (a[..., None] + k)).sum(-1) / a
    return total + gamma_half_step_slope(a + halves // 2) if halves % 2 else total


def digamma_steps(a: Array, halves: int) -> Array:
    r"""$\psi(a + \tfrac d2) - \psi(a)$ for a > 0, a sum of positive terms."""
    whole = (1 / (a[..., None] + jnp.asarray(np.arange(halves // 2), a.dtype))).sum(-1)
    b = a + halves // 2
    return whole + gamma_half_step_slope(b) + 0.5 / b if halves % 2 else whole
