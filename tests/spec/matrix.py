"""Reading the recourse matrix: household shapes against every fund and kind of service, and what is shown for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.spec.tables import FOLDER, Data, Malformed

from spmatch.strict_yaml import read_yaml

SHOWN = ("suitable", "check first", "talk through first", "held no", "held open", "not available")
PATTERNS = ("no", "yes", "not known", "mixed")
RECOURSE: dict[str, bool | None] = {"yes": True, "no": False, "not known": None}


@dataclass(frozen=True)
class Group:
    """Funds, or services, with the same answer. ``services`` gives each by an id, as facts of its record."""

    id: str
    title: str
    code: str
    services: dict[str, Data]
    receives: Data
    funds: tuple[str, ...] = ()
    standing: str | None = None
    whose_status: str | None = None
    code_when_suitable: str | None = None

    def code_for(self, answer: str) -> str:
        """Return the rule that gives an answer: the one that stands in the way, or the first of those that hold."""
        return self.code_when_suitable if answer == "suitable" and self.code_when_suitable is not None else self.code


@dataclass(frozen=True)
class Column:
    """One way in which recourse may be recorded. ``pattern`` is the household as a whole, in the words of outputs."""

    pattern: str
    who: tuple[tuple[str, str], ...]
    means: str
    facts: Data

    @property
    def heading(self) -> str:
        """Who can claim, member by member."""
        said = ", ".join(f"{relation} {recourse}" for relation, recourse in self.who)
        return f"{said}; {self.means}" if self.means else said


@dataclass(frozen=True)
class Shape:
    """One shape of household: columns of recourse, and rows of groups with an answer for each column."""

    name: str
    title: str
    text: str
    as_of: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def answer(self, group: str, column: int) -> str:
        """Return what is to be shown for a group in a column."""
        return next(answers[column] for groups, answers in self.rows if group in groups)


def groups() -> tuple[Group, ...]:
    """Return the groups, funds first."""
    data = read_yaml(FOLDER / "recourse" / "groups.yaml").data
    return (*(_fund_group(group) for group in data["funds"]), *(_service_group(group) for group in data["services"]))


def _fund_group(data: Data) -> Group:
    services = {f"{data['id']}-{fund}": {"kind": "fund", "recourse": {"is_fund": fund}} for fund in data["funds"]}
    return Group(
        data["id"], data["title"], data["code"], services, data.get("receives", {}), tuple(data["funds"]),
        data["standing"], data["whose_status"], data.get("code_when_suitable"),
    )  # fmt: skip


def _service_group(data: Data) -> Group:
    services = {
        f"{data['id']}-{kind.replace('_', '-')}": {"kind": kind, "recourse": data["recourse"]} for kind in data["kinds"]
    }
    return Group(data["id"], data["title"], data["code"], services, data.get("receives", {}))


def shapes() -> tuple[Shape, ...]:
    """Return the shapes of household, in the order of their files."""
    return tuple(_shape(path) for path in sorted((FOLDER / "recourse").glob("[0-9]*.yaml")))


def _shape(path: Path) -> Shape:
    data = read_yaml(path).data
    columns = tuple(_column(column, data["facts"], path.name) for column in data["columns"])
    rows = tuple((tuple(row["what"]), tuple(row["answers"])) for row in data["rows"])
    for what, answers in rows:
        if len(answers) != len(columns) or not set(answers) <= set(SHOWN):
            raise Malformed(f"{path.name}: {', '.join(what)} needs one answer for each of {len(columns)} columns")
    return Shape(path.stem, data["title"], data["text"], data["as_of"], columns, rows)


def _column(data: Data, facts: Data, where: str) -> Column:
    members = list(facts.get("household", []))
    recourse = data["recourse"]
    if data["pattern"] not in PATTERNS or len(recourse) != 1 + len(members):
        raise Malformed(f"{where}: a column needs a pattern, and yes, no or not known for each member")
    known = {"person": {"has_recourse": RECOURSE[recourse[0]]}, **data.get("facts", {})}
    if "household" in facts:
        known["household"] = [
            {**member, "has_recourse": RECOURSE[said]} for member, said in zip(members, recourse[1:], strict=True)
        ]
    who = (("person", recourse[0]), *zip((member["relation"] for member in members), recourse[1:], strict=True))
    return Column(data["pattern"], who, data.get("means", ""), {**facts, **known})


def cells() -> Iterator[tuple[Shape, int, Group]]:
    """Give every cell: a shape, a column of it, and a group."""
    every = groups()
    for shape in shapes():
        for number in range(len(shape.columns)):
            for group in every:
                yield shape, number, group


def told(shape: Shape, column: int, group: Group, shown: Any) -> str:
    """Say in lines which cell came out otherwise."""
    expected = shape.answer(group.id, column)
    return (
        f"\n  {shape.title}: {shape.columns[column].heading}\n  {group.title} ({group.id})\n"
        f"  expected {expected!r} by {group.code_for(expected)}\n  came out  {shown}"
    )
