"""Documents say only what is so: their Python runs, their commands print what they show, their links lead somewhere.

In a document, fenced blocks mean this:

- ``python`` runs, all blocks of one document in one namespace; lines with ``>>>`` run as a doctest;
- ``output`` is what the ``python`` block before it printed;
- ``console`` lines beginning with ``$ spmatch`` run through the command line; the lines below are what it printed, and
  ``$ echo $?`` shows its exit code (0 if it is not shown). Other commands in a console block are not run.

A line of ``...`` in expected text stands for any lines. A block below ``<!-- not run: the reason -->`` is left out.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/**/*.md"))]
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=ticks)\s*$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!--\s*not run:\s*\S[^>]{8,}-->\s*$")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DOCTEST_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int


def blocks(document: str) -> Iterator[Block]:
    """Yield the fenced blocks that are meant to be checked."""
    for found in FENCE.finditer(document):
        if not NOT_RUN.search(document[: found.start()].rstrip()):
            yield Block(found["kind"], found["text"], document.count("\n", 0, found.start()) + 1)


def difference(expected: str, printed: str) -> str | None:
    """Return a comparison when the texts differ; trailing space and empty lines at the ends do not count."""
    parts = [re.escape(line.rstrip()) for line in expected.strip("\n").splitlines()]
    pattern = "\n".join(r"(?:.*\n?)*?" if part == re.escape("...") else part for part in parts)
    pattern = pattern.replace(r"(?:.*\n?)*?" + "\n", r"(?:.*\n)*?")
    shown = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
    if re.fullmatch(pattern, shown):
        return None
    return f"--- the document shows\n{expected.rstrip()}\n--- printed was\n{shown}"


def run_python(block: Block, name: str, namespace: dict[str, object]) -> str:
    """Run a block and return what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        if ">>> " not in block.text:
            code = compile("\n" * block.line + block.text, name, "exec")
            exec(code, namespace)
            return printed.getvalue()
        example = doctest.DocTestParser().get_doctest(block.text, namespace, name, name, block.line)
        doctest.DocTestRunner(optionflags=DOCTEST_FLAGS).run(example, clear_globs=False)
        namespace.update(example.globs)
    assert "Failed example" not in printed.getvalue(), printed.getvalue()
    return ""


def run_command(arguments: list[str]) -> tuple[str, int]:
    """Run the command line in this process and return what it printed and its exit code."""
    main = importlib.import_module("spmatch.app.cli").main
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = stop.code
    return printed.getvalue(), int(code or 0)


def run_console(block: Block, name: str, run: Callable[[list[str]], tuple[str, int]] = run_command) -> int:
    """Run the ``$ spmatch`` commands of a block, compare what they print, and return how many were run."""
    sessions = re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    count = 0
    for index, session in enumerate(sessions):
        command, _, expected = session.partition("\n")
        if command.split()[:1] != ["spmatch"]:
            continue
        words = shlex.split(command, comments=True)
        assert not {"|", ">", "&&", ";"} & set(words), f"{name}:{block.line}: only plain commands can be checked"
        printed, code = run(words[1:])
        after = sessions[index + 1] if index + 1 < len(sessions) else ""
        expected_code = int(after.partition("\n")[2]) if after.startswith("echo $?") else 0
        assert code == expected_code, f"{name}:{block.line}: {command}: exit code {code}\n{printed}"
        fault = difference(expected, printed)
        assert fault is None, f"{name}:{block.line}: {command}\n{fault}"
        count += 1
    return count


def check_document(name: str, text: str) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    for block in blocks(text):
        if block.kind == "python":
            printed = run_python(block, name, namespace)
        elif block.kind == "output":
            fault = difference(block.text, printed)
            assert fault is None, f"{name}:{block.line}\n{fault}"
        elif block.kind == "console":
            run_console(block, name)


def anchors(document: str) -> set[str]:
    """Return the anchors that headings make, in the way code hosts do."""
    headings = re.findall(r"^#+ +(.+?)\s*#*$", FENCE.sub("", document), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def broken_links(path: Path) -> list[str]:
    """Return the links to local files and headings that lead nowhere."""
    broken = []
    for link in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name) if name else path
        is_missing = not target.exists()
        if is_missing or (anchor and target.suffix == ".md" and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(link)
    return broken


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_shows_is_what_happens(name: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    check_document(name, (ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_links_to_local_files_lead_somewhere(name: str) -> None:
    assert broken_links(ROOT / name) == []


def test_the_change_log_lists_what_changes_results() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in log
    assert "### Changes results" in log


FALSE_DOCUMENTS = {
    "code that fails": "```python\nx = 1 / 0\n```",
    "a doctest that differs": "```python\n>>> 1 + 1\n3\n```",
    "an output that differs": "```python\nprint('a')\n```\n```output\nb\n```",
    "a name from nowhere": "```python\nx = 1\n```\n\nText.\n\n```python\ny = x + z\n```",
    "a skip without a reason": "<!-- not run: -->\n```python\n1 / 0\n```",
}
TRUE_DOCUMENTS = {
    "one namespace": "```python\nx = 1\n```\n\n```python\n>>> x + 1\n2\n```",
    "an ellipsis": "```python\nprint('a')\nprint('b')\nprint('c')\n```\n\n```output\na\n...\nc\n```",
    "nothing in the ellipsis": "```python\nprint('a')\nprint('c')\n```\n```output\na\n...\nc\n```",
    "an ellipsis at the end": "```python\nprint('a')\nprint('b')\n```\n```output\na\n...\n```",
    "a skip with its reason": "<!-- not run: needs a caseload of your own -->\n```python\n1 / 0\n```",
    "another language": "```text\n1 / 0\n```",
}


@pytest.mark.parametrize("text", FALSE_DOCUMENTS.values(), ids=FALSE_DOCUMENTS)
def test_a_false_document_is_found(text: str) -> None:
    with pytest.raises((AssertionError, ArithmeticError, NameError)):
        check_document("false.md", text + "\n")


@pytest.mark.parametrize("text", TRUE_DOCUMENTS.values(), ids=TRUE_DOCUMENTS)
def test_a_true_document_passes(text: str) -> None:
    check_document("true.md", text + "\n")


def _echo(arguments: list[str]) -> tuple[str, int]:
    return "\n".join(arguments) + "\n", 2 if "bad" in arguments else 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("$ spmatch a 'b c'\na\nb c\n", 1),
        ("$ spmatch a \\\n    b\na\nb\n$ make demo\n", 1),
        ("$ spmatch bad\nbad\n$ echo $?\n2\n$ spmatch a\na\n", 2),
    ],
)
def test_commands_of_a_console_block_are_run(text: str, count: int) -> None:
    assert run_console(Block("console", text, 1), "true.md", _echo) == count


@pytest.mark.parametrize("text", ["$ spmatch a\nb\n", "$ spmatch bad\nbad\n", "$ spmatch a\na\n$ echo $?\n1\n"])
def test_a_command_that_does_not_do_what_is_shown_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        run_console(Block("console", text, 1), "false.md", _echo)


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading\n[a](page.md#a-heading) [b](none.md) [c](#none) [d](https://www.nhs.uk/x)\n", "utf-8")
    assert broken_links(page) == ["none.md", "#none"]
