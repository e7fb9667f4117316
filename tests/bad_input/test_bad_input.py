"""Bad input: every fault is reported at once, where it is, with how to mend it; nothing is half-loaded."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

import spmatch
from spmatch.errors import InvalidAssessment, InvalidDirectory

HERE = Path(__file__).parent

# Where each planted fault is: path and line.
PLANTED = {
    "as_of": 3,
    "services[0].id": 5,
    "services[1].name": 16,
    "services[1].descripton": 18,
    "services[1].description": 15,
    "services[1].meets[0]": 19,
    "services[1].kind": 20,
    "services[1].delivery[0]": 21,
    "services[1].status": 22,
    "services[1].coverage.boroughs[0]": 24,
    "services[1].coverage.outcodes[0]": 25,
    "services[1].eligibility.min_yeers": 26,
    "services[1].illustrative": 27,
    "services[1].provenance.checked_on": 28,
    "services[2].meets": 33,
    "services[2].eligibility.parts[0]": 39,
    "services[2].eligibility.parts[1].type": 40,
    "services[2].eligibility.parts[2].meets.fact": 41,
    "services[2].opening[0].opens": 42,
    "services[2].cost.pence": 43,
    "services[2].capacity.code": 44,
    "services[2].sites[0]": 45,
    "services[2].recourse.is_fund": 46,
    "services[2].routes[0].url": 47,
}


@pytest.fixture(scope="module")
def error() -> InvalidDirectory:
    with pytest.raises(InvalidDirectory) as raised:
        spmatch.read_directory(HERE / "directory_with_twenty_faults.yaml")
    return raised.value


def test_every_planted_fault_of_a_directory_is_reported_at_once_on_its_line(error: InvalidDirectory) -> None:
    found = {problem.path: problem.line for problem in error.problems}
    assert len(PLANTED) >= 20
    assert found == PLANTED


def test_each_fault_says_what_was_expected_and_names_the_file(error: InvalidDirectory) -> None:
    text = str(error)
    assert text.startswith(str(HERE / "directory_with_twenty_faults.yaml"))
    for problem in error.problems:
        assert problem.message.strip(), problem.path
        assert f"line {problem.line}" in text
        assert "Input should" not in problem.message, "pydantic's own words"


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("services[1].descripton", "description"),
        ("services[1].meets[0]", "affordable-food"),
        ("services[1].coverage.boroughs[0]", "Southwark"),
        ("services[1].eligibility.min_yeers", "min_years"),
        ("services[2].recourse.is_fund", "universal-credit"),
    ],
)
def test_a_slip_of_the_pen_gets_a_suggestion(error: InvalidDirectory, path: str, suggestion: str) -> None:
    problem = next(problem for problem in error.problems if problem.path == path)
    assert suggestion in f"{problem.message} {problem.mend}"


def test_two_services_with_one_id_are_reported(tmp_path: Path) -> None:
    text = (HERE.parents[1] / "data" / "services.yaml").read_text(encoding="utf-8")
    directory = spmatch.sample_directory()
    first, second = directory.services[0].id, directory.services[1].id
    path = tmp_path / "twice.yaml"
    path.write_text(text.replace(f"  - id: {second}\n", f"  - id: {first}\n", 1), encoding="utf-8")
    with pytest.raises(InvalidDirectory) as raised:
        spmatch.read_directory(path)
    assert {problem.code for problem in raised.value.problems} == {"duplicate-id"}


SECRETS = ("Zebedee Quillfeather", "SE17 9ZZ", "zebedee-quillfeather", "no papers since March", "1999-13-45")

BAD_ASSESSMENT = f"""
id: {SECRETS[2]}
person:
  id: p1
  relation: person
  born_on: {SECRETS[4]}
  name: {SECRETS[0]}
  has_recourse: "no"
needs:
  - need: {SECRETS[0]}
  - need: emergency-food
    severity: 9
    own_words: {SECRETS[3]}
    for_member: nobody-known
home:
  postcode: {SECRETS[1]}9
{SECRETS[0]}: 3
money:
  take_home_pence_per_month: lots of {SECRETS[0]}
"""


def test_faults_of_an_assessment_are_reported_without_any_of_its_values(tmp_path: Path) -> None:
    path = tmp_path / "person.yaml"
    path.write_text(BAD_ASSESSMENT, encoding="utf-8")
    with pytest.raises(InvalidAssessment) as raised:
        spmatch.read_assessment(path)
    shown = str(raised.value) + repr(raised.value) + "".join(traceback.format_exception(raised.value))
    assert len(raised.value.problems) >= 7
    assert all(problem.line is not None for problem in raised.value.problems)
    for secret in (*SECRETS, "SE17", "Zebedee", "nobody-known", "lots of"):
        assert secret not in shown


@pytest.mark.parametrize("text", ["", "[]", "just words", "services: 3", "null", "schema_version: 2\ntitle: x\n"])
def test_a_file_that_is_no_directory_is_a_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDirectory) as raised:
        spmatch.read_directory(path)
    assert "Traceback" not in str(raised.value)
    assert raised.value.problems


def test_an_unknown_risk_cue_is_refused_on_reading_rather_than_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "person.yaml"
    path.write_text("id: a\nperson: {id: p, relation: person}\nrisks: [{cue: something-new}]\n", encoding="utf-8")
    with pytest.raises(InvalidAssessment) as raised:
        spmatch.read_assessment(path)
    assert [problem.path for problem in raised.value.problems] == ["risks[0].cue"]
    assert "something-new" not in str(raised.value)


def test_an_empty_directory_gives_an_honest_answer() -> None:
    empty = spmatch.Directory.model_validate({"title": "Empty", "as_of": "2026-11-22", "services": []})
    gina = spmatch.read_assessment(HERE.parents[1] / "examples" / "gina.yaml")
    result = spmatch.Matcher(empty).match(gina, as_of="2026-11-22")
    assert result.matches == ()
    assert {gap.reason for gap in result.gaps} == {"nothing_listed"}
    assert result.safety.banner
