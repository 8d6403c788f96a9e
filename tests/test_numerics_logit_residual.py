"""The logit of a fraction, less a number next to it, against 60 digits."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from nllax._numerics.logit_residual import logit_residual

POINTS = (1.2e-38, 1e-20, 3e-8, 1e-4, 0.1, 0.2999, 0.4999999, 0.5, 0.50000006, 0.7, 0.999, 0.9999999)


@pytest.mark.parametrize("compiled", [True, False])
def test_residual(compiled, dtype):
    """With the logit as rounded, and a number further off."""
    f = jax.jit(logit_residual) if compiled else logit_residual
    eps = float(jnp.finfo(dtype).eps)
    for at in POINTS:
        y = np.asarray(at, dtype)
        with mp.workdps(60):
            logit = mp.log(mp.mpf(float(y)) / (1 - mp.mpf(float(y))))
            for loc in (np.asarray(float(logit), dtype), np.asarray(0.3, dtype)):
                expected = float(logit - mp.mpf(float(loc)))
                floor = (2e-14 if dtype == "float32" else 4 * eps) * max(1, abs(float(logit)))
                error = abs(float(f(jnp.asarray(y), jnp.asarray(loc))) - expected)
                assert error <= 2 * eps * abs(expected) + floor, (at, loc)


def test_slopes(dtype):
    for at in POINTS:
        y = jnp.asarray(at, dtype)
        by_y, by_loc = jax.grad(logit_residual, (0, 1))(y, jnp.zeros((), dtype))
        np.testing.assert_allclose(by_y * y * (1 - y), 1, rtol=4 * float(jnp.finfo(dtype).eps))
        assert by_loc == -1
