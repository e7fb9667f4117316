"""Reading a rule pack field by field, so that every fault of the file is found in one go.

A field that is missing or of the wrong kind adds a problem and gives back a harmless stand-in; reading goes on, and
the loader raises once, at the end, with everything that was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from spmatch.errors import InvalidPack, Problem
from spmatch.strict_yaml import Document, format_path, shorten
from spmatch.text import closest

__all__ = ["Faults", "Fields"]

T = TypeVar("T", bound=str)
Steps = tuple[str | int, ...]


class Faults:
    """The problems found so far in one file, each with its path and line."""

    def __init__(self, document: Document, path: str | Path) -> None:
        self.document = document
        self.file = Path(path).name
        self.problems: list[Problem] = []

    def add(self, code: str, steps: Steps, message: str, mend: str | None = None) -> None:
        """Record one problem."""
        line = self.document.line(steps)
        self.problems.append(Problem(code, message, format_path(steps), line, self.file, mend))

    def unknown(self, kind: str, name: str, known: Iterable[str], steps: Steps) -> None:
        """Record a name that does not exist, with the names that look like it."""
        near = " or ".join(repr(found) for found in closest(name, sorted(known)))
        code = "unknown-field" if kind == "field" else "unknown-reference"
        self.add(code, steps, f"there is no {kind} {shorten(name)!r}", f"Did you mean {near}?" if near else None)

    def raise_all(self) -> None:
        """Raise every problem found, in the order of the file; nothing where there is none."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: (problem.line or 0, problem.path, problem.code))
            raise InvalidPack(ordered, self.file)


class Fields:
    """One group of the file. Call :meth:`finish` after its last field, to report names nobody asked for."""

    def __init__(self, value: object, steps: Steps, faults: Faults) -> None:
        self.steps = steps
        self.faults = faults
        self._asked: list[str] = []
        self._values: dict[str, object] = value if isinstance(value, dict) else {}
        # What could not be read at all is one problem, not one for each field it should have had.
        self._is_readable = isinstance(value, dict)
        if not self._is_readable:
            faults.add("wrong-value", steps, f"expected fields with values, found {_shown(value)}")

    def fault(self, code: str, key: str, message: str, mend: str | None = None) -> None:
        """Record a problem of one field."""
        self.faults.add(code, (*self.steps, key), message, mend)

    def _get(self, key: str) -> object:
        self._asked.append(key)
        return self._values.get(key)

    def _wrong(self, key: str, expected: str) -> None:
        if key in self._values:
            self.fault("wrong-value", key, f"expected {expected}, found {_shown(self._values[key])}")
        elif self._is_readable:
            self.fault("missing-field", key, f"{key!r} is missing; expected {expected}")

    def text(self, key: str) -> str:
        """Return a text that has to be there; a fault gives ''."""
        value = self._get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong(key, "some words")
        return ""

    def text_or_none(self, key: str) -> str | None:
        """Return a text, or None where it is null or left out."""
        return None if self._get(key) is None else self.text(key)

    def choice(self, key: str, options: tuple[T, ...]) -> T:
        """Return one of the options; a fault gives the last."""
        value = self._get(key)
        for option in options:
            if option == value:
                return option
        self._wrong(key, f"one of {', '.join(options)}")
        return options[-1]

    def choice_or_none(self, key: str, options: tuple[T, ...]) -> T | None:
        """Return one of the options, or None where it is null or left out."""
        return None if self._get(key) is None else self.choice(key, options)

    def choices(self, key: str, options: tuple[T, ...]) -> tuple[T, ...]:
        """Return a list of options, at least one of them."""
        return tuple(option for text in self.texts(key, needs_one=True) for option in self._known(key, text, options))

    def _known(self, key: str, text: str, options: tuple[T, ...]) -> list[T]:
        found = [option for option in options if option == text]
        if not found:
            self.fault("wrong-value", key, f"expected {', '.join(options)}, found {_shown(text)}")
        return found

    def texts(self, key: str, *, needs_one: bool = False) -> tuple[str, ...]:
        """Return a list of texts. Left out, it is empty, unless one is needed."""
        value = self._get(key)
        if value is None and key not in self._values and not needs_one:
            return ()
        if not isinstance(value, list) or (needs_one and not value):
            self._wrong(key, "a list of words" + (" with at least one entry" if needs_one else ""))
            return ()
        for index, entry in enumerate(value):
            if not isinstance(entry, str) or not entry.strip():
                self.faults.add("wrong-value", (*self.steps, key, index), f"expected words, found {_shown(entry)}")
        return tuple(entry.strip() for entry in value if isinstance(entry, str) and entry.strip())

    def names(self, key: str, known: Iterable[str], kind: str, *, needs_one: bool = False) -> tuple[str, ...]:
        """Return a list of names, each of which has to exist."""
        names, known = self.texts(key, needs_one=needs_one), tuple(known)
        for name in names:
            if name not in known:
                self.faults.unknown(kind, name, known, (*self.steps, key))
        return names

    def day(self, key: str) -> date:
        """Return a day that has to be there; a fault gives the first of all days."""
        value = self._get(key)
        try:
            found = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is not None and found.isoformat() == value:
            return found
        self._wrong(key, "a day such as 2026-11-22")
        return date.min

    def day_or_none(self, key: str) -> date | None:
        """Return a day, or None where it is null or left out."""
        return None if self._get(key) is None else self.day(key)

    def flag(self, key: str) -> bool:
        """Return true or false, which has to be stated; a fault gives False."""
        value = self._get(key)
        if isinstance(value, bool):
            return value
        self._wrong(key, "true or false")
        return False

    def whole_or_none(self, key: str) -> int | None:
        """Return a whole number from 0, or None where it is null or left out."""
        value = self._get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self._wrong(key, "a whole number from 0")
        return None

    def group(self, key: str) -> Fields:
        """Return a group inside this one, which has to be there."""
        return Fields(self._get(key), (*self.steps, key), self.faults)

    def rows(self, key: str) -> list[Fields]:
        """Return the groups of a list that has to hold at least one."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            self._wrong(key, "a list with at least one entry")
            return []
        return [Fields(entry, (*self.steps, key, index), self.faults) for index, entry in enumerate(value)]

    def keys(self) -> tuple[str, ...]:
        """Return the names this group has, in the order of the file."""
        return tuple(self._values)

    def finish(self) -> None:
        """Report every name nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                self.faults.unknown("field", key, self._asked, (*self.steps, key))


def _shown(value: object) -> str:
    return "nothing" if value is None else shorten(repr(value))
