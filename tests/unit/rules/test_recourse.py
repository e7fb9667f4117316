"""The table of recourse: who is recorded how, whose status counts, and what follows for each kind of service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, assessment, match, member, needs, recourse_pack, service

from spmatch.model.recommendation import Exclusion, Match, State
from spmatch.rules.recourse import RecourseRule, decide_recourse, is_held, recorded_recourse
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
CLAIMANT, CHILD, EITHER_PARENT, HOUSEHOLD = "pip", "dla-child", "child-benefit", "universal-credit"
DEPENDS, DEPENDS_ON_BENEFIT = "crisis-and-resilience-crisis-payment", "crisis-and-resilience-housing-payment"
NOT_A_FUND = "section-17-support"


def household(**recourse: bool | None):
    """Return an assessment from relation=has_recourse; ``others=None`` leaves open who lives there."""
    facts = dict(recourse)
    person = facts.pop("person", None)
    is_known = facts.pop("is_known", True)
    others = [member(f"m-{relation}", relation, has_recourse=can) for relation, can in facts.items()]
    return assessment(
        {"has_recourse": person},
        household=others if is_known else None,
        has_other_parent=False,
        needs=needs("income-benefits"),
    )


def decide(about, *, kind="fund", **facts):
    offered = service("a-fund", "income-benefits", kind=kind, recourse=facts)
    return decide_recourse(RecourseRule(offered.recourse, offered.kind), about, AS_OF, recourse_pack())


def test_the_funds_of_the_table_are_what_the_pack_says():
    rules = {fund: recourse_pack().rule(fund) for fund in (CLAIMANT, CHILD, EITHER_PARENT, HOUSEHOLD, DEPENDS)}
    assert [rule.whose_status for rule in rules.values()] == [
        "claimant",
        "child",
        "either_parent",
        "household",
        "household",
    ]
    assert [rule.standing for rule in rules.values()] == ["public_fund"] * 4 + ["depends"]
    assert recourse_pack().rule(NOT_A_FUND).standing == "not_public_fund"
    assert recourse_pack().rule(DEPENDS_ON_BENEFIT).needs_benefit == ("housing-benefit", "universal-credit")


EVERYBODY_YES = household(person=True, partner=True, child=True)
EVERYBODY_NO = household(person=False, partner=False, child=False)
NOBODY_ASKED = household(person=None, partner=None, child=None)
ONLY_PERSON = household(person=True, partner=False, child=False)
ONLY_PARTNER = household(person=False, partner=True, child=True)
ONLY_CHILD = household(person=False, partner=False, child=True)
CHILD_NOT_ASKED = household(person=False, partner=False, child=None)
PERSON_NOT_ASKED = household(person=None, partner=True, child=True)
ALONE_YES, ALONE_NO = household(person=True), household(person=False)
OTHERS_OPEN_YES, OTHERS_OPEN_NO = household(person=True, is_known=False), household(person=False, is_known=False)

TABLE = [
    # household         recorded                claimant  child    either parent  household
    (EVERYBODY_YES, "yes", YES, YES, YES, YES),
    (EVERYBODY_NO, "no", NO, NO, NO, NO),
    (NOBODY_ASKED, "unknown", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (ONLY_PERSON, "mixed", UNKNOWN, NO, UNKNOWN, UNKNOWN),
    (ONLY_PARTNER, "mixed", NO, UNKNOWN, UNKNOWN, UNKNOWN),
    (ONLY_CHILD, "mixed", NO, UNKNOWN, NO, UNKNOWN),
    (CHILD_NOT_ASKED, "no", NO, UNKNOWN, NO, UNKNOWN),
    (PERSON_NOT_ASKED, "unknown", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (ALONE_YES, "yes", YES, YES, YES, YES),
    (ALONE_NO, "no", NO, UNKNOWN, NO, NO),
    (OTHERS_OPEN_YES, "household_not_known", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (OTHERS_OPEN_NO, "no", NO, UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("about", "recorded", "claimant", "child", "either_parent", "all_"), TABLE)
def test_a_public_fund_is_yes_for_unanimous_yes_no_for_unanimous_no_and_open_between(
    *, about, recorded, claimant, child, either_parent, all_
):
    assert recorded_recourse(about) == recorded
    decided = [decide(about, is_fund=fund) for fund in (CLAIMANT, CHILD, EITHER_PARENT, HOUSEHOLD)]
    assert [trace.truth for trace in decided] == [claimant, child, either_parent, all_]
    assert {trace.code for trace in decided} == {"public_fund"}


@pytest.mark.parametrize(("about", "recorded", "claimant", "child", "either_parent", "all_"), TABLE)
def test_a_fund_is_held_unless_yes_but_not_knowing_who_lives_there_is_only_a_question(
    *, about, recorded, claimant, child, either_parent, all_
):
    for fund in (CLAIMANT, CHILD, EITHER_PARENT, HOUSEHOLD, DEPENDS):
        trace = decide(about, is_fund=fund)
        assert is_held(trace) == (trace.truth is not YES and recorded != "household_not_known")


@pytest.mark.parametrize("about", [row[0] for row in TABLE])
def test_a_fund_whose_standing_depends_is_decided_like_a_household_fund(about):
    depends = decide(about, is_fund=DEPENDS)
    assert depends.code == "fund_depends"
    assert depends.truth is decide(about, is_fund=HOUSEHOLD).truth


@pytest.mark.parametrize("about", [row[0] for row in TABLE])
def test_what_is_not_a_public_fund_is_never_held(about):
    trace = decide(about, is_fund=NOT_A_FUND)
    assert (trace.code, trace.truth, is_held(trace)) == ("not_public_fund", YES, False)


@pytest.mark.parametrize("about", [row[0] for row in TABLE])
def test_advice_about_a_fund_is_never_held_and_asks_nobody_about_status(about):
    trace = decide(about, kind="advice", helps_to_claim=[HOUSEHOLD, CHILD])
    assert (trace.code, trace.truth, trace.questions) == ("no_recourse_test_stated", YES, ())


@pytest.mark.parametrize(("other_parent", "truth"), [(False, YES), (None, UNKNOWN), (True, UNKNOWN)])
def test_another_parent_nobody_asked_about_leaves_child_benefit_open(other_parent, truth):
    about = EVERYBODY_YES.model_copy(update={"has_other_parent": other_parent})
    assert decide(about, is_fund=EITHER_PARENT).truth is truth
    assert decide(about, is_fund=HOUSEHOLD).truth is YES


@pytest.mark.parametrize(("other_parent", "truth"), [(False, NO), (None, UNKNOWN), (True, UNKNOWN)])
def test_a_parent_elsewhere_may_be_able_to_claim_where_those_here_cannot(other_parent, truth):
    about = EVERYBODY_NO.model_copy(update={"has_other_parent": other_parent})
    assert decide(about, is_fund=EITHER_PARENT).truth is truth


def test_a_fund_that_stays_open_because_of_a_parent_elsewhere_is_no_step_of_a_plan():
    about = EVERYBODY_YES.model_copy(update={"has_other_parent": True})
    result = match(about, service("child-benefit", "income-benefits", kind="fund", recourse={"is_fund": EITHER_PARENT}))
    assert result.plan.steps == ()
    assert [(gap.need, gap.reason) for gap in result.gaps] == [("income-benefits", "held")]
    assert result.matches == (), "there is nothing to check first: no answer of the household's settles it"


BENEFIT = {"needs_benefit": ["universal-credit", "pip"]}


@pytest.mark.parametrize(
    ("receives", "truth"),
    [
        ({}, UNKNOWN),
        ({"pip": False}, UNKNOWN),
        ({"pip": False, "universal-credit": False}, NO),
        ({"pip": False, "universal-credit": True}, YES),
        ({"universal-credit": True}, YES),
    ],
)
def test_an_offer_for_those_who_receive_a_benefit_goes_by_what_is_received(receives, truth):
    about = ALONE_YES.model_copy(update={"money": ALONE_YES.money.model_copy(update={"receives": receives})})
    trace = decide(about, kind="benefit_passported", **BENEFIT)
    assert (trace.code, trace.truth) == ("needs_benefit", truth)


def test_an_open_benefit_question_holds_the_offer_unless_everybody_can_claim_and_a_plain_no_is_not_available():
    assert is_held(decide(EVERYBODY_NO, **BENEFIT))
    assert is_held(decide(NOBODY_ASKED, **BENEFIT))
    assert is_held(decide(ONLY_PARTNER, **BENEFIT))
    assert not is_held(decide(EVERYBODY_YES, **BENEFIT))
    receives_none = {"receives": {"universal-credit": False, "pip": False}}
    about = EVERYBODY_NO.model_copy(update={"money": EVERYBODY_NO.money.model_copy(update=receives_none)})
    assert not is_held(decide(about, **BENEFIT))


def receiving(about, *benefits):
    receives = dict.fromkeys(benefits, True)
    return about.model_copy(update={"money": about.money.model_copy(update={"receives": receives})})


def test_a_fund_paid_beside_a_benefit_is_reasoned_by_the_benefit_first_and_by_recourse_once_that_is_received():
    assert decide(EVERYBODY_NO, is_fund=DEPENDS_ON_BENEFIT).code == "needs_benefit"
    mixed = receiving(ONLY_PARTNER, "universal-credit")
    trace = decide(mixed, is_fund=DEPENDS_ON_BENEFIT)
    assert (trace.code, trace.truth, is_held(trace)) == ("fund_depends", UNKNOWN, True)
    assert decide(receiving(EVERYBODY_YES, "universal-credit"), is_fund=DEPENDS_ON_BENEFIT).truth is YES


def test_a_benefit_that_a_record_asks_for_counts_for_funds_too_on_the_list_or_not():
    assert decide(EVERYBODY_YES, is_fund="healthy-start", needs_benefit=["universal-credit"]).truth is UNKNOWN
    assert decide(EVERYBODY_YES, is_fund=HOUSEHOLD, needs_benefit=["pip"]).truth is UNKNOWN
    assert decide(receiving(EVERYBODY_YES, "pip"), is_fund=HOUSEHOLD, needs_benefit=["pip"]).truth is YES


def test_a_statement_that_recourse_is_needed_counts_beside_all_else_that_is_stated():
    assert decide(ALONE_NO, is_fund=NOT_A_FUND, requires_recourse=True).truth is NO
    about = receiving(ALONE_NO, "universal-credit")
    trace = decide(about, kind="benefit_passported", needs_benefit=["universal-credit"], requires_recourse=True)
    assert (trace.code, trace.truth) == ("requires_recourse", NO)


@pytest.mark.parametrize(("can", "truth"), [(True, YES), (False, NO), (None, UNKNOWN)])
def test_a_provider_that_states_that_recourse_is_needed_goes_by_the_person(can, truth):
    trace = decide(household(person=can, partner=True), kind="community", requires_recourse=True)
    assert (trace.code, trace.truth, is_held(trace)) == ("requires_recourse", truth, False)


@pytest.mark.parametrize("about", [row[0] for row in TABLE])
def test_a_provider_that_states_that_recourse_is_not_needed_takes_everybody(about):
    trace = decide(about, kind="hostel", requires_recourse=False, rent_from_housing_benefit=True)
    assert (trace.code, trace.truth) == ("open_to_all_recourse", YES)


SENSITIVE = ["hostel", "refuge", "supported_housing", "grant", "childcare", "statutory", "benefit_passported", "fund"]


@pytest.mark.parametrize(("about", "recorded"), [row[:2] for row in TABLE])
def test_saying_nothing_is_a_question_only_where_recourse_is_often_tested(about, recorded):
    for kind in SENSITIVE:
        trace = decide(about, kind=kind)
        assert trace.code == "recourse_not_stated"
        assert trace.truth is (YES if recorded == "yes" else UNKNOWN)
        assert [q.to for q in trace.questions] == ([] if recorded == "yes" else ["service"])
        assert all(q.is_about_recourse for q in trace.questions)
    for kind in ("advice", "community", "health", "goods"):
        trace = decide(about, kind=kind)
        assert (trace.code, trace.truth, trace.questions) == ("no_recourse_test_stated", YES, ())


@pytest.mark.parametrize(("about", "recorded"), [row[:2] for row in TABLE])
def test_rent_paid_from_housing_benefit_is_a_question_unless_everybody_can_claim(about, recorded):
    trace = decide(about, kind="community", rent_from_housing_benefit=True)
    assert (trace.code, trace.truth) == ("rent_from_housing_benefit", YES if recorded == "yes" else UNKNOWN)


@pytest.mark.parametrize(("days", "code"), [(-1, "adviser_confirmed"), (0, "adviser_confirmed"), (1, "public_fund")])
def test_only_an_advisers_confirmation_that_is_made_by_then_lifts_a_hold(days, code):
    confirmation = {"fund": HOUSEHOLD, "role": "solicitor", "on": AS_OF + timedelta(days=days)}
    about = assessment({"has_recourse": False}, household=[], adviser_confirmations=[confirmation])
    assert decide(about, is_fund=HOUSEHOLD).code == code
    assert decide(about, is_fund=CLAIMANT).code == "public_fund", "a confirmation is for one fund"


def test_nobody_is_asked_about_status_once_no_answer_can_lift_the_hold():
    assert decide(CHILD_NOT_ASKED, is_fund=HOUSEHOLD).questions == ()
    asked = decide(NOBODY_ASKED, is_fund=HOUSEHOLD).questions
    assert [question.id for question in asked] == [
        f"members.{who}.has_recourse" for who in ("person", "partner", "child")
    ]
    assert all("don't have to say" in question.text for question in asked)


def test_a_pin_does_not_lift_a_hold():
    fund = service("uc", "income-benefits", kind="fund", recourse={"is_fund": HOUSEHOLD})
    result = match(ALONE_NO, fund, pinned=["uc"])
    assert result.matches == ()
    assert [(e.service, e.kind, e.reasons[0].code) for e in result.excluded] == [("uc", "held", "public_fund")]


def test_the_advice_around_a_held_fund_is_a_match_and_is_named_beside_it():
    fund = service("uc", "income-benefits", kind="fund", recourse={"is_fund": HOUSEHOLD})
    advice = service("advice", "benefits-advice", kind="advice", recourse={"helps_to_claim": [HOUSEHOLD]})
    result = match(ALONE_NO.model_copy(update={"needs": assessment(needs=needs("income-benefits", "benefits-advice")).needs}), fund, advice)  # fmt: skip
    assert [match.service for match in result.matches] == ["advice"]
    assert result.excluded[0].advice == ("advice",)


@pytest.mark.parametrize(
    ("can", "state"), [(False, "talk_through_first"), (None, "talk_through_first"), (True, "suitable")]
)
def test_a_service_that_tells_the_home_office_is_talked_through_first_unless_recourse_is_a_plain_yes(can, state):
    offered = service("section-17", "income-benefits", recourse={"shares_with_home_office": True})
    result = match(household(person=can), offered)
    assert result.matches[0].state == State(state)
    assert (result.plan.steps == ()) == (state == "talk_through_first")


def test_a_caution_never_lowers_the_score():
    plain, cautious = service("a"), service("b", talk_through="Think about it first.")
    points = {found.service: found.points for found in match(assessment(), plain, cautious).matches}
    assert points["a"] == points["b"]


def test_a_fund_outside_its_time_is_not_available_and_nobody_is_held_over_it():
    over = service("hsf", "income-benefits", kind="fund", recourse={"is_fund": "household-support-fund"})
    answer = match(ALONE_NO, over).matcher.decide(ALONE_NO, "hsf", as_of=AS_OF)
    assert isinstance(answer, Exclusion)
    assert (answer.kind, [reason.code for reason in answer.reasons]) == ("not_available", ["fund_not_in_force"])
    in_time = match(ALONE_YES, over).matcher.decide(ALONE_YES, "hsf", as_of="2026-03-31")
    assert isinstance(in_time, Match)
