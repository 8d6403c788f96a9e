"""The inverses of the incomplete gamma and beta functions, and of the inverse Gaussian one, against mpmath."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from crossing import EXHAUSTIVE, float64_if_asked_for

from nllax._numerics.beta_inverse import log_beta_odds_ratio
from nllax._numerics.gamma_inverse import log_gamma_ratio
from nllax._numerics.inverse_gaussian_inverse import log_mode_quotient


def _gamma(s, a):
    x = a * mp.exp(s)
    return mp.gammainc(a, 0, x, regularized=True), mp.gammainc(a, x, mp.inf, regularized=True)


def _beta(s, a, b):
    odds = a / b * mp.exp(s)
    x, y = odds / (1 + odds), 1 / (1 + odds)
    return mp.betainc(a, b, 0, x, regularized=True), mp.betainc(b, a, 0, y, regularized=True)


def _inverse_gaussian(s, ratio):
    f = 1 / (2 * ratio)
    y = mp.exp(s) * (mp.sqrt(1 + f * f) - f)
    r = mp.sqrt(ratio / (2 * y))
    image = mp.exp(2 * ratio) * mp.erfc(r * (y + 1)) / 2
    return mp.erfc(r * (1 - y)) / 2 + image, mp.erfc(r * (y - 1)) / 2 - image


MASSES = [(p, 1 - p) for p in (1e-35, 1e-9, 0.02, 0.4)]
MASSES += [(q, p) for p, q in MASSES]
SHAPES = (0.01, 0.4, 2.5, 60.0)

FUNCTIONS = {
    "gamma": (log_gamma_ratio, _gamma, [(a,) for a in (*SHAPES, 3e4)]),
    "beta": (log_beta_odds_ratio, _beta, [(a, b) for a in SHAPES for b in SHAPES]),
    "inverse Gaussian": (log_mode_quotient, _inverse_gaussian, [(r,) for r in (1e-6, 0.03, 1.0, 50.0, 1e5)]),
}


def _points(name, dtype):
    _, _, parameters = FUNCTIONS[name]
    points = [(*masses, *values) for masses in MASSES for values in parameters]
    return [np.asarray(x, dtype) for x in zip(*points, strict=True)]


def _smaller(masses, values):
    """The side with the smaller mass, as the index in `masses`, and the logarithm of its function at s."""
    side = 0 if masses[0] < masses[1] else 1
    return side, lambda f, s: mp.log(f(s, *values)[side])


@pytest.mark.slow
@float64_if_asked_for
@pytest.mark.parametrize("compiled", [True, pytest.param(False, marks=EXHAUSTIVE)], ids=["compiled", "eager"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_smaller_mass_is_what_was_asked_for(name, compiled, dtype):
    """In its logarithm: to its rounding, and that of the point."""
    f, definition, _ = FUNCTIONS[name]
    points = _points(name, dtype)
    with jax.disable_jit(not compiled):
        found = jax.jit(f)(*map(jnp.asarray, points))
    assert found.dtype == dtype
    bound = (6 if dtype == "float32" else 200) * float(np.finfo(dtype).eps)
    with mp.workdps(80):
        for s, p, q, *values in zip(np.asarray(found), *points, strict=True):
            s, *values = (mp.mpf(float(x)) for x in (s, *values))
            side, log_mass = _smaller((p, q), values)
            hazard = abs(mp.diff(lambda t: log_mass(definition, t), s, h=mp.mpf(10) ** -25))
            target = mp.log(mp.mpf(float((p, q)[side])))
            error = abs(log_mass(definition, s) - target)
            assert error <= bound * (max(1, abs(target)) + hazard * abs(s)), (p, q, *values)


@pytest.mark.slow
@float64_if_asked_for
@pytest.mark.parametrize("name", FUNCTIONS)
def test_slopes_are_those_of_an_implicit_function(name, dtype):
    """In the logarithms of the masses and of the parameters."""
    f, definition, _ = FUNCTIONS[name]
    points = _points(name, dtype)
    slopes = jax.jit(jax.vmap(jax.grad(f, tuple(range(len(points))))))(*map(jnp.asarray, points))
    found = jax.jit(f)(*map(jnp.asarray, points))
    bound = (64 if dtype == "float32" else 20_000) * float(np.finfo(dtype).eps)
    h = mp.mpf(10) ** -25
    with mp.workdps(60):
        for k in range(0, len(found), 7):
            s, p, q, *values = (mp.mpf(float(x[k])) for x in (found, *points))
            by_p, by_q, *others = (float(slope[k]) for slope in slopes)
            side, log_mass = _smaller((p, q), values)
            by_s = mp.diff(lambda t: log_mass(definition, t), s, h=h)
            expected = float((1, -1)[side] / by_s)
            got = float((p, q)[side]) * (by_p - by_q)
            assert abs(got - expected) <= bound * abs(expected), (p, q, values)
            for index, (got, value) in enumerate(zip(others, values, strict=True)):

                def at(v, index=index):
                    moved = [*values[:index], v, *values[index + 1 :]]
                    return _smaller((p, q), moved)[1](definition, s)

                expected = float(-value * mp.diff(at, value, h=h * value) / by_s)
                assert abs(got * float(value) - expected) <= bound * max(1, abs(expected)), (p, q, values, index)
