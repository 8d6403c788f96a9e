"""The modified Bessel function of any order, scaled: what normalises a density on a sphere."""

import functools
import math
from collections.abc import Callable
from fractions import Fraction

import jax
import jax.numpy as jnp
from jax import Array

from nllax._numerics.partials import with_partials

_SPLIT: dict[str, tuple[float, int]] = {"float32": (12.0, 7), "float64": (30.0, 15)}
"""From which order or argument on Debye's expansion is used, and how many of its terms."""

Polynomial = tuple[float, ...]
Branch = Callable[[float, Array, float], Array]


@functools.cache
def _debye(size: int) -> tuple[tuple[Polynomial, ...], tuple[Polynomial, ...]]:
    r"""The polynomials $D_k$ in $p^2$ of $\log I_v = \dots + \sum_k D_k(p^2) / w^k$, and $2p^2 D_k' + k D_k$.

    From those of the expansion itself (DLMF 10.41.9), $U_k(p) = p^k u_k(p^2)$, by the series of a logarithm.
    """
    u = [[Fraction(1)]]
    for k in range(size):
        terms = [Fraction(0)] * (k + 2)
        for j, c in enumerate(u[k]):
            n = k + 2 * j
            terms[j] += c * (Fraction(n, 2) + Fraction(1, 8 * (n + 1)))
            terms[j + 1] -= c * (Fraction(n, 2) + Fraction(5, 8 * (n + 3)))
        u.append(terms)
    logs: list[list[Fraction]] = [[Fraction(0)]]
    for k in range(1, size + 1):
        d = list(u[k])
        for i in range(1, k):
            for a, x in enumerate(logs[i]):
                for b, y in enumerate(u[k - i]):
                    d[a + b] -= Fraction(i, k) * x * y
        logs.append(d)
    values = tuple(tuple(map(float, d)) for d in logs[1:])
    slopes = tuple(tuple(float(c * (2 * j + k)) for j, c in enumerate(d)) for k, d in enumerate(logs) if k)
    return values, slopes


def _horner(coefficients: tuple[float, ...], x: Array) -> Array:
    out = jnp.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        out = out * x + c
    return out


def _series(polynomials: tuple[Polynomial, ...], order: float, w: Array) -> Array:
    """The sum of polynomials in the square of order / w, over the powers of w."""
    square = (order / w) ** 2
    total = jnp.zeros_like(w)
    for polynomial in reversed(polynomials):
        total = (total + _horner(polynomial, square)) / w
    return total


def _far_log(order: float, x: Array, size: float) -> Array:
    w = jnp.hypot(x, order)
    leading = order * jnp.log((order + w) / math.tau) - order * (order / (w + x)) + 0.5 * jnp.log(w / math.tau)
    return leading - _series(_debye(int(size))[0], order, w)


def _far_gap(order: float, x: Array, size: float) -> Array:
    w = jnp.hypot(x, order)
    return 2 * order / (x + order + w) + (x / w) * (0.5 + _series(_debye(int(size))[1], order, w)) / w


def _near_log(order: float, x: Array, limit: float) -> Array:
    """The power series, as long as `limit` needs."""
    size, term, square = 0, 1.0, 0.25 * x * x
    while term > 1e-3 * float(jnp.finfo(x.dtype).eps) or size < limit:
        size += 1
        term *= 0.25 * limit * limit / (size * (order + size))
    total = jnp.ones_like(x)
    for k in range(size, 0, -1):
        total = 1 + total * (square * (1 / (k * (order + k))))
    constant = math.lgamma(order + 1) - (order + 1) * math.log(math.pi) - math.log(2)
    return constant - jnp.log(total) + x


def _continued(order: float, x: Array, limit: float) -> tuple[Array, Array]:
    """What the ratio lacks to 1, and what that is divided by: x over the latter is the ratio itself.

    By the continued fraction of the ratio, from an order so high that its start is forgotten.
    """
    size, influence = 0, 1.0
    while influence > 0.1 * float(jnp.finfo(x.dtype).eps):
        size += 1
        influence *= (limit / (order + size + math.hypot(order + size, limit))) ** 2
    gap, whole = jnp.ones_like(x), jnp.ones_like(x)
    for k in range(size, 0, -1):
        rest = 2 * (order + k) - x * gap
        whole = rest + x
        gap = rest / whole
    return gap, whole


def _near_gap(order: float, x: Array, limit: float) -> Array:
    return _continued(order, x, limit)[0]


def _near_ratio(order: float, x: Array, limit: float) -> Array:
    return x / _continued(order, x, limit)[1]


def _far_ratio(order: float, x: Array, size: float) -> Array:
    w = jnp.hypot(x, order)
    leading = (1 + x / (order + w)) / (1 + (order + w) / x)
    return leading - (x / w) * (0.5 + _series(_debye(int(size))[1], order, w)) / w


def _split(dimension: int, x: Array, near: Branch, far: Branch) -> Array:
    limit, size = _SPLIT[x.dtype.name]
    order = 0.5 * dimension - 1
    if order >= limit:
        return far(order, x, size)
    is_near = x < limit
    below = near(order, jnp.where(is_near, x, 0), limit)
    return jnp.where(is_near, below, far(order, jnp.where(is_near, limit, x), size))


def sphere_gap(dimension: int, x: Array) -> Array:
    r"""$1 - I_{v + 1}(\kappa) / I_v(\kappa)$ for $v = d / 2 - 1$ and $\kappa \ge 0$, from 1 to $(v + 1/2) / \kappa$.

    One less the mean resultant length on the sphere in d dimensions, 2 or more. From the continued fraction of the
    ratio at a low order and argument, else from Debye's expansion, where the 1 is gone on paper. Times $\kappa$, in
    float32 to 3 eps and in float64 to 1e-14 of the larger of 1 and it. Its derivative is that of the formula.

    Reference: NIST Digital Library of Mathematical Functions, 10.33.1 and 10.41.3.
    """
    return _split(dimension, x, _near_gap, _far_gap)


def sphere_ratio(dimension: int, x: Array) -> Array:
    r"""$I_{v + 1}(\kappa) / I_v(\kappa)$ for $v = d / 2 - 1$ and $\kappa \ge 0$: the mean resultant length.

    About $\kappa / d$ for small $\kappa$. By the formulas of `sphere_gap`: in float32 to 4 eps of it.
    """
    return with_partials(functools.partial(sphere_bend, dimension))(
        lambda x: _split(dimension, x, _near_ratio, _far_ratio)
    )(x)


def sphere_bend(dimension: int, x: Array) -> Array:
    r"""Its derivative: from 1 / d down to $(v + 1/2) / \kappa^2$. In float32 to 30 eps of it."""
    return -jax.jvp(functools.partial(sphere_gap, dimension), (x,), (jnp.ones_like(x),))[1]


def log_sphere_normaliser(dimension: int, x: Array) -> Array:
    r"""$\log[\kappa^v e^\kappa / ((2\pi)^{v + 1} I_v(\kappa))]$ for $v = d / 2 - 1$, with its slope `sphere_gap`.

    The power series at a low order and argument, else Debye's expansion. In float32 to 8 eps, in float64 to 1e-14 of
    the larger of 1 and it, for any dimension of 2 or more.
    """
    slope = functools.partial(sphere_gap, dimension)
    return with_partials(slope)(lambda x: _split(dimension, x, _near_log, _far_log))(x)
