"""Eight people of the notes of practice, each with the trap that a hasty answer falls into.

The composites stand in ``examples/``. What a link worker expects for each, in words, is in ``examples/expectations/``;
here are the traps that take more than one answer to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import spmatch
from spmatch.model.recommendation import Exclusion, Match
from spmatch.study import case_files, check_case, count_expectations, read_case

AS_OF = "2026-11-22"
PEOPLE = (
    "asylum-hotel-coat", "dementia-carer-74", "diabetes-night-cleaner", "gina", "mixed-couple", "placed-from-elsewhere",
    "postnatal-walk", "pre-settled-hearing", "rough-sleeper-dog", "spouse-visa-abuse", "turning-18", "widower-79",
)  # fmt: skip
Ask = Callable[..., spmatch.Result]


@pytest.fixture(scope="module")
def matcher() -> spmatch.Matcher:
    return spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())


@pytest.fixture(scope="module")
def ask(matcher: spmatch.Matcher) -> Ask:
    """Match one of the people, on a day and with some facts put otherwise."""

    def answer(name: str, *, as_of: str = AS_OF, **changes: Any) -> spmatch.Result:
        facts = spmatch.read_assessment(f"examples/{name}.yaml").model_dump()
        for path, value in changes.items():
            *steps, last = path.split("__")
            place: Any = facts
            for step in steps:
                place = place[int(step) if step.isdigit() else step]
            place[last] = value
        return matcher.match(spmatch.Assessment.model_validate(facts), as_of=as_of)

    return answer


def found(result: spmatch.Result, service: str) -> Match | Exclusion:
    return next(answer for answer in (*result.all_matches, *result.excluded) if answer.service == service)


def state(result: spmatch.Result, service: str) -> str:
    answer = found(result, service)
    return str(answer.state) if isinstance(answer, Match) else answer.kind


def position(result: spmatch.Result, service: str) -> int:
    return [match.service for match in result.all_matches].index(service)


def funds(matcher: spmatch.Matcher) -> set[str]:
    """Return the services that are a listed fund, or one that may be."""
    rules = matcher.recourse_pack
    return {
        service.id
        for service in matcher.directory.services
        if service.recourse.is_fund is not None and rules.rule(service.recourse.is_fund).standing != "not_public_fund"
    }


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from texts(part)


# What is expected, in words


@pytest.mark.parametrize("path", case_files(["examples/expectations"]), ids=lambda path: path.stem)
def test_a_person_is_answered_as_expected(path: Any, matcher: spmatch.Matcher) -> None:
    case = read_case(path)
    assert count_expectations(case.expect) > 0
    assert [str(shortfall) for shortfall in check_case(matcher, case)] == []


def test_each_of_the_twelve_people_has_an_example_and_expectations() -> None:
    names = {path.stem for path in case_files(["examples/expectations"])}
    assert len(PEOPLE) == 12
    assert set(PEOPLE) <= names
    for name in PEOPLE:
        assert spmatch.read_assessment(f"examples/{name}.yaml").composite is not None


@pytest.mark.parametrize("name", PEOPLE)
def test_no_service_asks_the_same_thing_twice(name: str, ask: Ask) -> None:
    result = ask(name)
    ids = [question.id for question in result.questions]
    assert len(set(ids)) == len(ids)
    for match in result.all_matches:
        asked = [question.id for question in match.questions]
        assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("name", PEOPLE)
def test_now_holds_at_most_three_new_steps(name: str, ask: Ask) -> None:
    now = [step for step in ask(name).plan.phase(spmatch.Phase.NOW) if step.kind == "start"]
    assert len(now) <= 3


def test_nobody_is_asked_anything_for_a_service_that_is_not_there_for_them(ask: Ask) -> None:
    result = ask("mixed-couple")
    assert state(result, "abuse-immigration-solicitor") == "not_available"
    assert "answers.abuse-immigration-solicitor-relationship" not in {question.id for question in result.questions}


# The mixed couple


def test_no_fund_is_suitable_because_the_partner_can_claim(matcher: spmatch.Matcher, ask: Ask) -> None:
    result = ask("mixed-couple")
    shown = funds(matcher) & {answer.service for answer in (*result.all_matches, *result.excluded)}
    assert len(shown) >= 8
    assert {name: state(result, name) for name in shown} == dict.fromkeys(shown, "held")


def test_which_of_the_two_can_claim_makes_no_difference_to_the_holds(matcher: spmatch.Matcher, ask: Ask) -> None:
    one = ask("mixed-couple")
    other = ask("mixed-couple", person__has_recourse=True, household__0__has_recourse=False)
    for name in funds(matcher) & {answer.service for answer in one.excluded}:
        assert state(other, name) == "held", name
    assert [step.service for step in one.plan.steps if step.phase is not spmatch.Phase.LATER][:1] == [
        other.plan.steps[0].service
    ]


def test_only_with_recourse_for_both_are_the_funds_checked_on_their_own_rules(ask: Ask) -> None:
    result = ask("mixed-couple", person__has_recourse=True)
    assert state(result, "universal-credit") == "check_first"
    assert [item for item in result.excluded if item.kind == "held"] == []


def test_nobody_in_a_mixed_household_is_asked_about_status(ask: Ask) -> None:
    result = ask("mixed-couple")
    asked = [*result.questions, *(question for item in result.excluded for question in item.questions)]
    # The scheme's own question about its condition stays with the scheme, to be checked first, and rests on no step.
    own = "answers.healthy-start-extension-condition"
    assert {question.id for question in asked if question.is_about_recourse and question.to == "person"} <= {own}
    assert all(own not in {question.id for question in step.only_if} for step in result.plan.steps)


def test_the_hold_names_who_can_advise_and_does_not_point_at_the_partner(ask: Ask) -> None:
    words = " ".join(ask("mixed-couple").why_not("universal-credit").split())
    assert "recorded recourse: mixed" in words
    assert "regulated immigration adviser" in words
    assert "your partner" not in words


# The hearing


def test_recourse_nobody_asked_about_is_not_taken_for_a_no(ask: Ask) -> None:
    unknown, no = ask("pre-settled-hearing"), ask("pre-settled-hearing", person__has_recourse=False)
    detail = dict(found(unknown, "universal-credit").trace.parts[1].detail)
    assert detail["recorded"] == "unknown"
    assert found(unknown, "universal-credit").trace.truth is spmatch.Truth.UNKNOWN
    assert found(no, "universal-credit").trace.truth is spmatch.Truth.NO
    assert [question.id for question in unknown.questions].count("members.person.has_recourse") == 1


def test_the_date_beats_what_fits_better(ask: Ask) -> None:
    result = ask("pre-settled-hearing")
    assert position(result, "mens-workshop") < position(result, "possession-hearing-legal-help")
    first = result.plan.steps[0]
    assert (first.service, first.phase, first.why_phase) == (
        "possession-hearing-legal-help", spmatch.Phase.NOW, "deadline",
    )  # fmt: skip
    assert all(step.phase is not spmatch.Phase.NOW for step in result.plan.steps[1:])


def test_without_a_date_the_same_need_is_not_for_now(ask: Ask) -> None:
    assert ask("pre-settled-hearing", deadlines=[]).plan.phase(spmatch.Phase.NOW) == ()


def test_a_hearing_that_is_over_hurries_nothing(ask: Ask) -> None:
    assert ask("pre-settled-hearing", as_of="2026-12-02").plan.phase(spmatch.Phase.NOW) == ()


# Abuse


def test_the_action_comes_before_everything_and_sharing_is_blocked(ask: Ask) -> None:
    result = ask("spouse-visa-abuse")
    assert [action.cue for action in result.safety.actions] == ["domestic-abuse"]
    assert result.safety.is_sharing_blocked
    text = result.text()
    action = text.index("Follow your domestic abuse procedure")
    assert action < text.index("Somebody on your side")
    assert "Nothing can be printed, sent or shared" in " ".join(text.split())


def test_no_weight_pin_or_filter_moves_the_action_or_brings_mediation_back(matcher: spmatch.Matcher) -> None:
    her = spmatch.read_assessment("examples/spouse-visa-abuse.yaml")
    heavy = spmatch.Matcher(matcher.directory, area=matcher.area, weights=spmatch.Weights(travel=10, need_fit=0))
    pinned = heavy.match(her, as_of=AS_OF, pinned=["couple-mediation", "family-sessions", "nepali-women"])
    assert pinned.safety == matcher.match(her, as_of=AS_OF).safety
    for name in ("couple-mediation", "family-sessions", "nepali-women"):
        assert state(pinned, name) == "avoided"
        assert name not in pinned.plan.services


def test_no_step_and_no_backup_is_a_session_together_or_among_people_who_know_him(
    matcher: spmatch.Matcher, ask: Ask
) -> None:
    plan = ask("spouse-visa-abuse").plan
    named = {*plan.services, *(backup for step in plan.steps for backup in step.backups)}
    tags = {tag for name in named for tag in matcher.directory.service(name).tags}
    forbidden = {"mediation", "couple-session", "family-session", "family-therapy", "nepali-community"}
    assert named
    assert not tags & forbidden


def test_a_safe_way_to_reach_her_unblocks_and_changes_nothing_else(ask: Ask) -> None:
    before = ask("spouse-visa-abuse")
    after = ask("spouse-visa-abuse", safe_contact={"how": "In person, at the practice"})
    assert not after.safety.is_sharing_blocked
    assert [action.cue for action in after.safety.actions] == ["domestic-abuse"]
    assert after.plan == before.plan


def test_a_refuge_whose_rent_is_paid_from_a_benefit_is_asked_about_and_is_no_step(ask: Ask) -> None:
    result = ask("spouse-visa-abuse")
    assert state(result, "refuge-place") == "check_first"
    assert found(result, "refuge-place").questions[0].is_about_recourse
    assert "refuge-place" not in result.plan.services


def test_no_record_says_where_a_refuge_or_a_specialist_is(matcher: spmatch.Matcher) -> None:
    hidden = [
        service
        for service in matcher.directory.services
        if service.kind == "refuge" or "domestic-abuse-support" in service.meets
    ]
    assert len(hidden) >= 2
    for service in hidden:
        assert service.sites is None
        assert not any(word in " ".join(texts(service.model_dump())) for word in ("SE1", "Road", "Street", "postcode"))


def test_his_permission_is_asked_for_nowhere(ask: Ask) -> None:
    assert [m.service for m in ask("spouse-visa-abuse").all_matches if "other_adults_permission" in m.notes] == []


# The hotel


def test_he_gets_the_coat_he_asks_for_and_is_asked_about_his_mood(ask: Ask) -> None:
    plan = ask("asylum-hotel-coat").plan
    coat = plan.steps[0]
    assert (coat.service, coat.phase, coat.only_if) == ("winter-coats", spmatch.Phase.NOW, ())
    mood = next(step for step in plan.steps if "low-mood-and-anxiety" in step.needs)
    assert mood.phase is not spmatch.Phase.NOW
    assert "household.wants_help.low-mood-and-anxiety" in {question.id for question in mood.only_if}


@pytest.mark.parametrize(
    ("has_cooking", "expected"), [(False, "not_available"), (None, "check_first"), (True, "suitable")]
)
def test_food_that_has_to_be_cooked_turns_on_the_kitchen(has_cooking: bool | None, expected: str, ask: Ask) -> None:
    result = ask("asylum-hotel-coat", housing__has_cooking=has_cooking)
    assert state(result, "recipe-bags") == expected
    assert state(result, "community-meal") == "suitable"


def test_his_route_is_asylum_support_and_not_the_council(ask: Ask, matcher: spmatch.Matcher) -> None:
    result = ask("asylum-hotel-coat")
    assert state(result, "section-17-support") == "not_available"
    assert "section-17-support" not in result.plan.services
    helpline = matcher.directory.service("asylum-support-helpline")
    assert "asylum-support-s95" in helpline.recourse.helps_to_claim
    assert helpline.id in result.plan.services


def test_a_disabled_child_in_the_hotel_is_talked_through_and_never_suitable(ask: Ask) -> None:
    for is_disabled, expected in ((None, "talk_through_first"), (True, "talk_through_first"), (False, "not_available")):
        result = ask("asylum-hotel-coat", household__0__is_disabled=is_disabled)
        assert state(result, "section-17-support") == expected
        assert "section-17-support" not in result.plan.services


# Placed from elsewhere


def test_the_outward_code_leaves_the_borough_open_and_one_question_settles_it(ask: Ask) -> None:
    result = ask("placed-from-elsewhere")
    for name in ("damp-team-southwark", "damp-team-lambeth"):
        assert found(result, name).trace.parts[2].truth is spmatch.Truth.UNKNOWN
        assert [question.id for question in found(result, name).questions] == ["household.where"]
    asked = next(question for question in result.questions if question.id == "household.where")
    assert {"damp-team-southwark", "damp-team-lambeth"} <= set(asked.decides)


@pytest.mark.parametrize(
    ("borough", "served"), [("Southwark", "damp-team-southwark"), ("Lambeth", "damp-team-lambeth")]
)
def test_once_the_borough_is_known_one_team_serves_and_the_other_does_not(borough: str, served: str, ask: Ask) -> None:
    result = ask("placed-from-elsewhere", temporary={"postcode": "SE5", "borough": borough})
    states = {name: state(result, name) for name in ("damp-team-southwark", "damp-team-lambeth")}
    assert states.pop(served) == "suitable"
    assert list(states.values()) == ["not_available"]


def test_the_council_that_placed_them_and_the_old_practice_stay_whatever_the_address(ask: Ask) -> None:
    for temporary in ({"postcode": "SE5"}, {"borough": "Lambeth"}, {"borough": "Southwark"}):
        result = ask("placed-from-elsewhere", temporary=temporary)
        assert state(result, "placed-by-lewisham-repairs") == "suitable"
        assert state(result, "practice-nurse-asthma-lewisham") == "suitable"


def test_a_new_practice_changes_what_goes_by_practice_and_nothing_else(ask: Ask) -> None:
    result = ask("placed-from-elsewhere", practice="practice-a-walworth")
    assert state(result, "practice-nurse-asthma-walworth") == "suitable"
    assert state(result, "practice-nurse-asthma-lewisham") == "not_available"
    assert state(result, "placed-by-lewisham-repairs") == "suitable"


def test_nobody_asked_who_placed_them_is_a_question_and_not_a_no(ask: Ask) -> None:
    result = ask("placed-from-elsewhere", housing__placed_by=None)
    questions = [question.id for question in found(result, "placed-by-lewisham-repairs").questions]
    assert questions == ["household.placed_by"]


# Turning eighteen


@pytest.mark.parametrize(
    ("as_of", "teens", "both", "adults"),
    [
        ("2026-11-22", "suitable", "suitable", "not_available"),
        ("2026-12-09", "suitable", "suitable", "not_available"),
        ("2026-12-10", "not_available", "suitable", "suitable"),
    ],
)
def test_one_door_closes_and_another_opens_on_his_birthday(
    as_of: str, teens: str, both: str, adults: str, ask: Ask
) -> None:
    result = ask("turning-18", as_of=as_of)
    states = [state(result, name) for name in ("autism-teens", "autism-young-people", "autism-adults")]
    assert states == [teens, both, adults]


def test_adult_support_is_a_later_step_from_his_birthday(ask: Ask) -> None:
    step = next(step for step in ask("turning-18").plan.steps if step.service == "autism-adults")
    assert (step.kind, step.phase, step.from_on) == ("from_date", spmatch.Phase.LATER, date(2026, 12, 10))


def test_what_turns_on_him_needs_nobody_elses_permission_and_what_turns_on_his_mother_hers(ask: Ask) -> None:
    result = ask("turning-18")
    his, hers = found(result, "autism-young-people"), found(result, "autism-parents-course")
    assert isinstance(his, Match)
    assert isinstance(hers, Match)
    assert "other_adults_permission" not in his.notes
    assert "other_adults_permission" in hers.notes
    assert hers.for_whom == ("parent",)


def test_the_quiet_group_comes_before_the_loud_one_and_says_that_it_has_a_quiet_space(ask: Ask) -> None:
    result = ask("turning-18")
    assert position(result, "autism-young-people") < position(result, "youth-club")
    (site,) = result.matcher.directory.service("autism-young-people").sites or ()
    assert "quiet-space" in (site.access or ())


# The night cleaner


def test_a_clinician_is_asked_and_nothing_is_taken_for_safe(ask: Ask) -> None:
    question = "members.person.clinical_clearance.exercise-with-a-condition"
    open_ = ask("diabetes-night-cleaner")
    step = next(step for step in open_.plan.steps if step.service == "diabetes-spanish-afternoon")
    assert question in {asked.id for asked in step.only_if}
    for said, expected in ((True, "suitable"), (False, "not_available")):
        result = ask("diabetes-night-cleaner", person__clinical_clearance={"exercise-with-a-condition": said})
        assert state(result, "diabetes-spanish-afternoon") == expected


def test_her_language_and_its_price_put_the_group_in_spanish_first(ask: Ask, matcher: spmatch.Matcher) -> None:
    result = ask("diabetes-night-cleaner")
    spanish, english = found(result, "diabetes-spanish-afternoon"), found(result, "diabetes-evening")
    assert isinstance(spanish, Match)
    assert isinstance(english, Match)
    assert position(result, spanish.service) < position(result, english.service)
    for component in ("language", "cost"):
        values = [next(p.value for p in m.contributions if p.component == component) for m in (spanish, english)]
        assert values[0] > values[1], component
    cost = matcher.directory.service(spanish.service).cost
    assert cost is not None
    assert cost.pence == 0


def test_a_group_at_the_hours_she_works_is_lowered_or_noted(matcher: spmatch.Matcher) -> None:
    data = matcher.directory.model_dump()
    group = next(service for service in data["services"] if service["id"] == "diabetes-spanish-afternoon")
    group["opening"] = [{"day": "wednesday", "opens": "21:00", "closes": "23:00"}]
    late = spmatch.Matcher(spmatch.Directory.model_validate(data), area=matcher.area)
    her = spmatch.read_assessment("examples/diabetes-night-cleaner.yaml")
    before, after = (found(m.match(her, as_of=AS_OF), "diabetes-spanish-afternoon") for m in (matcher, late))
    assert isinstance(before, Match)
    assert isinstance(after, Match)
    assert (after.points, after.notes) != (before.points, before.notes)


def test_the_language_she_speaks_says_nothing_about_recourse(ask: Ask, matcher: spmatch.Matcher) -> None:
    spanish = ask("diabetes-night-cleaner")
    english = ask("diabetes-night-cleaner", practicalities__speaks=["eng"], practicalities__needs_interpreter=False)

    def recourse(result: spmatch.Result) -> dict[str, spmatch.Truth]:
        names = [service.id for service in matcher.directory.services]
        decided = {name: matcher.decide(result.assessment, name, as_of=AS_OF) for name in names}
        return {name: answer.trace.parts[1].truth for name, answer in decided.items()}

    assert recourse(spanish) == recourse(english)


# After the birth


def test_the_gate_is_first_and_shown_as_acknowledged_and_the_plan_is_still_given(ask: Ask) -> None:
    result = ask("postnatal-walk")
    assert [(action.cue, action.is_acknowledged) for action in result.safety.actions] == [
        ("suicide-or-self-harm", True)
    ]
    assert not result.safety.is_sharing_blocked
    assert [step.needs for step in result.plan.steps] == [("walking",)]
    assert result.plan.steps[0].service == "mothers-walk"
    text = " ".join(result.text().split())
    assert text.index("procedure for suicide and self-harm") < text.index("Mothers' walk")


def test_without_an_acknowledgement_the_action_asks_for_one_and_the_plan_is_the_same(ask: Ask) -> None:
    seen = ask("postnatal-walk")
    unseen = ask("postnatal-walk", risks=[{"cue": "suicide-or-self-harm", "recorded_on": "2026-11-17"}])
    assert [action.is_acknowledged for action in unseen.safety.actions] == [False]
    assert unseen.plan == seen.plan


def test_nothing_she_did_not_ask_for_is_put_into_her_plan(ask: Ask, matcher: spmatch.Matcher) -> None:
    plan = ask("postnatal-walk").plan
    assert {need for name in plan.services for need in matcher.directory.service(name).meets} == {"walking"}


def test_the_walk_is_for_her_by_the_weeks_since_the_birth_and_the_pram_walk_by_the_baby(ask: Ask) -> None:
    result = ask("postnatal-walk")
    pram = found(result, "pram-walk")
    assert isinstance(pram, Match)
    assert pram.for_whom == ("child",)
    later = ask("postnatal-walk", person__gave_birth_on="2025-09-13", household__0__born_on="2025-09-13")
    assert state(later, "mothers-walk") == "not_available"
    assert state(later, "pram-walk") == "suitable"
