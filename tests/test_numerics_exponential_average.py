"""The average of an exponential over the unit interval against 60 digits."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.exponential_average import exponential_centre, exponential_spread, log_exponential_average

POINTS = (1e-30, 1e-8, 1e-3, 0.5, 1.0, 1.9999, 2.0, 2.0001, 5.0, 30.0, 79.0, 81.0, 1e4)


def _log_average(u):
    return mp.log(-mp.expm1(-u) / u)


def _centre(u):
    return 1 / u - 1 / mp.expm1(u)


def _spread(u):
    return 1 / u**2 - 1 / (4 * mp.sinh(u / 2) ** 2)


FUNCTIONS = (
    (log_exponential_average, _log_average, 4),
    (exponential_centre, _centre, 4),
    (exponential_spread, _spread, 8),
)


@pytest.mark.parametrize(("f", "reference", "bound"), FUNCTIONS, ids=lambda f: getattr(f, "__name__", ""))
@pytest.mark.parametrize("compiled", [True, False])
def test_relative_error(f, reference, bound, compiled, dtype):
    eps = float(jnp.finfo(dtype).eps)
    f = jax.jit(f) if compiled else f
    with mp.workdps(120):
        for u in POINTS:
            x = np.asarray(u, dtype)
            expected = float(reference(mp.mpf(float(x))))
            assert abs(float(f(jnp.asarray(x))) - expected) <= bound * eps * abs(expected), u


def test_limits_at_zero(dtype):
    zero = jnp.zeros((), dtype)
    assert log_exponential_average(zero) == 0
    assert exponential_centre(zero) == 0.5
    np.testing.assert_allclose(exponential_spread(zero), 1 / 12, rtol=2 * float(jnp.finfo(dtype).eps))


def test_slopes_are_the_next_of_them(x64):
    for u in POINTS[2:]:
        assert jax.grad(log_exponential_average)(u) == -exponential_centre(u)
        assert jax.grad(exponential_centre)(u) == -exponential_spread(u)
        ends = [exponential_spread(u + s * 1e-5) for s in (1, -1)]
        np.testing.assert_allclose(jax.grad(exponential_spread)(u), (ends[0] - ends[1]) / 2e-5, rtol=1e-5, atol=1e-9)
