"""The record: the user's own, how it prints, pickles and complains."""

import copy
import pickle

import jax.numpy as jnp
import numpy as np
import pytest
from crossing import every_case

import nllax


def _log_prob(y, rate):
    r"""Exponential log-likelihood.

    $$\log p(y \mid \lambda) = \log\lambda - \lambda y$$

    Loss: waiting times.
    """
    return jnp.log(rate) - rate * y


waiting = nllax.Distribution(
    name="waiting",
    parameters=(nllax.Parameter("rate", nllax.positive),),
    support=nllax.non_negative,
    log_prob=_log_prob,
)


def test_a_users_own_distribution_is_the_same_call():
    np.testing.assert_allclose(waiting.log_prob(1.5, 2.0), np.log(2) - 3, rtol=1e-6)
    assert waiting.log_prob(-1.0, 2.0) == -jnp.inf
    assert jnp.isnan(waiting.log_prob(1.0, 0.0))
    assert waiting.log_prob(jnp.bfloat16(1), jnp.bfloat16(2)).dtype == jnp.float32
    assert nllax.head(waiting)(jnp.zeros((3, 1))).shape == (3,)
    assert nllax.nll(nllax.fixed(waiting, rate=1.0))((), jnp.ones(3)) == 1.0
    assert waiting.available == ("log_prob",)
    assert repr(waiting) == "waiting"
    assert pickle.loads(pickle.dumps(waiting)) is waiting


def test_a_record_without_a_name_of_its_own_cannot_be_pickled():
    orphan = nllax.Distribution(
        name="orphan",
        parameters=(nllax.Parameter("rate", nllax.positive),),
        support=nllax.positive,
        log_prob=_log_prob,
    )
    with pytest.raises(TypeError, match=r"'orphan' cannot be pickled.*Bind it at the top of a module: orphan = "):
        pickle.dumps(orphan)
    assert copy.deepcopy(orphan) is orphan


def test_a_signature_that_is_not_the_parameters_is_refused():
    with pytest.raises(ValueError, match=r"mine: log_prob must take \(y, scale\), .* it takes \(y, rate\)"):
        nllax.Distribution(
            name="mine",
            parameters=(nllax.Parameter("scale", nllax.positive),),
            support=nllax.positive,
            log_prob=_log_prob,
        )


@every_case
def test_pickle_and_copy_give_the_same_record(case):
    assert pickle.loads(pickle.dumps(case.distribution)) is case.distribution
    assert copy.deepcopy({"d": [case.distribution]})["d"][0] is case.distribution
    assert pickle.loads(pickle.dumps(case.distribution.support)) is case.distribution.support
    loss = nllax.nll(case.distribution)
    assert pickle.loads(pickle.dumps(loss)) == loss


@every_case
def test_records_are_dictionary_keys(case):
    assert {case.distribution: 1}[case.distribution] == 1


@every_case
def test_the_terminal_shows_one_line(case):
    shown = repr(case.distribution)
    assert shown == (f"nllax.{case.name}" if case.distribution.recipe is None else repr(case.distribution.recipe))
    assert repr(nllax.nll(case.distribution)) == f"nllax.nll({shown}, reduction='mean')"


@every_case
def test_the_notebook_shows_density_parameters_support_and_loss(case):
    page = case.distribution._repr_markdown_()
    assert page.count("$$") == 2
    for parameter in case.distribution.parameters:
        assert f"| `{parameter.name}` | {parameter.domain.name} |" in page
    assert f"Support: {case.distribution.support.name}" in page
    assert f"Loss, `nllax.nll({case.distribution!r})(" in page


def test_a_record_without_a_docstring_still_shows_itself():
    bare = nllax.Distribution(name="bare", parameters=(), support=nllax.real, log_prob=lambda y: -(y**2))
    assert "Support: real" in bare._repr_markdown_()


def test_lacking_quantities_name_who_needed_them():
    with pytest.raises(
        NotImplementedError, match=r"truncated\(categorical\) needs log_interval, which nllax.categorical lacks"
    ):
        nllax.categorical.require("log_interval", "truncated(categorical)")
    nllax.normal.require("log_interval", "truncated(normal)")
    assert not hasattr(nllax.categorical, "log_cdf")
    assert getattr(nllax.categorical, "log_cdf", None) is None


def test_records_cannot_be_changed():
    with pytest.raises(AttributeError):
        nllax.normal.name = "other"
