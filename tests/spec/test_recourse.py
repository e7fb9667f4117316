"""The recourse matrix: no, yes, not known and mixed, against household shapes, every fund and every kind of service."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from tests.spec.matrix import PATTERNS, SHOWN, Column, Group, Shape, cells, groups, shapes, told
from tests.spec.running import person_with, service_with
from tests.spec.tables import Case, cases
from tests.support import builders
from tests.support.builders import recourse_pack

from spmatch.matcher import Matcher, Result
from spmatch.model.recommendation import Answer, Exclusion, Match, State
from spmatch.rules.recourse import KINDS_THAT_OFTEN_TEST, recorded_recourse
from spmatch.truth import Truth

GROUPS, SHAPES = groups(), shapes()
CELLS = list(cells())
COLUMNS = [(shape, number) for shape in SHAPES for number in range(len(shape.columns))]
CONFIRMATIONS = list(cases("confirmations"))
NEED = "loneliness"
RECORDED = {"no": "no", "yes": "yes", "not known": "unknown", "mixed": "mixed"}


def column_id(value: Any) -> str:
    return value.name if isinstance(value, Shape) else str(value)


@cache
def matcher() -> Matcher:
    offered = [
        service_with({"meets": [NEED], **facts}, id_) for group in GROUPS for id_, facts in group.services.items()
    ]
    return builders.matcher(*offered)


def facts_of(column: Column, receives: dict[str, Any]) -> dict[str, Any]:
    return {**column.facts, "needs": [{"need": NEED}], "money": {"receives": receives}}


@cache
def result(shape_name: str, number: int, receives: tuple[tuple[str, bool], ...] = ()) -> Result:
    """Return the whole answer for one column; once for each, because every fund and service is in it."""
    shape = next(shape for shape in SHAPES if shape.name == shape_name)
    about = person_with(facts_of(shape.columns[number], dict(receives)))
    return matcher().match(about, as_of=shape.as_of)


def answers_of(shape: Shape, number: int, group: Group) -> dict[str, Answer]:
    found = result(shape.name, number, tuple(group.receives.items()))
    listed: dict[str, Answer] = {answer.service: answer for answer in (*found.all_matches, *found.excluded)}
    return {id_: listed[id_] for id_ in group.services}


def shown(answer: Answer) -> str:
    """Return the state as shown; a hold is "no" when it is decided, and "open" when something is not known."""
    if isinstance(answer, Match):
        return answer.state.value.replace("_", " ")
    if answer.kind == "held":
        return "held no" if answer.trace.parts[1].truth is Truth.NO else "held open"
    return answer.kind.replace("_", " ")


def code_of(answer: Answer) -> str:
    return answer.reasons[0].code if isinstance(answer, Exclusion) else answer.trace.parts[1].code


@pytest.mark.parametrize(
    ("shape", "number", "group"), CELLS, ids=[f"{s.name} {s.columns[n].heading} {g.id}" for s, n, g in CELLS]
)
def test_a_cell_of_the_matrix_is_shown_as_it_says(shape: Shape, number: int, group: Group) -> None:
    for service, answer in answers_of(shape, number, group).items():
        came, expected = (shown(answer), code_of(answer)), shape.answer(group.id, number)
        assert came == (expected, group.code_for(expected)), told(shape, number, group, (service, *came))


def test_the_groups_together_are_exactly_the_funds_of_the_pack() -> None:
    grouped = [fund for group in GROUPS if not group.id.startswith("depends-benefit-") for fund in group.funds]
    asked, received, not_received = (group.funds for group in GROUPS if group.id.startswith("depends-benefit-"))
    assert asked == received == not_received
    grouped += asked
    assert sorted(grouped) == sorted(rule.fund for rule in recourse_pack().rules)


@pytest.mark.parametrize("group", [group for group in GROUPS if group.funds], ids=lambda group: group.id)
def test_the_pack_says_of_each_fund_what_its_group_says(group: Group) -> None:
    for fund in group.funds:
        rule = recourse_pack().rule(fund)
        assert (rule.standing, rule.whose_status) == (group.standing, group.whose_status), fund
        assert bool(rule.needs_benefit) == group.id.startswith("depends-benefit-"), fund


def test_every_kind_of_service_that_often_tests_has_a_row() -> None:
    tested = next(group for group in GROUPS if group.id == "often-tested")
    assert {facts["kind"] for facts in tested.services.values()} == KINDS_THAT_OFTEN_TEST - {"fund"}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_table_has_every_group_once(shape: Shape) -> None:
    listed = [group for what, _ in shape.rows for group in what]
    assert sorted(listed) == sorted(group.id for group in GROUPS)


def test_every_pattern_and_every_state_occurs() -> None:
    assert {column.pattern for shape in SHAPES for column in shape.columns} == set(PATTERNS)
    assert {answer for shape in SHAPES for _, answers in shape.rows for answer in answers} == set(SHOWN)


def everybody_can_claim(column: Column) -> bool:
    """Say from the column alone whether it is recorded of everybody that they can claim."""
    return "household" in column.facts and all(said == "yes" for _, said in column.who)


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_no_fund_is_suitable_unless_everybody_is_known_to_be_able_to_claim(shape: Shape, number: int) -> None:
    column = shape.columns[number]
    for group in GROUPS:
        if group.standing in ("public_fund", "depends") and not everybody_can_claim(column):
            for answer in answers_of(shape, number, group).values():
                assert not isinstance(answer, Match) or answer.state is not State.SUITABLE
                assert answer.service not in result(shape.name, number).plan.services


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_nothing_that_is_no_fund_is_lost_for_reasons_of_recourse(shape: Shape, number: int) -> None:
    may_be_lost = {"requires-recourse", "needs-benefit-not-asked", "needs-benefit-not-received"}
    for group in GROUPS:
        if group.standing in (None, "not_public_fund") and group.id not in may_be_lost:
            assert all(isinstance(answer, Match) for answer in answers_of(shape, number, group).values()), group.id


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_whoever_cannot_claim_or_is_held_is_told_who_can_advise(shape: Shape, number: int) -> None:
    answer = result(shape.name, number).recommendation
    is_held = any(exclusion.kind == "held" for exclusion in answer.excluded)
    assert is_held is any(answers[number].startswith("held") for _, answers in shape.rows)
    assert is_held or shape.columns[number].pattern == "yes"
    assert answer.signposts == ((recourse_pack().wording.adviser_signpost,) if is_held else ())


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_what_may_reach_the_home_office_carries_the_card(shape: Shape, number: int) -> None:
    for name in ("council-team", "section-17"):
        group = next(group for group in GROUPS if group.id == name)
        for answer in answers_of(shape, number, group).values():
            assert isinstance(answer, Match)
            is_weighed = not everybody_can_claim(shape.columns[number])
            assert ("shares_with_home_office" in answer.cautions) is is_weighed
            assert answer.service not in result(shape.name, number).plan.services or not is_weighed


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_the_household_as_a_whole_is_as_its_column_says(shape: Shape, number: int) -> None:
    column = shape.columns[number]
    is_open = column.pattern == "yes" and "household" not in column.facts
    expected = "household_not_known" if is_open else RECORDED[column.pattern]
    assert recorded_recourse(person_with(column.facts)) == expected


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_a_hold_says_what_is_recorded_in_the_words_of_its_column(shape: Shape, number: int) -> None:
    pattern = shape.columns[number].pattern
    for exclusion in result(shape.name, number).excluded:
        if exclusion.kind == "held":
            words = dict(exclusion.reasons[0].detail)["recorded"]
            assert words in ("no", "unknown", "mixed")
            assert (words == "mixed") is (pattern == "mixed")
            assert words != "no" or pattern == "no"


@pytest.mark.parametrize(("shape", "number"), COLUMNS, ids=column_id)
def test_nobody_is_asked_about_recourse_where_no_answer_can_lift_a_hold(shape: Shape, number: int) -> None:
    somebody_cannot = "no" in {said for _, said in shape.columns[number].who}
    for answer in (*result(shape.name, number).all_matches, *result(shape.name, number).excluded):
        asked = [question for question in answer.questions if question.id.endswith("has_recourse")]
        if isinstance(answer, Exclusion) and somebody_cannot:
            assert asked == [], answer.service
        if isinstance(answer, Match):
            own = answer.service.startswith("requires-recourse-")
            fund_to_check = answer.trace.parts[1].code in ("public_fund", "fund_depends")
            assert own or fund_to_check or asked == [], answer.service


TO_CHECK = [(shape, number, group) for shape, number, group in CELLS if shape.answer(group.id, number) == "check first"]


@pytest.mark.parametrize(
    ("shape", "number", "group"), TO_CHECK, ids=[f"{s.name} {s.columns[n].heading} {g.id}" for s, n, g in TO_CHECK]
)
def test_what_is_to_be_checked_first_says_what_to_ask(shape: Shape, number: int, group: Group) -> None:
    assert all(answer.questions for answer in answers_of(shape, number, group).values())


@pytest.mark.parametrize("case", CONFIRMATIONS, ids=lambda case: case.id)
def test_only_an_advisers_confirmation_lifts_a_hold(case: Case) -> None:
    answer = builders.matcher(service_with(case.service)).decide(
        person_with(case.row.facts), "service", as_of=case.row.as_of
    )
    came = shown(answer).removesuffix(" no").removesuffix(" open")
    assert (came, answer.trace.parts[1].code) == (case.row.shown, case.row.code), case.row.because
