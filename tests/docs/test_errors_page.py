"""The page of errors has an entry for every code that a problem can carry, and none for a code that no longer exists.

Codes are collected from the syntax tree of the source, so a new one cannot be added without saying what it means.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from spmatch.app.exits import EXIT_CODES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "spmatch"
PAGE = ROOT / "docs" / "reference" / "errors.md"

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
ENTRY = re.compile(r"^\| `(?P<code>[a-z0-9-]+)` \| (?P<means>[^|]+) \| (?P<mend>[^|]+) \|$", re.MULTILINE)
EXIT = re.compile(r"^\| (?P<code>\d+) \| (?P<means>[^|]+) \|$", re.MULTILINE)
# Where a call states the code of a problem: the position of the argument, by the name that is called.
CALLS = {"Problem": 0, "fault": 0, "report": 0, "add": 0, "check_phrases": 2}
FEWEST_ARGUMENTS = 2  # a set's add takes one; everything that reports a problem takes a message too
ANY = "*"  # stands for the part of a code that is filled in
TABLES = {"_CODES"}  # what pydantic calls a fault, and what we call it


def texts(node: ast.AST | None) -> Iterator[str]:
    """Yield the codes that an expression may stand for."""
    if isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        code = "".join(str(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values)
        if CODE.fullmatch(code.replace(ANY, "any")):
            yield code


def codes_of(tree: ast.Module) -> set[str]:
    """Return the codes of problems in one file."""
    return {code for node in ast.walk(tree) for code in _codes_at(node)}


def _codes_at(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS and len(node.args) + len(node.keywords) >= FEWEST_ARGUMENTS:
            yield from texts(node.args[CALLS[name]] if len(node.args) > CALLS[name] else None)
        for keyword in node.keywords:
            yield from texts(keyword.value) if keyword.arg == "code" and name != "find" else ()
    elif isinstance(node, ast.FunctionDef):
        named = node.args.kwonlyargs
        for argument, default in zip(named, node.args.kw_defaults, strict=True):
            yield from texts(default) if argument.arg == "code" else ()
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from _codes_of_assignment({ast.unparse(target) for target in targets}, node.value)
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > FEWEST_ARGUMENTS:
        yield from texts(node.value.elts[0])


def _codes_of_assignment(names: set[str], value: ast.expr | None) -> Iterator[str]:
    if names & TABLES and isinstance(value, ast.Dict):
        for row in value.values:
            yield from texts(row.elts[0]) if isinstance(row, ast.Tuple) else ()
    elif "code" in names:  # other variables of this name hold codes of reasons, which have underscores or one word
        yield from (text for text in texts(value) if "-" in text)


def codes_in_source() -> dict[str, list[str]]:
    """Return each code with the files that can give it."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for code in codes_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(code, []).append(str(path.relative_to(SOURCE)))
    return found


def entries(page: str) -> list[str]:
    """Return the codes that have an entry, in the order of the page."""
    return [found["code"] for found in ENTRY.finditer(page)]


def missing_and_needless(codes: set[str], listed: list[str]) -> tuple[set[str], set[str]]:
    """Return codes without an entry, and entries without a code. A code with a filled-in part needs one that fits."""
    patterns = {code: re.compile(re.escape(code).replace(re.escape(ANY), "[a-z-]+")) for code in codes}
    missing = {code for code, pattern in patterns.items() if not any(map(pattern.fullmatch, listed))}
    needless = {entry for entry in listed if not any(pattern.fullmatch(entry) for pattern in patterns.values())}
    return missing, needless


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    missing, needless = missing_and_needless(set(codes_in_source()), entries(PAGE.read_text(encoding="utf-8")))
    assert (missing, needless) == (set(), set())


def test_no_code_has_two_entries() -> None:
    counts = Counter(entries(PAGE.read_text(encoding="utf-8")))
    assert [code for code, count in counts.items() if count > 1] == []


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    rows = {int(found["code"]): found["means"] for found in EXIT.finditer(PAGE.read_text(encoding="utf-8"))}
    assert rows == dict(EXIT_CODES)


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("Problem('a-code', 'message')", {"a-code"}),
        ("raise fault('one-of', 'message')", {"one-of"}),
        ("faults.add('x' if y else 'z-z', steps, 'message')", {"x", "z-z"}),
        ("self.report('tab', 'message', 3)", {"tab"}),
        ("check_phrases(faults, words, 'bad-words', 'why')", {"bad-words"}),
        ("pack.fault(f'{name}-circle', 'message', path)", {"*-circle"}),
        ("def unknown(self, name, *, code='unknown-name'): pass", {"unknown-name"}),
        ("self.unknown('field', name, code='unknown-field')", {"unknown-field"}),
        ("code = 'a-b' if x else 'c-d'", {"a-b", "c-d"}),
        ("_CODES = {'pydantic_name': ('out-of-range', 'too small')}", {"out-of-range"}),
        ("def f():\n    return 'missing-field', 'message', None", {"missing-field"}),
        ("names.add('x')\ncode = 'held'\nTrace('age', truth)", set()),
    ],
)
def test_codes_are_found_where_they_are_given(source: str, codes: set[str]) -> None:
    assert codes_of(ast.parse(source)) == codes


def test_a_missing_and_a_needless_entry_are_noticed() -> None:
    page = "| `tab` | A tab. | Use spaces. |\n| `old-code` | Gone. | Nothing. |\n| `unlocks-circle` | A. | B. |\n"
    assert missing_and_needless({"tab", "alias", "*-circle"}, entries(page)) == ({"alias"}, {"old-code"})
