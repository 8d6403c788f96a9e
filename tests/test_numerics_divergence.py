"""The building blocks of divergences against 60 digits: relative errors, however close two numbers are."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.bessel_circle import bessel_bend, bessel_gap, bessel_ratio, log_bessel_i0e
from nllax._numerics.bessel_sphere import sphere_bend, sphere_ratio
from nllax._numerics.bregman import bregman
from nllax._numerics.class_divergence import bernoulli_divergence, categorical_divergence, logit_difference
from nllax._numerics.exponential_of_sum import exponential_of_sum
from nllax._numerics.jensen_shannon import jensen_shannon_of_logits, jensen_shannon_of_probs
from nllax._numerics.log_gamma_bregman import log_gamma_bregman, log_gamma_bregman_rest
from nllax._numerics.log_secants import log_reciprocal_sinc, log_secant
from nllax._numerics.room import Quotient, product_and_room
from nllax._numerics.share_deviance import share_deviance
from nllax._numerics.stirling import stirling_bend

EPS = 2.0**-23


def _number(x):
    return mp.mpf(float(x))


def _relative(got, expected):
    """The largest error, in units of eps of float32."""
    with mp.workdps(60):
        return max(
            float(abs(_number(g) - e) / abs(e)) / EPS if e else abs(g) / EPS
            for g, e in zip(np.ravel(np.asarray(got)).tolist(), expected, strict=True)
        )


def _of(f, *columns):
    with mp.workdps(60):
        return [f(*map(_number, point)) for point in zip(*map(np.ravel, columns), strict=True)]


def _log_gamma(y, x):
    return mp.loggamma(y) - mp.loggamma(x) - mp.psi(0, x) * (y - x)


def _rest(y, x):
    return _log_gamma(y, x) - (y * mp.log(y / x) - (y - x))


def _log_i0(y, x):
    return mp.log(mp.besseli(0, y) / mp.besseli(0, x)) - mp.besseli(1, x) / mp.besseli(0, x) * (y - x)


_circle = bregman(log_bessel_i0e, lambda x: -bessel_gap(x), bessel_bend, lambda x: 0.5 * (1 + x))

BREGMAN = {
    "log_gamma": (log_gamma_bregman, _log_gamma, 1e-4, 1e7, 4, 4),
    "log_gamma_rest": (log_gamma_bregman_rest, _rest, 1e-4, 1e7, 6, 6),
    "log_bessel_i0": (_circle, _log_i0, 1e-3, 1e3, 32, 32),
}


def _pairs(low, high):
    rng = np.random.default_rng(0)
    x = np.exp(rng.uniform(np.log(low), np.log(high), 150))
    near = x * (1 + rng.choice([-1, 1], 150) * np.exp(rng.uniform(-14, -0.01, 150)))
    y = np.where(rng.random(150) < 0.6, near, rng.permutation(x))
    return y.astype(np.float32), x.astype(np.float32)


@pytest.mark.parametrize("name", BREGMAN)
def test_bregman(name):
    f, exact, low, high, value_bound, slope_bound = BREGMAN[name]
    y, x = _pairs(low, high)
    assert _relative(jax.jit(f)(y, x, y - x), _of(exact, y, x)) <= value_bound

    def total(y, x):
        return f(y, x, jax.lax.stop_gradient(y - x)).sum()

    with mp.workdps(60):
        by_y = _of(lambda a, b: mp.diff(lambda t: exact(t, b), a, h=a * mp.mpf(10) ** -20), y, x)
        by_x = _of(lambda a, b: mp.diff(lambda t: exact(a, t), b, h=b * mp.mpf(10) ** -20), y, x)
    for got, expected in zip(jax.jit(jax.grad(total, (0, 1)))(y, x), (by_y, by_x), strict=True):
        assert _relative(got, expected) <= slope_bound


@pytest.mark.slow
@pytest.mark.parametrize("name", BREGMAN)
def test_bregman_in_float64(name, x64):
    f, exact, low, high, *_ = BREGMAN[name]
    y, x = (jnp.asarray(a, float) for a in _pairs(low, high))
    assert _relative(f(y, x, y - x), _of(exact, y, x)) <= 1e-6


def _ratio(order, x):
    return mp.besseli(order + 1, x) / mp.besseli(order, x) if x else mp.mpf(0)


def _bend(order, x):
    r = _ratio(order, x)
    return 1 - r * r - (2 * order + 1) * r / x if x else 1 / (2 * order + 2)


KAPPA = np.array([0.0, 1e-4, 0.3, 1.7, 3.99999, 4.0, 4.1, 11.9, 12.1, 30.0, 900.0, 1e6], np.float32)
SHAPES = np.array([1e-4, 0.3, 0.9999999, 1.0, 1.5, 7.0, 1e3, 1e7], np.float32)
SHARES = np.array([1e-6, 0.01, 0.3, 0.499, 0.5, 0.7, 0.999, 0.9999999], np.float32)

RELATIVE = {
    "bessel_ratio": (bessel_ratio, lambda x: _ratio(0, x), (KAPPA,), 2),
    "bessel_bend": (bessel_bend, lambda x: _bend(0, x), (KAPPA,), 20),
    "sphere_ratio": (lambda x: sphere_ratio(3, x), lambda x: _ratio(mp.mpf("0.5"), x), (KAPPA,), 4),
    "sphere_ratio_high": (lambda x: sphere_ratio(50, x), lambda x: _ratio(24, x), (KAPPA,), 4),
    "sphere_bend": (lambda x: sphere_bend(3, x), lambda x: _bend(mp.mpf("0.5"), x), (KAPPA,), 32),
    "stirling_bend": (stirling_bend, lambda a: mp.psi(1, a) - 1 / a - 1 / (2 * a * a), (SHAPES,), 4),
    "log_reciprocal_sinc": (
        lambda v: log_reciprocal_sinc(v, 1 - v),
        lambda v: mp.log(mp.pi * v / mp.sin(mp.pi * v)),
        (SHARES,),
        4,
    ),
    "log_secant": (lambda v: log_secant(v, 1 - v), lambda v: -mp.log(mp.cos(mp.pi * v / 2)), (SHARES,), 4),
    "share_deviance": (
        lambda x, m: share_deviance(x, m, x - m),
        lambda x, m: (x * mp.log(x / m) if x else 0) - (x - m),
        (np.float32([0, 0.3, 0.3, 1e-20, 1]), np.float32([0.2, 0.3, 0.3001, 0.5, 1e-30])),
        4,
    ),
}


@pytest.mark.parametrize("name", RELATIVE)
def test_relative_error(name):
    f, exact, inputs, bound = RELATIVE[name]
    expected = _of(exact, *inputs)
    with jax.disable_jit():
        assert _relative(f(*inputs), expected) <= bound
    assert _relative(jax.jit(f)(*inputs), expected) <= bound


def test_room_is_what_is_left_of_exact_products():
    a, b = Quotient(*np.float32([3.0000002, 7.1])), Quotient(*np.float32([7.1, 3.0]))
    _, room = jax.jit(product_and_room)(np.float32(1), a, b)
    exact = 1 - _number(a.top) * _number(b.top) / (_number(a.bottom) * _number(b.bottom))
    assert _relative(room, [exact]) <= 2


def test_exponential_of_a_sum_keeps_twice_the_digits():
    rng = np.random.default_rng(1)
    a, b = rng.uniform(-40, 40, 50).astype(np.float32), rng.uniform(-1, 1, 50).astype(np.float32)
    high, low = jax.jit(exponential_of_sum)(a, b, np.zeros_like(a))
    exact = _of(lambda a, b: mp.exp(a + b), a, b)
    errors = [(_number(h) + _number(r) - e) / e for h, r, e in zip(high, low, exact, strict=True)]
    assert max(map(abs, errors)) < 1e-9


def _probabilities(logits):
    exponentials = [mp.exp(_number(x) - _number(max(logits))) for x in logits]
    total = mp.fsum(exponentials)
    return [x / total for x in exponentials]


def _divergence(p, q):
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True))


def _jensen_shannon(p, q):
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return (_divergence(p, middle) + _divergence(q, middle)) / 2


def _logits(size):
    rng = np.random.default_rng(2)
    p = 3 * rng.standard_normal((60, size))
    step = np.exp(rng.uniform(-12, 2, (60, 1))) * rng.standard_normal((60, size))
    return p.astype(np.float32), (p + step + rng.choice([0, 1e3], (60, 1))).astype(np.float32)


@pytest.mark.parametrize("f", [categorical_divergence, jensen_shannon_of_logits], ids=lambda f: f.__name__)
@pytest.mark.parametrize("size", [2, 7])
def test_classes_in_logits(f, size):
    """However close they are, and whatever constant is added to all logits."""
    p, q = _logits(size)
    exact = _jensen_shannon if f is jensen_shannon_of_logits else _divergence
    with mp.workdps(60):
        expected = [exact(_probabilities(a), _probabilities(b)) for a, b in zip(p, q, strict=True)]
    assert _relative(jax.jit(f)(p, q), expected) <= 64


def test_two_classes_in_logits():
    p, q = (x[:, 0] - x[:, 1] for x in _logits(2))
    with mp.workdps(60):
        expected = [_divergence(*(_probabilities((x, np.float32(0))) for x in pair)) for pair in zip(p, q, strict=True)]
    assert _relative(jax.jit(bernoulli_divergence)(p, q, logit_difference(p, q)), expected) <= 16


def test_jensen_shannon_of_probabilities():
    p, q = np.float32([[0.5, 0.25, 0.25]]), np.float32([[0.5, 0.2499, 0.2501]])
    with mp.workdps(60):
        expected = [_jensen_shannon([_number(x) for x in p[0]], [_number(x) for x in q[0]])]
    assert _relative(jensen_shannon_of_probs(p, q), expected) <= 64
