import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Exclusion, Match, Question, Recommendation, Trace
from spmatch.model.service import Provenance, Route, Service
from spmatch.outputs import plan_html, plan_text, to_dict, why, why_not
from spmatch.truth import Truth

MakeService = Callable[..., Service]

SCRIPT = "<script>alert('x')</script>"
ANSI = "\x1b[2J\x1b[31mred\x1b]0;title\x07"
BIDI = "\u202egnp.exe\u2066"
LONG = "long " * 2_000
HOSTILE = f"{SCRIPT}{ANSI}{BIDI}[bold]{{needs}}%s{LONG}"
MOST_OF_ONE_TEXT = 2_100  # characters; ten thousand went in


@pytest.fixture
def hostile_directory(directory: Directory) -> Directory:
    """Services whose every text is hostile; copied past the model's checks, as a directory built in code could be."""
    route = Route(who="self", how="Ring").model_copy(update={"how": HOSTILE, "url": "javascript:alert(1)"})
    provenance = Provenance(source="x").model_copy(update={"source": HOSTILE, "url": "data:text/html,x"})
    services = tuple(
        service.model_copy(
            update={
                "name": HOSTILE,
                "organisation": HOSTILE,
                "description": HOSTILE,
                "talk_through": HOSTILE,
                "bring": (HOSTILE, HOSTILE),
                "routes": (route,),
                "provenance": provenance,
            }
        )
        for service in directory.services
    )
    hostile = directory.model_copy(update={"services": services})
    hostile.__dict__.pop("by_id", None)
    return hostile


@pytest.fixture
def hostile_answer(recommendation: Recommendation, check_first: Match) -> Recommendation:
    question = Question("answers.x", HOSTILE, "service", ("nappy-run",))
    asked = Trace("asked", Truth.UNKNOWN, None, (), ("answers.x",), (question,), (("asked", HOSTILE),))
    open_ = replace(
        check_first, questions=(question,), trace=Trace("service", Truth.UNKNOWN, parts=(asked,)), cautions=("author",)
    )
    return replace(
        recommendation,
        matches=(*recommendation.matches, open_),
        questions=(question,),
        warnings=(HOSTILE,),
        signposts=(HOSTILE,),
    )


def assert_harmless(text: str) -> None:
    bad = {c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n"}
    assert bad == set()
    assert "[2J" not in text
    assert "javascript:" not in text
    assert "data:text" not in text


def test_text_obeys_nothing_a_directory_says(hostile_answer: Recommendation, hostile_directory: Directory) -> None:
    for most in (8, None):
        text = plan_text(hostile_answer, hostile_directory, most=most)
        assert_harmless(text)
        assert max(len(line) for line in text.splitlines()) <= 100
        assert len(text) < 60_000
    assert "{needs}" in text


def test_explanations_obey_nothing_a_directory_says(
    match: Match, talk_through: Match, not_available: Exclusion, hostile_directory: Directory
) -> None:
    service = hostile_directory.services[0]
    for text in (why(match, service), why(talk_through, service), why_not(not_available, service)):
        assert_harmless(text)
        assert len(text) < 20_000


def test_html_shows_markup_as_words_and_links_nowhere_odd(
    hostile_answer: Recommendation, hostile_directory: Directory
) -> None:
    page = plan_html(hostile_answer, hostile_directory, most=None)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<a " not in page
    assert_harmless(page)


def test_no_single_text_floods_the_page(hostile_answer: Recommendation, hostile_directory: Directory) -> None:
    page = plan_html(hostile_answer, hostile_directory)
    assert max(len(piece) for piece in page.split("<")) < MOST_OF_ONE_TEXT + 1_000


def test_the_record_is_harmless_and_short(hostile_answer: Recommendation, hostile_directory: Directory) -> None:
    record = to_dict(hostile_answer, hostile_directory)
    text = json.dumps(record, ensure_ascii=False)
    assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cf")}
    assert max(len(service["name"]) for service in record["services"].values()) <= 400
    assert max(len(question["text"]) for question in record["questions"]) <= 400


def test_a_sound_link_is_a_link(recommendation: Recommendation, directory: Directory) -> None:
    route = Route(who="self", how="Use the form", url="https://example.org/?a=1&b=2")
    linked = directory.model_copy(
        update={"services": tuple(service.model_copy(update={"routes": (route,)}) for service in directory.services)}
    )
    linked.__dict__.pop("by_id", None)
    page = plan_html(recommendation, linked)
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">' in page
