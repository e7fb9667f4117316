from __future__ import annotations

import json
from datetime import date

import pytest
from tests.support.builders import AS_OF, assessment, match, matcher, member, needs, service

import spmatch
from spmatch.errors import InvalidAssessment, UnknownName
from spmatch.model.recommendation import Exclusion, Match
from spmatch.model.weights import Weights


def test_a_day_is_given_as_a_date_or_as_text_and_never_guessed():
    made = matcher(service("a"))
    assert made.match(assessment(), as_of="2026-11-22").recommendation.as_of == AS_OF
    with pytest.raises(TypeError):
        made.match(assessment())
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        made.match(assessment(), as_of="22/11/2026")


def test_the_list_is_one_long_at_least():
    with pytest.raises(ValueError, match="1 or more"):
        match(assessment(), service("a"), n=0)


@pytest.mark.parametrize("what", ["pinned", "hidden"])
def test_a_service_that_is_not_there_is_an_error_that_suggests_a_near_one(what):
    with pytest.raises(UnknownName) as caught:
        match(assessment(), service("friendly-calls"), **{what: ["freindly-calls"]})
    assert "friendly-calls" in str(caught.value)


def test_ties_are_broken_by_id():
    found = match(assessment(), service("c"), service("a"), service("b")).matches
    assert [one.service for one in found] == ["a", "b", "c"]
    assert len({one.points for one in found}) == 1


def test_forty_equal_services_stand_in_the_order_of_their_ids():
    ids = [f"s{number:02}" for number in range(40)]
    found = match(assessment(), *(service(id_) for id_ in reversed(ids))).matches
    assert [one.service for one in found] == ids


def test_a_pin_comes_first_and_the_rest_keep_their_order():
    offered = [service(f"s{n}", cost={"pence": n * 100}) for n in range(4)]
    found = match(assessment(), *offered, pinned=["s2"]).matches
    assert [one.service for one in found] == ["s2", "s0", "s1", "s3"]


def test_any_service_can_be_decided_whether_or_not_it_is_about_anything_wanted():
    made = matcher(service("swim", "swimming"), service("over", "swimming", status="defunct"))
    assert isinstance(made.decide(assessment(), "swim", as_of=AS_OF), Match)
    assert isinstance(made.decide(assessment(), "over", as_of=AS_OF), Exclusion)
    with pytest.raises(UnknownName):
        made.decide(assessment(), "nowhere", as_of=AS_OF)


def test_why_and_why_not_speak_of_any_service():
    result = match(assessment(), service("calls"), service("swim", "swimming"), service("over", status="defunct"))
    assert "Service calls" in result.why("calls")
    assert "Service over" in result.why("over")
    assert result.why_not("swim")
    with pytest.raises(UnknownName):
        result.why("nowhere")


def test_points_in_why_add_up_to_the_points_of_the_match():
    found = match(assessment(), service("calls")).matches[0]
    assert f"{found.points:,}" in match(assessment(), service("calls")).why("calls")


def test_what_if_says_what_a_longer_journey_changes():
    far = [{"lat": 51.60, "lon": -0.09}]
    about = assessment(practicalities={"max_travel_minutes": 10})
    offered = [service("a", delivery=["in_person"], sites=far), service("b", cost={"pence": 2000})]
    result = match(about, *offered)
    assert [one.service for one in result.matches] == ["b", "a"]
    changes = result.what_if(max_travel_minutes=240)
    assert changes.places == {"a": (2, 1), "b": (1, 2)}
    assert "comes into the plan" in str(changes)
    assert [one.service for one in result.matches] == ["b", "a"], "the answer itself stays as it was"


def test_what_if_keeps_what_was_pinned_and_hidden():
    result = match(assessment(), service("a"), service("b"), service("c"), pinned=["c"], hidden=["b"])
    assert not result.what_if(max_travel_minutes=None)


def test_what_if_refuses_a_value_that_does_not_fit_and_does_not_repeat_it():
    result = match(assessment(), service("a"))
    with pytest.raises((InvalidAssessment, ValueError)) as caught:
        result.what_if(max_travel_minutes="forty-two-minutes")
    assert "forty-two" not in str(caught.value)


def test_no_repr_shows_anything_of_the_person():
    about = assessment(
        {"gender": "woman"}, household=[member("kid", has_recourse=False)], home={"postcode": "SE17 1AA"}
    )
    result = match(about, service("a"))
    for shown in (repr(result), repr(result.recommendation), repr(about), str(about), repr(result.matcher)):
        assert "SE17" not in shown
        assert "woman" not in shown
        assert "False" not in shown


def test_the_answer_as_data_is_json_without_a_fact_of_the_person():
    about = assessment(needs=needs("loneliness", own_words="xyzzy since the move"), home={"postcode": "SE17 1AA"})
    text = json.dumps(match(about, service("a"), service("b", eligibility=None)).to_dict())
    assert "xyzzy" not in text
    assert "SE17" not in text


def test_the_table_has_a_row_for_each_match_in_order():
    result = match(assessment(), service("b"), service("a", cost={"pence": 700}))
    frame = result.to_frame()
    assert frame["service"].tolist() == ["b", "a"]
    assert frame["points"].tolist() == [one.points for one in result.matches]
    assert match(assessment(needs=[])).to_frame().empty


def test_versions_tell_directories_and_weights_apart_and_not_their_order():
    one = matcher(service("a"), service("b")).versions
    assert matcher(service("b"), service("a")).versions == one
    assert matcher(service("a")).versions.directory != one.directory
    assert matcher(service("a"), service("b"), weights=Weights(travel=2)).versions.weights != one.weights


def test_an_empty_directory_and_a_person_without_needs_give_an_empty_answer():
    nothing = match(assessment())
    assert (nothing.matches, nothing.plan.steps) == ((), ())
    assert [gap.reason for gap in nothing.gaps] == ["nothing_listed"]
    no_needs = match(assessment(needs=[]), service("a"))
    assert (no_needs.matches, no_needs.plan.steps, no_needs.gaps) == ((), (), ())


def test_a_question_is_asked_once_for_all_services_it_bears_on():
    young = {"type": "age", "max_years": 25}
    result = match(assessment(), service("a", eligibility=young), service("b", eligibility=young))
    (question,) = [one for one in result.questions if one.id == "members.person.age"]
    assert question.decides == ("a", "b")


def test_nobody_is_asked_about_recourse_where_nothing_depends_on_it():
    result = match(assessment({"has_recourse": None}, household=None), service("a"), service("b", eligibility=None))
    assert not any(question.is_about_recourse for question in result.questions)


def test_the_same_person_on_another_day_may_get_another_answer():
    made = matcher(service("a", runs_until=AS_OF))
    assert [one.service for one in made.match(assessment(), as_of=AS_OF).matches] == ["a"]
    assert made.match(assessment(), as_of=date(2026, 11, 23)).matches == ()


def test_an_area_may_be_given_by_the_path_of_its_file():
    by_path = spmatch.Matcher(spmatch.sample_directory(), area="data/north-southwark.yaml")
    assert by_path.area == spmatch.sample_area()


def test_every_fingerprint_of_an_answer_is_one_and_stays_the_same():
    versions = spmatch.Matcher(spmatch.sample_directory()).versions
    prints = (versions.directory, versions.vocabulary, versions.recourse_pack, versions.safety_pack, versions.weights)
    assert all(len(one) == 12 and set(one) <= set("0123456789abcdef") for one in prints)
    assert spmatch.Matcher(spmatch.sample_directory()).versions == versions
