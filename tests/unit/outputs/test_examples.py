from pathlib import Path

import pytest

import spmatch
from spmatch.outputs.phrases import load_phrases
from spmatch.outputs.reasons import deciding_leaves


@pytest.fixture(scope="module")
def results(repo_root: Path) -> dict[str, spmatch.Result]:
    matcher = spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())
    return {
        path.stem: matcher.match(spmatch.read_assessment(path), as_of="2026-11-22", n=None)
        for path in sorted((repo_root / "examples").glob("*.yaml"))
        if "person:" in path.read_text(encoding="utf-8").splitlines()
    }


def test_every_code_that_occurs_has_a_phrase(results: dict[str, spmatch.Result]) -> None:
    phrases = load_phrases()
    missing = set()
    for result in results.values():
        for match in result.matches:
            missing |= {note for note in match.notes if not phrases.has("notes", note)}
            missing |= {caution for caution in match.cautions if not phrases.has("cautions", caution)}
            missing |= {part.component for part in match.contributions if not phrases.has("components", part.component)}
        for step in result.plan.steps:
            missing |= {step.why_phase} - {""} - set(phrases.sections["why_phase"])
        for answer in (*result.matches, *result.excluded):
            for leaf in deciding_leaves(answer.trace):
                code = leaf.trace.code
                if not (phrases.has("criteria", code) or phrases.has("requirements", f"{code}.yes")):
                    missing.add(code)
    assert len(results) >= 5
    assert missing == set()


def test_every_service_can_be_asked_about(results: dict[str, spmatch.Result]) -> None:
    result = results["gina"]
    for service in result.matcher.directory.services:
        for text in (result.why(service.id), result.why_not(service.id)):
            assert text.startswith("Why ")
            assert "None" not in text
            assert "{" not in text


def test_nothing_of_an_assessment_that_identifies_reaches_an_output(results: dict[str, spmatch.Result]) -> None:
    for result in results.values():
        facts = result.assessment
        planted = {facts.id, *(member.id for member in facts.members)} - {"person", "child", "partner", "parent"}
        planted |= {place.postcode for place in (facts.home, facts.temporary) if place is not None} - {None}
        planted |= {need.own_words for need in facts.needs} - {None}
        said = result.text() + result._repr_html_() + str(result.to_dict()) + repr(result)
        words = set(said.replace("'", " ").split())
        assert [text for text in planted if text in words or (text is not None and " " in text and text in said)] == []
