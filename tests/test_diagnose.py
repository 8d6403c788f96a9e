"""Which samples have no finite loss, and why."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from arrays import parameters, target
from crossing import most_cases_exhaustively

import nllax

NAN = jnp.nan


def reasons(distribution, prediction, y, **options):
    return [str(finding) for finding in nllax.diagnose(distribution, prediction, y, **options).findings]


def diagnosed(case, y, values):
    """A batch of such targets, each with its parameters."""
    names = [p.name for p in case.distribution.parameters]
    prediction = dict(zip(names, map(jnp.stack, zip(*values, strict=True)), strict=True))
    given = {p.name: prediction.pop(p.name) for p in case.distribution.given}
    return nllax.diagnose(case.distribution, prediction, jnp.stack(y), **given)


@most_cases_exhaustively
def test_every_illegal_parameter_is_named(case):
    y, values = case.typical[0]
    y, legal = target(y, "float32"), parameters(values, "float32")
    for index, parameter in enumerate(case.distribution.parameters):
        for bad in case.illegal[parameter.name]:
            illegal = parameters((*values[:index], bad, *values[index + 1 :]), "float32")
            found = diagnosed(case, [y, y], [legal, illegal])
            np.testing.assert_array_equal(found.bad, [False, True])
            (finding,) = found.findings
            assert finding.sample == (1,)
            assert finding.reason.startswith(parameter.name)
            assert finding.reason.endswith(f"is not in the domain {parameter.domain}")


@most_cases_exhaustively
def test_every_target_without_a_likelihood_is_named(case):
    _, values = case.typical[0]
    for outside in case.outside:
        found = diagnosed(case, [target(outside, "float32")], [parameters(values, "float32")])
        assert found.bad.all()
        (finding,) = found.findings
        assert finding.sample == (0,)
        assert finding.reason.startswith("y = ")


def test_reasons():
    assert reasons(nllax.normal, (jnp.zeros(3), 1.0), jnp.array([0, NAN, 1])) == [
        "sample 1: y = nan is not in the support real"
    ]
    assert reasons(nllax.normal, (jnp.zeros((2, 2)), 0.0), jnp.zeros((2, 2))) == [
        "every sample: scale = 0.0 is not in the domain positive"
    ]
    assert reasons(nllax.categorical, jnp.zeros((3, 4)), jnp.array([0, 4, -1])) == [
        "sample 1: y = 4 has the log-likelihood nan under these parameters",
        "sample 2: y = -1 has the log-likelihood nan under these parameters",
    ]
    assert reasons(nllax.binomial, jnp.zeros(2), jnp.array([5, 1]), total_count=jnp.array([4, 4])) == [
        "sample 0: y = 5 has the log-likelihood -inf under these parameters"
    ]
    scale_diag = jnp.ones((2, 3)).at[1, 2].set(-1)
    assert reasons(nllax.multivariate_normal_diag, (jnp.zeros((2, 3)), scale_diag), jnp.zeros((2, 3))) == [
        "sample 1: scale_diag[2] = -1.0 is not in the domain positive"
    ]
    assert reasons(nllax.normal, (jnp.zeros((2, 2)), 1.0), jnp.zeros((2, 2)).at[1, 0].set(1e30)) == [
        "sample 1, 0: y = 1e+30 has the log-likelihood -inf under these parameters"
    ]


def test_what_is_masked_is_not_looked_at():
    found = nllax.diagnose(nllax.normal, (jnp.array([0, NAN]), 1.0), jnp.zeros(2), where=jnp.array([True, False]))
    assert not found.bad.any()
    assert repr(found) == "nllax.normal: the loss of each of 2 samples is finite"


def test_much_is_not_printed():
    found = nllax.diagnose(nllax.poisson, -jnp.ones(40), jnp.zeros(40))
    assert len(found.findings) == 40
    assert repr(found).startswith("nllax.poisson: 40 of 40 samples have no finite loss\n  sample 0: rate = -1.0 is")
    assert repr(found).endswith("\n  and 30 more in .findings")
    assert len(repr(found).splitlines()) == 12


def test_refusals():
    with pytest.raises(TypeError, match="call it outside of jit"):
        jax.jit(lambda y: nllax.diagnose(nllax.bernoulli, y, y).bad)(jnp.ones(3))
    with pytest.raises(ValueError, match=r"loc has batch shape \(3, 1\), the target \(3,\)"):
        nllax.diagnose(nllax.normal, (jnp.zeros((3, 1)), 1.0), jnp.zeros(3))
