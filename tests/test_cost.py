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
    distribution = BY_NAME[name].distribution
    args = [jnp.full(1000, v) for v in (0.5, 0.25, 2.0)][: 1 + len(distribution.parameters)]
    at = tuple(1 + i for i, p in enumerate(distribution.parameters) if not p.given)
    value = _operations(distribution.log_prob, *args)
    both = _operations(jax.value_and_grad(lambda *args: distribution.log_prob(*args).mean(), at), *args)
    assert both < 1.6 * value, (both, value)
