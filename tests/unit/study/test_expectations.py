from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import spmatch
from spmatch.errors import InvalidAssessment, InvalidCase
from spmatch.model.case import Case, Expectation
from spmatch.study import Shortfall, case_files, check_case, check_cases, count_expectations, read_case

AS_OF = "2026-11-22"


def service(id_: str, **fields: Any) -> dict[str, Any]:
    plain = {
        "id": id_, "name": id_, "organisation": f"Example {id_}", "description": "A thing.", "meets": ["walking"],
        "kind": "community", "delivery": ["phone"], "coverage": {"nations": ["england"]}, "eligibility": "open",
        "cost": {"pence": 0}, "status": "active", "provenance": {"source": "invented", "checked_on": "2026-11-01"},
        "illustrative": True,
    }  # fmt: skip
    return plain | fields


CHILD_UNDER_TWO = {"type": "member", "relations": ["child"], "meets": {"type": "age", "max_months": 23}}
SERVICES = [
    service("open-walk", capacity={"code": "capacity", "stated_on": "2026-11-01"}),
    service("far-walk", coverage={"boroughs": ["Lambeth"]}),
    service("pram-walk", eligibility=CHILD_UNDER_TWO, cost={"pence": 900}),
    service("asked-walk", eligibility={"type": "asked", "id": "asked-walk-boots", "question": "Are there boots?"}),
    service("talk-walk", talk_through="It is steep."),
    service("tagged-walk", tags=["hill-people"]),
    service("old-walk", provenance={"source": "invented", "checked_on": "2024-01-01"}),
    service("universal-credit", meets=["income-benefits"], kind="fund", recourse={"is_fund": "universal-credit"}),
]
PERSON = {
    "id": "planted-id",
    "person": {"id": "planted-person", "relation": "person", "gender": "woman", "has_recourse": False},
    "household": [{"id": "planted-child", "relation": "child", "age": {"months": 6, "stated_on": AS_OF}}],
    "home": {"postcode": "SE17 1DJ"},
    "needs": [
        {"need": "walking", "severity": 2, "urgency": "soon", "wants_help": True, "own_words": "planted words"},
        {"need": "income-benefits", "severity": 2, "urgency": "soon", "wants_help": True},
    ],
    "wishes": {"avoid": [{"what": "community", "value": "hill-people"}]},
    "risks": [{"cue": "self-neglect", "acknowledged_by_role": "nurse", "acknowledged_on": AS_OF}],
}


@pytest.fixture(scope="module")
def matcher() -> spmatch.Matcher:
    directory = {"title": "Small", "as_of": AS_OF, "services": SERVICES}
    return spmatch.Matcher(spmatch.Directory.model_validate(directory))


def case(**expect: Any) -> Case:
    fields = {"name": "A case", "source": "invented", "as_of": AS_OF, "assessment": PERSON, "expect": expect}
    return Case.model_validate(fields)


HOLDS: list[dict[str, Any]] = [
    {"states": {"open-walk": "suitable", "asked-walk": "check_first", "talk-walk": "talk_through_first"}},
    {"states": {"far-walk": "held_or_not_available"}},
    {"held": ["universal-credit"], "not_available": ["far-walk"], "avoided": ["tagged-walk"]},
    {
        "reasons": {
            "universal-credit": "public_fund",
            "far-walk": "coverage",
            "asked-walk": "asked",
            "talk-walk": "author",
        }
    },
    {"notes": {"old-walk": ["stale_record", "route_not_stated"]}},
    {"for_whom": {"pram-walk": ["child"]}},
    {"first_step": "open-walk", "in_plan": ["open-walk"], "never_in_plan": ["far-walk", "talk-walk"]},
    {"phases": {"open-walk": "next"}},
    {"before": [["open-walk", "pram-walk"], ["open-walk", "old-walk"]]},
    {"gaps": ["income-benefits"]},
    {"asks": ["answers.asked-walk-boots", "safety.food-tonight"], "never_asks": ["members.person.has_recourse"]},
    {"safety": {"cues": ["self-neglect"], "acknowledged": ["self-neglect"], "is_sharing_blocked": False}},
]


@pytest.mark.parametrize("expect", HOLDS, ids=lambda expect: next(iter(expect)))
def test_what_holds_gives_no_shortfall(expect: dict[str, Any], matcher: spmatch.Matcher) -> None:
    assert check_case(matcher, case(**expect)) == ()


FAILS: list[tuple[dict[str, Any], str]] = [
    ({"states": {"far-walk": "suitable"}},
     "states.far-walk: expected suitable, found held_or_not_available (coverage)"),
    ({"states": {"asked-walk": "suitable"}}, "states.asked-walk: expected suitable, found check_first (asked)"),
    ({"held": ["open-walk"]}, "held.open-walk: expected held, found suitable"),
    ({"held": ["far-walk"]}, "held.far-walk: expected held, found not_available (coverage)"),
    ({"not_available": ["universal-credit"]},
     "not_available.universal-credit: expected not_available, found held (public_fund)"),
    ({"avoided": ["far-walk"]}, "avoided.far-walk: expected avoided, found not_available (coverage)"),
    ({"reasons": {"far-walk": "age"}}, "reasons.far-walk: expected age, found coverage (coverage)"),
    ({"reasons": {"open-walk": "age"}}, "reasons.open-walk: expected age, found no reason"),
    ({"notes": {"open-walk": ["stale_record"]}}, "notes.open-walk: expected stale_record, found no such note"),
    ({"for_whom": {"pram-walk": ["person"]}},
     "for_whom.pram-walk: expected person, found somebody else, or nobody"),
    ({"for_whom": {"open-walk": ["child"]}}, "for_whom.open-walk: expected child, found somebody else, or nobody"),
    ({"first_step": "pram-walk"}, "first_step: expected pram-walk, found open-walk"),
    ({"phases": {"open-walk": "now"}}, "phases.open-walk: expected now, found next"),
    ({"phases": {"far-walk": "now"}}, "phases.far-walk: expected now, found no step (coverage)"),
    ({"in_plan": ["far-walk"]}, "in_plan.far-walk: expected a step, found no step (coverage)"),
    ({"never_in_plan": ["open-walk"]}, "never_in_plan.open-walk: expected no step, found next"),
    ({"before": [["pram-walk", "open-walk"]]},
     "before: expected pram-walk before open-walk, found it after open-walk in the list"),
    ({"before": [["far-walk", "open-walk"]]}, "before: expected far-walk before open-walk, found far-walk not in the list"),
    ({"gaps": ["walking"]}, "gaps.walking: expected a gap, found a step with open-walk"),
    ({"gaps": ["swimming"]}, "gaps.swimming: expected a gap, found no gap"),
    ({"asks": ["answers.nothing"]}, "asks: expected answers.nothing, found no such question"),
    ({"never_asks": ["answers.asked-walk-boots"]},
     "never_asks: expected no question answers.asked-walk-boots, found it asked"),
    ({"safety": {"cues": []}}, "safety.cues: expected the actions listed, in that order, found other actions"),
    ({"safety": {"acknowledged": []}}, "safety.acknowledged: expected those listed, and no other, found other actions"),
    ({"safety": {"is_sharing_blocked": True}}, "safety.is_sharing_blocked: expected blocked, found not blocked"),
    ({"states": {"opne-walk": "suitable"}},
     "states.opne-walk: expected suitable, found nothing (There is no service 'opne-walk'. Did you mean 'open-walk'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("expect", "said"), FAILS, ids=[said.partition(":")[0] for _, said in FAILS])
def test_what_does_not_hold_is_said_with_what_was_found(
    expect: dict[str, Any], said: str, matcher: spmatch.Matcher
) -> None:
    assert [str(shortfall) for shortfall in check_case(matcher, case(**expect))] == [said]


def test_every_field_of_an_expectation_is_shown_to_hold_and_to_fail() -> None:
    fields = set(Expectation.model_fields)
    assert {name for expect in HOLDS for name in expect} == fields
    assert {name for expect, _ in FAILS for name in expect} == fields


def test_a_service_that_is_not_listed_is_decided_all_the_same(matcher: spmatch.Matcher) -> None:
    data = PERSON | {"needs": [{"need": "swimming"}]}
    asked = Case.model_validate(
        {"name": "A case", "source": "invented", "as_of": AS_OF, "assessment": data}
        | {"expect": {"states": {"open-walk": "suitable"}, "held": ["universal-credit"]}}
    )
    assert check_case(matcher, asked) == ()


def test_a_shortfall_says_nothing_that_is_recorded_about_the_person(matcher: spmatch.Matcher) -> None:
    said = " ".join(str(item) for expect, _ in FAILS for item in check_case(matcher, case(**expect)))
    recorded = ("planted", "SE17", "woman", "self-neglect", "nurse", "hill-people", "False")
    assert [word for word in recorded if word in said] == []


def test_the_answers_stand_in_the_order_of_the_cases(matcher: spmatch.Matcher) -> None:
    good, bad = case(held=["universal-credit"]), case(held=["open-walk"])
    assert check_cases(matcher, [bad, good, bad]) == (check_case(matcher, bad), (), check_case(matcher, bad))


def test_each_thing_asserted_is_counted() -> None:
    assert count_expectations(Expectation()) == 0
    assert (
        count_expectations(case(safety={"cues": [], "is_sharing_blocked": False}, first_step="open-walk").expect) == 3
    )
    assert count_expectations(case(held=["a", "b"], states={"c": "suitable"}, before=[["a", "b"]]).expect) == 4


def test_a_case_whose_person_is_still_in_a_file_is_refused(matcher: spmatch.Matcher) -> None:
    fields = {"name": "A case", "source": "invented", "as_of": AS_OF, "assessment_file": "person.yaml"}
    with pytest.raises(ValueError, match="read_case"):
        check_case(matcher, Case.model_validate(fields))


# Reading

HEAD = f"name: A case\nsource: invented\nas_of: {AS_OF}\n"
INLINE = "assessment:\n  id: demo\n  person: {id: person, relation: person}\n"


def test_the_person_may_stand_in_the_case_or_in_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "one.yaml").write_text(
        "id: demo\nperson: {id: person, relation: person}\n", encoding="utf-8"
    )
    (tmp_path / "inside.yaml").write_text(HEAD + INLINE, encoding="utf-8")
    (tmp_path / "beside.yaml").write_text(HEAD + "assessment_file: people/one.yaml\n", encoding="utf-8")
    inside, beside = read_case(tmp_path / "inside.yaml"), read_case(tmp_path / "beside.yaml")
    assert inside.assessment == beside.assessment
    assert inside.assessment is not None


@pytest.mark.parametrize("person", ["", INLINE + "assessment_file: one.yaml\n"])
def test_a_case_has_one_person_and_not_two_or_none(person: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(HEAD + person, encoding="utf-8")
    with pytest.raises(InvalidCase) as error:
        read_case(tmp_path / "case.yaml")
    assert "either assessment or assessment_file" in str(error.value)


def test_a_fault_of_the_person_is_told_without_what_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(HEAD + INLINE + "  risks: [{cue: planted-cue}]\n", encoding="utf-8")
    with pytest.raises(InvalidCase) as error:
        read_case(tmp_path / "case.yaml")
    assert "assessment.risks[0].cue" in str(error.value)
    assert "planted" not in str(error.value)


def test_a_fault_of_the_file_that_is_named_is_told_with_that_files_name(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: demo\nperson: planted\n", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(HEAD + "assessment_file: one.yaml\n", encoding="utf-8")
    with pytest.raises(InvalidAssessment) as error:
        read_case(tmp_path / "case.yaml")
    assert "one.yaml" in str(error.value)
    assert "planted" not in str(error.value)


def test_a_code_is_written_as_codes_are(tmp_path: Path) -> None:
    text = HEAD + INLINE + "expect:\n  reasons: {lunch: Public Fund}\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCase) as error:
        read_case(tmp_path / "case.yaml")
    assert "a code such as public_fund" in str(error.value)


def test_folders_are_searched_by_name_and_an_empty_one_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    for name in ("b/two.yaml", "b/deep/one.yaml", "b/read-me.md", "a.yaml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = case_files([tmp_path / "a.yaml", tmp_path / "b"])
    assert [path.name for path in found] == ["a.yaml", "one.yaml", "two.yaml"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidCase, match="no case in this folder"):
        case_files([tmp_path / "empty"])


def test_a_shortfall_without_a_reason_is_one_short_line() -> None:
    assert str(Shortfall("gaps.walking", "a gap", "no gap")) == "gaps.walking: expected a gap, found no gap"
