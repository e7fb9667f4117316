"""What can never hold is never said of a tree that somebody meets; and plain contradictions are found."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.builders import LAMBETH, SOUTHWARK, situation
from tests.support.strategies import AREA, CRITERIA, LEAVES, people
from tests.unit.directories.trees import (
    age,
    every,
    fact,
    gender,
    housing,
    lives_in,
    member,
    months,
    need,
    no,
    season,
    some,
    tree,
)

from spmatch.directories import satisfy
from spmatch.directories.satisfy import can_fail, can_hold
from spmatch.engine.eligibility import decide
from spmatch.model import criteria as kinds
from spmatch.model.assessment import Assessment, HousingProvider
from spmatch.truth import Truth

EVERYBODY = gender("woman", "man", "non_binary", "other")
UNUSED = {"type": "not_used_within", "service": "pantry", "days": 90}
BABY_OF_10_WEEKS = {"type": "perinatal", "includes_pregnancy": False, "max_weeks_after_birth": 10}
LOW_INCOME, LOWER_INCOME = ({"type": "income", "at_most_pence_per_month": n, "definition": "x"} for n in (9000, 5000))

NEVER = {
    "ages that do not meet": every(age(high=4), age(18)),
    "years against months": every(months(high=59), age(5)),
    "an age and its opposite": every(age(18, 30), no(age(16, 60))),
    "an age that three spans shut out": every(age(10, 20), no(age(10, 14)), no(age(15, 18)), no(age(19, 20))),
    "two genders": every(gender("woman"), gender("man")),
    "no gender is left": no(EVERYBODY),
    "a fact and its opposite": every(fact("is_disabled"), no(fact("is_disabled"))),
    "a condition and its opposite": every({"type": "condition", "condition": "dementia"}, no({"type": "condition", "condition": "dementia"})),
    "recourse and its opposite": every({"type": "recourse"}, no({"type": "recourse"})),
    "benefits": every({"type": "receives", "any_of": ["pip"]}, no({"type": "receives", "any_of": ["pip", "universal-credit"]})),
    "income": every(LOWER_INCOME, no(LOW_INCOME)),
    "situations": every(housing(situations=["street"]), housing(situations=["hostel", "refuge"])),
    "providers within lists": every(housing(situations=["hostel"], providers=["council"]), housing(providers=["charity"])),
    "no provider is left": no(housing(providers=[*get_args(HousingProvider)])),
    "landlords": every(housing(landlords=["one-homes"]), housing(landlords=["two-homes"])),
    "placing boroughs": every({"type": "placed_by", "boroughs": ["Southwark"]}, {"type": "placed_by", "boroughs": ["Lambeth"]}),
    "placing borough as a place": every({"type": "placed_by", "boroughs": ["Southwark"]}, lives_in(boroughs=["Lambeth"], where="placed_by")),
    "practices": every({"type": "practice", "practices": ["a"]}, {"type": "practice", "practices": ["b"]}),
    "boroughs": every(lives_in(boroughs=["Southwark"]), lives_in(boroughs=["Lambeth"])),
    "the same area": every(lives_in(nations=["wales"]), no(lives_in(nations=["wales"]))),
    "a need that is none": need(high=0),
    "severities": every(need(2, 2), no(need(1, 3))),
    "documents": every({"type": "document", "document": "voucher"}, no({"type": "document", "document": "voucher"})),
    "languages": every({"type": "language", "any_of": ["spa"]}, no({"type": "language", "any_of": ["spa", "por"]})),
    "one answer under two questions": every(
        {"type": "asked", "id": "q", "question": "Is it so?"}, no({"type": "asked", "id": "q", "question": "So it is?"})
    ),
    "earlier use": every(UNUSED, no({**UNUSED, "days": 30})),
    "referrers": every({"type": "referrer_registered", "organisation": "x"}, no({"type": "referrer_registered", "organisation": "x"})),
    "clearance": every({"type": "clinical_clearance", "activity": "swimming"}, no({"type": "clinical_clearance", "activity": "swimming"})),
    "weeks after birth": every(BABY_OF_10_WEEKS, no({**BABY_OF_10_WEEKS, "max_weeks_after_birth": 20})),
    "pregnancy": every(fact("is_pregnant"), no({"type": "perinatal"})),
    "suppliers": every({"type": "supplier", "of": "water", "any_of": ["a"]}, {"type": "supplier", "of": "water", "any_of": ["b"]}),
    "seasons": every(season("11-01", "02-28"), season("05-01", "08-31")),
    "one subject inside member": member(every(age(high=4), age(18))),
    "the person as a member": every(age(high=4), member(age(18), "person")),
    "a member and none": every(member(age(high=4), "child"), no(member(age(high=4), "child"))),
    "a member and none of a wider kind": every(member(age(high=4), "child"), no(member(age(high=10), "child", "sibling"))),
    "the person shut out with everybody": every(age(18), no(member(age(10)))),
    "facts of the household in two members": every(member(fact("has_pet"), "child"), no(fact("has_pet"))),
    "every branch dead": every(age(18), some(age(high=4), every(gender("man"), gender("woman")))),
    "not of an alternative": no(some(age(18), no(age(18)))),
}  # fmt: skip

POSSIBLE = {
    "touching ages": every(age(high=4), months(high=59), no(age(high=3))),
    "a child and an adult": every(member(age(high=4), "child"), age(18)),
    "two members who differ": every(member(gender("man")), member(gender("woman"))),
    "members of other kinds": every(member(age(high=4), "child"), no(member(age(high=10), "sibling"))),
    "own facts of two members": every(member(fact("is_disabled"), "child"), no(fact("is_disabled"))),
    "two benefits": every({"type": "receives", "any_of": ["pip", "dla-child"]}, no({"type": "receives", "any_of": ["pip"]})),
    "the same need twice": every(need(3), need(high=1)),
    "situation and provider": every(housing(situations=["hostel"]), housing(providers=["council"])),
    "a borough at home and now": every(lives_in(boroughs=[SOUTHWARK]), lives_in(boroughs=[LAMBETH], where="home")),
    "borough or practice": every(lives_in(boroughs=[SOUTHWARK], practices=["a"]), lives_in(boroughs=[LAMBETH])),
    "one live branch": some(every(age(high=4), age(18)), fact("has_pet")),
    "longer without": every(UNUSED, {**UNUSED, "days": 30}),
    "energy and water": every(
        {"type": "supplier", "of": "water", "any_of": ["a"]}, {"type": "supplier", "of": "energy", "any_of": ["b"]}
    ),
    "seasons over new year": every(season("11-01", "02-28"), season("01-15", "03-01")),
    "a member inside a member": member(every(age(18), member(age(high=4), "child"))),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_a_contradiction_can_never_hold(name: str) -> None:
    assert not can_hold(tree(NEVER[name]))


@pytest.mark.parametrize("name", POSSIBLE)
def test_what_somebody_can_meet_is_possible(name: str) -> None:
    assert can_hold(tree(POSSIBLE[name]))


ALWAYS = {
    "any age": age(0, 120),
    "one gender or another": EVERYBODY,
    "a fact or its opposite": some(fact("has_pet"), no(fact("has_pet"))),
    "two ages that meet": some(age(high=30), age(30)),
    "nobody refused": no(every(age(high=4), age(18))),
}


@pytest.mark.parametrize("name", ALWAYS)
def test_what_holds_for_everybody_cannot_fail(name: str) -> None:
    assert not can_fail(tree(ALWAYS[name]))


@pytest.mark.parametrize("name", ["one live branch", "touching ages", "a child and an adult"])
def test_what_leaves_somebody_out_can_fail(name: str) -> None:
    assert can_fail(tree(POSSIBLE[name]))


def test_every_kind_of_leaf_is_understood() -> None:
    groups = {kinds.AllOf, kinds.AnyOf, kinds.NotCriterion, kinds.MemberCriterion}
    named = {getattr(kinds, name) for name in kinds.__all__ if name != "Criterion"}
    assert set(satisfy._LIMITS) == named - groups


def test_a_search_without_end_counts_as_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(satisfy, "MOST_STEPS", 3)
    assert can_hold(tree(NEVER["every branch dead"]))


# Trees are twisted towards contradiction: two of them, or one and its opposite, are put together.
_TWISTED = st.one_of(
    st.builds(lambda a, b: kinds.AllOf(parts=(a, b)), LEAVES, LEAVES),
    st.builds(lambda a, b: kinds.AllOf(parts=(a, kinds.NotCriterion(part=b))), CRITERIA, CRITERIA),
    st.builds(lambda a: kinds.NotCriterion(part=kinds.AnyOf(parts=(a, kinds.NotCriterion(part=a)))), CRITERIA),
    CRITERIA,
)


@settings(max_examples=300, deadline=None)
@given(criterion=_TWISTED, about=people())
def test_what_can_never_hold_is_yes_for_nobody(criterion: Any, about: Assessment) -> None:
    truth = decide(criterion, situation(about, area=AREA)).truth
    if not can_hold(criterion):
        assert truth is not Truth.YES
    if not can_fail(criterion):
        assert truth is not Truth.NO


@settings(max_examples=60, deadline=None)
@given(criterion=CRITERIA)
def test_a_tree_and_its_opposite_are_never_both_impossible(criterion: Any) -> None:
    assert can_hold(criterion) or can_hold(kinds.NotCriterion(part=criterion))
