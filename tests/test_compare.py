"""`nllax compare` answers its question, the same each time, and says in one line what is wrong."""

import json
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from crossing import EXHAUSTIVE

import nllax
from nllax.__main__ import main
from nllax._compare import candidates, command
from nllax._compare.candidates import admissible, catalogue
from nllax._compare.dataset import Dataset
from nllax._compare.folds import split
from nllax._compare.held_out import HeldOut
from nllax._compare.target import task_of
from nllax._compare.unit import Unit

pytestmark = pytest.mark.usefixtures("optax_promotion", "few")
FEW = [
    "bernoulli",
    "bernoulli_probs",
    "categorical",
    "categorical_probs",
    "laplace",
    "normal",
    "poisson",
    "poisson_log_rate",
]
QUICK = ("--epochs", "2", "--folds", "3")
ROWS = 60


def table(**columns):
    """A table with a feature and what else is given."""
    x = np.random.default_rng(0).normal(size=ROWS)
    return pd.DataFrame({"x": x, "y": 3 * x + np.cos(np.arange(ROWS))} | columns)


@pytest.fixture
def few(monkeypatch):
    """A catalogue of a few distributions: each more is compiled in every test."""
    few = {name: d for name, d in catalogue().items() if name in FEW}
    monkeypatch.setattr(candidates, "catalogue", lambda: few)


@pytest.fixture
def csv(tmp_path):
    """A function that writes a table, or text, to a file and returns its name."""

    def write(content):
        path = tmp_path / "data.csv"
        path.write_text(content if isinstance(content, str) else content.to_csv(index=False))
        return str(path)

    return write


@pytest.fixture
def compare(capsys, monkeypatch):
    """A function that runs the command at 80 columns and returns its code, its output and its errors."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        code = main(["compare", *arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def document(compare):
    """A function that runs the command with --json and returns what it printed."""

    def run(*arguments):
        code, out, err = compare(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


@pytest.mark.slow
def test_default_run_beats_every_constant(document):
    result = document()
    constants = [row["constant_nll"] for row in result["likelihoods"]]
    assert result["data"]["name"] == "diabetes"
    assert result["likelihoods"][0]["nll"] < min(constants) - 0.25
    assert result["likelihoods"][0]["rmse"] < 60  # of a standard deviation of 77


@pytest.mark.slow
@pytest.mark.parametrize(("example", "accuracy"), [("breast_cancer", 0.95)])
def test_examples_with_classes_are_learnt(document, example, accuracy):
    (row,) = document("--example", example)["likelihoods"]
    assert row["accuracy"] > accuracy
    assert row["nll"] < row["constant_nll"] / 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "likelihood"),
    [("breast_cancer", "bernoulli"), ("digits", "categorical"), ("wine", "categorical")],
)
def test_examples_run(document, example, likelihood):
    result = document("--example", example, "--likelihood", likelihood, *QUICK)
    assert [row["name"] for row in result["likelihoods"]] == [likelihood]


@pytest.mark.slow
def test_table(compare):
    code, out, err = compare(*QUICK)
    assert (code, err) == (0, "")
    assert "diabetes: 442 rows, 10 features" in out
    assert "target: disease progression (regression)" in out
    assert "Train with nllax.nll(nllax." in out
    assert "categorical, categorical_probs" in out
    assert "for classes" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.slow
def test_json_schema(document):
    result = document(*QUICK)
    assert set(result) == {"nllax", "data", "settings", "likelihoods", "not_compared", "unfinished"}
    assert result["nllax"] == nllax.__version__
    assert result["unfinished"] == []
    assert {r["name"] for r in result["not_compared"]}.isdisjoint(r["name"] for r in result["likelihoods"])
    assert len(result["not_compared"]) + len(result["likelihoods"]) == len(FEW)
    assert all(r["reason"] for r in result["not_compared"])
    nlls = [row["nll"] for row in result["likelihoods"]]
    assert nlls == sorted(nlls)
    for row in result["likelihoods"]:
        assert row["nll"] == pytest.approx(np.mean(row["nll_folds"]))
        assert row["nll_standard_error"] == pytest.approx(np.std(row["nll_folds"], ddof=1) / math.sqrt(3))
        assert {"behind_best", "constant_nll", "rmse", "mae", "coverage"} <= set(row)


@pytest.mark.slow
def test_seed_repeats(document, csv):
    path = csv(table())
    first, again, other = (
        document(path, "--target", "y", "--likelihood", "normal", "--seed", seed, *QUICK)["likelihoods"]
        for seed in "778"
    )
    assert first == again != other


@pytest.mark.slow
@pytest.mark.parametrize("likelihood", ["normal", "laplace"])
def test_nll_is_in_the_unit_of_the_target(document, csv, likelihood):
    small, large = (
        document(csv(table().assign(y=scale * table().y)), "--target", "y", "--likelihood", likelihood, *QUICK)
        for scale in (1, 100)
    )
    for key in ("nll", "constant_nll"):
        difference = large["likelihoods"][0][key] - small["likelihoods"][0][key]
        assert difference == pytest.approx(math.log(100), abs=1e-4)
    assert large["likelihoods"][0]["rmse"] == pytest.approx(100 * small["likelihoods"][0]["rmse"], rel=1e-4)


def test_constant_normal_is_the_textbook_one(document, csv):
    y = table().y.to_numpy()
    (row,) = document(csv(table()), "--target", "y", "--likelihood", "normal", *QUICK)["likelihoods"]
    part = split(data_of(y, "regression"), 3, seed=0).part
    for k, nll in enumerate(row["constant_nll_folds"]):
        loc, scale = y[part != k].mean(), y[part != k].std()
        assert nll == pytest.approx(float(-nllax.normal.log_prob(y[part == k], loc, scale).mean()), abs=1e-4)


@pytest.mark.slow
def test_counts_are_compared_by_all(document, csv):
    result = document(csv(table(y=np.random.default_rng(1).poisson(9.0, ROWS))), "--target", "y", *QUICK)
    assert result["data"]["task"] == "count"
    assert {row["name"] for row in result["likelihoods"]} >= {"poisson_log_rate", "normal", "laplace"}


@pytest.mark.parametrize("scale", [0.01, 0.5])
def test_density_gives_counts_masses(scale):
    """They sum to 1 over the counts, however narrow the density: a density itself would have no bound."""
    counts = np.arange(20.0)
    unit = Unit(np.full(20, 4.0), np.full(20, 2.0))
    held_out = HeldOut(nllax.normal, (np.full(20, 2.0, np.float32), np.float32(scale)), unit)
    masses = np.exp(held_out.log_prob(counts, "count"))
    assert masses.sum() == pytest.approx(1.0, abs=1e-5)
    assert masses.argmax() == 8  # 4 + 2 times 2


def test_text_and_missing_values_are_counted(document, csv):
    frame = table(colour=["red", "green", "blue"] * 20, name=[f"person {i}" for i in range(ROWS)], empty=None)
    frame.loc[:2, "x"] = np.nan
    result = document(csv(frame), "--target", "y", "--likelihood", "normal", *QUICK)
    assert result["data"]["rows"] == ROWS - 3
    assert result["data"]["features"] == 4  # x and three colours
    assert result["data"]["notes"] == [
        "left out 1 column without values: empty",
        "left out 3 rows with missing values of 60; 57 remain",
        "left out 1 text column with more than 50 different values: name",
        "one-hot encoded 1 text column: colour (3 values)",
    ]


def test_semicolons_and_text_classes(document, csv):
    frame = table(y=["cat", "dog", "fish"] * 20)
    path = csv(frame.to_csv(index=False, sep=";"))
    result = document(path, "--target", "y", *QUICK)
    assert result["data"]["classes"] == ["cat", "dog", "fish"]
    assert [row["name"] for row in result["likelihoods"]] == ["categorical"]


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["a", "b", "c"], "classification"),
        ([True, False], "classification"),
        ([0, 1], "classification"),
        ([1.5, 2.5], "classification"),
        ([0, 1, 2, 3], "classification"),
        ([1, 2, 3], "classification"),
        ([0, 1, 3], "count"),
        (range(11), "count"),
        ([0, 5, 20_000], "regression"),
        ([-1, 0, 1], "regression"),
        ([0.0, 1.0, 2.0], "regression"),
    ],
)
def test_task_is_told_by_the_values(values, task):
    assert task_of(pd.Series(list(values) * 2)) == task


def data_of(y, task, classes=()):
    return Dataset("data", np.zeros((len(y), 1)), np.asarray(y), "y", task, classes, ())


@pytest.mark.parametrize(
    ("data", "refused", "reason"),
    [
        (data_of([0.5, -1.0], "regression"), "poisson", "isolated points"),
        (data_of([0.5, -1.0], "regression"), "categorical", "classes"),
        (data_of([0.0, 7.0], "count"), "poisson", "poisson_log_rate in other parameters"),
        (data_of([0.0, 7.0], "count"), "bernoulli", "1 of 2 targets lie outside"),
        (data_of([0, 1], "classification", ("a", "b")), "categorical", "two logits"),
        (data_of([0.5, 7.5], "regression"), "pareto", "needs scale from the data"),
        (data_of([0, 1, 2], "classification", ("a", "b", "c")), "bernoulli", "two classes"),
        (data_of([0, 1, 2], "classification", ("a", "b", "c")), "normal", "not for classes"),
    ],
)
def test_refusal_has_a_reason(data, refused, reason):
    admitted, refusals = admissible(catalogue().values(), data)
    assert refused not in {d.name for d in admitted}
    assert reason in {r.name: r.reason for r in refusals}[refused]


def test_named_parametrisation_is_taken():
    admitted, _ = admissible([nllax.poisson], data_of([0.0, 7.0], "count"))
    assert admitted == [nllax.poisson]


def interrupt_at(monkeypatch, call):
    calls = []

    def evaluate(*arguments):
        calls.append(arguments)
        if len(calls) == call:
            raise KeyboardInterrupt
        return original(*arguments)

    original = command.evaluate
    monkeypatch.setattr(command, "evaluate", evaluate)


def test_interrupt_leaves_what_is_finished(compare, monkeypatch):
    interrupt_at(monkeypatch, 2)
    code, out, _ = compare(*QUICK, "--likelihood", "normal", "--likelihood", "laplace")
    assert code == 130
    assert "normal " in out
    assert "Interrupted before these were finished: laplace." in out


def test_interrupt_of_the_first_leaves_a_document(compare, monkeypatch):
    interrupt_at(monkeypatch, 1)
    code, out, _ = compare(*QUICK, "--likelihood", "normal", "--json")
    assert code == 130
    assert json.loads(out)["unfinished"] == ["normal"]


@pytest.mark.parametrize(
    "example",
    [
        "diabetes",
        *(pytest.param(e, marks=pytest.mark.slow) for e in ("breast_cancer", "wine")),
        pytest.param("linnerud", marks=EXHAUSTIVE),
    ],
)
def test_plot_is_written(compare, tmp_path, example):
    path = tmp_path / "figure.png"
    code, _, err = compare("--example", example, *QUICK, "--save-plot", str(path))
    assert code == 0
    assert str(path) in err.replace("\n", "")
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def one_line(result, *parts):
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("nllax: ")
    for part in parts:
        assert part in err


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--likelihood", "norml"], ["no likelihood 'norml'", "did you mean 'normal'?"]),
        (["--likelihood", "zzz"], ["no likelihood 'zzz'", "bernoulli"]),
        (["--likelihood", "poisson"], ["no likelihood admits", "isolated points", "--task"]),
        (["--example", "diabets"], ["--example", "diabetes"]),
        (["--task", "ranking"], ["--task", "regression"]),
        (["--task", "count", "--target", "bmi"], ["'bmi' is no count", "--task regression"]),
        (["--task", "classification"], ["has 1 row for 5 folds", "--task regression"]),
        (["--folds", "2"], ["--folds", "from 3", "'2'"]),
        (["--folds", "400"], ["442 complete rows are too few", "--folds"]),
        (["--epochs", "many"], ["--epochs", "whole number", "'many'"]),
        (["--hidden", "32,0"], ["--hidden", "layer widths", "'0'"]),
        (["--prior-scale", "inf"], ["--prior-scale", "'inf'"]),
        (["--seed", "-1"], ["--seed", "'-1'"]),
        (["--save-plot", "plot.pdf"], [".png", "'plot.pdf'"]),
        (["--save-plot", "no/such/plot.png"], ["no directory 'no/such'", "create it"]),
        (["--what"], ["--what", "--help"]),
        (["no.csv"], ["no file 'no.csv'", "check the path"]),
        (["no.csv", "--example", "iris"], ["two data sets", "leave one out"]),
        (["."], ["cannot be read", "directory"]),
        (["--target", "bmj"], ["no column 'bmj'", "did you mean 'bmi'?"]),
    ],
)
def test_wrong_arguments(compare, arguments, parts):
    one_line(compare(*arguments), *parts)


@pytest.mark.parametrize(
    ("content", "target", "parts"),
    [
        ("", "y", ["is empty", "header line"]),
        ("x,y\n", "y", ["no rows", "add rows"]),
        ("x,y\n1,2\n3,4,5\n", "y", ["cannot be read", "line 3"]),
        (table(), "Y2", ["no column 'Y2'", "did you mean 'y'?"]),
        (table(), None, ["--target", "x, y"]),
        (table(y=1.5), "y", ["constant, 1.5", "nothing to learn"]),
        (table(y="always"), "y", ["constant, always"]),
        (table(y=None), "y", ["'y' has no values", "--target"]),
        (table()[:5], "y", ["5 complete rows are too few", "20"]),
        (table()[["y"]], "y", ["no feature column", "add"]),
        (table(x=[f"person {i}" for i in range(ROWS)]), "y", ["no feature column"]),
        (table(a=[None, 1] * 30, b=[1, None] * 30), "y", ["no row is complete", "remove"]),
        (table(y=["a"] * 58 + ["b", "c"]), "y", ["class 'b'", "1 row for 5 folds"]),
    ],
)
def test_wrong_files(compare, csv, content, target, parts):
    one_line(compare(csv(content), *([] if target is None else ["--target", target])), *parts)


@pytest.mark.parametrize(
    ("task", "y", "parts"),
    [
        ("regression", ["a", "b"] * 30, ["'y' is text", "leave --task out"]),
        ("count", [-1, 5, 20] * 20, ["no count", "--task regression"]),
        ("count", [1, 5, 10**6] * 20, ["counts above 100000", "--task regression"]),
    ],
)
def test_wrong_task(compare, csv, task, y, parts):
    one_line(compare(csv(table(y=y)), "--target", "y", "--task", task), *parts)


def test_binary_file(compare, tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(b"\x89PNG\xff\xfe\x00")
    one_line(compare(str(path), "--target", "y"), "cannot be read as a CSV file in UTF-8")


@pytest.mark.parametrize("module", ["flax", "optax", "sklearn", "rich", "pandas"])
def test_missing_extra(module):
    """In a process of its own, where nothing is imported yet."""
    code = f"import sys; sys.modules[{module!r}] = None; from nllax.__main__ import main; sys.exit(main(['compare']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    one_line((done.returncode, done.stdout, done.stderr), f"{module}", 'pip install "nllax[demo]"')


def test_import_is_light():
    heavy = "{'flax', 'optax', 'sklearn', 'rich', 'pandas', 'matplotlib'}"
    code = f"import sys, nllax; print({heavy} & set(sys.modules), 'nllax._compare' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["set()", "False"]


def test_version_and_help(capsys):
    for arguments, text in ((["--version"], nllax.__version__), (["compare", "--help"], "--likelihood NAME")):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        assert text in capsys.readouterr().out


def test_no_command_prints_help(capsys):
    assert main([]) == 2
    assert "compare" in capsys.readouterr().err
