"""Read YAML strictly: values come out as they are written, and every fault of a file is reported at once.

The usual loaders follow YAML 1.1, which silently turns ``10:30`` into 630, a phone number ``01234567`` into 342391 and
``no`` into false, and keeps the last of two equal keys. Here only these are typed, and only when written without quotes:

========================  ===================================================================================
``null``, ``~``, nothing  None, which means *not known*
``true``, ``false``       a truth value; ``yes``, ``no``, ``on``, ``off`` and ``True`` stay text
``0``, ``-12``, ``340``   a whole number of at most 18 digits without a leading zero; ``+44`` and ``007`` stay text
``1.5``, ``-0.25``        a number whose shortest spelling is what was written; ``1.10`` and ``2.50`` stay text
========================  ===================================================================================

Dates, times and everything else stay text, for the model to read. Anchors, aliases, tags, keys that are not text,
repeated keys, tabs, control characters and several documents in one file are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from spmatch.errors import InvalidInput, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "format_path", "parse_yaml", "read_yaml", "shorten"]

MAX_BYTES = 20_000_000
"""Largest file read, in bytes: about 15 times a directory of 1,000 services (project judgement)."""
MAX_DEPTH = 50
"""Most levels of lists and groups inside each other; eligibility criteria use about 15 (project judgement)."""
MOST_PROBLEMS = 1000
"""Most problems listed for one file; more than that is a file of another kind (project judgement)."""

_Step: TypeAlias = str | int
_Marks: TypeAlias = "int | tuple[int, dict[str, _Marks] | list[_Marks]]"

# libyaml's parser is about ten times as fast; the pure one gives the same events where it is absent.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
# At most 18 digits: a longer one is a reference number, not a quantity, and Python caps conversion of very long ones.
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_MAY_BE_TYPED = frozenset("0123456789-~ntf")
# Control characters, line ends that only YAML counts, byte order marks inside the text, lone surrogates, and the
# direction overrides that make a file read differently from what it says.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
# A step in angle brackets stands for a key that may not be shown.
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|<[a-z0-9 ]+>")

# What libyaml and the pure parser say (they differ), what it means, and how to mend it. Their own texts are never
# passed on: they quote the file. The last entry of a row: whether the fault began where the context mark stands.
_SYNTAX: tuple[tuple[str, str, str, bool], ...] = (
    ("mapping values are not allowed", "a ':' that cannot stand here; expected one 'name: value' on each line",
     "Put a value that contains ': ' in quotes, and check the indentation.", False),
    ("end of stream", "a quote that is never closed; expected a closing quote", "Close the quote.", True),
    ("expected ',' or", "a '[' or '{' that is not closed, or a comma left out", "Add the bracket or comma.", True),
    ("cannot start any token", "a value begins with a character that YAML keeps for itself, such as @, % or `",
     "Put the value in quotes.", False),
    ("unknown escape character", "a backslash that means nothing in double quotes", "Use single quotes.", False),
    ("escape", "an escape in double quotes that stands for no character", "Use single quotes.", False),
    ("alphabetic or numeric", "a value begins with '*' or '&', which YAML keeps for itself", "Put it in quotes.", False),
    ("expected ':'", "a line that is neither 'name: value' nor '- entry'", "Add the ':' or join the lines.", True),
    ("expected key", "indentation or quotes that do not fit the lines above",
     "Line up the fields of a group, and quote a value that starts with a quote.", False),
    ("expected <block end>", "indentation or quotes that do not fit the lines above",
     "Line up the fields of a group, and quote a value that starts with a quote.", False),
    ("expected '-' indicator", "a field among the entries of a list; expected '- '", "Check the indentation.", False),
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Document:
    """What a file says, and on which line it says it. Its repr never shows the content.

    Parameters
    ----------
    data
        Plain data: dict, list, str, int, float, bool and None.
    file
        Name of the file as the caller gave it. None: parsed from text.
    marks
        Line numbers, in the shape of the data.
    """

    data: Any
    file: str | None = None
    marks: _Marks | None = None

    def line(self, path: tuple[_Step, ...]) -> int | None:
        r"""Return the line, from 1, of the value at a path or of its nearest ancestor in the file; None: no lines known.

        Examples
        --------
        >>> parse_yaml("services:\n  - id: pantry").line(("services", 0, "name"))
        2
        """
        node = self.marks
        if node is None:
            return None
        for step in path:
            children = None if isinstance(node, int) else node[1]
            known: Any = children if isinstance(children, dict) else None
            if isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                known = children
            elif known is None or step not in known:
                break
            node = known[step]
        return node if isinstance(node, int) else node[0]

    def __repr__(self) -> str:
        return f"<Document {self.file or 'without a file'}>"


def read_yaml(
    path: str | PathLike[str],
    *,
    error: type[InvalidInput] = InvalidInput,
    quote_values: bool = True,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read a YAML file strictly.

    Parameters
    ----------
    path
        The file, in UTF-8.
    error
        Kind of error to raise.
    quote_values
        Whether messages may quote the file. Pass False for a file about a person.
    max_bytes
        Largest size read, in bytes.

    Raises
    ------
    InvalidInput
        With every fault found; a fault of syntax hides the faults after it.
    """
    file = fspath(path)
    fault, raw = None, b""
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except FileNotFoundError:
        fault = Problem("file-not-found", "there is no such file", file=file, mend="Check the name and the folder.")
    except (OSError, ValueError):  # ValueError: a name that no file can have
        fault = Problem("cannot-read", "the file cannot be opened; expected a file that may be read", file=file)
    if fault is not None:
        raise error([fault], file)
    reader = _Reader(file, quote_values=quote_values)
    if len(raw) > max_bytes:
        reader.report("too-large", f"larger than {max_bytes:,} bytes", None, "Split it into several files.")
    else:
        reader.decode(raw)
    del raw  # so that no frame of the traceback still holds the file's text
    return reader.document(error)


def parse_yaml(
    text: str, *, file: str | None = None, error: type[InvalidInput] = InvalidInput, quote_values: bool = True
) -> Document:
    r"""Parse YAML text strictly; see :func:`read_yaml`.

    Examples
    --------
    >>> parse_yaml("opens: 10:30\nphone: 01234567\nis_group: no\nplaces: 12").data
    {'opens': '10:30', 'phone': '01234567', 'is_group': 'no', 'places': 12}
    >>> parse_yaml("id: a\nid: b")
    Traceback (most recent call last):
    spmatch.errors.InvalidInput: text: 1 problem
      line 2  id
              'id' stands twice in one group; it first stands on line 1
              Keep one of the two.
    """
    reader = _Reader(file, quote_values=quote_values)
    if len(text) > MAX_BYTES:
        reader.report("too-large", f"longer than {MAX_BYTES:,} characters", None, "Split it into several files.")
    else:
        reader.text = text.removeprefix("\ufeff")
    del text  # so that our frames in the traceback do not hold it
    return reader.document(error)


def format_path(steps: Iterable[_Step]) -> str:
    """Write a path the way every problem does.

    Examples
    --------
    >>> format_path(["services", 3, "cost", "a key"])
    "services[3].cost['a key']"
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{shorten(step)}" if text else shorten(step)
        else:
            text += f"[{shorten(step)!r}]"
    return text


def shorten(text: str, most: int = 60) -> str:
    """Cut a text that is to be quoted in a message to so many characters.

    Examples
    --------
    >>> shorten("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def _typed(text: str) -> str | int | float | bool | None:
    """Return the value of a scalar written without quotes."""
    if text and text[0] not in _MAY_BE_TYPED:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


class _Frame:
    """A list or group that is being read. ``key`` is None while a group waits for its next key."""

    __slots__ = ("key", "line", "marks", "values")

    def __init__(self, values: dict[Any, Any] | list[Any], line: int) -> None:
        self.values = values
        self.marks: dict[Any, Any] | list[Any] = {} if isinstance(values, dict) else []
        self.line = line
        self.key: Any = None


class _Skipped:
    """Stands for a key that was refused: its value is read for further faults, then dropped."""


_SKIPPED = _Skipped()


class _Reader:
    """Turns the parser's events into plain data, collecting faults on the way. Nothing here recurses."""

    def __init__(self, file: str | None, *, quote_values: bool) -> None:
        self.file = file
        self.quote_values = quote_values
        self.text = ""
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._root: tuple[Any, Any] = (None, None)
        self._documents = 0

    def report(self, code: str, message: str, line: int | None, mend: str | None = None, *last: _Step) -> None:
        """Add a problem. Without leave to quote, the path stays empty: its keys come from the file."""
        path = ""
        if self.quote_values:
            steps = [len(frame.values) if isinstance(frame.values, list) else frame.key for frame in self._stack]
            path = format_path([step for step in steps if isinstance(step, (str, int))] + list(last))
        self.problems.append(Problem(code, message, path, line, self.file, mend))

    def decode(self, raw: bytes) -> None:
        """Take in the bytes of a file; where they are not UTF-8, report every such line."""
        with suppress(UnicodeDecodeError):
            self.text = raw.decode("utf-8-sig")
            return
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.report("not-utf-8", "saved as UTF-16; expected UTF-8", None, "Save the file as UTF-8.")
            return
        for number, line in enumerate(raw.split(b"\n"), start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                self.report("not-utf-8", "characters that are not UTF-8", number, "Save the file as UTF-8.")

    def document(self, error: type[InvalidInput]) -> Document:
        """Return the document, or raise every problem found."""
        if not self.problems:
            # One kind of line end, so that our line numbers are those an editor shows.
            self.text = self.text.replace("\r\n", "\n").replace("\r", "\n")
            self._check_characters()
        if all(problem.code == "tab" for problem in self.problems):
            self._read()
        if not self.problems:
            return Document(self._root[0], self.file, self._root[1])
        found = sorted(self.problems, key=lambda problem: problem.line if problem.line is not None else 0)
        if len(found) > MOST_PROBLEMS:
            more = Problem("too-many-problems", f"{len(found) - MOST_PROBLEMS:,} more problems follow", file=self.file)
            found = [*found[:MOST_PROBLEMS], more]
        raise error(found, self.file if self.file is not None else "text") from None

    def _check_characters(self) -> None:
        """Report each line with a tab or a character that is refused."""
        text = self.text
        has_tab = "\t" in text
        if not has_tab and _REFUSED.search(text) is None:
            return
        for number, line in enumerate(text.split("\n"), start=1):
            if has_tab and "\t" in line:
                self.report("tab", "a tab; expected spaces", number, "Replace the tab by spaces.")
            found = _REFUSED.search(line)
            if found is not None:
                message = f"a control character or invisible mark (U+{ord(found[0]):04X}); expected plain text"
                self.report("control-character", message, number, "Delete it.")

    def _read(self) -> None:
        """Read the events; with tabs among the problems, read them as blanks to find the other faults too."""
        has_tab = bool(self.problems)
        try:
            loader = _LOADER(self.text.replace("\t", " "))
            try:
                while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
                    if not self._take(event):
                        break
            finally:
                loader.dispose()
        except yaml.YAMLError as fault:
            if not has_tab:  # a tab is the likelier cause, and it is reported already
                self._report_syntax(fault)
        except (ValueError, OverflowError):  # the pure parser, on escapes such as "\UFFFFFFFF"
            self.report(
                "yaml-syntax", "an escape in double quotes that stands for no character", None, "Use single quotes."
            )

    def _report_syntax(self, fault: yaml.YAMLError) -> None:
        """Report a fault of syntax in our own words."""
        said = str(getattr(fault, "problem", None))
        mark = getattr(fault, "problem_mark", None)
        message, mend, is_context = "not valid YAML; expected 'name: value' lines and '- ' lists", None, False
        for sign, words, how, at_context in _SYNTAX:
            if sign in said:
                message, mend, is_context = words, how, at_context
                break
        if is_context:
            mark = getattr(fault, "context_mark", None) or mark
        self._stack = []  # a path would point at whatever was read last, which misleads
        self.report("yaml-syntax", message, None if mark is None else mark.line + 1, mend)

    def _take(self, event: Any) -> bool:
        """Take in one event; return False to stop reading."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._refuse_anchor_and_tag(event)
            style, value = event.style, event.value
            if style == '"' and (found := _REFUSED.search(value)) is not None:
                message = f"an escape for a control character or invisible mark (U+{ord(found[0]):04X})"
                self.report("control-character", message, event.start_mark.line + 1, "Delete it.")
            self._put(value if style else _typed(value), event.start_mark.line + 1, None)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            return self._open({} if kind is yaml.MappingStartEvent else [], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            frame = self._stack.pop()
            self._put(frame.values, frame.line, frame.marks)
        elif kind is yaml.AliasEvent:
            line = event.start_mark.line + 1
            self.report(
                "alias", "an alias (*name); expected the value itself", line, "Write the value out, or quote it."
            )
            self._put(_SKIPPED, line, None)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                line = event.start_mark.line + 1
                self.report("several-documents", "a second document begins; expected one", line, "Remove the '---'.")
                return False
        return True

    def _open(self, values: dict[Any, Any] | list[Any], event: Any) -> bool:
        """Begin a list or a group; return False when it is nested too deeply to go on."""
        line = event.start_mark.line + 1
        self._refuse_anchor_and_tag(event)
        if len(self._stack) >= MAX_DEPTH:
            self.report("too-deep", f"nested more than {MAX_DEPTH} levels deep", line, "Check for unclosed brackets.")
            return False
        self._stack.append(_Frame(values, line))
        return True

    def _refuse_anchor_and_tag(self, event: Any) -> None:
        """Report an anchor or a tag."""
        if event.anchor is not None:
            line = event.start_mark.line + 1
            self.report("anchor", "an anchor (&name); expected a plain value", line, "Remove it, or quote the value.")
        if event.tag is not None:
            line = event.start_mark.line + 1
            self.report("tag", "a tag (!name); expected a plain value", line, "Remove it, or quote the value.")

    def _put(self, value: Any, line: int, marks: dict[str, Any] | list[Any] | None) -> None:
        """Put a finished value where it belongs: the root, the end of a list, or a group's next key or value."""
        mark = line if marks is None else (line, marks)
        if not self._stack:
            self._root = (None if value is _SKIPPED else value, mark)
            return
        frame = self._stack[-1]
        values: Any = frame.values
        places: Any = frame.marks
        if isinstance(values, list):
            values.append(None if value is _SKIPPED else value)
            places.append(mark)
        elif frame.key is None:
            frame.key = self._key(value, line, frame)
        else:
            if frame.key is not _SKIPPED:
                values[frame.key] = None if value is _SKIPPED else value
                # A group's or list's own line is that of its key: that is where a reader looks.
                key_line = places[frame.key]
                places[frame.key] = key_line if marks is None else (key_line, marks)
            frame.key = None

    def _key(self, key: Any, line: int, frame: _Frame) -> Any:
        """Return a key to use, or the mark of one that is refused."""
        if key is _SKIPPED:
            return _SKIPPED
        if not isinstance(key, str):
            what = f"the key {shorten(str(key))}" if self.quote_values and isinstance(key, (int, float)) else "a key"
            self.report("key-not-text", f"{what} is not text; expected a name", line, "Put the key in quotes.")
            return _SKIPPED
        places: Any = frame.marks
        if key in places:
            what = f"{shorten(key)!r}" if self.quote_values else "a key"
            first = places[key] if isinstance(places[key], int) else places[key][0]
            message = f"{what} stands twice in one group; it first stands on line {first}"
            self.report("duplicate-key", message, line, "Keep one of the two.", key)
            return _SKIPPED
        places[key] = line
        return key
