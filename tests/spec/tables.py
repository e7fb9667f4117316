"""Reading the specification tables: YAML that somebody who writes no code can read, checked as strictly as data files.

A table has sections. Each section is about one service, of which it says only what matters (``criterion`` stands for
who it is for, ``coverage`` for its area, ``service`` for anything else). Each row gives facts of a person, the answer
(``yes``, ``no`` or ``not known``) and a sentence that says why. All that is not named takes a stated default: the
service runs, covers the whole country and takes everybody, and nothing is known of the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from spmatch.strict_yaml import read_yaml

FOLDER = Path(__file__).parent
ANSWERS = ("yes", "no", "not known")
SIDES = ("below", "at", "above")
FACT = "FACT"
"""Stands for each fact of a section's ``each`` in turn."""

Data = dict[str, Any]


class Malformed(ValueError):
    """A table that does not have the form it should have; the message says where."""


@dataclass(frozen=True)
class Row:
    """One person, or one service, and the answer that is expected.

    ``edge`` names the limit the row stands at, and on which side, as in ``("min_years", "below")``; None: at none.
    ``shown`` and ``code`` are what is shown and by which rule, where a table is about that; None: not looked at.
    """

    facts: Data
    says: str
    because: str
    as_of: date
    team: Data | None = None
    service: Data = field(default_factory=dict)
    edge: tuple[str, str] | None = None
    for_whom: tuple[str, ...] | None = None
    shown: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Section:
    """A few rows about one service. ``each``: paths of facts for each of which the rows hold."""

    heading: str
    text: str
    service: Data
    about: Data
    rows: tuple[Row, ...]
    each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One file. ``never`` gives the answers that cannot occur, each with the reason."""

    name: str
    group: str
    title: str
    text: str
    as_of: date
    area: Data | None
    never: dict[str, str]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Case:
    """One row ready to run, with all it needs."""

    table: Table
    section: Section
    row: Row
    number: int

    @property
    def id(self) -> str:
        """Where the row stands and what it says, for the name of its test."""
        return f"{self.table.group}/{self.table.name} {self.number}: {self.row.because.rstrip('.')}"

    @property
    def service(self) -> Data:
        """The service the row is about."""
        return {**self.section.service, **self.row.service}


def tables(group: str) -> tuple[Table, ...]:
    """Return the tables of one folder, in the order of their names."""
    return tuple(read_table(path) for path in sorted((FOLDER / group).glob("*.yaml")))


def cases(group: str) -> Iterator[Case]:
    """Return every row of a folder; a section that holds for several facts gives its rows for each of them."""
    for table in tables(group):
        number = 0
        for section in table.sections:
            for one in _expanded(section):
                for row in one.rows:
                    number += 1
                    yield Case(table, one, row, number)


def read_table(path: Path) -> Table:
    """Read one file.

    Raises
    ------
    Malformed
        If it does not have the form of a table.
    """
    data = _fields(read_yaml(path).data, path.name, needs=("title", "text", "as_of", "sections"), may=("area", "never"))
    as_of = date.fromisoformat(data["as_of"])
    return Table(
        name=path.stem,
        group=path.parent.name,
        title=data["title"],
        text=data["text"],
        as_of=as_of,
        area=data.get("area"),
        never=data.get("never", {}),
        sections=tuple(
            _section(section, f"{path.name}, section {number}", as_of)
            for number, section in enumerate(data["sections"], start=1)
        ),
    )


def _section(data: Any, where: str, as_of: date) -> Section:
    data = _fields(
        data, where, needs=("heading", "rows"), may=("text", "criterion", "coverage", "sites", "service", "each")
    )
    about = {name: data[name] for name in ("criterion", "coverage", "sites", "service") if name in data}
    service = dict(about.get("service", {}))
    service |= {"eligibility": about["criterion"]} if "criterion" in about else {}
    service |= {name: about[name] for name in ("coverage", "sites") if name in about}
    rows = tuple(_row(row, f"{where}, row {number}", as_of) for number, row in enumerate(data["rows"], start=1))
    return Section(data["heading"], data.get("text", ""), service, about, rows, tuple(data.get("each", ())))


def _row(data: Any, where: str, as_of: date) -> Row:
    may = ("facts", "as_of", "team", "service", "edge", "for_whom", "shown", "code", "is")
    data = _fields(data, where, needs=("because",), may=(*may, "says"))
    if data.get("says") not in ANSWERS and "shown" not in data:
        raise Malformed(f"{where}: says is one of {', '.join(ANSWERS)}")
    side, _, limit = data.get("edge", "").partition(" ")
    if "edge" in data and (side not in SIDES or not limit):
        raise Malformed(f"{where}: edge is below, at or above, and the name of a limit")
    return Row(
        facts=data.get("facts", {FACT: data["is"]} if "is" in data else {}),
        says=data.get("says", ""),
        because=data["because"],
        as_of=date.fromisoformat(data["as_of"]) if "as_of" in data else as_of,
        team=data.get("team"),
        service=data.get("service", {}),
        edge=(limit, side) if "edge" in data else None,
        for_whom=tuple(data["for_whom"]) if "for_whom" in data else None,
        shown=data.get("shown"),
        code=data.get("code"),
    )


def _fields(data: Any, where: str, *, needs: tuple[str, ...], may: tuple[str, ...]) -> Data:
    if not isinstance(data, dict):
        raise Malformed(f"{where}: a group of fields was expected")
    if missing := [name for name in needs if name not in data]:
        raise Malformed(f"{where}: {', '.join(missing)} is missing")
    if beyond := sorted(set(data) - set(needs) - set(may)):
        raise Malformed(f"{where}: {', '.join(beyond)} has no place here")
    return dict(data)


def _expanded(section: Section) -> Iterator[Section]:
    """Give the section itself, or one for each fact it holds for."""
    if not section.each:
        yield section
        return
    for path in section.each:
        *steps, name = path.split(".")
        rows = []
        for row in section.rows:
            facts: Any = {name: row.facts[FACT]}
            for step in reversed(steps):
                facts = {step: facts}
            rows.append(Row(facts, row.says, f"{name}: {row.because}", row.as_of))
        yield Section(section.heading, section.text, _replaced(section.service, name), section.about, tuple(rows))


def _replaced(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _replaced(inner, name) for key, inner in value.items()}
    return name if value == FACT else value
