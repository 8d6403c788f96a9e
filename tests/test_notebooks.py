"""Every notebook runs from a fresh kernel without a warning, and is stored as it runs."""

import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from patient_kernel import CONFIG

import nllax

ROOT = Path(nllax.__file__).parents[1]
NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CELL_TIMEOUT = 240  # seconds; a whole notebook is meant to take less than 60
MAX_BYTES = 1_500_000

NUMBERS = {
    # The answers printed in notebooks 5.1 to 5.3 of Prince, Understanding Deep Learning.
    "01_from_likelihood_to_loss": ["1.0624e-05", "11.452419564", "2.020992572", "9.563639387", "17.015457867"],
}
"""What each notebook must print, by name."""

WHICH = "import sys, jax, nllax; print(sys.executable, nllax.__file__, jax.config.jax_enable_x64, sep='\\n')"

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def printed(notebook, stream="stdout"):
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream" and output.name == stream)


def kinds(cell):
    """The outputs of a cell by kind: streams by name, everything else by its formats. A stream may come in pieces."""
    streams = {output.name for output in cell.outputs if output.output_type == "stream"}
    return sorted(streams), [sorted(output.data) for output in cell.outputs if "data" in output]


def execute(path, folder):
    """The notebook, executed by this interpreter and this nllax, in `folder`; the last cell says which they were."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(WHICH))
    env = {name: value for name, value in os.environ.items() if name not in ("JAX_ENABLE_X64", "MPLBACKEND")}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [env.get("PYTHONPATH")])])
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, config=CONFIG, timeout=CELL_TIMEOUT, kernel_name="python3", resources=resources)
    return client.execute(env=env)


def test_there_are_notebooks():
    assert set(NUMBERS) <= {path.stem for path in NOTEBOOKS}


@pytest.mark.slow
@notebooks
def test_runs(path, tmp_path):
    executed = execute(path, tmp_path)  # an error in a cell is an error here
    assert printed(executed, "stderr") == ""
    assert [number for number in NUMBERS.get(path.stem, []) if number not in printed(executed)] == []
    assert list(tmp_path.iterdir()) == []  # it writes no files

    python, library, x64 = code_cells(executed)[-1].outputs[0].text.split("\n")[:3]
    assert (python, library, x64) == (sys.executable, nllax.__file__, "False")

    stored = nbformat.read(path, as_version=4)
    for number, (now, then) in enumerate(zip(code_cells(executed), code_cells(stored), strict=False), start=1):
        assert kinds(then) == kinds(now), f"code cell {number} is not stored as it runs: execute and save the notebook"


@notebooks
def test_is_stored_complete(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    assert printed(notebook, "stderr") == ""
    assert [number for number in NUMBERS.get(path.stem, []) if number not in printed(notebook)] == []
    for cell in cells:
        if re.search(r"^\w.*\bplt\.(subplots|figure)\(", cell.source, re.MULTILINE):  # not inside a function
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source


@notebooks
def test_is_stored_clean(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < MAX_BYTES
    without_pictures = re.sub(r'"image/png": "[^"]*"', "", text)
    assert re.findall(r"(?:/home|/root|/tmp|/work|/Users|[A-Z]:\\\\Users)/\S+", without_pictures) == []
    notebook = nbformat.reads(text, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    assert 'pip install "nllax[demo]"' in notebook.cells[0].source
