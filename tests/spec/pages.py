"""The specification tables as pages of the documentation, so that what is documented is what is tested."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml
from tests.spec.matrix import Group, Shape, groups, shapes
from tests.spec.tables import FACT, Row, Section, Table, tables

from spmatch.render import day_words
from spmatch.vocabulary import funds_vocabulary

__all__ = ["pages"]

MADE = "<!-- Made by tools/render_spec.py from the tables in tests/spec. Change the tables, not this page. -->"
WIDTH = 110
"""Columns at which the YAML of a criterion is wrapped."""
GROUPS_OF_ONE_PAGE = {
    "places": (
        "coverage",
        "Where somebody is, and whom a service covers",
        "The area a service covers is kept apart from where it stands. Each kind of area below has a row for every way in "
        "which a place may be known: a full postcode, a sector (SE17 1), an outward code (SE17), a code that lies in "
        "several boroughs, a recorded borough, no fixed abode, and nothing at all.",
    ),
    "ages": ("people", "How old somebody is", ""),
    "status": ("status", "Whether a service runs", ""),
}
_HELD = {"held no": "held (no)", "held open": "held (open)"}
STATES = (
    ("suitable", "nothing known stands against it"),
    ("check first", "something is not known, and the answer comes with the question"),
    ("talk through first", "it fits, and using it has a consequence the person should weigh first"),
    ("held (no)", "held back; everybody whose status counts is recorded as not able to claim"),
    (
        "held (open)",
        "held back; somebody's recourse is not known, or not the same for all, or a benefit was not asked about",
    ),
    ("not available", "the provider's own rule, or the missing benefit, or the end of the fund stands against it"),
)


def pages() -> dict[str, str]:
    """Return every page by its file name. The same tables give the same pages, to the letter."""
    made = {f"criterion-{table.name.replace('_', '-')}.md": _page([table]) for table in tables("criteria")}
    for name, (group, title, text) in GROUPS_OF_ONE_PAGE.items():
        found = tables(group)
        made[f"{name}.md"] = _page(found, title, text) if len(found) > 1 else _page(found)
    made["recourse.md"] = _recourse_page()
    made["index.md"] = _index()
    return {name: made[name] for name in sorted(made)}


def _index() -> str:
    lines = [
        MADE, "# Specification", "",
        "What spmatch decides, as tables of people and answers. Every row is a test that is run with every change, and "
        "these pages are made from the same tables. A row says what is known, what is decided, and why. *Not known* is an "
        "answer of its own: it comes with the question that would settle it, and is never taken for a no.",
        "", "## Criteria", "", "Who a service takes, by kind of criterion.", "",
    ]  # fmt: skip
    lines += [f"- [{t.title}](criterion-{t.name.replace('_', '-')}.md) (`{t.name}`)" for t in tables("criteria")]
    lines += ["", "## Everything else", ""]
    lines += [f"- [{title}]({name}.md)" for name, (_, title, _) in GROUPS_OF_ONE_PAGE.items()]
    lines += ["- [Recourse to public funds](recourse.md)"]
    return _finished(lines)


def _page(found: Iterable[Table], title: str = "", text: str = "") -> str:
    found = tuple(found)
    is_alone = title == ""
    lines = [MADE, f"# {title or found[0].title}", ""]
    lines += [text, ""] if text else []
    for table in found:
        lines += [] if is_alone else [f"## {table.title}", ""]
        lines += [table.text, ""]
        lines += [f"It never comes out as *{says}*: {_small(reason)}" for says, reason in table.never.items()]
        lines += [""] * bool(table.never) + [f"The day is {day_words(table.as_of)} unless a row gives another.", ""]
        for section in table.sections:
            lines += _section(section, table.as_of, "##" if is_alone else "###")
    return _finished(lines)


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _section(section: Section, as_of: date, level: str) -> list[str]:
    lines = [f"{level} {section.heading}", ""]
    lines += [section.text, ""] if section.text else []
    if section.each:
        lines += ["The same for each of these facts:", ""]
        lines += [f"- `{path.partition('.')[2]}`" for path in section.each] + [""]
    elif any(section.about.values()):
        lines += ["```yaml", _yaml(_as_written(section.about)), "```", ""]
    return [*lines, *_rows(section.rows, as_of), ""]


def _as_written(about: dict[str, Any]) -> Any:
    """Return what a section is about as it stands in the record of a service."""
    written = dict(about.get("service", {}))
    written |= {"eligibility": about["criterion"]} if "criterion" in about else {}
    return written | {name: about[name] for name in ("coverage", "sites") if name in about}


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, sort_keys=False, default_flow_style=None, width=WIDTH, allow_unicode=True).rstrip()


def _rows(rows: tuple[Row, ...], as_of: date) -> list[str]:
    """Return a table; columns for what no row gives are left out."""
    columns: list[tuple[str, Any, bool]] = [
        ("day", lambda row: day_words(row.as_of), any(row.as_of != as_of for row in rows)),
        ("service", lambda row: _known(row.service, ""), any(row.service for row in rows)),
        ("team", lambda row: _known(row.team or {}, "no area file"), any(row.team is not None for row in rows)),
        ("what is known of the person", lambda row: _known(row.facts, "nothing"), any(row.facts for row in rows)),
        (
            "at the edge",
            lambda row: f"{row.edge[1]} `{row.edge[0]}`" if row.edge else "",
            any(row.edge for row in rows),
        ),
        ("answer", lambda row: f"**{row.says or row.shown}**", True),
        ("for", lambda row: ", ".join(row.for_whom or ()), any(row.for_whom for row in rows)),
        ("because", lambda row: row.because, True),
    ]
    kept = [(heading, show) for heading, show, is_used in columns if is_used]
    lines = [_line(heading for heading, _ in kept), _line("---" for _ in kept)]
    return [*lines, *(_line(show(row) for _, show in kept) for row in rows)]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _known(facts: dict[str, Any], nothing: str) -> str:
    """Return facts as words: "home postcode SE17; child: is disabled yes"."""
    said = [words for name, value in facts.items() for words in _said(name, value)]
    return "; ".join(said) if said else nothing


# Groups of the record whose name adds nothing to the names of the facts in it.
_PLAIN_GROUPS = ("person", "housing", "money", "practicalities")
# What an entry of a list is about.
_ABOUT = ("need", "service", "fund", "who")


def _said(name: str, value: Any) -> list[str]:
    words = "the fact" if name == FACT else name.replace("_", " ")
    if name == "household" and isinstance(value, list):
        return [_member(member) for member in value] if value else ["lives alone"]
    if isinstance(value, dict):
        prefix = "" if name in _PLAIN_GROUPS else f"{words} "
        return [prefix + inner for key, part in value.items() for inner in _said(key, part)]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"{words}: {_item(item)}" for item in value]
    return [f"{words}: {_value(value)}"]


def _item(item: dict[str, Any]) -> str:
    """Return one entry of a list: what it is about first, the rest in brackets."""
    rest = [words for name, value in item.items() if name not in _ABOUT for words in _said(name, value)]
    about = [str(item[name]) for name in _ABOUT if name in item]
    if not about:
        return ", ".join(rest)
    return f"{about[0]} ({', '.join(rest)})" if rest else about[0]


def _member(member: dict[str, Any]) -> str:
    relation = str(member["relation"]).replace("_", " ")
    facts = [words for name, value in member.items() if name != "relation" for words in _said(name, value)]
    return f"a {relation} ({', '.join(facts)})" if facts else f"a {relation}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not known"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) if value else "none"
    return str(value)


def _recourse_page() -> str:
    every = groups()
    lines = [
        MADE, "# Recourse to public funds", "",
        "What is shown for every fund of the rule pack and every kind of service, by what is recorded of each member of the "
        "household: that they can claim public funds (*yes*), that they cannot (*no*), or nothing (*not known*). This page "
        "says what spmatch does; it is no advice. All else is taken to hold, so what is shown turns on recourse alone.",
        "", "A fund is suitable only where everybody is recorded as able to claim. Help that is not a fund is never lost "
        "for reasons of recourse, unless its provider asks for it.", "",
        "| shown | means |", "| --- | --- |",
    ]  # fmt: skip
    lines += [_line((f"**{state}**", means)) for state, means in STATES]
    lines += [
        "",
        "Whatever is held, or shown to a household that cannot claim, comes with the signpost to regulated advice.",
        "",
    ]
    for shape in shapes():
        lines += _shape(shape, {group.id: group for group in every})
    for table in tables("confirmations"):
        lines += [f"## {table.title}", "", table.text, ""]
        for section in table.sections:
            lines += _section(section, table.as_of, "###")
    return _finished([*lines, *_what_stands_in_each_row(every)])


def _shape(shape: Shape, by_id: dict[str, Group]) -> list[str]:
    headings = [f"**{column.pattern}**<br>{column.heading}" for column in shape.columns]
    lines = [f"## {shape.title}", "", shape.text, "", _line(("", *headings)), _line("---" for _ in ("", *headings))]
    for what, answers in shape.rows:
        titles = [by_id[group].title for group in what]
        first = "<br>".join(f"- {title}" for title in titles) if len(titles) > 1 else titles[0]
        lines.append(_line((first, *(_HELD.get(answer, answer) for answer in answers))))
    return [*lines, ""]


def _what_stands_in_each_row(every: tuple[Group, ...]) -> list[str]:
    lines = ["## What stands in each row", ""]
    lines += ["The funds together are all those of the rule pack. *Rule* is the code of the rule that decides.", ""]
    lines += ["| row | rule | consists of |", "| --- | --- | --- |"]
    for group in every:
        if group.funds:
            consists = ", ".join(funds_vocabulary()[fund].label for fund in group.funds)
        else:
            kinds = [facts["kind"].replace("_", " ") for facts in group.services.values()]
            consists = (
                f"services of the kinds {', '.join(kinds)}" if len(kinds) > 1 else f"a service of the kind {kinds[0]}"
            )
        lines.append(_line((group.title, f"`{group.code}`", consists)))
    return lines


def _finished(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
