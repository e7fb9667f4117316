"""A page as plain blocks, and as lines of text; the same blocks become HTML, so that both say the same in one order.

A line carries a light style, never markup: a plain terminal ignores it, a coloured one looks it up.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from spmatch.render import clean

__all__ = [
    "Block",
    "Fold",
    "Gauge",
    "Gauges",
    "Heading",
    "Item",
    "Items",
    "Points",
    "Style",
    "StyledLine",
    "Text",
    "plain_text",
    "text_lines",
]

Style = Literal["plain", "title", "heading", "strong", "muted", "warning", "good", "check", "talk", "held"]

WIDTH = 100
"""Width of the text in columns; a terminal that is narrower wraps for itself (project judgement)."""
MOST_TEXT = 2000
"""Longest single text, in characters; whatever a data file says, a page stays a page (project judgement)."""
GAUGE = 3
SECTION = 2


@dataclass(frozen=True)
class Text:
    """A paragraph, or one line of a list; ``url`` is a checked address that stands behind it."""

    text: str
    style: Style = "plain"
    url: str | None = None


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (the page) to 3."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Gauge:
    """A label with words and a level from 0 to 3. ``level`` None: not known, shown as words only."""

    label: str
    words: str
    level: int | None


@dataclass(frozen=True)
class Gauges:
    """Several gauges under one caption."""

    caption: str
    rows: tuple[Gauge, ...]


@dataclass(frozen=True)
class Points:
    """What was added up: rows of label, points and a remark, and the total."""

    caption: str
    rows: tuple[tuple[str, int, str], ...]
    total: tuple[str, int]


@dataclass(frozen=True)
class Item:
    """One entry of a list: a title, words for its state, and lines below."""

    title: str
    tag: str = ""
    style: Style = "plain"
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list of entries; ``start`` numbers them from there, None leaves them without numbers."""

    items: tuple[Item, ...]
    start: int | None = None


@dataclass(frozen=True)
class Fold:
    """Something a page shows closed at first and text shows in full: always there, never in the way."""

    title: str
    blocks: tuple[Block, ...]


Block = Text | Heading | Gauges | Points | Items | Fold


@dataclass(frozen=True)
class StyledLine:
    """One line of text with its style."""

    text: str
    style: Style = "plain"


def text_lines(blocks: Iterable[Block], *, width: int = WIDTH) -> list[StyledLine]:
    """Lay blocks out as lines of at most so many columns."""
    lines: list[StyledLine] = []
    for block in blocks:
        lines += _lines(block, width)
    return lines


def plain_text(blocks: Iterable[Block], *, width: int = WIDTH) -> str:
    """Return blocks as plain text."""
    return "\n".join(line.text for line in text_lines(blocks, width=width)).strip("\n") + "\n"


def _lines(block: Block, width: int) -> list[StyledLine]:
    if isinstance(block, Heading):
        return _heading_lines(block, width)
    if isinstance(block, Text):
        return _text_lines(block, width, "")
    if isinstance(block, Gauges):
        wide = max((len(row.label) for row in block.rows), default=0)
        return [line for row in block.rows for line in _wrapped(_gauge(row, wide), "plain", width, "  ", " " * 4)]
    if isinstance(block, Points):
        return _points_lines(block, width)
    if isinstance(block, Items):
        marks = ["-" if block.start is None else f"{block.start + place}." for place in range(len(block.items))]
        return [line for item, mark in zip(block.items, marks, strict=True) for line in _item_lines(item, mark, width)]
    return [*_heading_lines(Heading(block.title), width), *text_lines(block.blocks, width=width)]


def _heading_lines(heading: Heading, width: int) -> list[StyledLine]:
    text = clean(heading.text, limit=MOST_TEXT)
    if heading.level == 1:
        return [*_wrapped(text, "title", width), StyledLine("=" * min(len(text), width), "title")]
    return [StyledLine(""), *_wrapped(text.upper() if heading.level == SECTION else text, "heading", width)]


def _text_lines(text: Text, width: int, indent: str) -> list[StyledLine]:
    lines = _wrapped(clean(text.text, limit=MOST_TEXT), text.style, width, indent, indent + "  ")
    address = [] if text.url is None else [StyledLine(f"{indent}  {text.url}", "muted")]  # whole, to be clicked on
    return lines + address


def _gauge(row: Gauge, wide: int) -> str:
    bar = "?" * GAUGE if row.level is None else "#" * row.level + "-" * (GAUGE - row.level)
    return f"{clean(row.label).ljust(wide)}  [{bar}]  {clean(row.words)}"


def _points_lines(block: Points, width: int) -> list[StyledLine]:
    wide = max(len(label) for label in (block.total[0], *(label for label, _, _ in block.rows)))
    lines = []
    for label, points, remark in block.rows:
        text = f"{clean(label).ljust(wide)}  {points:>+8,}  {clean(remark, limit=MOST_TEXT)}".rstrip()
        lines += _wrapped(text, "plain", width, "  ", " " * (wide + 14))
    return [*lines, StyledLine(f"  {block.total[0].ljust(wide)}  {block.total[1]:>8,}", "strong")]


def _item_lines(item: Item, mark: str, width: int) -> list[StyledLine]:
    title = clean(item.title, limit=MOST_TEXT) + (f"  [{clean(item.tag)}]" if item.tag else "")
    inner = " " * (len(mark) + 1)
    lines = _wrapped(title, item.style, width, f"{mark} ", inner)
    return lines + [line for text in item.lines for line in _text_lines(text, width, inner)]


def _wrapped(text: str, style: Style, width: int, first: str = "", below: str = "") -> list[StyledLine]:
    wrapped = textwrap.wrap(text, width, initial_indent=first, subsequent_indent=below, break_on_hyphens=False)
    return [StyledLine(line, style) for line in wrapped]
