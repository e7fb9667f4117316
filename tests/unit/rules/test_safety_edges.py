"""Corners of the safety gate: what is said beside what, and what an answer raises and does not raise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, assessment, member, safety_pack

from spmatch.model.recommendation import Question
from spmatch.rules.safety import forbidden_tags, safety_line

SEEN = {"acknowledged_by_role": "link worker", "acknowledged_on": AS_OF}


def line(about):
    return safety_line(about, AS_OF, safety_pack(), None)


def test_a_cue_that_is_present_is_an_action_and_is_not_among_those_only_mentioned():
    assert line(assessment(risks=[{"cue": "self-neglect"}])).mentioned == ()


def test_an_action_is_acknowledged_by_itself_whatever_else_is_still_to_be_seen():
    about = assessment(risks=[{"cue": "self-neglect", **SEEN}, {"cue": "no-food-tonight"}])
    assert {action.cue: action.is_acknowledged for action in line(about).actions} == {
        "self-neglect": True,
        "no-food-tonight": False,
    }


@pytest.mark.parametrize(("recorded", "expected"), [(True, True), (False, False), (None, False)])
def test_do_not_contact_is_said_only_where_it_was_recorded(recorded, expected):
    assert line(assessment(do_not_contact=recorded)).do_not_contact is expected


def test_a_check_is_the_packs_own_question_to_the_person():
    texts = {check.id: check.question for check in safety_pack().checks}
    asked = line(assessment()).checks
    assert Question("safety.food-tonight", texts["food-tonight"], "person") in asked


@pytest.mark.parametrize(
    ("years", "stated_days_ago", "is_asked"),
    [
        (2, 0, True),
        (2, 150, True),  # by now two or three
        (3, 0, False),
    ],
)
def test_a_child_who_may_be_under_three_by_a_stated_age_counts(years, stated_days_ago, is_asked):
    age = {"years": years, "stated_on": AS_OF - timedelta(days=stated_days_ago)}
    checks = line(assessment(household=[member("kid", age=age)])).checks
    assert ("safety.baby-supplies-tonight" in [check.id for check in checks]) == is_asked


def test_a_roof_for_tonight_stays_a_yes_however_long_ago_supplies_were_asked_about():
    supplies = {"food": 300, "stated_on": AS_OF - timedelta(days=30)}
    about = assessment(housing={"situation": "hostel"}, answers={"roof-tonight": True}, days_left=supplies)
    assert line(about).actions == ()


def test_supplies_that_were_asked_about_forbid_no_session():
    about = assessment(days_left={"food": 0, "stated_on": AS_OF})
    assert forbidden_tags(about, AS_OF, safety_pack()) == frozenset()
