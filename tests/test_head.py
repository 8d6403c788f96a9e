"""Raw outputs in, legal parameters out, in every dtype and at every extreme."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import target
from crossing import most_cases_exhaustively

import nllax


def _head(case):
    vector = any(p.event_ndim for p in case.distribution.predicted)
    return nllax.head(case.distribution, event_size=case.event_size if vector else None)


def _by_name(head, raw):
    parameters = head(raw)
    names = [p.name for p in head.distribution.predicted]
    return dict(zip(names, parameters if len(names) > 1 else (parameters,), strict=True))


@most_cases_exhaustively
@pytest.mark.parametrize("low", ["float32", "bfloat16", "float16"])
def test_parameters_are_legal_and_off_the_boundary_for_any_finite_output(case, low):
    head = _head(case)
    largest = float(jnp.finfo(low).max)
    for value in (0.0, 1.0, -1.0, 30.0, -30.0, 120.0, -120.0, largest, -largest):
        raw = jnp.full((4, head.size), value, low)
        for (name, got), parameter in zip(_by_name(head, raw).items(), case.distribution.predicted, strict=True):
            assert got.dtype == jnp.float32
            assert parameter.domain.contains(got).all(), (name, value)
            symbol = parameter.domain.name
            if symbol in ("positive", "non_negative", "unit_interval", "simplex"):
                assert (got > 0).all()
            if symbol in ("unit_interval", "simplex"):
                assert (got < 1).all()


@most_cases_exhaustively
def test_batch_shapes_and_sizes(case):
    head = _head(case)
    assert head.size == sum(head.sizes)
    for batch in ((), (5,), (2, 5)):
        parameters = jax.eval_shape(lambda raw: _by_name(head, raw), jnp.zeros((*batch, head.size)))
        for parameter in case.distribution.predicted:
            assert parameter.batch_shape(parameters[parameter.name].shape) == batch


@most_cases_exhaustively
def test_every_raw_output_moves_a_parameter_and_gets_a_gradient(case):
    head = _head(case)
    raw = jnp.linspace(-0.5, 0.7, head.size)
    jacobian = jax.jit(jax.jacobian(lambda r: jnp.concatenate([jnp.ravel(p) for p in jax.tree.leaves(head(r))])))(raw)
    assert (np.abs(jacobian).max(0) > 0).all()


@pytest.mark.slow
@most_cases_exhaustively
def test_a_head_feeds_its_loss(case):
    head = _head(case)
    raw = jax.random.normal(jax.random.key(0), (8, head.size))
    given = {p.name: jnp.full(8, 5.0) for p in case.distribution.given}
    if "sample" not in case.lacks and (case.distribution.support.event_ndim or not case.regular):
        y = case.distribution.sample(jax.random.key(1), **_by_name(head, raw), **given)
    else:
        y = jnp.stack([target(case.typical[0][0], "float32")] * 8)
    loss = nllax.nll(case.distribution)
    value, slope = jax.jit(jax.value_and_grad(lambda r: loss(head(r), y, **given)))(raw)
    assert jnp.isfinite(value)
    assert jnp.isfinite(slope).all()


def test_what_the_domains_do():
    loc, scale = nllax.head(nllax.normal)(jnp.asarray([0.3, -120.0]))
    np.testing.assert_allclose(loc, 0.3)
    assert scale == 2.0**-20  # the stated floor
    np.testing.assert_allclose(
        nllax.unit_interval.from_raw(jnp.asarray([-200.0, 0.0, 200.0])), [2**-20, 0.5, 1 - 2**-20]
    )
    np.testing.assert_allclose(nllax.simplex.from_raw(jnp.zeros(4)), 0.25)


def test_wrong_widths_and_sizes():
    with pytest.raises(ValueError, match=r"takes raw outputs of shape \(..., 2\), got \(32, 3\)"):
        nllax.head(nllax.normal)(jnp.zeros((32, 3)))
    with pytest.raises(ValueError, match=r"got \(\)"):
        nllax.head(nllax.normal)(1.0)
    with pytest.raises(TypeError, match="needs event_size, the length of logits"):
        nllax.head(nllax.categorical)
    with pytest.raises(TypeError, match="takes no event_size"):
        nllax.head(nllax.normal, event_size=3)
    with pytest.raises(TypeError, match="head takes a distribution"):
        nllax.head("normal")
    nowhere = nllax.Distribution(
        name="nowhere",
        parameters=(nllax.Parameter("n", nllax.count),),
        support=nllax.count,
        log_prob=lambda y, n: y - n,
    )
    with pytest.raises(TypeError, match="no raw output maps to n, a count"):
        nllax.head(nowhere)


def test_repr():
    assert repr(nllax.head(nllax.categorical, 3)) == "nllax.head(nllax.categorical, event_size=3)"
