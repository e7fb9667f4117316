from typing import Any

import pytest
from hypothesis import given, settings
from tests.support.strategies import CRITERIA
from tests.unit.directories.trees import age, every, fact, gender, member, no, some, tree

from spmatch.directories.finding import Finding
from spmatch.directories.review_criteria import every_criterion, review_criteria

TOP = ("services", 0, "eligibility")


def found(data: dict[str, Any]) -> list[Finding]:
    return list(review_criteria("pantry", tree(data), TOP))


TABLE = [
    # criteria, code, severity, path below eligibility
    (every(age(high=4), age(18)), "never-holds", "fault", ""),
    (every(fact("has_pet"), every(age(high=4), age(18))), "never-holds", "fault", ".parts[1]"),
    (no(gender("woman", "man", "non_binary", "other")), "never-holds", "fault", ".part"),
    (some(fact("has_pet"), every(age(high=4), age(18))), "dead-part", "warning", ".parts[1]"),
    (every(age(18), some(age(high=4), fact("has_pet"))), "dead-part", "warning", ".parts[1].parts[0]"),
    (some(fact("has_pet"), no(fact("has_pet"))), "always-holds", "warning", ""),
    (every(fact("has_pet"), some(age(0, 120), fact("is_veteran"))), "always-holds", "warning", ".parts[1]"),
    (age(0, 0), "unstated-age", "warning", ""),
    (age(0, 120), "unstated-age", "warning", ""),
    (age(16, 120), "unstated-age", "warning", ""),
    (age(0, None), "unstated-age", "warning", ""),
    (no(age(0, 120)), "unstated-age", "fault", ".part"),
    (every(fact("has_pet"), fact("has_pet")), "duplicate-part", "note", ".parts[1]"),
    (every(fact("has_pet"), every(age(18), gender("man"))), "nested-group", "note", ".parts[1]"),
    (some(fact("has_pet")), "single-part", "note", ""),
    (no(no(fact("has_pet"))), "double-not", "note", ""),
    ({"type": "lives_in", "area": {"within_km": 2}}, "never-decided", "warning", ""),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code", "severity", "path"), TABLE)
def test_a_colleague_would_say_so(data: dict[str, Any], code: str, severity: str, path: str) -> None:
    said = [finding for finding in found(data) if finding.code == code]
    assert [(finding.severity, finding.path) for finding in said] == [(severity, f"services[0].eligibility{path}")]


@pytest.mark.parametrize(
    "data",
    [
        age(high=0),
        age(5, 119),
        every(age(18), some(gender("woman"), fact("is_veteran"))),
        member(every(age(high=4), fact("is_disabled")), "child"),
        every(member(age(high=4), "child"), age(18)),
        no(fact("has_pet")),
        some(every(age(18), gender("man")), every(age(16), gender("woman"))),
    ],
)
def test_sound_criteria_pass_without_a_word(data: dict[str, Any]) -> None:
    assert found(data) == []


def test_the_parts_that_clash_are_named_and_the_others_are_not() -> None:
    (finding,) = found(every(fact("has_pet"), age(high=4), gender("woman"), age(18)))
    assert "{type: age, max_years: 4} and {type: age, min_years: 18} exclude each other" in finding.message
    assert "has_pet" not in finding.message
    assert "gender" not in finding.message


def test_babies_under_one_are_told_how_to_be_written() -> None:
    assert "max_months: 11" in found(age(0, 0))[0].message


def test_what_holds_for_everybody_suggests_to_say_open() -> None:
    (finding,) = found(some(fact("has_pet"), no(fact("has_pet"))))
    assert finding.suggestion == "eligibility: open"


def test_every_part_of_a_tree_is_listed_and_open_has_none() -> None:
    parts = list(every_criterion(tree(every(member(age(18)), no(fact("has_pet"))))))
    assert [part.type for part in parts] == ["all_of", "member", "age", "not", "fact"]
    assert list(every_criterion("open")) == list(every_criterion(None)) == []


@settings(max_examples=150, deadline=None)
@given(criterion=CRITERIA)
def test_any_tree_can_be_reviewed_and_each_finding_points_into_it(criterion: Any) -> None:
    for finding in review_criteria("pantry", criterion, TOP):
        place: Any = criterion
        for step in finding.steps[len(TOP) :]:
            place = place[step] if isinstance(step, int) else getattr(place, step)
        assert place is not None
