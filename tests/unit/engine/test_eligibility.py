"""How the traces of criteria are put together: the author's own tree, and the household behind ``member``."""

from __future__ import annotations

import pytest
from tests.support.builders import assessment, member, service, situation

from spmatch.engine.eligibility import decide
from spmatch.model.recommendation import Trace
from spmatch.rules.questions import ask_household
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
DISABLED, CARER = ({"type": "fact", "fact": name} for name in ("is_disabled", "is_unpaid_carer"))
HOUSEHOLD = ask_household("household")


def traced(criterion, person=None, **facts) -> Trace:
    return decide(service("a", eligibility=criterion).eligibility, situation(assessment(person, **facts)))


def some(meets, *relations):
    return {"type": "member", "meets": meets} | ({"relations": list(relations)} if relations else {})


@pytest.mark.parametrize(
    ("facts", "all_of", "any_of"),
    [
        ({}, UNKNOWN, UNKNOWN),
        ({"is_disabled": True}, UNKNOWN, YES),
        ({"is_disabled": False}, NO, UNKNOWN),
        ({"is_disabled": True, "is_unpaid_carer": True}, YES, YES),
        ({"is_disabled": False, "is_unpaid_carer": False}, NO, NO),
    ],
)
def test_a_tree_is_told_as_its_author_wrote_it(facts, all_of, any_of):
    for type_, expected in (("all_of", all_of), ("any_of", any_of)):
        trace = traced({"type": type_, "parts": [DISABLED, CARER]}, facts)
        assert (trace.code, trace.truth) == (type_, expected)
        assert [dict(part.detail)["fact"] for part in trace.parts] == ["is_disabled", "is_unpaid_carer"]


@pytest.mark.parametrize(("fact", "expected"), [(True, NO), (None, UNKNOWN), (False, YES)])
def test_not_is_told_with_what_it_turns_over(fact, expected):
    trace = traced({"type": "not", "part": DISABLED}, {"is_disabled": fact})
    assert (trace.code, trace.truth) == ("not", expected)
    assert [part.truth for part in trace.parts] == [Truth.of(fact)]


def test_inside_a_tree_the_parts_are_about_the_same_member():
    both = {"type": "all_of", "parts": [DISABLED, {"type": "not", "part": CARER}]}
    either = {"type": "any_of", "parts": [DISABLED, CARER]}
    children = [
        member("one", is_disabled=True, is_unpaid_carer=True),
        member("two", is_disabled=False, is_unpaid_carer=False),
    ]
    assert traced(some(both, "child"), household=children).truth is NO, "no one child meets both"
    trace = traced(some(either, "child"), household=children)
    assert [part.truth for part in trace.parts] == [YES, NO]
    assert {node.who for node in trace.parts[1].walk()} == {None, "child-2"}


def test_only_members_of_the_relations_named_count():
    household = [member("c", is_disabled=False), member("p", "parent", is_disabled=True)]
    assert traced(some(DISABLED, "child"), household=household).truth is NO
    assert traced(some(DISABLED, "child", "parent"), household=household).truth is YES
    assert traced(some(DISABLED), household=household).truth is YES
    assert [part.who for part in traced(some(DISABLED), household=household).parts] == ["person", "child", "parent"]
    assert traced(some(DISABLED, "partner"), household=household) == Trace(
        "member", NO, facts=("household.household",), detail=(("relations", "partner"),)
    )


@pytest.mark.parametrize(
    ("relations", "is_disabled", "expected", "is_asked"),
    [
        ((), None, UNKNOWN, True),
        ((), False, UNKNOWN, True),  # others who are disabled may live there
        ((), True, YES, False),  # whoever else lives there
        (("child",), True, UNKNOWN, True),
        (("person", "child"), False, UNKNOWN, True),
        (("person",), False, NO, False),  # nobody else counts
        (("person",), None, UNKNOWN, False),
    ],
)
def test_who_lives_there_is_asked_only_where_the_answer_could_settle_it(relations, is_disabled, expected, is_asked):
    trace = traced(some(DISABLED, *relations), {"is_disabled": is_disabled}, household=None)
    assert (trace.code, trace.truth, trace.facts) == ("member", expected, ("household.household",))
    assert trace.questions == ((HOUSEHOLD,) if is_asked else ())
    assert trace.missing == ((HOUSEHOLD.id,) if is_asked else ())
    assert dict(trace.detail) == {"relations": ", ".join(relations)}


@pytest.mark.parametrize("household", [[], [member("c")]])
def test_who_lives_there_is_not_asked_once_it_is_known(household):
    trace = traced(some(DISABLED), household=household)
    assert (trace.truth, trace.missing, trace.questions) == (UNKNOWN, (), ())
