"""What holds of every answer, whoever asks and whatever the directory says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import builders
from tests.support.builders import AS_OF, recourse_pack, safety_pack, service
from tests.support.strategies import (
    AREA,
    FEWER,
    FUNDS,
    NEEDS,
    SLOW,
    directories,
    people,
    people_with_plans,
    usable_directories,
)

from spmatch.matcher import CHOICES, Matcher
from spmatch.model.assessment import Assessment
from spmatch.model.directory import Directory
from spmatch.model.recommendation import Match, State
from spmatch.model.service import Service
from spmatch.model.weights import Weights
from spmatch.rules.recourse import is_held
from spmatch.truth import Truth


def _matcher(services, **settings_):
    return Matcher(services, area=AREA, recourse_pack=recourse_pack(), safety_pack=safety_pack(), **settings_)


def _match(about, services, **asked):
    return _matcher(services).match(about, **({"as_of": AS_OF, "n": None} | asked))


def _with(services: Directory, *more: Service) -> Directory:
    return services.model_copy(update={"services": (*services.services, *more)})


def _changed(about: Assessment, **facts) -> Assessment:
    return Assessment.model_validate(about.model_dump(by_alias=True) | facts)


@SLOW
@given(about=people(), services=directories(most=10))
def test_contributions_add_up_to_the_points_and_lie_between_0_and_1(about, services):
    for match in _match(about, services).matches:
        assert sum(part.points for part in match.contributions) == match.points
        assert all(isinstance(part.points, int) for part in match.contributions)
        assert all(0.0 <= part.value <= 1.0 for part in match.contributions)
        assert all(part.points <= 0 for part in match.contributions if part.component != "start")


@FEWER
@given(about=people(), services=directories(most=10))
def test_matches_are_in_the_order_of_their_points_and_then_of_their_ids(about, services):
    order = [(-match.points, match.service) for match in _match(about, services).matches]
    assert order == sorted(order)


@SLOW
@given(about=people(), services=directories(most=10), order=st.randoms(use_true_random=False))
def test_shuffling_the_directory_changes_nothing(about, services, order):
    shuffled = list(services.services)
    order.shuffle(shuffled)
    other = services.model_copy(update={"services": tuple(shuffled)})
    assert _match(about, other).recommendation == _match(about, services).recommendation


IMPOSSIBLE = st.sampled_from(
    [
        {"status": "defunct"},
        {"status": "temporarily closed", "eligibility": None},
        {"runs_until": AS_OF - timedelta(days=1)},
        {"eligibility": {"type": "asked", "id": "never", "question": "Never?"}},
        *({"recourse": {"is_fund": fund}, "kind": "fund"} for fund in FUNDS[:6]),
        {"recourse": {"is_fund": "dla-child"}, "kind": "fund", "eligibility": None},
        {"recourse": {"needs_benefit": ["universal-credit"]}, "kind": "benefit_passported"},
    ]
)


@SLOW
@given(
    about=people_with_plans(),
    services=usable_directories(most=8),
    why=IMPOSSIBLE,
    meets=st.sampled_from(NEEDS),
    relies_on=st.sampled_from([[], ["digital-device"], ["esol"]]),
    is_asked=st.booleans(),
)
def test_a_service_nobody_can_use_changes_nothing_for_the_others(*, about, services, why, meets, relies_on, is_asked):
    person = about.person.model_dump() | {"has_recourse": False}
    receives = dict.fromkeys(("universal-credit", "housing-benefit"), False)
    stated = [need.model_dump() for need in about.needs]
    if is_asked:  # so that the service would be of use, and what it relies on is lacking
        stated = [need for need in stated if need["need"] != meets] + builders.needs(meets, severity=2)
    about = _changed(
        about,
        person=person,
        needs=stated,
        practicalities=about.practicalities.model_dump() | {"has_device": False},
        answers=about.answers | {"never": False},
        money=about.money.model_dump() | {"receives": receives},
        adviser_confirmations=[],
    )
    before = _match(about, services).recommendation
    after = _match(about, _with(services, service("zz-impossible", meets, relies_on=relies_on, **why))).recommendation
    assert "zz-impossible" not in [match.service for match in after.matches]
    assert after.matches == before.matches
    assert after.plan == before.plan
    assert [gap.need for gap in after.gaps] == [gap.need for gap in before.gaps]
    assert [other for other in after.excluded if other.service != "zz-impossible"] == list(before.excluded)
    assert {question.id for question in before.questions} <= {question.id for question in after.questions}


@SLOW
@given(about=people(), services=directories(most=10), citizen=st.none() | st.booleans())
def test_a_fact_that_nothing_mentions_changes_nothing(about, services, citizen):
    silent = ("is_british_citizen", '"gender"')
    kept = tuple(one for one in services.services if not any(word in one.model_dump_json() for word in silent))
    services = services.model_copy(update={"services": kept})
    data = about.model_dump(by_alias=True)
    for number, member in enumerate([data["person"], *(data["household"] or ())]):
        member |= {
            "is_british_citizen": citizen,
            "gender": None if citizen is None else "other",
            "id": f"other-{number}",
        }
    other = Assessment.model_validate(data | {"id": "another", "composite": "somebody else"})
    assert _match(other, services).recommendation == _match(about, services).recommendation


@FEWER
@given(about=people(), services=directories(most=10), n=st.integers(1, 12))
def test_n_cuts_the_list_and_nothing_else(about, services, n):
    whole, cut = _match(about, services).recommendation, _match(about, services, n=n).recommendation
    assert cut.matches == whole.matches[:n]
    assert replace(cut, matches=whole.matches) == whole


@SLOW
@given(about=people(), services=directories(least=1, most=10), data=st.data())
def test_a_pin_moves_matches_to_the_front_and_lifts_nothing(about, services, data):
    ids = [one.id for one in services.services]
    pinned = data.draw(st.lists(st.sampled_from(ids), unique=True))
    free, moved = _match(about, services).recommendation, _match(about, services, pinned=pinned).recommendation
    assert sorted(moved.matches, key=lambda match: match.service) == sorted(
        free.matches, key=lambda match: match.service
    )
    assert moved.excluded == free.excluded
    assert moved.safety == free.safety
    was_pinned = [match.service in pinned for match in moved.matches]
    assert was_pinned == sorted(was_pinned, reverse=True)
    unusable = {answer.service for answer in free.excluded if answer.possible_from is None}
    assert unusable.isdisjoint(moved.plan.services)


@FEWER
@given(about=people(), services=directories(least=1, most=10), data=st.data())
def test_what_is_hidden_is_nowhere_in_the_answer(about, services, data):
    hidden = data.draw(st.lists(st.sampled_from([one.id for one in services.services]), unique=True))
    answer = _match(about, services, hidden=hidden).recommendation
    listed = {match.service for match in answer.matches} | {exclusion.service for exclusion in answer.excluded}
    named = {other for step in answer.plan.steps for other in (step.service, *step.backups)}
    advised = {other for exclusion in answer.excluded for other in exclusion.advice}
    assert set(hidden).isdisjoint(listed | named | advised)


@FEWER
@given(
    about=people(),
    services=directories(most=6),
    weights=st.builds(Weights, need_fit=st.integers(0, 10), travel=st.integers(0, 10), certainty=st.integers(0, 10)),
)
def test_weights_move_no_safety_action_and_decide_nothing(about, services, weights):
    plain = _match(about, services).recommendation
    other = _matcher(services, weights=weights).match(about, as_of=AS_OF, n=None).recommendation
    assert other.safety == plain.safety
    assert {(m.service, m.state) for m in other.matches} == {(m.service, m.state) for m in plain.matches}
    assert {(e.service, e.kind) for e in other.excluded} == {(e.service, e.kind) for e in plain.excluded}


@SLOW
@given(about=people(), services=directories(most=10))
def test_every_exclusion_gives_a_reason_that_really_stands_in_the_way(about, services):
    for exclusion in _match(about, services).excluded:
        assert exclusion.reasons
        codes = [reason.code for reason in exclusion.reasons]
        recourse = exclusion.trace.parts[1]
        if exclusion.kind == "held":
            assert is_held(recourse)
            assert codes == [recourse.code]
        elif exclusion.kind == "not_available":
            assert exclusion.trace.truth is Truth.NO
            against = [part for part in exclusion.trace.parts if part.truth is Truth.NO]
            assert set(codes) == {leaf.code for part in against for leaf in part.deciding()}
        else:
            assert exclusion.trace.truth is not Truth.NO
            assert codes in (["avoided"], ["unsafe_beside_risk"])
        assert exclusion.possible_from is None or exclusion.kind == "not_available"


@SLOW
@given(about=people(), services=directories(most=12))
def test_a_match_is_never_decided_as_no_and_its_state_follows_from_its_decision(about, services):
    for match in _match(about, services).matches:
        assert match.eligibility is match.trace.truth is not Truth.NO
        if match.cautions:
            assert match.state is State.TALK_THROUGH_FIRST
        else:
            assert match.state is (State.SUITABLE if match.eligibility is Truth.YES else State.CHECK_FIRST)
        if match.state is State.CHECK_FIRST:
            assert match.questions, "what is to be checked first has to be asked"


def _everybody_can_claim(about: Assessment) -> bool:
    return about.household is not None and all(member.has_recourse is True for member in about.members)


@SLOW
@given(about=people(), services=directories(most=6), fund=st.sampled_from(FUNDS[:6]), extra=st.booleans())
def test_a_fund_is_never_suitable_unless_everybody_is_known_to_be_able_to_claim(about, services, fund, extra):
    facts = {"is_fund": fund} | ({"needs_benefit": ["pip"]} if extra else {})
    offered = _with(services, service("zz-fund", NEEDS[0], kind="fund", recourse=facts))
    about = _changed(about, needs=builders.needs(*NEEDS))
    result = _match(about, offered)
    confirmed = {confirmation.fund for confirmation in about.adviser_confirmations}
    funds = {one.id: one.recourse.is_fund for one in offered.services if one.recourse.is_fund is not None}
    listed = {
        fund_id: rule for fund_id, rule in funds.items() if recourse_pack().rule(rule).standing != "not_public_fund"
    }
    for match in result.all_matches:
        if match.service in listed and listed[match.service] not in confirmed:
            assert match.eligibility is not Truth.YES or _everybody_can_claim(about)
            assert match.state is not State.SUITABLE or _everybody_can_claim(about)
    for step in result.plan.steps:
        if step.kind == "start" and step.service in listed and listed[step.service] not in confirmed:
            assert _everybody_can_claim(about)


@FEWER
@given(about=people(), services=directories(most=8))
def test_somebody_without_recourse_sees_no_fund_outside_the_held_ones(about, services):
    about = _changed(about, person=about.person.model_dump() | {"has_recourse": False}, adviser_confirmations=[])
    for match in _match(about, services).all_matches:
        fund = builders.directory(*services.services).service(match.service).recourse.is_fund
        assert fund is None or recourse_pack().rule(fund).standing == "not_public_fund"


@FEWER
@given(about=people(), services=directories(least=1, most=8))
def test_why_and_why_not_answer_for_every_service(about, services):
    result = _match(about, services)
    for one in services.services:
        assert result.why(one.id).strip()
        assert result.why_not(one.id).strip()


@FEWER
@given(about=people(), services=directories(least=1, most=8))
def test_deciding_one_service_gives_the_same_verdict_as_the_list(about, services):
    result = _match(about, services)
    for answer in (*result.all_matches, *result.excluded):
        alone = result.matcher.decide(about, answer.service, as_of=AS_OF)
        assert type(alone) is type(answer)
        assert alone.trace == answer.trace
        if isinstance(answer, Match):
            assert alone == answer


FORBIDDEN = sorted(
    ({*Assessment.model_fields, "has_recourse", "is_british_citizen", "is_disabled", "gender", "relation", "born_on"})
    - set(CHOICES)
)


@pytest.mark.parametrize("name", [*FORBIDDEN, "practicalities", "speaks", "has_device", "avoid_in_person", "status"])
def test_what_if_refuses_to_vary_what_nobody_can_choose(name):
    result = builders.match(builders.assessment(), service("a"))
    with pytest.raises(ValueError, match="varies only what a person can choose"):
        result.what_if(**{name: True})


@FEWER
@given(about=people(), services=directories(least=1, most=8), data=st.data())
def test_choosing_what_is_chosen_already_changes_nothing(about, services, data):
    ids = [one.id for one in services.services]
    chosen = {
        "pinned": data.draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)),
        "hidden": data.draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)),
    }
    result = _match(about, services, **chosen)
    longest = about.practicalities.max_travel_minutes
    assert str(result.what_if(max_travel_minutes=longest)) == "Nothing changes."
