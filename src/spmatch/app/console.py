"""Printing: plain anywhere, coloured where rich is installed and the output is a terminal."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from spmatch.outputs.blocks import WIDTH, Style, StyledLine
from spmatch.render import clean

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["lenient_output", "say", "say_error", "show", "width"]

NARROWEST = 40
"""Narrowest text in columns; below this a word a line is harder to read than wrapping (project judgement)."""
_COLOURS: Final[dict[Style, str]] = {
    "title": "bold",
    "heading": "bold cyan",
    "strong": "bold",
    "muted": "dim",
    "warning": "bold red",
    "good": "green",
    "check": "yellow",
    "talk": "magenta",
    "held": "blue",
}


@contextlib.contextmanager
def lenient_output() -> Iterator[None]:
    """Print a question mark for a character the terminal's encoding lacks, rather than fail over it."""
    before = []
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            before.append((stream, stream.errors))
            stream.reconfigure(errors="replace")
    try:
        yield
    finally:
        for stream, errors in before:
            with contextlib.suppress(ValueError):  # closed in the meantime
                stream.reconfigure(errors=errors)


def width() -> int:
    """Return the columns to lay text out in: the terminal's, at most 100; 100 where the output is no terminal."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def say(text: str) -> None:
    """Print a text as it is; it has been made harmless by the output that wrote it."""
    print(text.rstrip("\n"))


def say_error(text: str) -> None:
    """Print a text to standard error, each of its lines made harmless."""
    for line in text.splitlines():
        # Two spaces set columns apart; each part is made harmless by itself, so that they stay.
        print("  ".join(clean(part) for part in line.split("  ")), file=sys.stderr)


def show(lines: Iterable[StyledLine]) -> None:
    """Print lines, coloured where that is wanted and possible."""
    rich = _rich()
    if rich is None:
        print("\n".join(line.text for line in lines).strip("\n"))
        return
    console = rich.Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line.text, style=_COLOURS.get(line.style), markup=False, emoji=False)


def _rich() -> ModuleType | None:
    """Return rich's console module; None: no terminal, colour is not wanted, or rich is not installed."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return None
    try:
        return importlib.import_module("rich.console")
    except ImportError:
        return None
