"""What a person could choose otherwise, and what could be asked: what that would change, and nothing else is varied."""

from __future__ import annotations

import pytest

import spmatch

AS_OF = "2026-11-22"


@pytest.fixture(scope="module")
def matcher() -> spmatch.Matcher:
    return spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())


@pytest.fixture(scope="module")
def gina(matcher: spmatch.Matcher) -> spmatch.Result:
    return matcher.match(spmatch.read_assessment("examples/gina.yaml"), as_of=AS_OF)


def test_a_document_that_could_be_got_leaves_one_question_less(gina: spmatch.Result) -> None:
    changes = gina.what_if(documents={"voucher": True})
    assert changes.states["food-bank-collection"] == ("check_first", "suitable")


def test_an_answer_to_a_services_own_question_settles_it(gina: spmatch.Result) -> None:
    yes = gina.what_if(answers={"nhs-low-income-scheme-income": True})
    assert yes.states["nhs-low-income-scheme"] == ("check_first", "suitable")
    no = gina.what_if(answers={"nhs-low-income-scheme-income": False})
    assert no.states["nhs-low-income-scheme"] == ("check_first", "held_or_not_available")
    assert "nhs-low-income-scheme" in no.left


@pytest.mark.parametrize("question", ["healthy-start-extension-condition", "no-such-question"])
def test_questions_near_status_or_not_open_here_are_never_varied(gina: spmatch.Result, question: str) -> None:
    with pytest.raises(ValueError, match="not about status"):
        gina.what_if(answers={question: True})


def test_being_free_at_other_times_is_said_as_a_note(matcher: spmatch.Matcher) -> None:
    cleaner = matcher.match(spmatch.read_assessment("examples/diabetes-night-cleaner.yaml"), as_of=AS_OF)
    changes = cleaner.what_if(free_at=["night"])
    gained, lost = changes.notes["diabetes-spanish-afternoon"]
    assert (gained, lost) == (("outside_free_times",), ())
    assert "opening times" in str(changes)


def test_somebody_to_collect_makes_collecting_manageable(gina: spmatch.Result) -> None:
    changes = gina.what_if(someone_can_collect=True)
    before, after = changes.places["food-bank-collection"]
    assert before is not None
    assert after is not None
    assert after < before


def test_what_changes_is_told_a_line_a_change_and_no_change_is_said(gina: spmatch.Result) -> None:
    assert "becomes suitable" in str(gina.what_if(documents={"voucher": True}))
    assert str(gina.what_if(documents={})) == "Nothing changes."
