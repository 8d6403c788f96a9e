"""Every function passes jit, vmap, grad, jvp, hessian, scan, and the fuzz over all of float32."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, target
from cases import CASES
from crossing import every_case, most_cases_slowly
from reference import units


@every_case
def test_jit_is_eager(case):
    """XLA may rewrite float arithmetic: both are within a few units of each other, on the hard points too."""
    slopes = jax.value_and_grad(case.distribution.log_prob, argnums=tuple(range(1, len(case.parameter_names) + 1)))
    for y, values in (case.typical[0], *case.hard[:3]):
        inputs = target(y, "float32"), *parameters(values, "float32")
        compiled = jax.jit(slopes)(*inputs)
        with jax.disable_jit():
            eager = slopes(*inputs)
        for a, b in zip(jax.tree.leaves(compiled), jax.tree.leaves(eager), strict=True):
            assert units(a, b, "float32").max() <= 4, (y, values)


@most_cases_slowly
def test_vmap_is_a_loop(case):
    points = [(y, p) for y, p in case.typical if np.shape(y) == np.shape(case.typical[0][0])]
    y = jnp.stack([target(y, "float32") for y, _ in points])
    inputs = [jnp.stack(p) for p in zip(*(parameters(p, "float32") for _, p in points), strict=True)]
    batched = case.distribution.log_prob(y, *inputs)
    mapped = jax.vmap(case.distribution.log_prob)(y, *inputs)
    looped = jnp.stack([case.distribution.log_prob(*row) for row in zip(y, *inputs, strict=True)])
    scanned = jax.lax.scan(lambda c, row: (c, case.distribution.log_prob(*row)), 0, (y, *inputs))[1]
    for other in (mapped, looped, scanned):
        assert units(other, batched, "float32").max() <= 2


@most_cases_slowly
def test_forward_and_second_order_agree(case):
    argnums = tuple(range(1, len(case.parameter_names) + 1))
    f = case.distribution.log_prob

    @jax.jit
    def derivatives(y, *inputs):
        ones = tuple(jnp.ones_like(x) for x in inputs)
        _, forward = jax.jvp(lambda *p: f(y, *p), inputs, ones)
        backward = sum(g.sum() for g in jax.grad(f, argnums)(y, *inputs))
        return forward, backward, jax.hessian(f, argnums)(y, *inputs)

    for y, values in case.typical:
        forward, backward, hessian = derivatives(target(y, "float32"), *parameters(values, "float32"))
        np.testing.assert_allclose(forward, backward, rtol=1e-5, atol=1e-6)
        assert all(np.isfinite(h).all() for h in jax.tree.leaves(hessian))


@most_cases_slowly
def test_hessian_is_the_slope_of_the_gradient(case, x64):
    argnums = tuple(range(1, len(case.parameter_names) + 1))
    slopes = jax.jit(jax.grad(case.distribution.log_prob, argnums))
    hessians = jax.jit(jax.hessian(case.distribution.log_prob, argnums))
    for y, values in case.typical[::2]:
        if case.kink(y, *values):
            continue
        inputs, y = parameters(values, "float64"), target(y, "float64")
        hessian = hessians(y, *inputs)
        for i, x in enumerate(inputs):
            if case.distribution.parameters[i].given:
                continue
            bump = 1e-5 * jnp.ones_like(x)
            ends = [slopes(y, *(v + s * bump if j == i else v for j, v in enumerate(inputs))) for s in (1, -1)]
            for j in range(len(inputs)):
                exact = hessian[j][i].reshape(inputs[j].size, -1).sum(1)
                difference = (ends[0][j] - ends[1][j]).reshape(-1) / 2e-5
                np.testing.assert_allclose(exact, difference, rtol=1e-5, atol=1e-5)


@most_cases_slowly
def test_fuzz_finds_nothing_that_is_not_finite(case):
    """1e5 random inputs: value, gradient, forward derivative and hessian, wherever the true value is a float32."""
    rng = np.random.default_rng(0)
    y, *inputs = (jnp.asarray(x) for x in case.box(rng, 100_000))
    argnums = tuple(range(1, len(inputs) + 1))
    f = case.distribution.log_prob
    value, gradient = jax.jit(jax.vmap(jax.value_and_grad(f, argnums)))(y, *inputs)
    assert jnp.isfinite(value).all(), [x[~jnp.isfinite(value)][:5] for x in (y, *inputs)]
    for g in gradient:
        bad = ~jnp.isfinite(g).reshape(len(y), -1).all(1)
        assert not bad.any(), [x[bad][:5] for x in (y, *inputs)]
    small = slice(0, 10_000)
    hessian = jax.jit(jax.vmap(jax.hessian(f, argnums)))(y[small], *(x[small] for x in inputs))
    forward = jax.jit(jax.vmap(jax.jacfwd(f, argnums)))(y[small], *(x[small] for x in inputs))
    for leaf in jax.tree.leaves(forward):
        assert jnp.isfinite(leaf).all()
    for leaf in jax.tree.leaves(hessian):
        assert not jnp.isnan(leaf).any()  # 1 / scale^2 may leave the range of float32; it is then infinite, not NaN


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in CASES if c.intervals], ids=lambda c: c.name)
def test_fuzz_of_intervals_of_counts(case):
    """1e5 random ones, of all widths: a probability, and finite gradients."""
    rng = np.random.default_rng(2)
    low, *inputs = (jnp.asarray(x) for x in case.box(rng, 100_000))
    high = low + np.floor(np.exp(rng.uniform(0, 16, 100_000))).astype(np.float32)
    free = tuple(i for i, p in enumerate(case.distribution.parameters, 2) if not p.given)
    value, slopes = jax.jit(jax.vmap(jax.value_and_grad(case.distribution.log_interval, free)))(low, high, *inputs)
    assert (value <= 0).all(), [x[~(value <= 0)][:5] for x in (low, high, *inputs)]
    for slope in slopes:
        assert jnp.isfinite(slope).all(), [x[~jnp.isfinite(slope)][:5] for x in (low, high, *inputs)]


@most_cases_slowly
def test_probability_is_at_most_one(case):
    if case.points is None:
        return
    y, *inputs = (jnp.asarray(x) for x in case.box(np.random.default_rng(1), 100_000))
    assert (case.distribution.log_prob(y, *inputs) <= 0).all()
