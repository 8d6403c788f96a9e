"""What a gradient costs, in operations that the compiler counts."""

import jax
import jax.numpy as jnp
import pytest
from cases import BY_NAME


def _operations(f, *args):
    return jax.jit(f).lower(*args).compile().cost_analysis()["flops"]


@pytest.mark.parametrize("name", ["kumaraswamy", "pareto", "poisson_log_rate"])
def test_value_and_gradient_share_their_long_calculations(name):
    """Each would repeat those of the other, were their results not stored."""
    f = BY_NAME[name].distribution.log_prob
    args = [jnp.full(1000, 0.5), jnp.full(1000, 0.25), jnp.full(1000, 2.0)][: 1 + len(BY_NAME[name].parameter_names)]
    value = _operations(f, *args)
    both = _operations(jax.value_and_grad(lambda *p: f(args[0], *p).mean(), len(args) - 2), *args[1:])
    assert both < 1.6 * value, (both, value)
