"""What a trace of recourse tells, and the corners of the rule: what is looked up, what is missing, and who is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, assessment, member, recourse_pack, service

from spmatch.model.recommendation import Trace
from spmatch.rules.questions import ask_household, ask_member, ask_service
from spmatch.rules.recourse import RecourseRule, decide_recourse, is_held
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
PERSON, PARTNER, CHILD = (f"members.{label}.has_recourse" for label in ("person", "partner", "child"))


def decide(about, *, kind="community", as_of=AS_OF, **facts) -> Trace:
    offered = service("a-fund", "income-benefits", kind=kind, recourse=facts)
    return decide_recourse(RecourseRule(offered.recourse, offered.kind), about, as_of, recourse_pack())


def couple(person, partner, **facts):
    """Return a couple with a child who can claim; the recourse of the two is given."""
    others = [member("p", "partner", has_recourse=partner), member("c", "child", has_recourse=True)]
    return assessment({"has_recourse": person}, household=others, has_other_parent=False, **facts)


def alone(can, **facts):
    return assessment({"has_recourse": can}, household=[], **facts)


IN_FORCE = [rule.fund for rule in recourse_pack().rules if rule.is_in_force(AS_OF) and not rule.needs_benefit]


@pytest.mark.parametrize("fund", IN_FORCE)
def test_a_fund_is_told_with_its_rule_the_date_of_the_law_and_whose_status_counts(fund):
    rule = recourse_pack().rule(fund)
    stated_on = recourse_pack().law_as_of if rule.stated_on is None else rule.stated_on
    assert dict(decide(couple(None, True), is_fund=fund).detail) == {
        "fund": fund,
        "rule": rule.rule,
        "as_of": stated_on.isoformat(),
        "standing": rule.standing,
        "whose": "" if rule.whose_status is None else rule.whose_status,
        "recorded": "unknown",
        "ask": "" if rule.ask is None else rule.ask,
    }


def test_a_fund_is_decided_on_everybody_and_asks_those_of_whom_it_is_not_known():
    trace = decide(couple(None, True), is_fund="universal-credit")
    assert (trace.code, trace.truth, trace.who) == ("public_fund", UNKNOWN, None)
    assert trace.facts == (PERSON, PARTNER, CHILD)
    assert trace.missing == (PERSON,)
    assert trace.questions == (ask_member("has_recourse", "person"),)


def test_who_lives_there_and_a_parent_elsewhere_are_asked_about_as_matters_of_recourse():
    about = assessment({"has_recourse": True})
    household = ask_household("household", about_recourse=True)
    parent = ask_household("has_other_parent", about_recourse=True)
    assert decide(about, is_fund="universal-credit").questions == (household,)
    trace = decide(about, is_fund="child-benefit")
    assert trace.questions == (household, parent)
    assert trace.missing == (household.id, parent.id)


def test_once_somebody_cannot_claim_the_missing_facts_are_still_told_and_nobody_is_asked():
    trace = decide(couple(False, None), is_fund="universal-credit")
    assert (trace.truth, trace.missing, trace.questions) == (UNKNOWN, (PARTNER,), ())


@pytest.mark.parametrize(("can", "truth"), [(True, YES), (False, NO)])
def test_a_fund_that_is_decided_misses_nothing(can, truth):
    trace = decide(alone(can), is_fund="universal-credit")
    assert (trace.truth, trace.missing, trace.questions) == (truth, (), ())


@pytest.mark.parametrize(
    ("fund", "recorded"),
    [
        ("universal-credit", "no"),  # everybody's status counts, and the person's is no
        ("pip", "no"),  # the claimant's counts
        ("dla-child", "unknown"),  # the child's counts, and nobody knows it
    ],
)
def test_what_is_recorded_is_told_of_those_whose_status_counts(fund, recorded):
    about = assessment({"has_recourse": False}, household=[member("c", has_recourse=None)], has_other_parent=False)
    trace = decide(about, is_fund=fund)
    assert dict(trace.detail)["recorded"] == recorded
    assert is_held(trace)


def test_a_partners_status_counts_for_child_benefit_and_another_adults_does_not():
    def household(relation):
        others = [member("a", relation, has_recourse=None)]
        return assessment({"has_recourse": False}, household=others, has_other_parent=False)

    assert decide(household("partner"), is_fund="child-benefit").truth is UNKNOWN
    assert decide(household("other_adult"), is_fund="child-benefit").truth is NO
    assert decide(household("other_adult"), is_fund="universal-credit").truth is UNKNOWN


@pytest.mark.parametrize(
    ("person", "fund", "other_parent", "recorded", "held"),
    [
        (True, "child-benefit", True, "unknown", True),  # nothing is kept of that parent, so an adviser has to look
        (True, "child-benefit", None, "yes", False),  # a question first: is there one?
        (True, "child-benefit", False, "yes", False),
        (True, "universal-credit", True, "yes", False),  # a parent elsewhere does not count
        (None, "child-benefit", True, "unknown", True),
        (False, "child-benefit", True, "no", True),
        (False, "universal-credit", True, "no", True),
    ],
)
def test_a_parent_known_to_live_elsewhere_leaves_child_benefit_to_an_adviser(
    person, fund, other_parent, recorded, held
):
    trace = decide(alone(person, has_other_parent=other_parent), is_fund=fund)
    assert dict(trace.detail)["recorded"] == recorded
    assert is_held(trace) == held


def test_a_mixed_household_is_mixed_for_child_benefit_wherever_the_other_parent_lives():
    about = assessment({"has_recourse": True}, household=[member("c", has_recourse=False)], has_other_parent=True)
    assert dict(decide(about, is_fund="child-benefit").detail)["recorded"] == "mixed"


# A confirmation by an adviser.


def confirmed(*days, fund="universal-credit"):
    roles = ("solicitor", "nrpf_benefits_adviser", "regulated_immigration_adviser")
    return [
        {"fund": fund, "role": role, "on": AS_OF - timedelta(days=day)} for day, role in zip(days, roles, strict=False)
    ]


@pytest.mark.parametrize(("days", "role"), [((9, 3), "nrpf_benefits_adviser"), ((3, 9), "solicitor")])
def test_of_several_confirmations_the_latest_one_is_told(days, role):
    trace = decide(alone(False, adviser_confirmations=confirmed(*days)), is_fund="universal-credit")
    assert (trace.code, trace.truth, trace.facts) == ("adviser_confirmed", YES, ("adviser_confirmations",))
    detail = dict(trace.detail)
    assert (detail["role"], detail["confirmed_on"]) == (role, (AS_OF - timedelta(days=3)).isoformat())
    assert detail["fund"] == "universal-credit"
    assert not is_held(trace)


def test_a_confirmation_lifts_the_hold_over_the_benefit_a_fund_needs_and_over_what_is_stated_too():
    about = alone(False, adviser_confirmations=confirmed(1))
    trace = decide(about, is_fund="universal-credit", needs_benefit=["pip"], requires_recourse=True)
    assert (trace.code, trace.truth) == ("adviser_confirmed", YES)


def test_a_confirmation_does_not_bring_back_a_fund_that_has_ended():
    about = alone(False, adviser_confirmations=confirmed(1, fund="household-support-fund"))
    trace = decide(about, is_fund="household-support-fund")
    assert (trace.code, trace.truth) == ("fund_not_in_force", NO)
    assert dict(trace.detail)["rule"] == recourse_pack().rule("household-support-fund").rule


# A benefit that has to be received.


def test_an_open_benefit_is_asked_about_by_name_as_a_matter_of_recourse():
    trace = decide(alone(True), needs_benefit=["pip", "universal-credit"])
    what = "Personal Independence Payment, Universal Credit"
    question = ask_household("receives", key="pip-or-universal-credit", what=what, about_recourse=True)
    assert trace == Trace(
        "needs_benefit",
        UNKNOWN,
        facts=("money.receives.pip", "money.receives.universal-credit"),
        missing=("money.receives.pip", "money.receives.universal-credit"),
        questions=(question,),
        detail=(
            ("as_of", recourse_pack().law_as_of.isoformat()),
            ("benefits", "pip, universal-credit"),
            ("recorded", "yes"),
        ),
    )


def test_a_benefit_that_is_known_not_to_be_received_is_missing_no_more():
    about = alone(True, money={"receives": {"pip": False}})
    trace = decide(about, needs_benefit=["pip", "universal-credit"])
    assert (trace.truth, trace.missing) == (UNKNOWN, ("money.receives.universal-credit",))


@pytest.mark.parametrize(("person", "partner", "is_asked"), [(True, True, True), (None, True, True), (False, False, False), (True, False, False)])  # fmt: skip
def test_nobody_is_asked_about_benefits_once_somebody_in_the_household_cannot_claim(person, partner, is_asked):
    trace = decide(couple(person, partner), needs_benefit=["pip"])
    assert trace.truth is UNKNOWN
    assert bool(trace.questions) == is_asked


def test_somebody_who_lives_alone_and_cannot_claim_is_not_asked_about_benefits_either():
    trace = decide(alone(False), needs_benefit=["pip"])
    assert (trace.truth, trace.questions, is_held(trace)) == (UNKNOWN, (), True)


@pytest.mark.parametrize(("answer", "truth"), [(True, YES), (False, NO)])
def test_a_benefit_that_was_asked_about_is_decided_on_that_fact_and_misses_nothing(answer, truth):
    trace = decide(alone(False, money={"receives": {"pip": answer}}), needs_benefit=["pip"])
    assert (trace.code, trace.truth, trace.facts) == ("needs_benefit", truth, ("money.receives.pip",))
    assert (trace.missing, trace.questions) == ((), ())
    detail = dict(trace.detail)
    assert (detail["benefits"], detail["recorded"]) == ("pip", "no")
    assert detail.get("receives") == (None if answer else "no")
    assert not is_held(trace)


def test_a_fund_that_needs_a_benefit_is_told_with_the_fund_and_with_what_is_recorded_once():
    trace = decide(alone(None), is_fund="crisis-and-resilience-housing-payment")
    names = [name for name, _ in trace.detail]
    assert trace.code == "needs_benefit"
    assert names.count("recorded") == names.count("as_of") == 1
    assert dict(trace.detail)["fund"] == "crisis-and-resilience-housing-payment"
    assert dict(trace.detail)["benefits"] == "housing-benefit, universal-credit"


# What the provider states, and what it leaves out.


def test_a_provider_that_asks_for_recourse_asks_the_person_alone():
    about = assessment({"has_recourse": None}, household=[member("c", has_recourse=None)])
    trace = decide(about, requires_recourse=True)
    assert trace == Trace(
        "requires_recourse",
        UNKNOWN,
        "person",
        (PERSON,),
        (PERSON,),
        (ask_member("has_recourse", "person"),),
        (("recorded", "unknown"),),
    )
    decided = decide(couple(False, True), requires_recourse=True)
    assert decided == Trace("requires_recourse", NO, "person", (PERSON,), detail=(("recorded", "mixed"),))


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("rent_from_housing_benefit", {"rent_from_housing_benefit": True}),
        ("recourse_not_stated", {"kind": "refuge"}),
    ],
)
def test_what_is_not_stated_is_asked_of_the_service_as_a_matter_of_recourse(code, facts):
    question = ask_service(code, about_recourse=True)
    looked_up = (PERSON, PARTNER, CHILD)
    trace = decide(couple(None, True), **facts)
    assert trace == Trace(code, UNKNOWN, None, looked_up, (question.id,), (question,), (("recorded", "unknown"),))
    assert not is_held(trace), "a question to the service holds nothing back"
    known = decide(couple(True, True), **facts)
    assert known == Trace(code, YES, None, looked_up, detail=(("recorded", "yes"),))


def test_rent_that_is_stated_not_to_come_from_housing_benefit_is_no_question():
    assert decide(alone(False), rent_from_housing_benefit=False) == Trace("no_recourse_test_stated", YES)


def test_the_first_statement_that_does_not_hold_is_the_answer_and_the_first_of_all_when_all_hold():
    receives = {"receives": {"pip": True}}
    about = alone(True, money=receives)
    stated = {"is_fund": "universal-credit", "needs_benefit": ["pip"], "requires_recourse": True}
    assert decide(about, **stated).code == "needs_benefit"
    assert decide(alone(None, money=receives), **stated).code == "public_fund"
    assert decide(alone(None), **stated).code == "needs_benefit"
    partner = [member("p", "partner", has_recourse=True)]
    about = assessment({"has_recourse": False}, household=partner, money=receives)
    assert decide(about, needs_benefit=["pip"], requires_recourse=True).code == "requires_recourse"
