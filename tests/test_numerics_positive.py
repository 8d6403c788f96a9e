"""The special functions behind the distributions of positive targets, against 50 digits, compiled and eager."""

import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from reference import units

from nllax._numerics.deviance import deviance, log_ratio
from nllax._numerics.exponentials import log1mexpexp
from nllax._numerics.gamma_entropy import gamma_entropy
from nllax._numerics.gamma_function import log_gamma_1p, log_gamma_excess
from nllax._numerics.gamma_kernel import is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.log1p_square import log1p_square
from nllax._numerics.mills_difference import mills_drop, mills_fall
from nllax._numerics.tangent import tan_excess
from nllax._numerics.two_float import log_residual, log_two_float, two_product
from nllax._numerics.wide_logarithm import wide_log_product, wide_log_quotient


def _around(*cutoffs):
    """A few floats on either side of each place where a formula changes."""
    return [c * (1 + k * 2.0**-23) for c in cutoffs for k in (-2, -1, 0, 1, 2)]


def _mills(x):
    return mp.sqrt(mp.pi / 2) * mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2))


def _fall(x):
    with mp.workdps(120):
        return 1 - x * _mills(x)


def _drop(a, width):
    with mp.workdps(120):
        return _mills(a) - _mills(a + width)


def _kernel_point(a, x):
    return kernel_point(a, x, a - x, jnp.log(x / jnp.where(is_small(a), 1, a)))


def _log_kernel(a, x, power):
    """With the logarithms taken out that do not need x."""
    product = power * mp.log(x if a < 1 else x / a) if power else 0
    if a < 1:
        return product - x - mp.loggamma(1 + a)
    return product - x - mp.loggamma(a) + (a - mp.mpf(1) / 2) * mp.log(a) + mp.log(2 * mp.pi) / 2


_PAIRS = [
    (a, q * a) for a in (2.0, 3.7, 150.0, 1e5, 1e7) for q in (1e-3, 0.25, *_around(1 / 3, 3.0), 0.999, 1.0, 1.001)
]
_SHAPES = [*_PAIRS, *((a, x) for a in (1e-4, 0.3, *_around(1.0), 1.7) for x in (1e-30, 0.01, 0.33, 0.9, 5.0))]
_WIDTHS = [(a, w) for a in (0.0, 0.3, 5.0, 400.0) for w in (1e-6, 0.1, *_around(1.0 + a), 30.0)]
_STRADDLING = [(-0.3, 0.7), (-0.9, 1.9), (-1e-4, 3e-4), (-1.0, 2.0)]
_EXTREMES = [*itertools.product((2e-38, *_around(2.0**-32), 0.7, *_around(2.0**32), 3e38), repeat=2)]
_SIGNED = [*np.linspace(-30, 30, 41).tolist()]

RELATIVE = {
    "log_ratio": (
        lambda x, m: log_ratio(x, m, x - m),
        lambda x, m: mp.log(x / m),
        [*_PAIRS, (1e-30, 2e-6), (1e30, 1e-9)],
        4,
    ),
    "deviance": (
        lambda x, m: deviance(x, m, x - m),
        lambda x, m: x * mp.log(x / m) - (x - m),
        [(x, m) for x, m in _PAIRS],
        12,
    ),
    "log_gamma_excess": (
        log_gamma_excess,
        lambda u: mp.loggamma(1 + 2 * u) - 2 * mp.loggamma(1 + u),
        [(u,) for u in (1e-6, 0.01, 0.2, *_around(0.5), 1.0, 7.0, 100.0)],
        24,
    ),
    "tan_excess": (
        tan_excess,
        lambda x: mp.tan(x) / x - 1,
        [(x,) for x in (1e-5, 0.01, 0.5, *_around(0.75), 1.0, 1.4)],
        12,
    ),
    "mills_fall": (mills_fall, _fall, [(x,) for x in (0.0, 1e-3, 0.5, 1.0, 4.0, 12.0, 90.0, 1e4)], 4),
    "mills_drop": (lambda a, w: mills_drop(a, a + w, w), _drop, [*_WIDTHS, *_STRADDLING], 12),
}
ABSOLUTE_BELOW_1 = {
    "log1mexpexp": (
        log1mexpexp,
        lambda t: mp.log(-mp.expm1(-mp.exp(t))),
        [(t,) for t in (-1e4, -90.0, *_around(-20.0), -3.0, -0.1, 0.0, 0.1, 2.0, 4.0)],
        4,
    ),
    "log_gamma_1p": (log_gamma_1p, lambda u: mp.loggamma(1 + u), [(u,) for u in (1e-6, 0.2, 1.0, 30.0)], 4),
    "log1p_square": (log1p_square, lambda z: mp.log1p(z * z), [(z,) for z in (*_SIGNED, *_around(1e9), -1e30)], 3),
    "wide_log_product": (wide_log_product, lambda x, y: mp.log(x * y), _EXTREMES, 2),
    "wide_log_quotient": (wide_log_quotient, lambda x, y: mp.log(x / y), _EXTREMES, 20),
    "log_kernel": (
        lambda a, x: log_kernel(_kernel_point(a, x), lacking=0),
        lambda a, x: _log_kernel(a, x, a),
        _SHAPES,
        12,
    ),
    "log_kernel, one power less": (
        lambda a, x: log_kernel(_kernel_point(a, x), lacking=1),
        lambda a, x: _log_kernel(a, x, a - 1),
        _SHAPES,
        12,
    ),
    "kernel_score": (
        lambda a, x: a * kernel_score(_kernel_point(a, x)),
        lambda a, x: a * (mp.log(x) - mp.digamma(a)),
        _SHAPES,
        12,
    ),
    "gamma_entropy": (
        lambda a: gamma_entropy(a, 1),
        lambda a: a + mp.loggamma(a) + (1 - a) * mp.digamma(a),
        [(a,) for a in (1e-3, 0.4, *_around(1.0), 3.0, 1e4)],
        6,
    ),
    "gamma_entropy, reciprocal": (
        lambda a: gamma_entropy(a, -1),
        lambda a: a + mp.loggamma(a) - (1 + a) * mp.digamma(a),
        [(a,) for a in (1e-3, 0.4, *_around(1.0), 3.0, 1e4)],
        6,
    ),
}
EVERY = {**RELATIVE, **ABSOLUTE_BELOW_1}


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "eager"])
@pytest.mark.parametrize("name", EVERY)
def test_value(name, compiled, dtype):
    f, reference, points, bound = EVERY[name]
    with jax.disable_jit(not compiled):
        got = jax.jit(jax.vmap(f))(*(jnp.asarray(np.asarray(p, dtype)) for p in zip(*points, strict=True)))
    assert got.dtype == dtype
    for point, value in zip(points, np.asarray(got), strict=True):
        expected = reference(*(mp.mpf(float(np.asarray(p, dtype))) for p in point))
        scale = abs(expected) if name in RELATIVE and expected != 0 else 1
        assert units(value / float(scale), float(expected / scale), dtype) <= bound, point


@pytest.mark.parametrize("name", ["log_ratio", "log1mexpexp", "log1p_square", "wide_log_product"])
def test_slope_in_the_first_argument(name, dtype):
    f, reference, points, _ = EVERY[name]
    for point in points:
        exact = [mp.mpf(float(np.asarray(p, dtype))) for p in point]
        got = jax.grad(f)(*(jnp.asarray(np.asarray(p, dtype)) for p in point))
        slope = mp.diff(lambda v: reference(v, *exact[1:]), exact[0], h=mp.mpf(10) ** -20 * (abs(exact[0]) or 1))
        scale = float(abs(exact[0]) or 1) if abs(slope) > 1e-30 else 1.0
        assert units(float(got) * scale, float(slope) * scale, dtype) <= 8, point


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "eager"])
def test_logarithm_in_two_floats(compiled):
    """To 2e-14, the smallest normal floats included."""
    rng = np.random.default_rng(0)
    wide, narrow = np.exp(rng.uniform(-87.3, 88.7, 1000)), 1 + rng.uniform(-1e-3, 1e-3, 100)
    x = np.concatenate([wide, narrow, rng.uniform(0.5, 2, 1000), np.arange(1.0, 300.0), [2.0**-126, 3.4e38]])
    x = x.astype(np.float32)
    with jax.disable_jit(not compiled):
        high, low = jax.jit(log_two_float)(jnp.asarray(x))
    for value, h, rest in zip(x, np.asarray(high), np.asarray(low), strict=True):
        exact = mp.log(mp.mpf(float(value)))
        assert abs(mp.mpf(float(h)) + mp.mpf(float(rest)) - exact) < 2e-14 * max(1, abs(exact))


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "eager"])
def test_residual_of_a_logarithm(compiled):
    """Right to the last bit of the difference, where the logarithm itself would keep none of it."""
    points = [(1.2e-38, -87.3), (2.7182817, 1.0), (1e-30, 5.0), (1.0000001, 0.0), (0.99, -0.0100503), (3e38, 88.7)]
    x, loc = (jnp.asarray(p, jnp.float32) for p in zip(*points, strict=True))
    with jax.disable_jit(not compiled):
        got = jax.jit(log_residual)(x, loc)
    for value, u, m in zip(got, x, loc, strict=True):
        exact = mp.log(mp.mpf(float(u))) - mp.mpf(float(m))
        assert abs(mp.mpf(float(value)) - exact) <= abs(exact) * 2.0**-23 + 2e-14 * max(1, abs(float(m)))


def test_product_in_two_floats(dtype):
    rng = np.random.default_rng(0)
    a, b = (jnp.asarray(np.exp(rng.uniform(-20, 20, 500)).astype(dtype)) for _ in range(2))
    for x, y, p, e in zip(a, b, *jax.jit(two_product)(a, b), strict=True):
        exact = mp.mpf(float(x)) * mp.mpf(float(y))
        assert abs(mp.mpf(float(p)) + mp.mpf(float(e)) - exact) <= exact * float(jnp.finfo(dtype).eps) ** 2
    large = jnp.asarray(jnp.finfo(dtype).max)
    assert two_product(large, large) == (jnp.inf, 0)
