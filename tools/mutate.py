"""Mutation testing: change the deciding code in every small way, one at a time, and see that some test fails.

mutmut changes what stands in functions; this script also changes the tables and numbers that stand outside of them,
which mutmut leaves alone. The files and the tests are named in ``[tool.mutmut]`` of pyproject.toml. All work is done on
a copy in a temporary folder. A change that no test notices has to be explained in docs/reference/mutation.md, as a
``-`` line and a ``+`` line; the exit code is 1 if one is not. Run it with ``make mutate``.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "docs" / "reference" / "mutation.md"
COPIED = ("src", "tests", "data", "examples", "docs", "pyproject.toml")
FEW = 3
"""A table with so few different values gets every wrong one in every place; a longer one gets the next value only."""
KILLED, SURVIVED, OTHER = "noticed", "not noticed", "undecided"
MEANING = {0: SURVIVED, 1: KILLED, 3: KILLED}
"""Exit codes of pytest; a run that was stopped or had no test is undecided, which counts as not noticed."""


@dataclass(frozen=True)
class Change:
    """One change that was tried: where, the lines before and after, and whether a test noticed."""

    file: str
    before: str
    after: str
    outcome: str

    @property
    def as_lines(self) -> str:
        """The change as it is written in the explanations."""
        return f"- {self.before}\n+ {self.after}"


def main() -> int:
    """Run both kinds of change and print the summary; 1: something was not noticed and is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2, help="how many changes are tried at the same time")
    chosen = parser.parse_args()
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    with tempfile.TemporaryDirectory(prefix="spmatch-mutation-") as name:
        copy = Path(name)
        for part in COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
        changes = [*_tables(copy, config), *_functions(copy, config, chosen.processes)]
    return _report(changes, config["only_mutate"])


def _functions(copy: Path, config: dict[str, list[str]], processes: int) -> Iterator[Change]:
    """Try mutmut's changes of what stands in functions."""
    command = [sys.executable, "-m", "mutmut"]
    with (copy / "mutmut.log").open("w", encoding="utf-8") as log:
        code = subprocess.run(
            [*command, "run", "--max-children", str(processes)], cwd=copy, check=False, stdout=log, stderr=log
        ).returncode
    if code != 0:
        sys.exit((copy / "mutmut.log").read_text(encoding="utf-8")[-3000:])
    for file in config["only_mutate"]:
        results = json.loads((copy / "mutants" / f"{file}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
        for mutant, code in results.items():
            outcome = MEANING.get(code, OTHER)
            before = after = mutant
            if outcome != KILLED:
                shown = subprocess.run([*command, "show", mutant], cwd=copy, capture_output=True, text=True, check=True)
                before, after = _changed_lines(shown.stdout)
            yield Change(file, before, after, outcome)


def _changed_lines(diff: str) -> tuple[str, str]:
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    taken, put = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    return " ".join(taken), " ".join(put) if put else "(nothing)"


def _tables(copy: Path, config: dict[str, list[str]]) -> Iterator[Change]:
    """Try changes of the tables and numbers of each module and class, one process for each."""
    tests = config["pytest_add_cli_args_test_selection"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", *config["pytest_add_cli_args"], *tests]
    environment = os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, check=True)  # they pass unchanged
    for file in config["only_mutate"]:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        for node, replacement in _replacements(ast.parse(text)):
            path.write_text(_replaced(text, node, replacement), encoding="utf-8")
            code = subprocess.run(command, check=False, cwd=copy, env=environment, capture_output=True).returncode
            # 4: a test file could not be read, because the module would not load.
            outcome = KILLED if code in (2, 4) else MEANING.get(code, OTHER)
            old = ast.get_source_segment(text, node)
            yield Change(file, f"line {node.lineno}: {old}", replacement if replacement else "(nothing)", outcome)
        path.write_text(text, encoding="utf-8")


def _replacements(module: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Give every part of a value that is assigned outside functions, with what to put in its place."""
    classes = [statement for statement in module.body if isinstance(statement, ast.ClassDef)]
    for statement in [*module.body, *(inner for one in classes for inner in one.body)]:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        if any(isinstance(name, ast.Name) and name.id == "__all__" for name in ast.walk(statement)):
            continue
        for node in ast.walk(statement.value):
            if isinstance(node, ast.Dict):
                yield from _of_table(node)
            elif isinstance(node, ast.Set):
                yield from ((member, '"something-else"') for member in node.elts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                yield node, repr(node.value + 1)


def _of_table(table: ast.Dict) -> Iterator[tuple[ast.expr, str]]:
    values = [value for key, value in zip(table.keys, table.values, strict=True) if key is not None]
    different = list(dict.fromkeys(ast.unparse(value) for value in values))
    for value in values:
        place = different.index(ast.unparse(value))
        others = different[place + 1 :] + different[:place]
        yield from ((value, other) for other in (others if len(different) <= FEW else others[:1]))


def _replaced(text: str, node: ast.expr, replacement: str) -> str:
    if node.end_lineno != node.lineno:
        raise ValueError(f"line {node.lineno}: a value that runs over several lines")
    lines = text.splitlines(keepends=True)
    line = lines[node.lineno - 1].encode()  # columns count bytes
    lines[node.lineno - 1] = (line[: node.col_offset] + replacement.encode() + line[node.end_col_offset :]).decode()
    return "".join(lines)


def _report(changes: list[Change], files: list[str]) -> int:
    explained = EXPLAINED.read_text(encoding="utf-8")
    print(f"{'file':42}{'changes':>9}{'noticed':>9}{'not':>5}")
    for file in [*files, "all"]:
        of_file = [change for change in changes if file in ("all", change.file)]
        noticed = sum(change.outcome == KILLED for change in of_file)
        print(f"{file:42}{len(of_file):>9,}{noticed:>9,}{len(of_file) - noticed:>5}")
    left = [change for change in changes if change.outcome != KILLED]
    unexplained = [change for change in left if change.as_lines not in explained]
    print(f"\n{len(left)} not noticed by any test, of which {len(unexplained)} are not explained.")
    for change in unexplained:
        print(f"\n{change.file} ({change.outcome})\n{change.as_lines}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
