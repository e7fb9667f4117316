"""Nothing of a person leaks: planted names, postcodes and words appear in no repr, log, error or output.

The one exception is stated: who already helps ("the health visitor") is typed by the link worker and shown back to them
in the plan, in text and HTML, and nowhere else.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator

import pytest

import spmatch
from spmatch.app.cli import main

POSTCODE = "SE17 2AA"
SECRETS = {
    "id": "zebedee-quillfeather-1",
    "member id": "zebedee",
    "child id": "clementine-q",
    "own words": "Zebedeewords about the landlady",
    "what matters": "Quillfeather family photographs",
    "interest": "zitherplaying",
    "strength": "brave quillfeatherish",
    "goal": "visit great-aunt Philomena",
    "avoidance reason": "because of Bartholomew",
    "place to avoid": "Bartholomew Street",
    "safe contact": "ring the Quillfeather landline",
    "source": "Dr Wigglesworthy",
    "diet": "no wigglefruit",
    "composite": "Composite Quillfeather",
}
WHO_HELPS = "Sister Wigglesworthy"


def assessment_data() -> dict[str, object]:
    """An assessment with something planted in every field that takes a person's words or whereabouts."""
    return {
        "id": SECRETS["id"],
        "composite": SECRETS["composite"],
        "person": {"id": SECRETS["member id"], "relation": "person", "born_on": "1987-06-05", "has_recourse": False},
        "household": [
            {"id": SECRETS["child id"], "relation": "child", "age": {"months": 13, "stated_on": "2026-11-01"}}
        ],
        "needs": [
            {
                "need": "emergency-food",
                "own_words": SECRETS["own words"],
                "for_member": SECRETS["child id"],
                "source": SECRETS["source"],
            },
            {"need": "loneliness"},
            {"need": "housing-advice"},
            {"need": "money-worries"},
        ],
        "wishes": {
            "what_matters": SECRETS["what matters"],
            "interests": [SECRETS["interest"]],
            "strengths": [SECRETS["strength"]],
            "goals": [SECRETS["goal"]],
            "avoid": [{"what": "place", "value": SECRETS["place to avoid"], "reason": SECRETS["avoidance reason"]}],
        },
        "home": {"postcode": POSTCODE},
        "practicalities": {"diet": [SECRETS["diet"]]},
        "safe_contact": {"how": SECRETS["safe contact"]},
        "support_in_place": [{"need": "housing-advice", "who": WHO_HELPS}],
    }


@pytest.fixture(scope="module")
def assessment() -> spmatch.Assessment:
    return spmatch.Assessment.model_validate(assessment_data())


@pytest.fixture(scope="module")
def result(assessment: spmatch.Assessment) -> spmatch.Result:
    matcher = spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())
    return matcher.match(assessment, as_of="2026-11-22", n=None)


def leaks(text: str, *, allowed: tuple[str, ...] = ()) -> list[str]:
    planted = {**SECRETS, "postcode": POSTCODE, "outward code": "SE17", "birth date": "1987-06-05", "who": WHO_HELPS}
    return [name for name, secret in planted.items() if name not in allowed and secret.lower() in text.lower()]


def reprs(result: spmatch.Result, assessment: spmatch.Assessment) -> Iterator[str]:
    yield from (repr(assessment), str(assessment), repr(result), str(result), repr(result.recommendation))
    for part in ("person", "wishes", "home", "practicalities", "safe_contact", "money", "housing"):
        yield repr(getattr(assessment, part))
        yield str(getattr(assessment, part))
    for member in assessment.members:
        yield repr(member)
    yield repr(result.matcher)


def test_the_reprs_of_everything_about_a_person_show_none_of_it(
    result: spmatch.Result, assessment: spmatch.Assessment
) -> None:
    assert [leaks(text) for text in reprs(result, assessment)] == [[] for _ in reprs(result, assessment)]


def test_the_data_of_an_answer_holds_no_fact_of_the_person(result: spmatch.Result) -> None:
    assert leaks(json.dumps(result.to_dict()), allowed=("outward code",)) == []


def test_the_table_of_an_answer_holds_no_fact_of_the_person(result: spmatch.Result) -> None:
    assert leaks(result.to_frame().to_csv(), allowed=("outward code",)) == []


def test_text_and_html_hold_no_words_or_whereabouts_of_the_person(result: spmatch.Result) -> None:
    for shown in (result.text(), result._repr_html_()):
        assert leaks(shown, allowed=("who", "outward code")) == []


def test_no_explanation_of_any_service_holds_a_fact_of_the_person(result: spmatch.Result) -> None:
    for service in result.matcher.directory.services:
        explained = result.why(service.id) + result.why_not(service.id)
        assert leaks(explained, allowed=("outward code",)) == [], service.id
    assert leaks(str(result.what_if(max_travel_minutes=5))) == []


def test_matching_logs_nothing(assessment: spmatch.Assessment, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        spmatch.Matcher(spmatch.sample_directory()).match(assessment, as_of="2026-11-22").text()
    assert caplog.records == []


@pytest.mark.parametrize(
    "command", [["match"], ["match", "--json"], ["match", "--full"], ["why-not", "universal-credit"]]
)
def test_the_command_line_shows_no_words_or_whereabouts_of_the_person(
    command: list[str], workspace: object, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    path = f"{tmp_path}/person.yaml"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  # YAML is a superset of JSON
        json.dump(assessment_data(), file)
    assert main([*command, path, "--as-of", "2026-11-22"]) == 0
    shown = capsys.readouterr()
    allowed = ("who", "outward code") if "--json" not in command else ("outward code",)
    assert leaks(shown.out + shown.err, allowed=allowed) == []


def test_errors_on_the_way_show_nothing_of_the_person(result: spmatch.Result, assessment: spmatch.Assessment) -> None:
    def shown(work: object, *arguments: object, **options: object) -> str:
        with pytest.raises((ValueError, KeyError)) as raised:
            work(*arguments, **options)  # type: ignore[operator]  # any bound method
        return "".join(traceback.format_exception(raised.value)) + str(raised.value)

    matcher = result.matcher
    for text in (
        shown(matcher.match, assessment, as_of="no day"),
        shown(matcher.match, assessment, as_of="2026-11-22", n=0),
        shown(result.why, "no-such-service"),
        shown(result.what_if, has_recourse=True),
        shown(result.what_if, max_travel_minutes="ages"),
    ):
        assert leaks(text) == []
