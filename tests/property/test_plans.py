"""What holds of every plan, whoever it is for and whatever the directory says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.support import builders
from tests.support.builders import AS_OF, recourse_pack, safety_pack, service
from tests.support.strategies import AREA, FEWER, SLOW, directories, people, people_with_plans, usable_directories

from spmatch.matcher import Matcher, Result
from spmatch.model.assessment import Assessment
from spmatch.model.directory import Directory
from spmatch.model.recommendation import Phase, State
from spmatch.truth import Truth
from spmatch.vocabulary import needs_vocabulary

ORDER = list(Phase)


def _plan(about: Assessment, services: Directory) -> Result:
    matcher = Matcher(services, area=AREA, recourse_pack=recourse_pack(), safety_pack=safety_pack())
    return matcher.match(about, as_of=AS_OF, n=None)


def _wanted(about: Assessment) -> set[str]:
    return {need.need for need in about.wanted_needs}


plans = st.builds(_plan, people_with_plans(), usable_directories())


@SLOW
@given(result=plans)
def test_every_wanted_need_is_in_a_step_a_gap_or_something_to_talk_through_and_never_in_two(result):
    wanted = _wanted(result.assessment)
    in_steps = {need for step in result.plan.steps for need in step.needs} & wanted
    in_gaps = {gap.need for gap in result.gaps}
    assert len(in_gaps) == len(result.gaps), "a need is a gap once"
    assert in_gaps <= wanted
    assert not in_steps & in_gaps
    to_talk_through = {
        need for match in result.all_matches if match.state is State.TALK_THROUGH_FIRST for need in match.needs
    }
    assert wanted - in_steps - in_gaps <= to_talk_through


@SLOW
@given(result=plans)
def test_no_more_than_three_steps_are_to_be_started_now(result):
    """Help that is kept is in place already; what is handed over is what somebody has to start."""
    now = [step for step in result.plan.phase(Phase.NOW) if step.kind != "keep"]
    assert len(now) <= 3


@SLOW
@given(result=plans)
def test_steps_stand_in_the_order_of_their_phases_and_after_what_they_rest_on(result):
    steps = result.plan.steps
    assert [ORDER.index(step.phase) for step in steps] == sorted(ORDER.index(step.phase) for step in steps)
    place = {step.service: number for number, step in enumerate(steps) if step.kind != "keep"}
    for number, step in enumerate(steps):
        assert all(place[before] < number for before in step.after)


@SLOW
@given(result=plans)
def test_a_step_is_a_match_of_the_list_that_may_be_used_and_each_service_has_one_step(result):
    matches = {match.service: match for match in result.all_matches}
    started = [step for step in result.plan.steps if step.kind == "start"]
    assert len({step.service for step in started}) == len(started)
    for step in started:
        match = matches[step.service]
        assert step.state is match.state is not State.TALK_THROUGH_FIRST
        assert match.availability != "full"


@SLOW
@given(result=plans)
def test_no_step_rests_on_an_open_question_about_recourse_or_a_fund(result):
    traces = {answer.service: answer.trace for answer in (*result.all_matches, *result.excluded)}
    for step in result.plan.steps:
        assert not any(question.is_about_recourse for question in step.only_if), step
        if step.kind != "keep":
            assert traces[step.service].parts[1].truth is Truth.YES, step


@SLOW
@given(result=plans)
def test_an_open_question_of_a_step_is_said_with_it(result):
    matches = {match.service: match for match in result.all_matches}
    for step in result.plan.steps:
        if step.kind == "start":
            assert {question.id for question in matches[step.service].questions} <= {q.id for q in step.only_if}, step


@SLOW
@given(result=plans)
def test_every_step_serves_a_wanted_need_or_something_rests_on_it(result):
    wanted = _wanted(result.assessment)
    rested_on = {before for step in result.plan.steps for before in step.after}
    for step in result.plan.steps:
        assert step.needs
        assert wanted & set(step.needs) or step.service in rested_on, step


@FEWER
@given(result=plans)
def test_a_step_serves_the_needs_it_names_closely_enough(result):
    vocabulary = needs_vocabulary()
    for step in result.plan.steps:
        if step.kind == "keep":
            continue
        meets = result.matcher.directory.service(step.service).meets
        for need in step.needs:
            assert max(vocabulary.relatives(need).get(met, 0.0) for met in meets) >= 0.7, step


@SLOW
@given(result=plans)
def test_what_the_person_keeps_away_from_is_no_step_and_no_backup(result):
    avoided = {exclusion.service for exclusion in result.excluded if exclusion.kind == "avoided"}
    held = {exclusion.service for exclusion in result.excluded if exclusion.kind == "held"}
    not_available = {exclusion.service for exclusion in result.excluded if exclusion.kind == "not_available"}
    for step in result.plan.steps:
        assert {step.service, *step.backups}.isdisjoint(avoided | held)
        assert not_available.isdisjoint(step.backups)
        assert step.service not in step.backups
        if step.service in not_available:
            assert step.kind in ("from_date", "keep")


@FEWER
@given(result=plans)
def test_a_gap_names_only_services_of_the_answer_and_every_reason_in_the_way(result):
    listed = {answer.service: answer for answer in (*result.all_matches, *result.excluded)}
    for gap in result.gaps:
        assert set(gap.services) <= set(listed)
        assert (gap.reason == "nothing_listed") == (not gap.services)
        if gap.reason in ("held", "not_available", "avoided"):
            assert gap.reason in {getattr(listed[name], "kind", None) for name in gap.services}


@FEWER
@given(about=people(), services=directories(most=10))
def test_a_service_for_the_need_that_can_be_used_leaves_no_gap(about, services):
    about = Assessment.model_validate(about.model_dump() | {"wishes": {}, "needs": builders.needs("water-costs")})
    more = services.model_copy(update={"services": (*services.services, service("zz-water", "water-costs", coverage={
        "nations": ["england", "scotland", "wales", "northern-ireland"]}))})  # fmt: skip
    result = _plan(about, more)
    assert not result.gaps
    assert any("water-costs" in step.needs for step in result.plan.steps)


@FEWER
@given(about=people(), services=directories(most=10))
def test_asking_twice_gives_the_same_answer(about, services):
    assert _plan(about, services).recommendation == _plan(about, services).recommendation


@FEWER
@given(result=plans)
def test_a_plan_uses_no_service_that_has_ended(result):
    for step in result.plan.steps:
        if step.kind != "keep":
            ends = result.matcher.directory.service(step.service).runs_until
            assert ends is None or ends >= AS_OF
            assert step.from_on is None or step.from_on > AS_OF
            assert step.from_on is None or step.from_on <= AS_OF + timedelta(days=2 * 366)
