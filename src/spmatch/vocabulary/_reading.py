"""What the three vocabulary files have in common: the header, the checking of records, and collecting every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from spmatch.errors import InvalidPack, Problem
from spmatch.strict_yaml import Document, format_path, read_yaml, shorten
from spmatch.text import closest

__all__ = ["NAME", "SLUG", "TEXT", "TEXTS", "Header", "Pack", "Record", "Shape", "Steps", "shipped"]

#: Where something stands in a file: names of fields and positions in lists.
Steps: TypeAlias = "tuple[str | int, ...]"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Shape:
    """What one field has to be: the words for an error, and the test."""

    expected: str
    fits: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(entry) for entry in value)


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return False


TEXT = Shape("some words", _is_text)
TEXTS = Shape("a list of words", _is_texts)
SLUG = Shape(
    "an id in small letters with hyphens, such as 'fuel-costs'",
    lambda value: isinstance(value, str) and _SLUG.fullmatch(value) is not None,
)
NAME = Shape(
    "an id in small letters, such as 'in_person'",
    lambda value: isinstance(value, str) and _NAME.fullmatch(value) is not None,
)
_RECORDS = Shape("a list of records", lambda value: isinstance(value, list))
_FIELDS = Shape("fields with values", lambda value: isinstance(value, dict))
_VERSION = Shape("1, the only version there is", lambda value: isinstance(value, int) and value == 1)
_DATE = Shape("a date such as 2026-11-22, or null", _is_date)
_SOURCE = Shape(
    "a title and a url (null if there is none)",
    lambda value: isinstance(value, dict) and set(value) == {"title", "url"} and _is_text(value["title"]),
)

_HEADER = {"schema_version": _VERSION, "id": SLUG, "title": TEXT, "language": TEXT, "source": _SOURCE}
_REVIEW = {"reviewed_by_role": TEXT, "reviewed_on": _DATE}


@dataclass(frozen=True)
class Header:
    """What a vocabulary file says about itself.

    Parameters
    ----------
    id, title, schema_version, language
        As in the file.
    source
        Where the entries come from, in words.
    reviewed_by_role, reviewed_on
        Who read it as a practitioner, and when. None: not yet reviewed.
    """

    id: str
    title: str
    schema_version: int
    language: str
    source: str
    reviewed_by_role: str | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Record:
    """One record of a file that has been checked, and where it stands."""

    path: Steps
    values: Mapping[str, object]

    def text(self, name: str) -> str:
        """Return a field that has to be there."""
        return str(self.values[name])

    def text_or_none(self, name: str) -> str | None:
        """Return a field that may be left out or null."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def child(self, name: str) -> Record:
        """Return a group of fields inside this record, empty if it is left out."""
        value = self.values.get(name)
        return Record((*self.path, name), value if isinstance(value, dict) else {})

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list that may be left out."""
        value = self.values.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()


@dataclass
class Pack:
    """A file being read: its data, and every fault found so far."""

    document: Document
    source: str
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, path: str | Path) -> Pack:
        """Read a file; faults of the YAML itself are raised at once, because nothing else can be checked."""
        return cls(read_yaml(path, error=InvalidPack), Path(path).name)

    @property
    def data(self) -> Mapping[str, object]:
        """The top of the file, which is empty (and a fault) if the file is not made of fields."""
        data = self.document.data
        return data if isinstance(data, dict) else {}

    def fault(self, code: str, message: str, path: Steps, mend: str | None = None) -> None:
        """Record a fault at a path; its line is looked up."""
        self.problems.append(Problem(code, message, format_path(path), self.document.line(path), self.source, mend))

    def raise_faults(self) -> None:
        """Raise every fault found, in the order of the file."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: (problem.line or 0, problem.path, problem.code))
            raise InvalidPack(ordered, self.source)

    def header(self, *sections: str) -> Header:
        """Check the top of the file, which also has these sections, and return what it says about itself."""
        rest = {"ambiguous": TEXTS}
        required = {**_HEADER, **_REVIEW, **dict.fromkeys(sections, _FIELDS if sections == ("lists",) else _RECORDS)}
        record = self.record(self.document.data, (), required, rest, may_be_null=tuple(_REVIEW))
        if record is None:
            return Header("", "", 0, "", "")
        source, version, reviewed_on = (record.values.get(key) for key in ("source", "schema_version", "reviewed_on"))
        return Header(
            id=str(record.values.get("id")),
            title=str(record.values.get("title")),
            schema_version=version if isinstance(version, int) else 0,
            language=str(record.values.get("language")),
            source=str(source["title"]) if isinstance(source, dict) and "title" in source else "",
            reviewed_by_role=record.text_or_none("reviewed_by_role"),
            reviewed_on=date.fromisoformat(str(reviewed_on)) if _is_date(reviewed_on) else None,
        )

    def records(
        self, entries: object, path: Steps, required: Mapping[str, Shape], optional: Mapping[str, Shape]
    ) -> Iterator[Record]:
        """Yield the records of a list that are sound; report the others, and ids used twice."""
        seen: set[str] = set()
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            record = self.record(entry, (*path, position), required, optional)
            if record is None or set(required) - set(record.values):
                continue
            if record.text("id") in seen:
                self.fault("duplicate-id", f"id {record.text('id')!r} is used twice", (*record.path, "id"))
                continue
            seen.add(record.text("id"))
            yield record

    def record(
        self,
        entry: object,
        path: Steps,
        required: Mapping[str, Shape],
        optional: Mapping[str, Shape],
        *,
        may_be_null: Iterable[str] = (),
    ) -> Record | None:
        """Return a record with its sound fields only; report unknown, missing and wrong ones."""
        if not isinstance(entry, dict):
            self.fault("wrong-type", f"expected {_FIELDS.expected}, found {shorten(repr(entry))}", path)
            return None
        shapes = {**required, **optional}
        nullable = {*optional, *may_be_null}
        sound: dict[str, object] = {}
        for name, value in entry.items():
            if name not in shapes:
                self.unknown("field", str(name), shapes, (*path, name), code="unknown-field")
            elif (value is None and name in nullable) or shapes[name].fits(value):
                sound[name] = value
            else:
                self.fault(
                    "wrong-value", f"expected {shapes[name].expected}, found {shorten(repr(value))}", (*path, name)
                )
        for name in required:
            if name not in entry:
                self.fault("missing-field", f"{name!r} is missing; expected {required[name].expected}", path)
        return Record(path, sound)

    def unknown(
        self, kind: str, name: str, known: Iterable[str], path: Steps, *, code: str = "unknown-reference"
    ) -> None:
        """Report a name that does not exist, with names that look alike."""
        near = " or ".join(repr(found) for found in closest(name, sorted(known)))
        self.fault(code, f"there is no {kind} {name!r}", path, f"Did you mean {near}?" if near else None)


def shipped(name: str) -> Path:
    """Return the path of a vocabulary file that comes with spmatch."""
    return Path(__file__).with_name(name)
