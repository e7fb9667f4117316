"""Every row of the specification tables comes out as it says, and the tables leave nothing out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from tests.spec.running import WORDS, area_with, decided, person_with, questions_in, service_with
from tests.spec.tables import ANSWERS, SIDES, Case, Malformed, Table, cases, read_table, tables
from tests.support.builders import directory

from spmatch.geography import locate, parse_postcode
from spmatch.matcher import Matcher
from spmatch.model.coverage import Coverage
from spmatch.model.criteria import Criterion, HouseholdFact, MemberFact
from spmatch.model.recommendation import Match
from spmatch.truth import Truth

KINDS = {kind.model_fields["type"].default: kind for kind in get_args(get_args(Criterion)[0])}
GROUPS = ("criteria", "coverage", "people", "status")
CASES = [case for group in GROUPS for case in cases(group)]
CRITERIA = {table.name: table for table in tables("criteria")}
DAY_FIELDS = {"season": {"from_day", "until_day"}}
"""Limits that are days of the year, which a schema shows as text."""
PRECISIONS = {"unit", "sector", "outcode", "straddling", "borough", "no fixed abode", "nothing"}
"""Every way in which a place may be known; each kind of area has a row for each."""


def told(case: Case) -> str:
    """Say in lines what a row is about, for a failing test."""
    return (
        f"\n  {case.table.title} - {case.section.heading}\n"
        f"  service: {case.service}\n  person:  {case.row.facts}\n  day:     {case.row.as_of}\n"
        f"  expected {case.row.says!r}: {case.row.because}"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_row_comes_out_as_it_says(case: Case) -> None:
    trace, column = decided(case)
    assert WORDS[trace.truth] == case.row.says, told(case)
    assert column == case.row.says, told(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.row.says == "not known"], ids=lambda case: case.id)
def test_what_is_not_known_comes_with_the_question_that_settles_it(case: Case) -> None:
    trace, _ = decided(case)
    assert questions_in(trace), told(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.row.for_whom], ids=lambda case: case.id)
def test_whom_a_service_is_for_is_said(case: Case) -> None:
    offered = directory(service_with(case.service))
    answer = Matcher(offered, area=area_with(case)).decide(person_with(case.row.facts), "service", as_of=case.row.as_of)
    assert isinstance(answer, Match), told(case)
    assert answer.for_whom == case.row.for_whom, told(case)


def test_every_kind_of_criterion_has_its_table() -> None:
    assert set(CRITERIA) == set(KINDS)


@pytest.mark.parametrize("table", CRITERIA.values(), ids=CRITERIA)
def test_a_kind_has_a_row_for_every_answer_it_can_give(table: Table) -> None:
    given = {row.says for section in table.sections for row in section.rows}
    assert given | set(table.never) == set(ANSWERS)
    assert given.isdisjoint(table.never)


def criteria_in(value: Any) -> Iterator[dict[str, Any]]:
    """Give every criterion of a tree."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from criteria_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from criteria_in(inner)


@pytest.mark.parametrize("table", CRITERIA.values(), ids=CRITERIA)
def test_the_table_of_a_kind_is_about_that_kind(table: Table) -> None:
    for section in table.sections:
        assert table.name in {criterion["type"] for criterion in criteria_in(section.about["criterion"])}


def limits_of(model: Any) -> set[str]:
    """Return the fields of a model that hold a number."""
    fields = model.model_json_schema().get("properties", {})
    return {
        name
        for name, field in fields.items()
        if {"integer", "number"} & {part.get("type") for part in (field, *field.get("anyOf", ()))}
    }


def edges(table: Table) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each limit of each section that has rows at its edge, with the answers by side."""
    for section in table.sections:
        for limit in {row.edge[0] for row in section.rows if row.edge is not None}:
            yield (
                limit,
                {row.edge[1]: row.says for row in section.rows if row.edge is not None and row.edge[0] == limit},
            )


@pytest.mark.parametrize("table", CRITERIA.values(), ids=CRITERIA)
def test_every_limit_of_a_kind_has_rows_below_at_and_above(table: Table) -> None:
    whole = {limit for limit, sides in edges(table) if set(sides) == set(SIDES)}
    own = limits_of(KINDS[table.name]) | DAY_FIELDS.get(table.name, set())
    assert whole == own


@pytest.mark.parametrize("table", [t for group in GROUPS for t in tables(group)], ids=lambda t: f"{t.group}/{t.name}")
def test_the_answer_changes_at_every_edge(table: Table) -> None:
    for limit, sides in edges(table):
        assert set(sides) == set(SIDES), limit
        assert len(set(sides.values())) > 1, limit


def test_every_fact_a_criterion_may_look_at_is_in_its_table() -> None:
    listed = {path.partition(".")[2] for section in CRITERIA["fact"].sections for path in section.each}
    assert listed == {*get_args(MemberFact), *get_args(HouseholdFact)}


COVERAGE = tables("coverage")


def parts_of(table: Table) -> set[str]:
    """Return the parts of an area that a table is about."""
    return {name for section in table.sections for name in (section.about.get("coverage") or {})}


def test_every_part_of_an_area_and_every_place_that_may_count_has_rows() -> None:
    assert {name for table in COVERAGE for name in parts_of(table)} == set(Coverage.model_fields)
    where = {(section.about.get("coverage") or {}).get("where", "current") for t in COVERAGE for section in t.sections}
    assert where == {"current", "home", "placed_by"}


def precision_of(facts: dict[str, Any]) -> str:
    """Return in which way the place of a row is known."""
    home = facts.get("home", {})
    if home.get("postcode") is None:
        return "borough" if home.get("borough") else "nothing"
    postcode = parse_postcode(home["postcode"])
    if postcode.special is not None:
        return "no fixed abode" if postcode.outward == "ZZ99" else postcode.special
    found = locate(postcode)
    assert found is not None
    return "straddling" if found.borough is None and postcode.precision == "outcode" else postcode.precision


@pytest.mark.parametrize("table", [t for t in COVERAGE if t.name != "9-where"], ids=lambda table: table.name)
def test_every_kind_of_area_has_a_row_for_every_way_a_place_may_be_known(table: Table) -> None:
    known = {precision_of(row.facts) for section in table.sections for row in section.rows}
    assert known - {"forces", "po_box"} == PRECISIONS


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title: A\ntext: B\nas_of: 2026-11-22\n", "sections is missing"),
        (
            "title: A\ntext: B\nas_of: 2026-11-22\nsections: [{heading: C, rows: [{says: maybe, because: D}]}]\n",
            "says is",
        ),
        ("title: A\ntext: B\nas_of: 2026-11-22\nsections: [{heading: C, rows: [{says: no}]}]\n", "because is missing"),
        ("title: A\ntext: B\nas_of: 2026-11-22\nsections: [{heading: C, kinds: 1, rows: []}]\n", "has no place here"),
        (
            "title: A\ntext: B\nas_of: 2026-11-22\nsections: [{heading: C, rows: [{says: no, because: D, edge: near x}]}]\n",
            "edge is below, at or above",
        ),
    ],
)
def test_a_table_of_the_wrong_form_is_told(text: str, fault: str, tmp_path: Any) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=fault):
        read_table(path)


def test_a_row_that_is_wrong_fails_in_words() -> None:
    case = CASES[0]
    assert case.row.because in told(case)
    assert WORDS.keys() == set(Truth)
