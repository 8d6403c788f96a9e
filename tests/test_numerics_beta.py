"""The distribution functions of beta type, against mpmath's incomplete beta function."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from reference import units

from nllax._numerics.beta_functions import log_beta_cdf, log_beta_interval, log_beta_sf

POINTS = [(y, a, b) for y in (0.02, 0.3, 0.5, 0.97) for a in (0.25, 1.0, 2.5, 30.0) for b in (0.5, 1.0, 7.0)]


def _mass(low, high, a, b):
    return mp.log(mp.betainc(a, b, low, high, regularized=True))


FUNCTIONS = {
    "cdf": (log_beta_cdf, lambda y, a, b: _mass(0, y, a, b)),
    "sf": (log_beta_sf, lambda y, a, b: _mass(y, 1, a, b)),
    "interval": (lambda y, a, b: log_beta_interval(0.5 * y, y, a, b), lambda y, a, b: _mass(0.5 * y, y, a, b)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_value_and_all_slopes(name, dtype):
    f, definition = FUNCTIONS[name]
    slopes = jax.jit(jax.value_and_grad(f, (0, 1, 2)))
    bound = 20 if dtype == "float32" else 45_000  # 1e-11
    for point in POINTS:
        inputs = [jnp.asarray(v, dtype) for v in point]
        exact = [mp.mpf(float(v)) for v in inputs]
        value, gradient = slopes(*inputs)
        assert units(value, float(definition(*exact)), dtype) <= bound, point
        for index, got in enumerate(gradient):
            at = lambda v, i=index: definition(*(*exact[:i], v, *exact[i + 1 :]))
            slope = mp.diff(at, exact[index], h=exact[index] * mp.mpf(10) ** -15)
            scale = float(exact[0] * (1 - exact[0]) if index == 0 else exact[index])
            assert units(np.float64(got) * scale, float(slope) * scale, dtype) <= bound, (index, point)
