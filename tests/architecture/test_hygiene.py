"""What must not stand in any file of the repository, and what must stand beside every exception we allow ourselves.

Patterns are written so that they do not match their own text.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Callable
from pathlib import Path

import pytest

UNTRACKED = {".git", ".venv", ".bench", "__pycache__", "build", "dist", "node_modules"}
TAB_SEPARATED = {".tsv"}
TABLES = {".csv", ".tsv", ".geojson"}

MACHINE_PATH = re.compile(r"(?<![\w.:/>)}\]-])/(?:work|root|home|Users|mnt|opt)/\w|\b[A-Z]:\\+Users\b")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.org|anaconda\.org|(?:extra-)?index[-_]url\b|find[-_]links\b|proxy\.golang\.org",
    re.IGNORECASE,
)
MERGE_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)")
SPEAKS_OF_ITS_MAKING = re.compile(
    r"\b[c]laude|[a]nthropic|[c]hat ?gpt|[o]penai\b|\b[c]opilot\b|\b[c]odex\b|\b[l]lms?\b|\b[l]anguage models?\b"
    r"|\b[c]oding (?:agent|assistant|session)|\b[s]ub-?agents?\b|\b[c]ontext window|\b[A]I[- ](?:assistant|generated|agent)"
    r"|\b(?:[g]enerated|[w]ritten) (?:by|with) (?:an? )?AI\b|\b(?:[e]arlier|[p]revious) (?:working )?session of\b",
    re.IGNORECASE,
)
ALLOWED_MARKS = {
    "type: ignore": re.compile(r"type: ignore\[[\w, -]+\]\s+#\s+\w.{7,}"),
    "noqa": re.compile(r"noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+(?:#|-)\s+\w.{7,}"),
    "pragma:": re.compile(r"pragma: no (?:cover|branch)\s+(?:#|-)\s+\w.{7,}"),
}
PYTEST_MARKS = {"skip": 0, "skipif": 1, "xfail": 0, "fail": 0}  # where a reason given without its name stands
PACK_KEYS = ("schema_version", "reviewed_on", "reviewed_by_role")


def tracked_files(root: Path) -> list[Path]:
    """Return the files that are, or would be, committed; in an unpacked archive without git, all but known folders."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in root.rglob("*") if not UNTRACKED & set(path.relative_to(root).parts)]
    else:
        found = [root / name for name in listing.split("\0") if name]
    return sorted(path for path in found if path.is_file())


def tracked_texts(root: Path) -> list[tuple[Path, str]]:
    """Return the files with their text, without binary files (by git's own sign: a zero byte near the beginning)."""
    contents = [(path, path.read_bytes()) for path in tracked_files(root)]
    return [(path, content.decode("utf-8")) for path, content in contents if b"\0" not in content[:8000]]


def machine_paths(path: Path, text: str) -> list[str]:
    return [f"line {i}: a path of one machine" for i, x in enumerate(text.splitlines(), 1) if MACHINE_PATH.search(x)]


def registry_hosts(path: Path, text: str) -> list[str]:
    return [f"line {i}: names a package index" for i, x in enumerate(text.splitlines(), 1) if REGISTRY.search(x)]


def merge_markers(path: Path, text: str) -> list[str]:
    return [f"line {i}: left from a merge" for i, x in enumerate(text.splitlines(), 1) if MERGE_MARKER.search(x)]


def white_space(path: Path, text: str) -> list[str]:
    may_have_tabs = path.name == "Makefile" or path.suffix in TAB_SEPARATED
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        if "\r" in line:
            faults.append(f"line {number}: a carriage return")
        elif line != line.rstrip() and not may_have_tabs:
            faults.append(f"line {number}: space at the end")
        elif "\t" in line and not may_have_tabs:
            faults.append(f"line {number}: a tab")
    if text and not text.endswith("\n"):
        faults.append("the last line has no line end")
    return faults


def talk_of_its_making(path: Path, text: str) -> list[str]:
    if path.suffix in TABLES:
        return []
    return [
        f"line {number}: {found.group()!r} is not about the project"
        for number, line in enumerate(text.splitlines(), 1)
        if (found := SPEAKS_OF_ITS_MAKING.search(line))
    ]


def unexplained_comments(path: Path, text: str) -> list[str]:
    """Find 'ignore this' comments that do not say what exactly is ignored, and why."""
    if path.suffix != ".py":
        return []
    faults = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            for word, allowed in ALLOWED_MARKS.items():
                if word in token.string and not allowed.search(token.string):
                    faults.append(f"line {token.start[0]}: '{word}' needs its code and, after another #, its reason")
    return faults


def _reason(call: ast.Call, position: int) -> bool:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    given += call.args[position : position + 1]
    return any(not (isinstance(value, ast.Constant) and not value.value) for value in given)


def unexplained_skips(path: Path, text: str) -> list[str]:
    """Find tests that are left out, or expected to fail, without a reason."""
    if path.suffix != ".py":
        return []
    tree = ast.parse(text)
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    faults = []
    for node in ast.walk(tree):
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        mark = name.removeprefix("pytest.mark.").removeprefix("pytest.")
        if name != mark and mark in PYTEST_MARKS:
            call = calls.get(id(node))
            position = PYTEST_MARKS[mark] if name.startswith("pytest.mark.") else 0
            if call is None or not _reason(call, position):
                faults.append(f"line {node.lineno}: {name} without a reason")
    return faults


def undated_packs(path: Path, text: str) -> list[str]:
    """Find shipped packs that do not say their form, and who has reviewed them when (null: not yet reviewed)."""
    if path.suffix not in {".yaml", ".yml"} or "src" not in path.parts:
        return []
    keys = {line.partition(":")[0] for line in text.splitlines() if re.match(r"[a-z_]+:", line)}
    return [f"no {key!r} at the top level" for key in PACK_KEYS if key not in keys]


Check = Callable[[Path, str], list[str]]
CHECKS: tuple[Check, ...] = (
    machine_paths, registry_hosts, merge_markers, white_space, talk_of_its_making, unexplained_comments,
    unexplained_skips, undated_packs,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_file_of_the_repository_has_the_fault(check: Check, repo_root: Path) -> None:
    faults = [
        f"{path.relative_to(repo_root)}: {fault}"
        for path, text in tracked_texts(repo_root)
        for fault in check(path, text)
    ]
    assert not faults, "\n".join(faults[:50])


def test_the_files_of_the_repository_are_found(repo_root: Path) -> None:
    names = {path.name for path in tracked_files(repo_root)}
    assert {"pyproject.toml", "Makefile", "constraints.txt", "run", "errors.py"} <= names
    assert not [path for path in tracked_files(repo_root) if ".venv" in path.parts]


def test_pins_are_plain_names_and_versions(repo_root: Path) -> None:
    lines = (repo_root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 10
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin)] == []


PLANTED: list[tuple[Check, str, str]] = [
    (machine_paths, "a.py", f"open('/{'work'}/main/x')\n"),
    (machine_paths, "a.md", f"see /{'home'}/somebody\n"),
    (machine_paths, "a.ipynb", f'"C:\\\\{"Users"}\\\\me"\n'),
    (registry_hosts, "a.txt", f"https://{'pypi'}.org/simple\n"),
    (registry_hosts, "a.cfg", f"{'index'}-url = x\n"),
    (merge_markers, "a.py", "<" * 7 + " HEAD\n"),
    (merge_markers, "a.py", ">" * 7 + " main\n"),
    (white_space, "a.py", "x = 1 \n"),
    (white_space, "a.py", "if x:\n\ty = 1\n"),
    (white_space, "a.csv", "x,y\r\n"),
    (white_space, "a.md", "no line end"),
    (talk_of_its_making, "a.md", f"Written with {'Clau'}de.\n"),
    (talk_of_its_making, "a.py", f"# an {'AI'} assistant made this\n"),
    (talk_of_its_making, "a.md", f"as in the {'previous'} session of the work\n"),
    (unexplained_comments, "a.py", f"x = f()  # {'type'}: ignore\n"),
    (unexplained_comments, "a.py", f"x = f()  # {'type'}: ignore[arg-type]\n"),
    (unexplained_comments, "a.py", f"import x  # {'no'}qa\n"),
    (unexplained_comments, "a.py", f"import x  # {'no'}qa: F401\n"),
    (unexplained_comments, "a.py", f"x = 1  # {'pragma'}: no cover\n"),
    (unexplained_skips, "a.py", "import pytest\n@pytest.mark.skip\ndef f(): ...\n"),
    (unexplained_skips, "a.py", "import pytest\n@pytest.mark.skipif(True)\ndef f(): ...\n"),
    (unexplained_skips, "a.py", "import pytest\n@pytest.mark.xfail(reason='')\ndef f(): ...\n"),
    (unexplained_skips, "a.py", "import pytest\ndef f():\n    pytest.skip()\n"),
    (undated_packs, "src/spmatch/a.yaml", "schema_version: 1\nreviewed_by_role: null\n"),
]


@pytest.mark.parametrize(
    ("check", "name", "text"), PLANTED, ids=[f"{check.__name__}-{i}" for i, (check, _, _) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(check: Check, name: str, text: str) -> None:
    assert len(check(Path(name), text)) == 1


def test_every_check_is_shown_to_fail() -> None:
    assert {check for check, _, _ in PLANTED} == set(CHECKS)


SOUND: list[tuple[str, str]] = [
    ("a.py", f"x = f()  # {'type'}: ignore[arg-type]  # the library's own annotation is wrong\n"),
    ("a.py", f"import x  # {'no'}qa: F401  # imported for its effect\n"),
    ("a.py", "import pytest\n@pytest.mark.skipif(True, reason='no such data here')\ndef f(): ...\n"),
    ("a.py", "import pytest\ndef f(why):\n    pytest.skip(why)\n"),
    ("a.md", "https://www.example.org.uk/home/about and and/or; a drop-in session for teaching assistants\n"),
    ("src/spmatch/a.yaml", "schema_version: 1\nreviewed_by_role: null\nreviewed_on: null\n"),
    ("Makefile", "all:\n\ttrue\n"),
]


@pytest.mark.parametrize(("name", "text"), SOUND)
def test_a_sound_file_has_no_fault(name: str, text: str) -> None:
    assert [fault for check in CHECKS for fault in check(Path(name), text)] == []
