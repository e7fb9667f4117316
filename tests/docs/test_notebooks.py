"""Notebooks are small, hold no results, and run from top to bottom; Jupyter is not needed for that."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import warnings
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))
MOST_BYTES = 60_000
MOST_LINES = 10  # of a code cell
ABSOLUTE = re.compile(r"^(?:/|~|[A-Za-z]:[\\/])")


def form_faults(path: Path) -> list[str]:
    """Return what is wrong with the form of a notebook."""
    content = path.read_text(encoding="utf-8")
    faults = []
    if len(content.encode()) > MOST_BYTES:
        faults.append(f"{len(content.encode())} bytes, at most {MOST_BYTES}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            notebook = nbformat.reads(content, as_version=nbformat.NO_CONVERT)
            nbformat.validate(notebook)
    except Exception as error:  # whatever the reader finds is a fault of the file, and shown
        return [*faults, f"not a valid notebook: {error}"]
    before = None
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            faults += [f"cell {number}: {fault}" for fault in cell_faults(cell)]
            if before != "markdown":
                faults.append(f"cell {number}: no text before the code says what it is for")
        before = cell.cell_type
    return faults


def cell_faults(cell: nbformat.NotebookNode) -> list[str]:
    faults = []
    if cell.outputs or cell.execution_count is not None:
        faults.append("holds a result; remove it with tools/strip_notebooks.py")
    if len(cell.source.splitlines()) > MOST_LINES:
        faults.append(f"more than {MOST_LINES} lines")
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return [*faults, "not plain Python (commands of the notebook's own do not run here)"]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [*faults, *(f"an absolute path: {text}" for text in texts if ABSOLUTE.match(text))]


def run_notebook(path: Path) -> str:
    """Run the cells in order, show the last expression of each as a notebook would, and return what was printed."""
    namespace: dict[str, object] = {"__name__": "__main__", "display": _show}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
            if cell["cell_type"] == "code":
                _run_cell("".join(cell["source"]), f"{path.name}, cell {number}", namespace)
    return printed.getvalue()


def _run_cell(source: str, name: str, namespace: dict[str, object]) -> None:
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        _show(eval(compile(ast.Expression(last.value), name, "eval"), namespace))


def _show(*values: object) -> None:
    for value in values:
        as_html = getattr(value, "_repr_html_", None)
        if value is not None:
            print(as_html() if callable(as_html) else repr(value))


def notebooks() -> list[object]:
    none_yet = pytest.param("", marks=pytest.mark.skip(reason="the repository has no notebook yet"))
    return [*NOTEBOOKS] or [none_yet]


@pytest.mark.parametrize("name", notebooks())
def test_the_form_of_a_notebook_is_sound(name: str) -> None:
    assert form_faults(ROOT / "notebooks" / name) == []


@pytest.mark.parametrize("name", notebooks())
def test_a_notebook_runs_without_a_warning(name: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "notebooks")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run_notebook(workspace / "notebooks" / name)


def _write(folder: Path, source: str, **changes: object) -> Path:
    text = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "What this does."}
    code = {"cell_type": "code", "id": "b", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    notebook = {"cells": [text, code | changes], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / "n.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_sound_notebook_has_no_fault_and_shows_its_last_expression(tmp_path: Path) -> None:
    path = _write(tmp_path, "x = 'example'\nx")
    assert form_faults(path) == []
    assert run_notebook(path) == "'example'\n"


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("1", {"execution_count": 3}),
        ("1", {"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}),
        ("1\n" * (MOST_LINES + 1), {}),
        ("open('/data/x')", {}),
        ("!ls", {}),
        ("1", {"id": "a"}),
        ("# " + "x" * MOST_BYTES, {}),
        ("1", {"unknown_key": 1}),
    ],
)
def test_a_fault_of_form_is_found(source: str, changes: dict[str, object], tmp_path: Path) -> None:
    assert len(form_faults(_write(tmp_path, source, **changes))) == 1


def test_code_without_text_before_it_is_found(tmp_path: Path) -> None:
    path = _write(tmp_path, "1")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(notebook | {"cells": notebook["cells"][1:]}), encoding="utf-8")
    assert len(form_faults(path)) == 1


@pytest.mark.parametrize("source", ["1 / 0", "import warnings\nwarnings.warn('old', stacklevel=1)", "display(x)"])
def test_a_cell_that_fails_is_found(source: str, tmp_path: Path) -> None:
    with pytest.raises((ArithmeticError, NameError, UserWarning)):
        run_notebook(_write(tmp_path, source))
