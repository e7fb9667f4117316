"""People in a sentence each, on a small directory, with what a good answer is; boundaries come in pairs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from spmatch.directories import read_directory
from spmatch.errors import InvalidInput
from spmatch.matcher import Matcher, Result
from spmatch.model.case import Case
from spmatch.model.parsing import parse_model
from spmatch.model.recommendation import Match
from spmatch.strict_yaml import read_yaml

FOLDER = Path(__file__).parent


def read_cases() -> list[Case]:
    files = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "directory.yaml")
    return [
        parse_model(Case, data, error=InvalidInput, source=f"{path.name}, case {number}", quote_values=True)
        for path in files
        for number, data in enumerate(read_yaml(path, error=InvalidInput).data["cases"], start=1)
    ]


CASES = read_cases()


@cache
def made() -> Matcher:
    return Matcher(read_directory(FOLDER / "directory.yaml"))


def reasons_of(result: Result, service: str, as_of) -> set[str]:
    answer = made().decide(result.assessment, service, as_of=as_of)
    return set() if isinstance(answer, Match) else {reason.code for reason in answer.reasons}


def state_of(result: Result, service: str, as_of) -> str:
    answer = made().decide(result.assessment, service, as_of=as_of)
    return str(answer.state) if isinstance(answer, Match) else "held_or_not_available"


def differences(case: Case) -> list[str]:
    """Say what differs from the expectation, by services and needs only, so that no fact of the person is shown."""
    result = made().match(case.assessment, as_of=case.as_of)
    expect = case.expect
    found = []
    for service, state in expect.states.items():
        found.append((f"state of {service}", state, state_of(result, service, case.as_of)))
    phases = {step.service: str(step.phase) for step in result.plan.steps}
    for service, phase in expect.phases.items():
        found.append((f"phase of {service}", phase, phases.get(service, "not in the plan")))
    for service, reason in expect.reasons.items():
        codes = reasons_of(result, service, case.as_of)
        found.append((f"reason of {service}", reason, reason if reason in codes else sorted(codes)))
    order = [step.service for step in result.plan.steps]
    for first, then in expect.before:
        is_before = first in order and then in order and order.index(first) < order.index(then)
        found.append((f"{first} before {then}", True, is_before))
    asked = {question.id for question in result.questions}
    found += [(f"asks {question}", True, question in asked) for question in expect.asks]
    found += [(f"{service} in the plan", False, service in phases) for service in expect.never_in_plan]
    gaps = {gap.need for gap in result.gaps}
    found += [(f"{need} is a gap", True, need in gaps) for need in expect.gaps]
    return [f"{what}: expected {wanted}, found {got}" for what, wanted, got in found if wanted != got]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_answer_is_as_expected(case):
    wrong = differences(case)
    assert not wrong, "\n".join([case.name, *wrong])


def test_every_case_has_a_name_of_its_own_and_expects_something():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 20
    silent = [
        case.name for case in CASES if not any(getattr(case.expect, name) for name in type(case.expect).model_fields)
    ]
    assert silent == []


def test_every_service_named_in_an_expectation_is_in_the_directory():
    known = set(made().directory.by_id)
    for case in CASES:
        expect = case.expect
        named = {*expect.states, *expect.phases, *expect.reasons, *expect.never_in_plan}
        named |= {service for pair in expect.before for service in pair}
        assert named <= known, case.name


def test_a_wrong_expectation_is_found():
    case = next(case for case in CASES if "choir is open" in case.name)
    wrong = case.expect.model_copy(update={"states": {"riverside-choir": "check_first"}, "gaps": ("esol",)})
    assert differences(case.model_copy(update={"expect": wrong})) == [
        "state of riverside-choir: expected check_first, found suitable",
        "esol is a gap: expected True, found False",
    ]
