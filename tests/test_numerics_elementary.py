"""The special functions of the first families, against 50 digits: compiled and eager, in both precisions."""

import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from reference import units

from nllax._numerics.deviance import deviance
from nllax._numerics.entropy_terms import xlog1py, xlogy
from nllax._numerics.exponentials import expm1mx, log1mexp, times_exp
from nllax._numerics.gamma_function import log_gamma_1p_series
from nllax._numerics.normal_tail import log_ndtr, mills
from nllax._numerics.stirling import stirling_remainder, stirling_series
from nllax._numerics.two_float import two_product, two_sum

AROUND = 1 + np.array([-1e-3, -1e-6, 0, 1e-6, 1e-3])  # on both sides of a cutoff


def _spread(low, high, *cutoffs, size=200):
    points = np.exp(np.random.default_rng(0).uniform(np.log(low), np.log(high), size))
    return np.concatenate([points, *(c * AROUND for c in cutoffs)])


def _both(*x):
    return np.concatenate([np.concatenate([v, -v]) for v in x])


def _mills(x):
    return mp.exp(x * x / 2) * mp.sqrt(mp.pi / 2) * mp.erfc(x / mp.sqrt(2))


def _log_ndtr(z):
    return mp.log(mp.erfc(-z / mp.sqrt(2)) / 2)


def _stirling(a):
    return mp.loggamma(a) - ((a - mp.mpf(1) / 2) * mp.log(a) - a + mp.log(2 * mp.pi) / 2)


# Function, its definition, where, the bound in eps of the larger of the value and a floor, the same of the gradient.
FUNCTIONS = {
    "expm1mx": (expm1mx, lambda t: mp.expm1(t) - t, _both(_spread(1e-6, 1.0))[:400], 4, 5, 0.0),
    "log1mexp": (log1mexp, lambda x: mp.log(-mp.expm1(-x)), _spread(1e-7, 80.0, np.log(2)), 4, 8, 0.0),
    "mills": (mills, _mills, _spread(1e-6, 1e3, 4.0), 3, 12, 0.0),
    "log_ndtr": (log_ndtr, _log_ndtr, _both(_spread(1e-6, 100.0)), 4, 4, 1.0),
    "stirling_remainder": (stirling_remainder, _stirling, _spread(1e-6, 1e8, 1.0), 2, 9, 1.0),
    "stirling_series": (stirling_series, _stirling, 1 + _spread(1e-6, 1e8), 2, 2, 0.0),
    "log_gamma_1p_series": (
        log_gamma_1p_series,
        lambda u: mp.loggamma(1 + u),
        np.append(_spread(1e-6, 0.99), 1.0),
        1,
        2,
        1.0,
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("compiled", [True, False], ids=["jit", "eager"])
def test_value_and_gradient(name, compiled, dtype):
    f, definition, where, bound, slope_bound, floor = FUNCTIONS[name]
    x = np.unique(np.asarray(where, dtype))
    slope = jax.vmap(jax.grad(f))
    if compiled:
        f, slope = jax.jit(f), jax.jit(slope)
    exact = [mp.mpf(float(v)) for v in x]
    value = np.array([float(definition(v)) for v in exact])
    gradient = np.array([float(mp.diff(definition, v, h=abs(v) * mp.mpf(10) ** -20)) for v in exact])
    for got, reference, limit in ((f(jnp.asarray(x)), value, bound), (slope(jnp.asarray(x)), gradient, slope_bound)):
        assert got.dtype == dtype
        error = np.abs(np.asarray(got, np.float64) - reference) / np.maximum(np.abs(reference), floor or 1e-300)
        worst = error.argmax()
        allowed = limit * float(jnp.finfo(dtype).eps) if dtype == "float32" else 1e-13
        assert error[worst] <= allowed, (x[worst], error[worst])


@pytest.mark.parametrize("compiled", [True, False], ids=["jit", "eager"])
def test_deviance(compiled, dtype, rng):
    """Across the cutoffs at a ratio of three, and of means small and large enough to leave the range."""
    ratios = np.concatenate([_spread(1e-6, 1e6, 1 / 3, 3.0), 1 + _both(_spread(1e-7, 0.5))])
    means = rng.choice([0.5, 1.0, 7.0, 1e3, 1e7, 1e31], len(ratios)).astype(dtype)
    x = np.maximum(means * ratios, 1).astype(dtype)
    f = jax.jit(deviance) if compiled else deviance
    got = np.asarray(f(jnp.asarray(x), jnp.asarray(means), jnp.asarray(x - means)), np.float64)
    for value, a, m, d in zip(got, x, means, x - means, strict=True):
        a, m, exact = mp.mpf(float(a)), mp.mpf(float(m)), mp.mpf(float(a)) - mp.mpf(float(m))
        reference = a * mp.log(a / m) - exact
        rounding = abs(mp.log(a / m)) * abs(exact - mp.mpf(float(d)))  # the difference was not exact there
        bound = 12 * float(jnp.finfo(dtype).eps) * reference + rounding
        assert abs(mp.mpf(value) - reference) <= bound, (a, m)


@pytest.mark.parametrize("compiled", [True, False], ids=["jit", "eager"])
@pytest.mark.parametrize("operation", [two_sum, two_product])
def test_error_free_transformations(operation, compiled, rng):
    """Exact under jit, too, where XLA may fold and fuse."""
    a, b = (jnp.asarray(rng.normal(size=2000) * 2.0 ** rng.integers(-20, 20, 2000), jnp.float32) for _ in range(2))
    f = jax.jit(operation) if compiled else operation
    high, low = (np.asarray(v, np.float64) for v in f(a, b))
    wide = np.asarray(a, np.float64), np.asarray(b, np.float64)
    exact = wide[0] + wide[1] if operation is two_sum else wide[0] * wide[1]
    np.testing.assert_array_equal(high + low, exact)


def test_zero_times_the_logarithm_of_zero():
    for f, edge in ((xlogy, 0.0), (xlog1py, -1.0)):
        assert f(0.0, edge) == 0
        for g in (jax.grad(f, (0, 1)), jax.hessian(f, (0, 1)), jax.jacfwd(f, (0, 1))):
            assert all(jnp.isfinite(leaf) for leaf in jax.tree.leaves(g(0.0, edge)))
        assert f(0.5, edge) == -jnp.inf
        for x, y in itertools.product((0.25, 1.0), (0.5, 2.0)):
            assert units(f(x, y), x * np.log(y - edge), "float32") <= 1


def test_an_exponential_that_leaves_the_range_in_a_product_that_does_not():
    value, slopes = jax.value_and_grad(times_exp, (0, 1, 2))(jnp.float32(-100.0), jnp.float32(1e10), jnp.float32(1e-10))
    np.testing.assert_allclose(value, 1e20 * np.exp(-100.0), rtol=2e-7)
    np.testing.assert_allclose(slopes, np.exp(-100.0) * np.array([1e20, 1e10, -1e30]), rtol=2e-7)
