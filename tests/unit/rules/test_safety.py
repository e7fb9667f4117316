from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, assessment, match, member, needs, safety_pack, service

from spmatch.errors import UnknownName
from spmatch.model.area import Area
from spmatch.model.recommendation import SafetyLine
from spmatch.rules.safety import forbidden_tags, present_cues, safety_line

CUES = [cue.id for cue in safety_pack().cues]
TEAM = Area.model_validate(
    {
        "id": "somewhere",
        "title": "Somewhere",
        "as_of": AS_OF,
        "team": {"same_day_clinician": "the duty doctor", "safeguarding_lead": "the lead nurse"},
    }
)


def line(about, area: Area | None = TEAM) -> SafetyLine:
    return safety_line(about, AS_OF, safety_pack(), area)


def risk(cue: str, **facts):
    return {"cue": cue} | facts


def test_without_a_cue_the_banner_says_that_this_is_no_assessment_of_risk():
    shown = line(assessment())
    assert shown.banner == "No risk recorded; this is not a risk assessment"
    assert shown.actions == ()


@pytest.mark.parametrize("cue", CUES)
def test_a_cue_that_was_recorded_gives_its_action_and_whom_to_speak_to(cue):
    shown = line(assessment(risks=[risk(cue)]))
    (action,) = shown.actions
    rule = safety_pack().cue(cue)
    assert (action.cue, action.text, action.contact_role) == (cue, rule.action, rule.contact_roles[0])
    assert shown.banner == ""
    assert not action.is_acknowledged


@pytest.mark.parametrize("cue", CUES)
@pytest.mark.parametrize("stance", ["past", "denied", "mentioned"])
def test_a_cue_that_is_past_denied_or_only_mentioned_is_named_for_reading_and_is_no_action(cue, stance):
    shown = line(assessment(risks=[risk(cue, stance=stance)]))
    assert shown.actions == ()
    assert shown.mentioned == (safety_pack().cue(cue).label,)
    assert shown.banner


def test_actions_stand_in_the_order_of_the_pack_whatever_order_they_were_recorded_in():
    shown = line(assessment(risks=[risk(cue) for cue in reversed(CUES)]))
    assert [action.cue for action in shown.actions] == CUES


def test_a_cue_nobody_knows_is_an_error_and_is_never_passed_over():
    for stance in ("present", "past"):
        with pytest.raises(UnknownName):
            line(assessment(risks=[risk("no-such-cue", stance=stance)]))


def left(**days):
    return assessment(days_left=days | {"stated_on": AS_OF})


@pytest.mark.parametrize(
    ("supply", "cue"),
    [
        ("food", "no-food-tonight"),
        ("baby_supplies", "no-food-tonight"),
        ("medicine", "medicine-run-out"),
        ("energy_credit", "no-heat-tonight"),
    ],
)
@pytest.mark.parametrize(("days", "is_raised"), [(0.0, True), (0.99, True), (1.0, False), (3.0, False)])
def test_a_supply_that_lasts_less_than_a_day_raises_its_cue_by_itself(supply, cue, days, is_raised):
    assert ([action.cue for action in line(left(**{supply: days})).actions] == [cue]) == is_raised


def test_days_left_count_from_the_day_they_were_stated():
    about = assessment(days_left={"food": 3, "stated_on": AS_OF - timedelta(days=2)})
    assert line(about).actions == ()
    about = assessment(days_left={"food": 3, "stated_on": AS_OF - timedelta(days=3)})
    assert [action.cue for action in line(about).actions] == ["no-food-tonight"]


def test_having_nowhere_safe_to_sleep_tonight_raises_its_cue_when_it_was_answered():
    street = {"situation": "street"}
    asked = line(assessment(housing=street))
    assert "safety.roof-tonight" in [check.id for check in asked.checks]
    no = line(assessment(housing=street, answers={"roof-tonight": False}))
    assert [action.cue for action in no.actions] == ["no-roof-tonight"]
    yes = line(assessment(housing=street, answers={"roof-tonight": True}))
    assert yes.actions == ()
    assert "safety.roof-tonight" not in [check.id for check in yes.checks]


SEEN = {"acknowledged_by_role": "link worker", "acknowledged_on": AS_OF}


def test_an_acknowledged_action_stays_on_the_screen():
    (action,) = line(assessment(risks=[risk("self-neglect", **SEEN)])).actions
    assert action.is_acknowledged


@pytest.mark.parametrize("half", [{"acknowledged_by_role": "link worker"}, {"acknowledged_on": AS_OF}])
def test_half_an_acknowledgement_is_none(half):
    (action,) = line(assessment(risks=[risk("self-neglect", **half)])).actions
    assert not action.is_acknowledged


def test_a_new_report_is_not_acknowledged_by_an_older_one():
    for older in (risk("domestic-abuse", stance="past", **SEEN), risk("domestic-abuse", **SEEN)):
        (action,) = line(assessment(risks=[older, risk("domestic-abuse")])).actions
        assert not action.is_acknowledged


@pytest.mark.parametrize("cue", CUES)
def test_sharing_is_blocked_beside_abuse_and_the_like_until_a_safe_way_is_recorded(cue):
    is_blocking = cue in ("child-at-risk", "domestic-abuse", "trafficking", "adult-at-risk")
    about = assessment(risks=[risk(cue)])
    assert line(about).is_sharing_blocked == is_blocking
    safe = assessment(risks=[risk(cue)], safe_contact={"how": "at the practice only"})
    assert not line(safe).is_sharing_blocked
    past = assessment(risks=[risk(cue, stance="past")])
    assert not line(past).is_sharing_blocked


def test_a_contact_that_nobody_set_up_is_said_and_one_that_is_set_up_is_named():
    about = assessment(risks=[risk("suicide-or-self-harm")])
    assert line(about, None).missing_contacts == ("same_day_clinician",)
    assert line(about, None).actions[0].contact is None
    assert line(about).missing_contacts == ()
    assert line(about).actions[0].contact == "the duty doctor"
    assert line(assessment(), None).missing_contacts == ("same_day_clinician", "safeguarding_lead")
    half = TEAM.model_copy(update={"team": TEAM.team.model_copy(update={"safeguarding_lead": None})})
    assert line(assessment(), half).missing_contacts == ("safeguarding_lead",)


def checks(about) -> set[str]:
    return {check.id.removeprefix("safety.") for check in line(about).checks}


def test_what_nobody_asked_yet_is_asked():
    assert {"food-tonight", "medicine-three-days", "who-helps"} <= checks(assessment())


def test_what_is_known_is_not_asked_again():
    known = assessment(days_left={"food": 9, "medicine": 9, "stated_on": AS_OF}, support_in_place=[])
    assert checks(known) == set()


def test_baby_supplies_are_asked_about_while_a_child_may_be_under_three():
    def with_child(**facts):
        return assessment(household=[member("kid", "child", **facts)])

    assert "baby-supplies-tonight" not in checks(assessment(household=[]))
    assert "baby-supplies-tonight" in checks(with_child()), "nobody said how old the child is"
    assert "baby-supplies-tonight" in checks(with_child(born_on="2023-11-23"))
    assert "baby-supplies-tonight" not in checks(with_child(born_on="2023-11-22"))
    assert "baby-supplies-tonight" not in checks(assessment(household=[member("mate", "other_adult")]))


def test_questions_about_place_and_heat_are_asked_only_where_they_matter():
    assert "who-provides" in checks(assessment(housing={"situation": "temporary"}))
    assert "who-provides" not in checks(assessment(housing={"situation": "temporary", "provider": "council"}))
    assert "who-provides" not in checks(assessment(housing={"situation": "owner"}))
    assert "heat-tonight" in checks(assessment(needs=needs("fuel-costs")))
    assert "heat-tonight" not in checks(assessment(needs=needs("loneliness")))
    assert "roof-tonight" not in checks(assessment(housing={"situation": "social_rent"}))
    assert "safe-contact" in checks(assessment(risks=[risk("domestic-abuse")]))
    assert "safe-contact" not in checks(assessment(risks=[risk("domestic-abuse", stance="past")]))


def test_no_mediation_or_couple_session_is_suggested_beside_domestic_abuse():
    about = assessment(risks=[risk("domestic-abuse")])
    assert "mediation" in forbidden_tags(about, AS_OF, safety_pack())
    offered = service("mediation", tags=["mediation"])
    assert [found.service for found in match(assessment(), offered).matches] == ["mediation"]
    result = match(about, offered, pinned=["mediation"])
    assert result.matches == ()
    assert [(e.kind, e.reasons[0].code) for e in result.excluded] == [("avoided", "unsafe_beside_risk")]
    assert result.plan.steps == ()


def test_present_cues_are_told_once_however_often_they_were_recorded():
    about = assessment(
        risks=[risk("no-food-tonight"), risk("no-food-tonight")], days_left={"food": 0, "stated_on": AS_OF}
    )
    assert [cue.id for cue in present_cues(about, AS_OF, safety_pack())] == ["no-food-tonight"]
