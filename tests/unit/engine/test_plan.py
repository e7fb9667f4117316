"""The mechanics of a plan, one at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.support.builders import AS_OF, assessment, match, member, needs, service

from spmatch.model.recommendation import Phase

HOUSEHOLD_SAFE = [member("kid", avoid_in_person={"is_advised": True})]


def waiting(days):
    return {"code": "no-capacity-has-waitlist", "wait_days": days, "stated_on": AS_OF}


FULL = {"code": "no-capacity", "stated_on": AS_OF}


def steps(result) -> list[tuple[str, str | None]]:
    return [(str(step.phase), step.service) for step in result.plan.steps]


def step_of(result, id_: str):
    return next(step for step in result.plan.steps if step.service == id_)


def gap_reasons(result) -> dict[str, str]:
    return {gap.need: gap.reason for gap in result.gaps}


@pytest.mark.parametrize(
    ("urgency", "phase", "why"),
    [
        ("today", "now", "urgent"),
        ("this_week", "now", "urgent"),
        ("soon", "next", "soon"),
        (None, "next", "soon"),
        ("whenever", "later", "not_urgent"),
    ],
)
def test_the_phase_follows_the_urgency_of_the_need(urgency, phase, why):
    (step,) = match(assessment(needs=needs("loneliness", urgency=urgency)), service("a")).plan.steps
    assert (step.phase, step.why_phase, step.needs) == (phase, why, ("loneliness",))


FIVE = ("loneliness", "emergency-food", "baby-essentials", "clothing", "medicine-delivery")


def test_three_steps_stay_now_and_the_less_severe_ones_move_on_and_say_so():
    stated = [{"need": need, "urgency": "this_week", "severity": 3 if n < 3 else 1} for n, need in enumerate(FIVE)]
    result = match(assessment(needs=stated), *(service(f"for-{need}", need) for need in FIVE))
    assert {step.service for step in result.plan.phase(Phase.NOW)} == {f"for-{need}" for need in FIVE[:3]}
    moved = result.plan.phase(Phase.NEXT)
    assert {step.service for step in moved} == {f"for-{need}" for need in FIVE[3:]}
    assert {step.why_phase for step in moved} == {"moved_from_now"}


def test_what_is_needed_today_stays_now_before_what_is_needed_this_week():
    stated = [{"need": need, "urgency": "this_week", "severity": 3} for need in FIVE[:3]]
    result = match(assessment(needs=[*stated, {"need": FIVE[3], "urgency": "today", "severity": 1}]), *(service(f"for-{need}", need) for need in FIVE))  # fmt: skip
    assert result.plan.steps[0].service == f"for-{FIVE[3]}"
    assert len(result.plan.phase(Phase.NOW)) == 3


@pytest.mark.parametrize(
    ("days", "phase"), [(28, "next"), (29, "start_now_long_wait"), (None, "next"), (200, "start_now_long_wait")]
)
def test_a_wait_of_more_than_four_weeks_is_joined_now(days, phase):
    result = match(assessment(needs=needs("loneliness", urgency="soon")), service("a", capacity=waiting(days)))
    assert steps(result) == [(phase, "a")]


def test_a_long_list_is_not_joined_now_for_what_can_wait():
    result = match(assessment(needs=needs("loneliness", urgency="whenever")), service("a", capacity=waiting(200)))
    assert steps(result) == [("later", "a")]


ONLINE = {"delivery": ["online"], "relies_on": ["digital-device"]}


def test_a_device_comes_before_the_online_group_that_relies_on_it_though_nobody_asked_for_one():
    about = assessment(practicalities={"has_device": False})
    result = match(about, service("group", **ONLINE), service("tablets", "digital-device"))
    assert [step.service for step in result.plan.steps] == ["tablets", "group"]
    assert step_of(result, "group").after == ("tablets",)
    assert step_of(result, "tablets").needs == ("digital-device",)
    assert result.gaps == ()


def test_nothing_comes_before_a_group_that_can_be_used_already():
    group, tablets = service("group", **ONLINE), service("tablets", "digital-device")
    has_one = match(assessment(practicalities={"has_device": True}), group, tablets)
    assert [step.service for step in has_one.plan.steps] == ["group"]
    in_place = assessment(support_in_place=[{"need": "digital-device", "who": "her sister"}])
    assert step_of(match(in_place, group, tablets), "group").after == ()


def test_a_device_nobody_asked_about_is_an_open_question_of_the_step():
    result = match(assessment(), service("group", **ONLINE), service("tablets", "digital-device"))
    assert [step.service for step in result.plan.steps] == ["group"]
    assert [question.id for question in step_of(result, "group").only_if][:1] == ["household.has_device"]


def test_without_any_device_to_be_had_the_next_best_service_takes_the_place():
    about = assessment(practicalities={"has_device": False})
    assert [s for _, s in steps(match(about, service("a-group", **ONLINE), service("visits", cost={"pence": 900})))] == ["visits"]  # fmt: skip
    alone = match(about, service("group", **ONLINE))
    assert alone.plan.steps == ()
    assert gap_reasons(alone) == {"loneliness": "not_yet_reachable"}


def test_a_step_whose_enabling_step_has_a_long_wait_comes_after_it():
    about = assessment(needs=needs("loneliness", urgency="today"), practicalities={"has_device": False})
    result = match(about, service("group", **ONLINE), service("tablets", "digital-device", capacity=waiting(100)))
    assert steps(result) == [("start_now_long_wait", "tablets"), ("next", "group")]
    assert step_of(result, "group").why_phase == "after_enabling_step"


def test_an_enabling_step_is_dropped_when_what_rested_on_it_cannot_be_had_after_all():
    about = assessment(practicalities={"has_device": False})
    group = service("a-group", delivery=["online"], relies_on=["digital-device", "esol"])
    result = match(about, group, service("tablets", "digital-device"), service("visits", cost={"pence": 900}))
    assert [step.service for step in result.plan.steps] == ["visits"]


def test_a_held_fund_or_one_that_is_over_asks_for_nothing_that_it_relies_on():
    about = assessment({"has_recourse": False}, household=[], practicalities={"has_device": False})
    tablets = service("tablets", "digital-device")
    for facts in ({"recourse": {"is_fund": "dla-child"}}, {"status": "defunct"}, {"recourse": {"is_fund": "pip"}}):
        result = match(about, service("a-fund", relies_on=["digital-device"], **facts), tablets)
        assert result.plan.steps == ()
        assert result.matches == ()


def test_what_meets_people_waits_until_that_is_advised_again():
    about = assessment(household=HOUSEHOLD_SAFE, needs=needs("loneliness", urgency="today"))
    result = match(about, service("group", delivery=["in_person"], sites=[{"postcode": "SE17"}]))
    assert steps(result) == [("later", "group")]
    assert step_of(result, "group").why_phase == "when_in_person_is_advised_again"


def test_a_service_that_can_be_used_now_comes_before_one_that_cannot():
    about = assessment(household=HOUSEHOLD_SAFE, needs=needs("loneliness", urgency="today"))
    group = service("a-group", delivery=["in_person"], sites=[{"postcode": "SE17"}])
    assert steps(match(about, group, service("calls"))) == [("now", "calls")]


def test_a_group_to_join_later_is_named_with_what_is_open_about_it():
    about = assessment(household=HOUSEHOLD_SAFE)
    group = service("a-group", delivery=["in_person"], is_group=True, coverage=None)
    result = match(about, group, service("calls"))
    later = step_of(result, "a-group")
    assert (later.phase, later.why_phase) == ("later", "when_in_person_is_advised_again")
    assert [question.id for question in later.only_if] == ["services.a-group.coverage"]


def test_help_that_is_in_place_is_kept_and_not_started_again():
    about = assessment(support_in_place=[{"need": "loneliness", "who": "a befriender", "service": "b"}])
    result = match(about, service("a"), service("b"))
    (step,) = result.plan.steps
    assert (step.kind, step.service, step.who, step.why_phase) == ("keep", "b", "a befriender", "in_place")
    assert result.gaps == ()


def test_help_for_something_wider_does_not_stand_in_for_the_need_itself():
    about = assessment(needs=needs("debt-advice"), support_in_place=[{"need": "money-worries", "who": "somebody"}])
    assert [step.kind for step in match(about, service("a", "debt-advice")).plan.steps] == ["start"]


def nursery(**facts):
    two = {"type": "member", "relations": ["child"], "meets": {"type": "age", "min_months": 24, "max_months": 59}}
    return service("nursery", "early-education", eligibility=two, **facts)


def family(born_on: str, **facts):
    return assessment(
        {"has_recourse": True},
        household=[member("kid", born_on=born_on, has_recourse=True)],
        needs=needs("early-education"),
        **facts,
    )


def test_an_age_that_will_be_reached_gives_a_later_step_from_that_very_day():
    result = match(family("2025-03-05"), nursery())
    (step,) = result.plan.steps
    assert (step.kind, step.phase, step.service, step.from_on) == ("from_date", "later", "nursery", date(2027, 3, 5))
    assert step.why_phase == "from_age"
    assert result.gaps == ()


@pytest.mark.parametrize(("born_on", "opens"), [("2026-11-22", date(2028, 11, 22)), ("2024-11-23", date(2026, 11, 23))])
def test_an_age_is_looked_for_two_years_ahead_and_not_a_day_late(born_on, opens):
    assert match(family(born_on), nursery()).plan.steps[0].from_on == opens


def test_an_age_that_is_past_is_a_gap():
    result = match(family("2020-01-01"), nursery())
    assert result.plan.steps == ()
    assert gap_reasons(result) == {"early-education": "not_available"}


@pytest.mark.parametrize(
    ("about", "offered"),
    [
        (family("2025-03-05", wishes={"avoid": [{"what": "service", "value": "nursery"}]}), {}),
        (family("2025-03-05", risks=[{"cue": "domestic-abuse"}]), {"tags": ["mediation"]}),
        (family("2025-03-05"), {"talk_through": "Think about it first."}),
        (family("2025-03-05"), {"status": "defunct"}),
        (
            assessment(
                {"has_recourse": False},
                household=[member("kid", born_on="2025-03-05", has_recourse=False)],
                needs=needs("early-education"),
            ),
            {"kind": "childcare"},
        ),
    ],
    ids=["avoided", "unsafe", "to talk through", "over", "open about recourse"],
)
def test_no_later_step_is_made_where_more_than_an_age_stands_in_the_way(about, offered):
    result = match(about, nursery(**offered))
    assert result.plan.steps == ()
    assert [gap.need for gap in result.gaps] == ["early-education"]


def test_backups_come_from_other_organisations_first_and_are_two_at_most():
    offered = [service(f"s{n}", cost={"pence": n * 100}, organisation="North trust") for n in range(3)]
    result = match(assessment(), *offered, service("z", cost={"pence": 900}, organisation="South trust"))
    (step,) = result.plan.steps
    assert (step.service, step.backups) == ("s0", ("z", "s1"))


def test_one_service_for_two_needs_is_one_step():
    both = service("both", ["loneliness", "clothing"])
    result = match(assessment(needs=needs("loneliness", "clothing")), both, service("clothes", "clothing", cost={"pence": 900}))  # fmt: skip
    assert [(step.service, step.needs) for step in result.plan.steps] == [("both", ("clothing", "loneliness"))]


def test_a_step_that_a_better_one_makes_redundant_is_dropped_with_what_only_it_relied_on():
    stated = [{"need": "loneliness", "urgency": "this_week"}, {"need": "clothing", "urgency": "soon"}]
    about = assessment(needs=stated, practicalities={"has_device": False})
    calls = service("calls", "phone-befriending", **ONLINE)
    both = service("hub", ["clothing", "loneliness"], coverage=None)
    result = match(about, calls, both, service("tablets", "digital-device"))
    rested_on = {before for step in result.plan.steps for before in step.after}
    assert all(step.service in rested_on or set(step.needs) & {"loneliness", "clothing"} for step in result.plan.steps)


def test_a_wider_service_does_not_stand_in_for_a_narrower_need():
    result = match(assessment(needs=needs("debt-advice")), service("money", "money-worries"))
    assert result.plan.steps == ()
    assert [gap.need for gap in result.gaps] == ["debt-advice"]
    assert [found.service for found in result.matches] == ["money"], "it is still listed"


def test_a_narrower_service_covers_a_wider_need():
    result = match(assessment(needs=needs("money-worries")), service("debt", "debt-advice"))
    assert [step.service for step in result.plan.steps] == ["debt"]


def test_what_is_declined_is_neither_a_step_nor_a_gap():
    result = match(assessment(needs=needs("loneliness", wants_help=False)), service("a"))
    assert (result.plan.steps, result.gaps, result.matches) == ((), (), ())


def test_a_need_of_no_severity_is_no_need():
    result = match(assessment(needs=needs("loneliness", severity=0)), service("a"))
    assert (result.plan.steps, result.gaps) == ((), ())


def test_help_nobody_was_asked_about_is_a_step_with_that_question():
    result = match(assessment(), service("a"))
    assert "household.wants_help.loneliness" in [question.id for question in result.plan.steps[0].only_if]
    asked = match(assessment(needs=needs("loneliness", wants_help=True)), service("a"))
    assert asked.plan.steps[0].only_if == ()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (None, "nothing_listed"),
        ({"capacity": FULL}, "full"),
        ({"status": "defunct"}, "not_available"),
        ({"coverage": {"outcodes": ["M1"]}}, "not_available"),
        ({"recourse": {"is_fund": "universal-credit"}}, "held"),
        ({"recourse": {"needs_benefit": ["pip"]}}, "held"),
        ({"kind": "hostel"}, "check_recourse_first"),
        ({"organisation": "Kept away from"}, "avoided"),
        ({"relies_on": ["digital-device"]}, "not_yet_reachable"),
    ],
)
def test_a_gap_says_what_stands_in_the_way(facts, reason):
    about = assessment(
        {"has_recourse": False},
        household=[],
        practicalities={"has_device": False},
        wishes={"avoid": [{"what": "organisation", "value": "Kept away from"}]},
    )
    result = match(about, *([] if facts is None else [service("a", **facts)]))
    assert gap_reasons(result) == {"loneliness": reason}
    assert result.gaps[0].services == (() if facts is None else ("a",))
    assert result.plan.steps == ()


def test_a_need_that_something_to_talk_through_may_meet_is_neither_a_step_nor_a_gap():
    result = match(assessment(), service("a", talk_through="Think about it first."))
    assert (result.plan.steps, result.gaps) == ((), ())
    assert result.matches[0].state == "talk_through_first"


def test_a_gap_with_several_things_in_the_way_names_a_hold_then_a_wish_and_always_says_the_same():
    about = assessment({"has_recourse": False}, household=[], wishes={"avoid": [{"what": "service", "value": "b"}]})
    over, avoided = service("a", status="defunct"), service("b")
    fund = service("c", recourse={"is_fund": "universal-credit"})
    assert gap_reasons(match(about, over, avoided)) == {"loneliness": "avoided"}
    assert gap_reasons(match(about, over, avoided, fund)) == {"loneliness": "held"}
    assert set(match(about, over, avoided, fund).gaps[0].binding) == {"status", "avoided", "public_fund"}


@pytest.mark.parametrize(("days", "phase"), [(0, "now"), (14, "now"), (15, "next"), (-1, "next")])
def test_a_deadline_within_two_weeks_makes_its_need_urgent(days, phase):
    deadline = {"what": "hearing", "on": AS_OF + timedelta(days=days), "need": "housing-advice"}
    about = assessment(needs=needs("housing-advice"), deadlines=[deadline])
    (step,) = match(about, service("a", "housing-advice")).plan.steps
    assert step.phase == phase
    assert (step.why_phase == "deadline") == (phase == "now")


@pytest.mark.parametrize(("food", "phase"), [(0.0, "now"), (0.5, "now"), (3.0, "now"), (3.5, "next"), (None, "next")])
def test_food_that_runs_out_makes_food_urgent(food, phase):
    about = assessment(needs=needs("emergency-food"), days_left={"food": food, "stated_on": AS_OF})
    (step,) = match(about, service("a", "emergency-food")).plan.steps
    assert step.phase == phase
    assert (step.why_phase == "runs_out") == (phase == "now")


def test_an_urgency_that_somebody_stated_is_never_made_less_by_supplies():
    about = assessment(needs=needs("emergency-food", urgency="today"), days_left={"food": 3, "stated_on": AS_OF})
    assert match(about, service("a", "emergency-food")).plan.steps[0].phase == "now"


def test_the_plan_is_made_from_the_whole_list_however_short_the_list_shown_is():
    stated = needs("loneliness", "clothing", "esol")
    offered = [service(f"for-{need['need']}", need["need"]) for need in stated]
    result = match(assessment(needs=stated), *offered, n=1)
    assert len(result.matches) == 1
    assert len(result.plan.steps) == 3
