"""KL(p ‖ q), every closed form: the integral, never negative, 0 at p = q, right in float32 where p is almost q."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, rows
from cases import BY_NAME, SIGNATURES
from conftest import x64_mode
from crossing import EXHAUSTIVE
from expectations import carried, corners, expectations
from jax.flatten_util import ravel_pytree
from reference import units

from nllax import kl, simplex, unit_vector
from nllax._kl import summary
from nllax._kl.closed_form import form_of

PAIRS = [(BY_NAME[p.name], BY_NAME[q.name]) for p, q in kl.pairs()]
FAMILIES = [p for p, q in PAIRS if p is q]
DRAWS = 1_000_000
COUNT = 5000
"""How many pairs a test of values and slopes takes: the same everywhere, so that it is compiled once."""


def name(value):
    return value.name


def is_composed(p, q):
    """Whether the form is one between families of different kinds, put together from what is known of p."""
    return form_of(p.distribution, q.distribution, "").__module__ == summary.__name__


def is_held_everywhere(p, q):
    """Whether float32 holds the form over the whole box, not only that of every day."""
    is_of_vectors = p.distribution.support.event_ndim == 1
    return not is_composed(p, q) or (is_of_vectors and q.name != "multivariate_normal_low_rank")


def marks(p, q):
    """All but one family of every kind are exhaustive: `test_is_the_integral` takes every form of its own."""
    return [] if p is q and p in SIGNATURES else EXHAUSTIVE


every_pair = pytest.mark.parametrize(("p", "q"), [pytest.param(*pair, marks=marks(*pair)) for pair in PAIRS], ids=name)
every_family = pytest.mark.parametrize("case", [pytest.param(c, marks=marks(c, c)) for c in FAMILIES], ids=name)


def split(case, values):
    """A row's parameters as a prediction, and what the data gives by name."""
    named = dict(zip(case.parameter_names, values, strict=True))
    given = {p.name: named.pop(p.name) for p in case.distribution.given}
    return named, given


def divergence(p, q, p_values, q_values):
    """The divergence between two rows, which share what the data gives: that of the first."""
    (p_prediction, given), (q_prediction, other) = split(p, p_values), split(q, q_values)
    return kl.divergence(p.distribution, p_prediction, q.distribution, q_prediction, **{**other, **given})


def shared(p, q, p_values, q_values):
    """The parameters of q as `divergence` reads them."""
    given = split(p, p_values)[1]
    return tuple(
        given.get(x.name, v) if x.given else v for x, v in zip(q.distribution.parameters, q_values, strict=True)
    )


def row_pairs(p, q):
    """Rows of p with rows of q whose shapes go together: a few of all."""
    together = [
        (a, b)
        for a, b in itertools.product(rows(p)[:4], rows(q)[-4:])
        if p is not q or list(map(np.shape, a)) == list(map(np.shape, b))
    ]
    return together[:: max(1, len(together) // 6)]


def draw(case, seed, count=COUNT, **options):
    """Random parameters, in float32."""
    return tuple(jnp.asarray(x) for x in case.draw(seed, count, **options))


@functools.cache
def compiled(p_name, q_name):
    """Divergences of many pairs, and their slopes in the parameters of p and of q, as a function of these."""

    @jax.jit
    def values_and_slopes(*inputs):
        values, pull = jax.vjp(functools.partial(divergence, BY_NAME[p_name], BY_NAME[q_name]), *inputs)
        return values, pull(jnp.ones_like(values))

    return values_and_slopes


def in_float32(p, q, *inputs):
    """Values and slopes."""
    return compiled(p.name, q.name)(*inputs)


def in_float64(p, q, *inputs):
    """The same of the same numbers."""
    with x64_mode(True):
        wide = [tuple(jnp.asarray(np.asarray(x), float) for x in values) for values in inputs]
        return jax.tree.map(np.asarray, compiled(p.name, q.name)(*wide))


def times_hessian(f, x):
    """The Hessian of f times a vector of no particular direction, which meets all its entries."""
    direction = jax.tree.map(lambda a: jnp.cos(1 + jnp.arange(a.size, dtype=a.dtype)).reshape(a.shape), x)
    return jax.jvp(jax.grad(f), (x,), (direction,))[1], direction


def surprise(case, y, inputs):
    """The log-density, 0 where it is infinite: what has no mass does not count."""
    return jnp.nan_to_num(case.distribution.log_prob(y, *inputs), neginf=0.0)


def has_no_end(p, q, p_values, q_values):
    """Whether what is integrated is huge, or does not fall off to the ends of the range: there is no integral."""
    y, mass, *_ = carried(p, p_values, corners(q, q_values))
    order = y[mass > 0].argsort()
    log_q = np.asarray(q.distribution.log_prob(y, *parameters(q_values, "float64")))
    share = (mass * np.minimum(abs(log_q), 1e300))[mass > 0][order]
    return share.max() > 1e6 or max(share[0], share[-1]) > 1e-4 * share.max()


@pytest.mark.parametrize(
    ("p", "q"),
    [pytest.param(*pair, marks=EXHAUSTIVE if is_composed(*pair) else [pytest.mark.slow]) for pair in PAIRS],
    ids=name,
)
def test_is_the_integral(p, q, x64):
    """And so is the cross-entropy, where p has an entropy; infinite only where there is no integral."""
    finite = 0
    for p_values, q_values in row_pairs(p, q):
        q_values = shared(p, q, p_values, q_values)
        inputs = parameters(p_values, "float64"), parameters(q_values, "float64")
        got = divergence(p, q, *inputs)
        if jnp.isinf(got):
            assert has_no_end(p, q, p_values, q_values)
            continue
        finite += 1
        expected, cross = expectations(
            p,
            p_values,
            lambda y, *p_inputs, q_inputs=inputs[1]: surprise(p, y, p_inputs) - surprise(q, y, q_inputs),
            lambda y, *_, q_inputs=inputs[1]: -surprise(q, y, q_inputs),
            cuts=corners(q, q_values),
        )
        rtol = 1e-8 if got < 1e6 else 1e-6  # the peak of a large one is far out, where nodes are sparse
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=1e-9)
        if hasattr(p.distribution, "entropy"):
            np.testing.assert_allclose(p.distribution.entropy(*inputs[0]) + got, cross, rtol=rtol, atol=1e-9)
    assert finite > 0


@pytest.mark.slow
@every_pair
def test_is_never_negative(p, q):
    """On 1e6 random pairs in all."""
    for seed in range(DRAWS // COUNT // len(PAIRS) + 1):
        drawn = draw(p, 2 * seed, COUNT), draw(q, 2 * seed + 1, COUNT)
        values, _ = in_float32(p, q, *drawn)
        assert (values >= 0).all(), [x[values < 0][:3] for x in jax.tree.leaves(drawn)]


@every_family
def test_is_nothing_where_both_are_the_same(case):
    """And neither has it a slope."""
    values = draw(case, 2)
    got, (_, by_q) = in_float32(case, case, values, values)
    assert (got == 0).all()
    for slope in [x for p, x in zip(case.distribution.parameters, by_q, strict=True) if not p.given]:
        np.testing.assert_allclose(slope, 0, atol=1e-5)


def nudged(parameter, x):
    """Numbers that differ by a thousandth, on the surface that a constrained vector lies on."""
    if parameter.domain not in (simplex, unit_vector):
        return x * jnp.float32(1 + 1e-3)
    y = x * (1 + 1e-3 * jnp.cos(jnp.arange(x.shape[-1], dtype=x.dtype)))
    return y / (y.sum(-1, keepdims=True) if parameter.domain is simplex else jnp.linalg.norm(y, axis=-1, keepdims=True))


@every_family
def test_loses_nothing_where_both_are_almost_the_same(case):
    """Float32 against float64 on the same numbers, which differ by a thousandth."""
    values = draw(case, 3, everyday=not is_held_everywhere(case, case))
    moved = tuple(x if p.given else nudged(p, x) for p, x in zip(case.distribution.parameters, values, strict=True))
    got, exact = in_float32(case, case, values, moved)[0], in_float64(case, case, values, moved)[0]
    assert (exact > 0).any()
    np.testing.assert_allclose(got, exact, rtol=1e-3, atol=1e-30)


@every_pair
def test_is_right_in_float32(p, q):
    """Within 64 units of float64, over the whole box or, of most forms put together, over that of every day."""
    everyday = not is_held_everywhere(p, q)
    values = draw(p, 4, everyday=everyday), draw(q, 5, everyday=everyday)
    got, exact = in_float32(p, q, *values)[0], in_float64(p, q, *values)[0]
    in_range = exact < 1e37
    assert in_range.any()
    assert units(got, exact, "float32")[in_range].max() <= 64


@every_pair
def test_gradient_is_right_in_float32(p, q):
    """Next to float64, within a thousandth, or 1e-5 of the larger of 1 and the divergence."""
    values = draw(p, 6, everyday=True), draw(q, 7, everyday=True)
    got, (size, exact) = in_float32(p, q, *values)[1], in_float64(p, q, *values)
    for a, b in zip(jax.tree.leaves(got), jax.tree.leaves(exact), strict=True):
        known = np.isfinite(b) & (abs(b) < 1e30)
        rounding = 1e-5 * np.maximum(1, size).reshape(size.shape + (1,) * (b.ndim - size.ndim))
        assert (abs(np.where(known, a, 0) - np.where(known, b, 0)) <= rounding + 1e-3 * abs(b)).all()


@pytest.mark.slow
@every_pair
def test_is_differentiable_twice(p, q):
    second = jax.jit(lambda inputs: times_hessian(lambda inputs: divergence(p, q, *inputs), inputs)[0])
    for p_values, q_values in row_pairs(p, q)[:2]:
        found = second((parameters(p_values, "float32"), parameters(q_values, "float32")))
        assert all(jnp.isfinite(x).all() for x in jax.tree.leaves(found)), (p_values, q_values)


@pytest.mark.slow
@every_family
def test_curvature_is_the_information(case, x64):
    """Where both are the same, the Hessian in q is Fisher's information: the covariance of the score."""
    values = rows(case)[-1]
    inputs = parameters(values, "float64")
    free = [i for i, p in enumerate(case.distribution.parameters) if not p.given and p.name not in case.constrained]
    flat, unravel = ravel_pytree([inputs[i] for i in free])

    def put(flat):
        moved = dict(zip(free, unravel(flat), strict=True))
        return [moved.get(i, x) for i, x in enumerate(inputs)]

    curvature, direction = jax.jit(lambda x: times_hessian(lambda x: divergence(case, case, inputs, put(x)), x))(flat)

    @jax.jit
    def score_along(y, *_):
        score = jax.vmap(jax.grad(lambda flat, y: case.distribution.log_prob(y, *put(flat))), (None, 0))(flat, y)
        score = jnp.where(abs(score) < 1e100, score, 0)  # far out, where there is no mass
        return score * (score @ direction)[:, None]

    (information,) = expectations(case, values, score_along)
    np.testing.assert_allclose(curvature, information, rtol=1e-7, atol=1e-8)
