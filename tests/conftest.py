"""What every test may ask for: the repository, shared data, expected texts, and no network."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
ROOT = Path(__file__).resolve().parent.parent
# What a document or notebook may read, relative to the repository.
READABLE = ("data", "docs", "examples", "notebooks", "README.md", "tests/cases")

# Derandomised: a run gives the same verdict everywhere. No deadline and no check for slowness: machines differ in speed.
for name, examples in (("dev", 50), ("ci", 300)):
    settings.register_profile(
        name,
        max_examples=examples,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("ci" if IN_CI else "dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expected texts from what the code says now; read the difference before committing",
    )


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("--update-golden", default=False):
        raise pytest.UsageError("--update-golden would make every comparison pass; it cannot be used when CI is set")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The top folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real-world data beside the repository, which is too large, or not ours, to keep in it."""
    folder = Path(os.environ.get("SPMATCH_SHARED") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    reason = f"no real-world data in {folder.name!r} beside the repository; set SPMATCH_SHARED to its folder"
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """A comparison with an expected text, as ``golden(path, text)``; ``--update-golden`` rewrites the file instead."""
    is_update = request.config.getoption("--update-golden", default=False)

    def compare(path: Path, text: str) -> None:
        text = text.rstrip("\n") + "\n"
        if is_update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        if not path.exists():
            pytest.fail(f"{path.name} does not exist yet. If the text is right, write it with: make golden")
        expected = path.read_text(encoding="utf-8")
        if text != expected:
            lines = unified_diff(expected.splitlines(), text.splitlines(), "expected", "now", lineterm="", n=2)
            message = f"{path.name} differs. If the change is meant, rewrite it with: make golden\n"
            pytest.fail(message + "\n".join(lines), pytrace=False)

    return compare


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of what documents and notebooks read, so that what they write leaves the repository clean."""
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in READABLE:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copy(source, target)
    return folder


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let nothing leave this machine: a test that needs a server starts one on the loopback address."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in {"local", "localhost", "127.0.0.1", "::1"}:
            raise AssertionError(f"a test tried to reach {host!r}; tests use no network")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield
