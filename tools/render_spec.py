"""Write the pages of docs/reference/spec from the tables in tests/spec.

A test demands that the pages are what the tables say; ``make golden`` rewrites them too. Run from anywhere:
``python tools/render_spec.py`` writes, ``python tools/render_spec.py --check`` only says what differs (exit code 1).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference" / "spec"


def main(words: list[str]) -> int:
    """Write the pages, or with ``--check`` compare them, and return the exit code."""
    sys.path.insert(0, str(ROOT))
    from tests.spec.pages import pages

    made = pages()
    stale = [name for name, text in made.items() if not _is(FOLDER / name, text)]
    beyond = sorted(path.name for path in FOLDER.glob("*.md") if path.name not in made)
    if "--check" in words:
        for name in stale + beyond:
            print(f"{name} is not what the tables say")
        return 1 if stale or beyond else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(made[name], encoding="utf-8")
    for name in beyond:
        (FOLDER / name).unlink()
    print(f"{len(stale)} pages written, {len(beyond)} removed, {len(made) - len(stale)} as they were")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
