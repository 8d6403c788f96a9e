"""Whatever is public is exported, documented and tested; whatever is missing is named."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
from cases import BY_NAME

import nllax

ROOT = pathlib.Path(__file__).parents[1]
INIT = re.sub(r"\(\n\s+(.+),\n\s+\)", r"\1", (ROOT / "nllax" / "__init__.py").read_text())
"""The index, with the names that are too long for a line of code on one line each."""
LISTED = re.findall(r" as ([a-zA-Z]\w+)$", INIT, re.MULTILINE)
DISTRIBUTIONS = {n: v for n in dir(nllax) if isinstance(v := getattr(nllax, n), nllax.Distribution)}


def _builders():
    """The names that records are built under, by file."""
    for path in sorted((ROOT / "nllax" / "_distributions").glob("*.py")):
        for name in re.findall(r"^(\w+) = Distribution\(", path.read_text(), re.MULTILINE):
            yield path.stem, name


@pytest.mark.parametrize(("file", "name"), list(_builders()))
def test_every_distribution_is_exported_under_the_name_of_its_file(file, name):
    assert file == name
    assert name in DISTRIBUTIONS, f"nllax/__init__.py lacks the line for {name}"
    assert DISTRIBUTIONS[name].name == name


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_every_distribution_has_a_row(name):
    assert name in BY_NAME, f"tests/cases lacks a row for {name}"


def test_every_combinator_is_exported():
    for path in (ROOT / "nllax" / "_combinators").glob("[!_]*.py"):
        assert callable(getattr(nllax, path.stem)), path.stem


def test_the_index_is_one_sorted_line_for_each_name():
    """What is imported at once, then what is imported when it is asked for."""
    for block in (r"^from nllax.*$", r"^    from nllax.*$"):
        lines = [line.strip() for line in re.findall(block, INIT, re.MULTILINE) if " as _" not in line]
        assert lines
        assert all(re.fullmatch(r"from nllax[\w.]* import (\w+) as \1", line) for line in lines)
        assert lines == sorted(lines)


def test_public_names_are_what_the_index_lists():
    public = {n for n in dir(nllax) if not n.startswith("_")}
    assert public - {"TYPE_CHECKING"} == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_everything_public_is_documented(name):
    public = getattr(nllax, name)
    if isinstance(public, nllax.Domain):
        assert public.symbol
        return
    document = public.log_prob.__doc__ if isinstance(public, nllax.Distribution) else public.__doc__
    assert document
    assert len(document) > 80


def test_versions_agree():
    assert f"version: {nllax.__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_the_top_level_is_as_designed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("not a git checkout, such as an unpacked sdist")
    top = {path.split("/")[0] for path in listed}
    designed = {"pyproject.toml", "README.md", "CITATION.cff", "LICENSE", "nllax", "tests", "notebooks"}
    assert {t for t in top if not t.startswith(".")} == designed


# What importing costs.


def _fresh(code, **environment):
    environment = os.environ | environment
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_importing_pulls_in_nothing_but_jax():
    out = _fresh(
        "import sys, jax; before = set(sys.modules); import nllax\n"
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    assert set(out.split()) - sys.stdlib_module_names <= {"nllax", "jax"}


def test_importing_loads_no_distribution():
    """They are many, and each is imported when it is first asked for."""
    out = _fresh("import sys, nllax; print(*(m for m in sys.modules if m.startswith('nllax._distributions.')))")
    assert out.split() == []


def test_a_name_that_does_not_exist_is_an_attribute_error():
    for name in ("norml", "_shared"):
        with pytest.raises(AttributeError, match=f"module 'nllax' has no attribute '{name}'"):
            getattr(nllax, name)


def test_importing_starts_no_backend():
    """On a platform that does not exist, the first thing that starts one fails, and the import does not."""
    with pytest.raises(AssertionError, match="nowhere"):
        _fresh("import jax; jax.numpy.zeros(3)", JAX_PLATFORMS="nowhere")
    _fresh(
        "import nllax; nllax.nll(nllax.fixed(nllax.normal, scale=1.0)); nllax.head(nllax.normal)",
        JAX_PLATFORMS="nowhere",
    )


def test_only_public_jax_is_used():
    private = re.compile(r"jax\._src|jax\.interpreters|jax\.core\b|jax\.lib\b|jax\.experimental|from jax import core")
    for path in (ROOT / "nllax").rglob("*.py"):
        assert not private.search(path.read_text()), path


def test_the_ground_floors_know_nothing_above_them():
    floors = [("_core", "_distributions|_combinators|_transformations|_compare|_numerics")]
    floors += [("_numerics", "_distributions|_combinators|_transformations|_compare|_core")]
    floors += [("_distributions", "_combinators|_transformations|_compare")]
    floors += [("_combinators", "_transformations|_compare"), ("_transformations", "_compare")]
    for floor, above in floors:
        for path in (ROOT / "nllax" / floor).glob("*.py"):
            assert not re.search(rf"from nllax\.({above})", path.read_text()), path
