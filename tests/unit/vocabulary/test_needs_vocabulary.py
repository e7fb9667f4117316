"""The shipped needs: that they hang together, and how they serve each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.errors import UnknownName
from spmatch.vocabulary import (
    BROADER_SERVICE,
    NARROWER_SERVICE,
    RELATED_SERVICE,
    Need,
    listing,
    needs_vocabulary,
)

NEEDS = needs_vocabulary()
need_ids = st.sampled_from(NEEDS.ids)

# Other files name these: the sample directory, the examples, the rule packs and the docs.
PROMISED = (
    "rough-sleeping emergency-accommodation settled-home housing-advice eviction-and-arrears homelessness-application "
    "social-housing-register disrepair-and-damp overcrowding furniture-and-white-goods tenancy-support supported-housing "
    "day-centre money-worries benefits-advice debt-advice crisis-money fuel-costs water-costs health-costs child-costs "
    "council-tax-costs income-benefits housing-costs emergency-food affordable-food meals-for-older-people "
    "cooking-and-eating-well infant-feeding low-mood-and-anxiety counselling bereavement peer-support "
    "perinatal-mental-health stress-and-sleep be-more-active walking strength-and-balance gentle-exercise "
    "exercise-with-a-condition gardening swimming loneliness befriending phone-befriending family-activities "
    "older-peoples-groups community-groups language-community arts-and-creativity mens-groups lunch-clubs "
    "immigration-advice nrpf-support children-in-need-support legal-advice baby-essentials cot-and-equipment "
    "family-support parent-carer-support disabled-child-support early-education childcare digital-device digital-data "
    "digital-skills carer-support carer-break dementia-support sitting-service employment-support esol volunteering "
    "transport-help medicine-delivery shopping-and-errands practical-help-at-home clothing domestic-abuse-support "
    "alcohol-and-drugs-support condition-support hearing-loss-support refugee-support interpreting gp-registration "
    "pet-support street-outreach id-documents healthy-start care-needs-assessment "
)


def test_the_six_determinants_are_those_of_the_north_southwark_team() -> None:
    assert list(NEEDS.determinants) == [
        "housing", "finance", "mental-health", "diet", "physical-activity", "social-isolation",
    ]  # fmt: skip


@pytest.mark.parametrize("need_id", PROMISED.split())
def test_every_need_that_other_files_name_exists(need_id: str) -> None:
    assert need_id in NEEDS


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.id)
def test_every_need_has_one_home_plain_words_and_peoples_own_words(need: Need) -> None:
    assert (need.determinant in NEEDS.determinants) != (need.group in NEEDS.groups)
    assert len(need.label) <= 50
    assert need.description.endswith(".")
    assert len(need.people) >= 3
    assert len(need.professionals) >= 3
    assert set(need.opens_modes) <= set(listing("delivery_modes"))


@pytest.mark.parametrize("determinant", NEEDS.determinants)
def test_every_determinant_has_exactly_one_broadest_need(determinant: str) -> None:
    tops = [need.id for need in NEEDS if need.determinant == determinant and need.broader is None]
    assert len(tops) == 1


@pytest.mark.parametrize("group", NEEDS.groups)
def test_every_group_of_enabling_needs_is_used(group: str) -> None:
    members = [need for need in NEEDS if need.group == group]
    assert members
    assert all(need.is_enabling for need in members)


def test_the_file_says_that_no_practitioner_has_reviewed_it_yet() -> None:
    assert NEEDS.header.reviewed_by_role is None
    assert NEEDS.header.reviewed_on is None


def test_related_counts_on_both_sides() -> None:
    for need in NEEDS:
        for other in need.related:
            assert need.id in NEEDS.get(other).related


def test_children_and_ancestors_mirror_each_other() -> None:
    for need in NEEDS:
        for child in NEEDS.children(need.id):
            assert NEEDS.ancestors(child.id)[0] == need


def test_unlocking_is_read_from_both_ends() -> None:
    pairs = {(need.id, other) for need in NEEDS for other in need.unlocks}
    assert pairs == {(need.id, other) for other in NEEDS.ids for need in NEEDS.unlocked_by(other)}
    assert ("digital-device", "digital-skills") in pairs
    assert ("immigration-advice", "income-benefits") in pairs


def test_a_device_brings_online_services_within_reach() -> None:
    assert NEEDS.get("digital-device").opens_modes == ("online",)


@given(need_ids)
def test_a_need_serves_itself_fully_and_every_relative_in_part(need_id: str) -> None:
    strengths = NEEDS.relatives(need_id)
    assert strengths.pop(need_id) == 1
    assert all(0 < strength < 1 for strength in strengths.values())
    assert set(strengths) <= set(NEEDS.ids)


@given(need_ids)
def test_relatives_stand_strongest_first_and_equal_ones_by_id(need_id: str) -> None:
    pairs = list(NEEDS.relatives(need_id).items())
    assert pairs == sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


@given(need_ids)
def test_a_service_for_a_narrower_need_serves_better_than_one_for_a_broader_need(need_id: str) -> None:
    for child in NEEDS.children(need_id):
        assert NEEDS.relatives(need_id)[child.id] == NARROWER_SERVICE
        assert NEEDS.relatives(child.id)[need_id] == BROADER_SERVICE


@given(need_ids)
def test_climbing_to_broader_needs_ends_without_meeting_the_need_again(need_id: str) -> None:
    climbed = [need.id for need in NEEDS.ancestors(need_id)]
    assert need_id not in climbed
    assert len(climbed) == len(set(climbed)) <= 3


@given(need_ids)
def test_following_what_a_need_unlocks_never_leads_back_to_it(need_id: str) -> None:
    reached: set[str] = set()
    waiting = list(NEEDS.get(need_id).unlocks)
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += NEEDS.get(here).unlocks
    assert need_id not in reached


def test_related_needs_count_and_those_with_only_a_parent_in_common_do_not() -> None:
    strengths = NEEDS.relatives("emergency-accommodation")
    assert strengths["rough-sleeping"] == RELATED_SERVICE
    assert "furniture-and-white-goods" not in strengths


def test_a_step_over_two_levels_is_weaker_than_over_one() -> None:
    assert NEEDS.relatives("money-worries")["healthy-start"] == NARROWER_SERVICE**2
    assert NEEDS.relatives("healthy-start")["money-worries"] == BROADER_SERVICE**2


def test_immigration_advice_is_never_stood_in_for_by_general_legal_advice() -> None:
    # Immigration advice is regulated: a general legal service may not be allowed to give it.
    assert "legal-advice" not in NEEDS.relatives("immigration-advice")


def test_a_slip_in_an_id_is_answered_with_ids_that_look_alike() -> None:
    for ask in (NEEDS.get, NEEDS.children, NEEDS.ancestors, NEEDS.relatives, NEEDS.unlocked_by, NEEDS.current):
        with pytest.raises(UnknownName) as caught:
            ask("emergency-fod")
        assert caught.value.suggestions[0] == "emergency-food"


def test_a_need_in_use_is_its_own_current_need() -> None:
    assert all(NEEDS.current(need.id) == need for need in NEEDS if need.replaced_by is None)


def test_the_vocabulary_is_read_once_and_shows_its_size() -> None:
    assert needs_vocabulary() is NEEDS
    assert repr(NEEDS) == f"NeedsVocabulary('needs', {len(NEEDS)} needs)"
    assert len(NEEDS) == len(list(NEEDS)) == len(NEEDS.ids) >= 90
