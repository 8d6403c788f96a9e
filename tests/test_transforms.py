"""Every function passes jit, vmap, grad, jvp, hessian, scan, and the fuzz over all of float32."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, target
from cases import CASES
from crossing import EXHAUSTIVE, crossed, every_signature, most_cases_exhaustively, most_cases_slowly
from evaluate import first_order, second_order
from reference import stated_bound, units


def _columns(case, points):
    """The points of the first one's kind, as columns."""
    points = [(y, p) for y, p in points if [*map(np.shape, (y, *p))] == [*map(np.shape, (points[0][0], *points[0][1]))]]
    y = jnp.stack([target(y, "float32") for y, _ in points])
    return y, *(jnp.stack(p) for p in zip(*(parameters(p, "float32") for _, p in points), strict=True))


@most_cases_exhaustively
def test_jit_is_eager(case):
    """XLA may rewrite float arithmetic: both are close, on the hard points too, as measured by what is promised."""
    columns = _columns(case, case.typical[:1] + case.hard)
    argnums = tuple(range(len(case.parameter_names)))
    with jax.disable_jit():
        y, *inputs = columns
        eager = case.distribution.log_prob(y, *inputs)
        eager_slopes = jax.grad(lambda *p: case.distribution.log_prob(y, *p).sum(), argnums)(*inputs)
    value, (_, *slopes) = first_order(case.distribution.log_prob, *columns)
    assert units(value, eager, "float32").max() <= 4
    _, bound = stated_bound(case.distribution.log_prob.__doc__)
    for name, compiled, plain in zip(case.parameter_names, slopes, eager_slopes, strict=True):
        for k, values in enumerate(zip(*map(np.asarray, inputs), strict=True)):
            scale = case.scale(name, y[k], values)
            assert units(compiled[k] * scale, plain[k] * scale, "float32").max() <= max(4, bound / 4), (
                name,
                y[k],
                values,
            )


@most_cases_exhaustively
def test_vmap_is_a_batch_is_a_loop(case):
    columns = _columns(case, case.typical)
    batched = case.distribution.log_prob(*columns)
    mapped, _ = first_order(case.distribution.log_prob, *columns)
    looped = jnp.stack([case.distribution.log_prob(*row) for row in zip(*columns, strict=True)])
    for other in (mapped, looped):
        assert units(other, batched, "float32").max() <= 2


@every_signature
def test_scan_is_a_batch(case):
    columns = _columns(case, case.typical)
    scanned = jax.lax.scan(lambda c, row: (c, case.distribution.log_prob(*row)), 0, columns)[1]
    assert units(scanned, case.distribution.log_prob(*columns), "float32").max() <= 2


@most_cases_exhaustively
def test_forward_is_backward(case):
    """And second derivatives are finite."""
    columns = _columns(case, case.typical)
    forward, hessian = second_order(case.distribution.log_prob, *columns)
    _, (_, *slopes) = first_order(case.distribution.log_prob, *columns)
    backward = sum(s.reshape(len(s), -1).sum(1) for s in slopes)
    np.testing.assert_allclose(forward, backward, rtol=1e-5, atol=1e-6)
    assert all(np.isfinite(h).all() for h in jax.tree.leaves(hessian))


@pytest.mark.slow
@most_cases_exhaustively
def test_hessian_is_the_slope_of_the_gradient(case, x64):
    smooth = [(y, values) for y, values in case.typical[::2] if not case.kink(y, *values)]
    shape = np.shape(case.typical[0][0])
    rows = [(target(y, "float64"), *parameters(p, "float64")) for y, p in smooth if np.shape(y) == shape]
    y, *inputs = map(jnp.stack, zip(*rows, strict=True))
    _, hessians = second_order(case.distribution.log_prob, y, *inputs)
    for i, parameter in enumerate(case.distribution.parameters):
        if parameter.given:
            continue
        ends = [
            first_order(case.distribution.log_prob, y, *(x + s * (j == i) for j, x in enumerate(inputs)))[1][1:]
            for s in (1e-5, -1e-5)
        ]
        for j, (high, low) in enumerate(zip(*ends, strict=True)):
            exact = hessians[j][i].reshape(*high.shape, -1).sum(-1)
            np.testing.assert_allclose(exact, (high - low) / 2e-5, rtol=1e-5, atol=1e-5)


@most_cases_slowly
def test_fuzz_finds_nothing_that_is_not_finite(case):
    """1e5 random inputs: value and gradient, wherever the true value is a float32."""
    columns = _fuzz(case)
    value, (_, *slopes) = first_order(case.distribution.log_prob, *columns)
    for found in (value, *slopes):
        assert not (bad := _infinite(found)).any(), [x[bad][:5] for x in columns]
    if case.points is not None:
        assert (value <= 0).all()  # the logarithm of a probability


def _fuzz(case):
    return tuple(map(jnp.asarray, case.box(np.random.default_rng(0), 100_000)))


def _infinite(found):
    """Which samples have an entry that is not finite."""
    return ~np.isfinite(found).reshape(len(found), -1).all(1)


@most_cases_exhaustively
def test_fuzz_of_second_derivatives(case):
    """The same inputs: the forward derivative and the hessian."""
    columns = _fuzz(case)
    forward, hessian = second_order(case.distribution.log_prob, *columns)
    assert not (bad := _infinite(forward)).any(), [x[bad][:5] for x in columns]
    for leaf in jax.tree.leaves(hessian):
        assert not np.isnan(leaf).any()  # 1 / scale^2 may leave the range of float32; it is then infinite, not NaN


@pytest.mark.slow
@crossed([c for c in CASES if c.intervals or (c.points is None and "log_interval" not in c.lacks)], EXHAUSTIVE)
def test_fuzz_of_intervals(case):
    """1e5 random ones, of all widths: a probability, and finite gradients, in the ends of continuous targets no NaN."""
    rng, continuous = np.random.default_rng(2), case.points is None
    low, *inputs = (jnp.asarray(x) for x in case.box(rng, 100_000))
    low = jnp.where((abs(low) > 1e-20) & (abs(low) < 1e20), low, 1) if continuous else low  # so that slopes are float32
    widths = abs(low) * np.exp(rng.uniform(-16, 4, 100_000)) if continuous else np.exp(rng.uniform(0, 16, 100_000))
    high = low + (widths if continuous else np.floor(widths)).astype(np.float32)
    value, slopes = first_order(case.distribution.log_interval, low, high, *inputs)
    most = 0 if case.distribution.recipe is None else 2 * jnp.finfo(value.dtype).eps  # a mixture adds up masses
    assert (value <= most).all(), [x[~(value <= most)][:5] for x in (low, high, *inputs)]
    for bad in (*map(np.isnan, slopes[:2]), *(~np.isfinite(slope) for slope in slopes[2:])):
        bad = bad.reshape(len(value), -1).any(1)
        assert not bad.any(), [x[bad][:5] for x in (low, high, *inputs)]
