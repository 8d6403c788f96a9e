"""Every named loss is the likelihood that its row says: the law, the derivation, the table and the documentation."""

import dataclasses
import importlib
import inspect
import itertools
import math
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from conftest import x64_mode
from crossing import float64_if_asked_for
from loss_rows import (
    CLASSES,
    INF,
    OF_EXPECTED_LABELS,
    POINTS,
    ROWS,
    as_array,
    as_arrays,
    both_sides,
    bound_options,
    doubles,
    every_row,
    every_setting,
    kind_of,
    listed,
    most_settings_exhaustively,
    natural_units,
    random_batch,
    units_of,
    with_slopes,
)
from quadrature import nodes

from nllax import losses

# The law.

PRODUCT = {
    ("count", "extended_real"): lambda y, log_rate: y * log_rate,
    ("non_negative", "positive"): lambda y, mean: y / mean,
}
"""What a loss takes of both before it adds the logarithms: a term of it, by the domains of the two."""


@float64_if_asked_for
@every_setting
def test_the_loss_is_the_likelihood_less_the_constant(row, options, dtype):
    """To 4 units of eps, relative to the largest term; and so are its gradients, which are finite, in natural units."""
    predictions, targets = random_batch(row, dtype)
    if -INF in options.get("log_prior", ()):
        targets = targets % 2  # the class that is ruled out never occurs
    (loss, slopes), (likelihood_loss, expected_slopes) = (
        jax.tree.map(doubles, with_slopes(f, predictions)) for f in both_sides(row, predictions, targets, options)
    )
    constant = np.broadcast_to(doubles(row.constant(predictions, targets, **bound_options(options))), loss.shape)
    terms = [np.ones_like(loss), abs(loss), abs(likelihood_loss), abs(constant)]
    if kind_of(row) in PRODUCT:
        terms.append(abs(doubles(PRODUCT[kind_of(row)](targets, predictions))))
    assert np.isfinite(loss).all()
    assert units_of(likelihood_loss - constant - loss, np.max(terms, 0), dtype) <= 4

    naturals = natural_units(row, options, predictions)
    for g, expected, natural in zip(slopes, expected_slopes, naturals, strict=True):
        assert np.isfinite(g).all()
        assert units_of((g - expected) * natural, np.maximum(1, abs(expected * natural)), dtype) <= 4


RELATIVE = {"real": 8, "positive": 8, "non_negative": 16}


@every_setting
def test_a_small_loss_keeps_its_digits(row, options):
    """Which it would not as a difference of likelihood and constant: the relative error against float64."""
    limit = RELATIVE.get(kind_of(row)[0])
    if limit is None or row.name == "gaussian_nll":  # that one is a sum of terms of either sign
        return
    predictions, targets = random_batch(row)
    value = doubles(row.loss(predictions, targets, **bound_options(options)))
    with x64_mode(True):
        exact = doubles(row.loss(*as_arrays((predictions, targets), "float64"), **bound_options(options)))
    assert 0 < exact.min() < 1e-5  # there are small ones
    assert units_of(value - exact, exact, "float32") <= limit


@pytest.mark.slow
@most_settings_exhaustively
def test_what_is_left_is_a_likelihood(row, options, x64):
    """The exponential of minus loss and constant, added up or integrated over all targets, is 1."""
    prediction = listed(POINTS[kind_of(row)], "float64")
    targets, weights = _all_targets(row, options)
    predictions = jax.tree.map(lambda x: jnp.broadcast_to(x, (len(weights), *x.shape)), prediction)
    loss = doubles(row.loss(predictions, targets, **bound_options(options)))
    total = weights @ np.exp(-loss - doubles(row.constant(predictions, targets, **bound_options(options))))
    if row.name in OF_EXPECTED_LABELS and options not in ({"smoothing": 0.0}, {"gamma": 0.0}):
        assert abs(total - 1) > 0.01
    else:
        np.testing.assert_allclose(total, 1, rtol=1e-7)


def _all_targets(row, options):
    """All targets that there are, and their weights in a sum or an integral."""
    support, kind = kind_of(row)[0], kind_of(row)
    if support == "real":
        edge = options.get("delta", options.get("beta", 1.0))
        targets, weights = nodes([(-INF, 0.3 - edge), (0.3 - edge, 0.3), (0.3, 0.3 + edge), (0.3 + edge, INF)])
    elif support in ("positive", "non_negative"):
        targets, weights = nodes([(0, 1.5), (1.5, INF)])
        inner = targets > 1e-30
        targets, weights = targets[inner], weights[inner]
        if row.name == "tweedie_deviance":  # which has a mass at 0
            targets, weights = np.append(targets, 0.0), np.append(weights, 1.0)
    elif support == "unit_vector":
        angles = np.linspace(0, 2 * math.pi, 64, endpoint=False)
        targets, weights = 5 * np.stack([np.cos(angles), np.sin(angles)], -1), np.full(64, 2 * math.pi / 64)
    else:
        targets = {
            "binary": np.arange(2.0),
            "count": np.arange(80.0),
            "label": np.eye(CLASSES) if kind[-1] == "soft" else np.arange(CLASSES),
            "ranking": np.array(list(itertools.permutations(range(CLASSES)))),
        }[support]
        weights = np.ones(len(targets))
    return as_array(targets, "float64"), weights


# The derivation.


@pytest.mark.slow
@most_settings_exhaustively
def test_derive_holds(row, options):
    steps = losses.derive(row.name, **options)
    steps.assert_holds()
    names = [step.name for step in steps.steps]
    assert names == ["negative log-likelihood", *(["loss and constant"] if row.leaves_out else []), "loss"]
    assert row.name in str(steps)
    assert row.statement in str(steps)
    page = steps._repr_markdown_()
    assert page.count("$$") == 2 * len(names)
    assert row.latex in page
    assert "qquad" not in page


@pytest.mark.slow
@pytest.mark.parametrize("row", [r for r in ROWS if r.leaves_out], ids=lambda row: row.name)
def test_derive_fails_where_the_constant_is_broken(row, monkeypatch):
    def off(*args, **options):
        return row.constant(*args, **options) + 1e-3

    module = importlib.import_module(f"nllax._losses.{row.name}")
    monkeypatch.setattr(module, "row", dataclasses.replace(row, constant=off))
    with pytest.raises(AssertionError, match="loss and constant is"):
        losses.derive(row.name).assert_holds()


@pytest.mark.slow
@every_row
def test_derive_fails_where_the_likelihood_is_another(row, monkeypatch):
    def other(predictions, *args, **options):
        return jax.tree.map(lambda x: 1.01 * x, row.prediction(predictions, *args, **options))

    module = importlib.import_module(f"nllax._losses.{row.name}")
    monkeypatch.setattr(module, "row", dataclasses.replace(row, prediction=other))
    with pytest.raises(AssertionError, match=row.name):
        losses.derive(row.name).assert_holds()


def test_derive_follows_data_of_ones_own():
    predictions, targets = jnp.asarray([0.0, 1.0]), jnp.asarray([2.0, -1.0])
    steps = losses.derive("squared_error", predictions, targets)
    assert steps.steps[-1].value == 4.0
    np.testing.assert_array_equal(steps.steps[-1].gradient, [-2.0, 2.0])
    assert steps.steps[-1].dropped == pytest.approx(0.5 * math.log(math.pi))


# The table and the documentation.


PUBLIC = {n for n, v in vars(losses).items() if callable(v) and not n.startswith("_")} - {"derive", "table"}


def test_every_loss_has_a_row_and_every_row_a_loss():
    assert {row.name for row in ROWS} == PUBLIC
    assert all(getattr(losses, row.name) is row.loss for row in ROWS)
    assert [row.name for row in ROWS] == sorted(PUBLIC)
    assert len(losses.table()) == len(PUBLIC)


def test_unknown_names_are_refused_with_all_that_there_are():
    for ask in (losses.derive, losses.table().__getitem__):
        with pytest.raises(KeyError, match="no loss is named 'hinge_loss'") as caught:
            ask("hinge_loss")
        assert all(name in str(caught.value) for name in PUBLIC)


def test_the_table_prints_for_a_terminal():
    lines = str(losses.table()).splitlines()
    assert len(lines) == 1 + len(ROWS)
    assert max(map(len, lines)) <= 120
    starts = {line.index(row.statement) for line, row in zip(lines[1:], ROWS, strict=True)}
    assert len(starts) == 1
    assert repr(losses.table()) == str(losses.table())


def test_the_table_renders_as_markdown():
    """Each row has its five cells: no bar of a formula parts one, no formula is broken or left with its remarks."""
    head, rule, *lines = losses.table()._repr_markdown_().split("\n\n")[0].splitlines()
    assert rule == "|---|---|---|---|---|"
    assert head.count("|") == 6
    assert len(lines) == len(ROWS)
    for line, row in zip(lines, ROWS, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 5
        assert cells[0] == f"`{row.name}`"
        assert re.fullmatch(r"\$[^$]+\$", cells[1])
        assert re.fullmatch(r"\$[^$]+\$|none", cells[3])
        assert (cells[3] == "none") == (not row.leaves_out)
        for left, right in (("{", "}"), (r"\left", r"\right"), (r"\begin", r"\end")):
            assert len(re.findall(_word(left), line)) == len(re.findall(_word(right), line)), line
        assert "qquad" not in line
        assert r"\\vert" not in line  # a line break and a word, where \| was meant


def _word(latex):
    return re.escape(latex) + ("(?![a-z])" if latex[-1].isalpha() else "")


@every_row
def test_a_loss_is_documented_in_the_house_order(row):
    doc = inspect.getdoc(row.loss)
    parts = ["$$", "Args:", "Returns:", "Example:", "Reference: "]
    places = [doc.index(part) for part in parts]
    assert places == sorted(places)
    assert ">>> " in doc
    assert f"nllax.losses.{row.name}(" in doc
    for name in inspect.signature(row.loss).parameters:
        assert re.search(rf"^  {name}: ", doc, re.MULTILINE), name
    assert max(map(len, doc.splitlines())) <= 116


def test_the_module_says_what_is_not_here():
    for word in ("Hinge", "perceptron", "Dice", "Tversky", "Triplet", "Poly", "focal"):
        assert re.search(rf"^(- |  ).*{word}", losses.__doc__, re.MULTILINE), word
