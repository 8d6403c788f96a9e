"""KL(p ‖ q), every closed form: the integral, never negative, 0 at p = q, right in float32 where p is almost q."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, rows
from cases import BY_NAME
from expectations import corners, expectations
from reference import units

from nllax import kl

PAIRS = [(BY_NAME[p.name], BY_NAME[q.name]) for p, q in kl.pairs()]
FAMILIES = [p for p, q in PAIRS if p is q]
DRAWS = 1_000_000


def name(value):
    return value.name


every_pair = pytest.mark.parametrize(("p", "q"), PAIRS, ids=name)
every_family = pytest.mark.parametrize("case", FAMILIES, ids=name)


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
    return tuple(given.get(n, v) for n, v in zip(q.parameter_names, q_values, strict=True))


def row_pairs(p, q):
    """Rows of p with rows of q whose shapes go together: a few of all."""
    together = [
        (a, b)
        for a, b in itertools.product(rows(p)[:4], rows(q)[-4:])
        if p is not q or list(map(np.shape, a)) == list(map(np.shape, b))
    ]
    return together[:: max(1, len(together) // 6)]


def boxes(case, seed, count):
    """Random parameters over the box of the fuzz, in float32."""
    return tuple(jnp.asarray(x) for x in case.box(np.random.default_rng(seed), count)[1:])


@every_pair
def test_is_the_integral(p, q, x64):
    """And so is the cross-entropy, where p has an entropy."""
    for p_values, q_values in row_pairs(p, q):
        q_values = shared(p, q, p_values, q_values)
        q_inputs = parameters(q_values, "float64")
        expected, cross = expectations(
            p,
            p_values,
            lambda y, *p_inputs, q_inputs=q_inputs: surprise(p, y, p_inputs) - surprise(q, y, q_inputs),
            lambda y, *_, q_inputs=q_inputs: -surprise(q, y, q_inputs),
            cuts=corners(q, q_values),
        )
        inputs = parameters(p_values, "float64"), q_inputs
        np.testing.assert_allclose(divergence(p, q, *inputs), expected, rtol=1e-8, atol=1e-9)
        if hasattr(p.distribution, "entropy"):
            got = p.distribution.entropy(*inputs[0]) + divergence(p, q, *inputs)
            np.testing.assert_allclose(got, cross, rtol=1e-8, atol=1e-9)


def surprise(case, y, inputs):
    """The log-density, 0 where it is infinite: what has no mass does not count."""
    return jnp.nan_to_num(case.distribution.log_prob(y, *inputs), neginf=0.0)


@pytest.mark.slow
@every_pair
def test_is_never_negative(p, q):
    values = divergence(p, q, boxes(p, 0, DRAWS), boxes(q, 1, DRAWS))
    assert (values >= 0).all(), [(x[values < 0][:3]) for x in (*boxes(p, 0, DRAWS), *boxes(q, 1, DRAWS))]
    assert not jnp.isnan(values).any()


@every_family
def test_is_nothing_where_both_are_the_same(case):
    values = boxes(case, 2, 10_000)
    assert (divergence(case, case, values, values) == 0).all()
    predicted = [i for i, p in enumerate(case.distribution.parameters) if not p.given]

    def total(*moved):
        q_values = [moved[predicted.index(i)] if i in predicted else x for i, x in enumerate(values)]
        return divergence(case, case, values, q_values).sum()

    for slope in jax.grad(total, tuple(range(len(predicted))))(*(values[i] for i in predicted)):
        np.testing.assert_allclose(slope, 0, atol=1e-5)


@every_family
def test_loses_nothing_where_both_are_almost_the_same(case):
    """Float32 against float64 on the same numbers, which differ by a thousandth."""
    values = boxes(case, 3, 1000)
    predicted = {p.name for p in case.distribution.predicted}
    moved = [x * (1 + 1e-3) if n in predicted else x for n, x in zip(case.parameter_names, values, strict=True)]
    got = divergence(case, case, values, moved)
    exact = in_float64(case, case, values, moved)
    np.testing.assert_allclose(got, exact, rtol=1e-3, atol=1e-30)


@every_pair
def test_is_right_in_float32(p, q):
    """Over the whole box: within 64 units of float64."""
    values = boxes(p, 4, 10_000), boxes(q, 5, 10_000)
    got, exact = divergence(p, q, *values), in_float64(p, q, *values)
    in_range = exact < 1e37
    assert units(got, exact, "float32")[in_range].max() <= 64


def in_float64(p, q, p_values, q_values):
    from conftest import x64_mode

    with x64_mode(True):
        wide = [tuple(jnp.asarray(np.asarray(x), float) for x in values) for values in (p_values, q_values)]
        return np.asarray(divergence(p, q, *wide))


@every_pair
def test_is_differentiable_twice(p, q):
    for p_values, q_values in row_pairs(p, q):
        inputs = parameters(p_values, "float32"), parameters(q_values, "float32")
        value = functools.partial(divergence, p, q)
        leaves = jax.tree.leaves((jax.grad(value, (0, 1))(*inputs), jax.hessian(value, (0, 1))(*inputs)))
        assert all(jnp.isfinite(x).all() for x in leaves), (p_values, q_values)
