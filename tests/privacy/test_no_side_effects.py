"""Importing spmatch and matching a person load little, write no file, open no connection and start no program.

What is asserted runs in a fresh Python, because this one has loaded and opened things for the tests themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "sklearn", "scipy", "rich", "hypothesis", "pyspark", "ipywidgets", "matplotlib")

# Python tells an audit hook of every file it opens and every connection it makes, also from compiled code that uses
# Python's own functions. Reading is allowed: the data has to come from somewhere.
WATCH = """
import json, os, sys

seen = []
FORBIDDEN = ("socket.", "subprocess.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.", "shutil.", "tempfile.",
             "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.mkdir", "os.remove", "os.rename",
             "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "webbrowser.")

def hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        is_written = set(mode or "r") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if is_written:
            seen.append(f"writes {path}")
    elif event.startswith(FORBIDDEN):
        seen.append(event)

sys.addaudithook(hook)
"""
REPORT = "\nprint(json.dumps(seen))\n"
MATCH = """
import spmatch
matcher = spmatch.Matcher(spmatch.sample_directory())
result = matcher.match(spmatch.read_assessment("examples/gina.yaml"), as_of="2026-11-22")
assert repr(result)
"""


def run(script: str, folder: Path) -> str:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # compiled modules are Python's writing, not ours
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def watched(script: str, folder: Path) -> list[str]:
    """Run a script in a fresh Python and return the forbidden things it did."""
    found: list[str] = json.loads(run(WATCH + script + REPORT, folder).splitlines()[-1])
    return found


def test_importing_loads_none_of_the_heavy_packages(repo_root: Path) -> None:
    script = f"import json, sys, spmatch\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    assert json.loads(run(script, repo_root)) == []


def test_importing_does_nothing_but_read(repo_root: Path) -> None:
    assert watched("import spmatch", repo_root) == []


def test_importing_prints_nothing(repo_root: Path) -> None:
    assert run("import spmatch", repo_root) == ""


def test_matching_a_person_does_nothing_but_read(repo_root: Path) -> None:
    assert watched(MATCH, repo_root) == []


def test_matching_a_person_prints_nothing(repo_root: Path) -> None:
    assert run(MATCH, repo_root) == ""


@pytest.mark.parametrize(
    "script",
    [
        "import socket; socket.socket()",
        "open('x.txt', 'w').close()",
        "import pathlib; pathlib.Path('x.txt').write_text('x')",
        "import os; os.close(os.open('x.txt', os.O_CREAT | os.O_WRONLY))",
        "import os; os.mkdir('x')",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)",
        "import tempfile; tempfile.mkdtemp(dir='.')",
    ],
)
def test_a_forbidden_deed_is_noticed(script: str, tmp_path: Path) -> None:
    assert watched(script, tmp_path)


def test_reading_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    assert watched("open('x.txt').close()", tmp_path) == []
