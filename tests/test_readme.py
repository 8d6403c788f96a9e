"""The README is true: its code runs, its table is what the library has, its commands are what CI runs."""

import inspect
import pathlib
import re

import pytest

import nllax
from nllax._core.markdown import loss_line

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
EXTRA = ("log_cdf", "log_sf", "log_interval", "quantile")
FIGURE_5_11 = [
    "normal",
    "laplace",
    "student_t",
    "exponential",
    "gamma",
    "beta",
    "multivariate_normal",
    "von_mises",
    "bernoulli",
    "categorical",
    "poisson",
    "plackett_luce",
]
"""The rows of Understanding Deep Learning's figure; the mixture of normals is mixture(normal)."""
COMMON = ("sample", "mean", "variance", "mode", "entropy")


def distributions():
    return [v for name in dir(nllax) if isinstance(v := getattr(nllax, name), nllax.Distribution)]


def table():
    """The README's table of distributions, made of the records."""
    lines = ["| distribution | support | loss | besides |", "|---|---|---|---|"]
    for d in distributions():
        signature = ", ".join(inspect.signature(d.log_prob).parameters)
        loss = re.split(r"[,;.]", loss_line(d.log_prob.__doc__))[0]
        besides = [f"`{q}`" for q in EXTRA if hasattr(d, q)] + [f"no `{q}`" for q in COMMON if not hasattr(d, q)]
        mark = " ◆" if d.name in FIGURE_5_11 else ""
        cells = (f"`{d.name}.log_prob({signature})`{mark}", d.support.name, loss, ", ".join(besides) or "—")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_marks_of_figure_5_11():
    assert set(FIGURE_5_11) <= {d.name for d in distributions()}


def test_the_numbers_of_pairs_and_losses():
    ours = [pair for pair in nllax.kl.pairs() if set(pair) <= set(distributions())]  # examples add theirs
    assert f"closed form for {len(ours)} pairs" in README
    assert f"`nllax.losses` has {len(nllax.losses.table())} of them" in README


def command(name):
    return re.search(rf"<!-- command: {name} -->\n```sh\n(.+?)\n```", README).group(1)


def test_the_table_of_distributions():
    written = re.search(r"<!-- table: distributions -->\n(.*?)\n?<!-- end -->", README, re.DOTALL).group(1)
    assert written == table(), f"the README's table should read:\n\n{table()}\n"


def _blocks():
    return re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("index", range(len(_blocks())))
def test_code_runs(index, optax_promotion):
    exec(compile(_blocks()[index], f"README.md, block {index}", "exec"), {})


def test_the_error_shown_is_the_error_raised():
    import jax.numpy as jnp

    shown = re.search(r"^ValueError: (.+?)\n```", README, re.DOTALL | re.MULTILINE).group(1)
    with pytest.raises(ValueError, match="nllax") as caught:
        nllax.nll(nllax.normal)((jnp.zeros((3, 1)), jnp.ones(3)), jnp.zeros(3))
    assert " ".join(shown.split()) == str(caught.value)


def test_the_test_command_is_what_ci_runs():
    assert "readme_command test" in (ROOT / ".ci" / "run").read_text()
    assert command("test").endswith(".venv/bin/pytest -q -n auto")
    assert command("compare").endswith(".venv/bin/nllax compare")


def test_files_that_it_names_exist():
    for path in re.findall(r"`((?:nllax|tests|\.ci)/[\w./]+)`", README):
        assert (ROOT / path).exists() or path.endswith("mine.py"), path
    assert (ROOT / "tests/benchmarks/against_peers.py").exists()


if __name__ == "__main__":
    print(table())
