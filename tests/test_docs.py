"""Docstrings: the same order everywhere, every argument named, every example executed."""

import doctest
import importlib
import inspect
import pkgutil
import re

import jax
import pytest
from crossing import every_case

import nllax

MODULES = [
    m.name
    for m in pkgutil.walk_packages(nllax.__path__, "nllax.")
    if not m.name.startswith("nllax._compare") and m.name != "nllax.__main__"
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_print_what_they_say(module):
    results = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0


@every_case
def test_a_density_is_documented_in_the_house_order(case):
    doc = inspect.getdoc(case.distribution.log_prob)
    parts = ["$$", "Loss: ", "Args:", "Returns:", "Float32: ", "Example:", "Reference: "]
    places = [doc.index(part) for part in parts]
    assert places == sorted(places)
    assert ">>> " in doc
    for name in ("y", *case.parameter_names):
        assert re.search(rf"^  {name}: ", doc, re.MULTILINE), name
    assert max(map(len, doc.splitlines())) <= 120


@every_case
def test_every_other_quantity_says_what_it_is(case):
    for quantity in case.distribution.available:
        f = getattr(case.distribution, quantity)
        assert f.__doc__, quantity
        assert inspect.signature(f).return_annotation is jax.Array, quantity


@pytest.mark.parametrize(
    "name", ["nll", "head", "objective", "value_and_grad", "per_sample_grad", "log_prior", "fixed", "Total"]
)
def test_transformations_have_an_example(name):
    assert ">>> " in getattr(nllax, name).__doc__
