"""What a good answer for the young mother of the published story is: phases, unlocks, states and reasons, not one order.

The composite stands in ``examples/gina.yaml``; what is expected follows the notes of practice, section by section.
"""

from __future__ import annotations

from datetime import date

import pytest

import spmatch
from spmatch.model.recommendation import Exclusion, Match, Step

AS_OF = "2026-11-22"


def answer(matcher: spmatch.Matcher, name: str) -> spmatch.Result:
    return matcher.match(spmatch.read_assessment(f"examples/{name}.yaml"), as_of=AS_OF)


@pytest.fixture(scope="module")
def matcher() -> spmatch.Matcher:
    return spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())


@pytest.fixture(scope="module")
def gina(matcher: spmatch.Matcher) -> spmatch.Result:
    return answer(matcher, "gina")


@pytest.fixture(scope="module")
def with_recourse(matcher: spmatch.Matcher) -> spmatch.Result:
    return answer(matcher, "gina-recourse-yes")


@pytest.fixture(scope="module")
def recourse_unknown(matcher: spmatch.Matcher) -> spmatch.Result:
    return answer(matcher, "gina-recourse-unknown")


def services(steps: tuple[Step, ...]) -> set[str]:
    return {step.service for step in steps if step.service is not None}


def step(result: spmatch.Result, service: str) -> Step:
    return next(step for step in result.plan.steps if step.service == service)


def found(result: spmatch.Result, service: str) -> Match | Exclusion:
    return next(answer for answer in (*result.matches, *result.excluded) if answer.service == service)


def position(result: spmatch.Result, service: str) -> int:
    return [match.service for match in result.matches].index(service)


# Safety first


def test_the_safety_line_says_that_no_risk_is_recorded_and_asks_what_tonight_depends_on(gina: spmatch.Result) -> None:
    assert gina.safety.banner == "No risk recorded; this is not a risk assessment"
    assert gina.safety.actions == ()
    asked = {question.id for question in gina.safety.checks}
    assert asked == {
        "safety.food-tonight",
        "safety.baby-supplies-tonight",
        "safety.medicine-three-days",
        "safety.who-provides",
        "safety.who-helps",
    }


def test_the_screen_says_that_the_team_has_set_up_nobody_to_call(gina: spmatch.Result) -> None:
    assert set(gina.safety.missing_contacts) == {"same_day_clinician", "safeguarding_lead"}


# Phases


def test_now_are_medicine_delivered_food_delivered_and_nappies_and_toiletries(gina: spmatch.Result) -> None:
    now = gina.plan.phase(spmatch.Phase.NOW)
    assert services(now) == {"medicine-delivery-volunteers", "food-parcels-delivered", "nappies-and-toiletries"}
    directory = gina.matcher.directory
    assert all("delivered" in (directory.service(name).delivery or ()) for name in services(now))


def test_food_leads_when_there_may_be_none_tonight(matcher: spmatch.Matcher) -> None:
    gina = spmatch.read_assessment("examples/gina.yaml")
    left = {"food": 0.5, "medicine": 10, "stated_on": AS_OF}
    hungry = spmatch.Assessment.model_validate(gina.model_dump() | {"days_left": left})
    result = matcher.match(hungry, as_of=AS_OF)
    assert result.plan.steps[0].needs == ("emergency-food",)
    assert [action.cue for action in result.safety.actions] == ["no-food-tonight"]


def test_regulated_immigration_advice_starts_now_because_the_wait_is_long(gina: spmatch.Result) -> None:
    waiting = gina.plan.phase(spmatch.Phase.START_NOW_LONG_WAIT)
    assert services(waiting) == {"immigration-advice-centre"}
    service = gina.matcher.directory.service("immigration-advice-centre")
    assert any(level.startswith("immigration_level") for level in service.regulated_for)


def test_immigration_advice_is_a_step_only_if_nobody_acts_and_is_kept_if_somebody_does(
    gina: spmatch.Result, matcher: spmatch.Matcher
) -> None:
    asked = [question.id for question in step(gina, "immigration-advice-centre").only_if]
    assert asked == ["household.support_in_place.immigration-advice"]
    support = {"support_in_place": [{"need": "immigration-advice", "who": "solicitor"}]}
    helped = spmatch.Assessment.model_validate(gina.assessment.model_dump() | support)
    result = matcher.match(helped, as_of=AS_OF)
    kept = [step for step in result.plan.steps if step.kind == "keep"]
    assert [(step.needs, step.who) for step in kept] == [(("immigration-advice",), "solicitor")]
    assert "immigration-advice-centre" not in services(result.plan.steps)


def test_device_and_data_come_before_the_online_family_class_they_unlock(gina: spmatch.Result) -> None:
    family_class = step(gina, "online-family-class")
    assert set(family_class.after) == {"tablet-lending", "data-vouchers"}
    order = [step.service for step in gina.plan.steps]
    assert max(order.index("tablet-lending"), order.index("data-vouchers")) < order.index("online-family-class")
    assert family_class.phase is spmatch.Phase.NEXT


def test_a_helpline_for_disabled_children_is_next_with_the_local_service_behind_it(gina: spmatch.Result) -> None:
    helpline = step(gina, "disabled-children-helpline")
    assert helpline.phase is spmatch.Phase.NEXT
    assert "disabled-children-local" in helpline.backups


def test_later_are_the_cot_parent_carer_support_a_group_again_and_early_education_from_two(
    gina: spmatch.Result,
) -> None:
    later = gina.plan.phase(spmatch.Phase.LATER)
    assert {"cot-request", "parent-carer-group", "stay-and-play", "early-education-from-two"} <= services(later)
    assert step(gina, "stay-and-play").why_phase == "when_in_person_is_advised_again"
    from_two = step(gina, "early-education-from-two")
    assert from_two.kind == "from_date"
    assert from_two.from_on is not None
    assert (from_two.from_on.year, from_two.from_on.month) in {(2027, 9), (2027, 10)}


# States


@pytest.mark.parametrize(
    ("service", "questions"),
    [
        (
            "healthy-start-extension",
            ["members.child.is_british_citizen", "household.take_home", "answers.healthy-start-extension-condition"],
        ),
        ("nhs-low-income-scheme", ["answers.nhs-low-income-scheme-income"]),
        ("hardship-grant-open", ["household.take_home", "household.document.proof-of-address"]),
    ],
)
def test_check_first_comes_with_the_questions_that_settle_it(
    gina: spmatch.Result, service: str, questions: list[str]
) -> None:
    match = found(gina, service)
    assert isinstance(match, Match)
    assert match.state is spmatch.State.CHECK_FIRST
    assert [question.id for question in match.questions] == questions


def test_section_17_is_to_be_talked_through_first_and_is_no_step(gina: spmatch.Result) -> None:
    match = found(gina, "section-17-support")
    assert isinstance(match, Match)
    assert match.state is spmatch.State.TALK_THROUGH_FIRST
    assert "shares_with_home_office" in match.cautions
    assert "section-17-support" not in gina.plan.services
    assert "do not wait, follow your safeguarding procedure" in " ".join(gina.why("section-17-support").split())


HELD = {
    "universal-credit": "public_fund",
    "housing-benefit": "public_fund",
    "homelessness-application": "public_fund",
    "social-housing-register": "public_fund",
    "child-benefit": "public_fund",
    "carers-allowance": "public_fund",
    "dla-child": "public_fund",
    "crf-crisis-payment": "fund_depends",
    "discretionary-council-tax-help": "fund_depends",
    "crf-housing-payment": "needs_benefit",
}


def held(result: spmatch.Result) -> dict[str, str]:
    return {item.service: item.reasons[0].code for item in result.excluded if item.kind == "held"}


def test_the_funds_are_held_each_by_its_rule(gina: spmatch.Result) -> None:
    assert held(gina) == HELD


def test_each_hold_carries_its_rule_and_date_and_names_who_can_advise(gina: spmatch.Result) -> None:
    for service in HELD:
        detail = dict(found(gina, service).trace.parts[1].detail)
        words = " ".join(gina.why_not(service).split())
        assert detail["rule"]
        assert f"as of {date.fromisoformat(detail['as_of']):%-d %B %Y}" in words
        assert "benefits adviser who knows the no-recourse rules" in words
    assert "Ask the council" in gina.why_not("crf-crisis-payment")


def test_dla_is_held_as_unknown_because_it_turns_on_the_childs_own_status(gina: spmatch.Result) -> None:
    recourse = found(gina, "dla-child").trace.parts[1]
    assert recourse.truth is spmatch.Truth.UNKNOWN
    assert dict(recourse.detail)["whose"] == "child"
    assert dict(recourse.detail)["recorded"] == "unknown"
    assert "members.child.has_recourse" in recourse.missing


def test_nobody_is_asked_about_status_where_no_answer_could_lift_a_hold(gina: spmatch.Result) -> None:
    assert not any(question.id.endswith("has_recourse") for question in gina.questions)


def test_advice_stays_visible_while_the_funds_are_held(gina: spmatch.Result) -> None:
    suitable = {match.service for match in gina.matches if match.state is spmatch.State.SUITABLE}
    advice = {"nrpf-benefits-advice", "housing-rights-advice", "council-housing-advice", "immigration-advice-centre"}
    assert advice <= suitable
    homelessness = found(gina, "homelessness-application")
    assert isinstance(homelessness, Exclusion)
    assert set(homelessness.advice) == {"housing-rights-advice", "council-housing-advice"}


def test_in_person_groups_and_home_visits_are_lowered_not_hidden_because_the_daughter_is_at_risk(
    gina: spmatch.Result,
) -> None:
    for service in ("stay-and-play", "home-visiting", "food-bank-collection"):
        match = found(gina, service)
        assert isinstance(match, Match)
        assert "in_person_advised_against" in match.notes
        assert next(part for part in match.contributions if part.component == "delivery").value < 0.5
    assert position(gina, "online-family-class") < position(gina, "stay-and-play")
    assert position(gina, "food-parcels-delivered") < position(gina, "food-bank-collection")


def test_the_one_gap_is_housing_beyond_advice_and_says_what_stands_in_the_way(gina: spmatch.Result) -> None:
    assert [(gap.need, gap.reason) for gap in gina.gaps] == [("settled-home", "held")]
    assert set(gina.gaps[0].services) == {"homelessness-application", "social-housing-register"}


def test_the_answer_says_that_it_is_built_on_illustrative_services(gina: spmatch.Result) -> None:
    assert gina.recommendation.has_illustrative
    assert "illustrative services" in gina.text()
    assert gina.to_dict()["is_illustrative"] is True


# The flip


def test_with_recourse_every_hold_becomes_check_first_or_not_available(with_recourse: spmatch.Result) -> None:
    assert held(with_recourse) == {}
    for service in HELD:
        outcome = found(with_recourse, service)
        if isinstance(outcome, Match):
            assert outcome.state is spmatch.State.CHECK_FIRST, service
            assert outcome.questions, service
        else:
            assert outcome.kind == "not_available", service


def test_with_recourse_the_route_for_people_without_it_is_not_available(with_recourse: spmatch.Result) -> None:
    extension = found(with_recourse, "healthy-start-extension")
    assert isinstance(extension, Exclusion)
    assert extension.kind == "not_available"
    assert [reason.code for reason in extension.reasons] == ["recourse"]


def mentions_recourse(service: spmatch.Service) -> bool:
    return "recourse" in service.model_dump_json(exclude_unset=True) or service.kind in ("grant", "hostel", "childcare")


@pytest.mark.parametrize("other", ["gina-recourse-yes", "gina-recourse-unknown"])
def test_what_never_mentions_recourse_keeps_its_decision_score_and_order(
    gina: spmatch.Result, matcher: spmatch.Matcher, other: str
) -> None:
    def untouched(result: spmatch.Result) -> list[tuple[str, spmatch.State, int]]:
        directory = result.matcher.directory
        return [
            (match.service, match.state, match.points)
            for match in result.matches
            if not mentions_recourse(directory.service(match.service))
        ]

    flipped = answer(matcher, other)
    assert untouched(gina) == untouched(flipped)
    assert len(untouched(gina)) >= 10


def test_with_recourse_not_known_the_funds_are_held_all_the_same(recourse_unknown: spmatch.Result) -> None:
    assert held(recourse_unknown) == HELD
    assert any(question.is_about_recourse for question in recourse_unknown.questions)
    extension = found(recourse_unknown, "healthy-start-extension")
    assert isinstance(extension, Match)
    assert "healthy-start-extension" not in recourse_unknown.plan.services


def test_an_advisers_recorded_confirmation_and_nothing_else_lifts_a_hold(
    gina: spmatch.Result, matcher: spmatch.Matcher
) -> None:
    confirmed = {
        "adviser_confirmations": [{"fund": "universal-credit", "role": "nrpf_benefits_adviser", "on": "2026-11-20"}]
    }
    person = spmatch.Assessment.model_validate(gina.assessment.model_dump() | confirmed)
    pinned = matcher.match(person, as_of=AS_OF, pinned=["housing-benefit"])
    assert "universal-credit" not in held(pinned)
    assert "housing-benefit" in held(pinned)
    assert "universal-credit" in held(matcher.match(person, as_of="2026-11-19"))
