"""What holds of everybody, and not only of the people in the tables: what never decides, is never varied, never said."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import builders
from tests.support.builders import AS_OF, recourse_pack, safety_pack, service
from tests.support.strategies import AREA, BENEFITS, FUNDS, GENDERS, LANGUAGES, NEEDS, SLOW, directories, people

import spmatch
from spmatch.matcher import CHOICES, Matcher, Result
from spmatch.model import assessment as facts
from spmatch.model.assessment import Assessment
from spmatch.model.base import PrivateModel
from spmatch.model.directory import Directory
from spmatch.model.recommendation import Answer, Match
from spmatch.rules.packs import ADVICE_WORDING
from spmatch.strict_yaml import read_yaml

SOURCE = Path(spmatch.__file__).parent


def ready(services: Directory) -> Matcher:
    return Matcher(services, area=AREA, recourse_pack=recourse_pack(), safety_pack=safety_pack())


def match(about: Assessment, services: Directory) -> Result:
    return ready(services).match(about, as_of=AS_OF)


def verdict(answer: Answer) -> tuple[Any, ...]:
    """Return what is decided and shown for one service, without its place in the list."""
    shown = answer.state if isinstance(answer, Match) else answer.kind
    reasons = () if isinstance(answer, Match) else answer.reasons
    return shown, answer.trace.truth, tuple(part.truth for part in answer.trace.parts), reasons


def changed(about: Assessment, **new: Any) -> Assessment:
    return Assessment.model_validate(about.model_dump(by_alias=True) | new)


# What never decides


TELLING = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=20).map(
    lambda words: f"born in {words} on a visa, a refugee and citizen of {words}"
)


@st.composite
def described_otherwise(draw: st.DrawFn, about: Assessment) -> Assessment:
    """Draw the same person with another gender, citizenship, languages, ids, and words about where they are from."""
    data = about.model_dump(by_alias=True)
    for number, member in enumerate([data["person"], *(data["household"] or ())]):
        member["id"] = f"named-{number}-{draw(st.sampled_from(['aisha', 'john', 'x']))}"
        member["gender"] = draw(st.none() | st.sampled_from(GENDERS))
        member["is_british_citizen"] = draw(st.none() | st.booleans())
    data["practicalities"]["speaks"] = draw(st.none() | st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))
    for need in data["needs"]:
        need |= {"own_words": draw(TELLING), "source": draw(TELLING), "for_member": None}
    data["wishes"] |= {"what_matters": draw(TELLING), "interests": [draw(TELLING)], "goals": [draw(TELLING)]}
    return Assessment.model_validate(data | {"id": draw(st.sampled_from(["a", "b-2"])), "composite": draw(TELLING)})


NAMING = ('"gender"', "is_british_citizen", '"language"')


@SLOW
@given(about=people(), services=directories(least=1, most=6), data=st.data())
def test_gender_citizenship_language_names_and_origin_decide_nothing_a_service_does_not_name(about, services, data):
    kept = tuple(
        one
        for one in services.services
        if not any(word in json.dumps(one.model_dump(mode="json")["eligibility"]) for word in NAMING)
    )
    services = services.model_copy(update={"services": kept})
    matcher, other = ready(services), data.draw(described_otherwise(about))
    for one in services.services:
        before, after = (matcher.decide(who, one.id, as_of=AS_OF) for who in (about, other))
        assert verdict(after) == verdict(before)


@SLOW
@given(about=people(), data=st.data(), fund=st.sampled_from(FUNDS))
def test_who_can_use_a_fund_turns_on_recorded_recourse_and_on_nothing_said_about_origin(about, data, fund):
    matcher = builders.matcher(service("fund", kind="fund", recourse={"is_fund": fund}))
    other = data.draw(described_otherwise(about))
    before, after = (matcher.decide(who, "fund", as_of=AS_OF) for who in (about, other))
    assert verdict(after) == verdict(before)


# What is never varied


def names_of_facts() -> Iterator[str]:
    """Give the name of every fact an assessment can hold."""
    for model in vars(facts).values():
        if isinstance(model, type) and issubclass(model, PrivateModel):
            yield from model.model_fields


STATUS_LIKE = (
    "recourse", "immigration_status", "status", "nationality", "citizenship", "visa", "leave_to_remain", "birthplace",
    "ethnicity", "religion", "language", "partner", "children", "diagnosis",
)  # fmt: skip
NOT_CHOSEN = sorted({*names_of_facts(), *STATUS_LIKE} - set(CHOICES))
SOMEBODY = builders.match(builders.assessment(), service("a"))


@pytest.mark.parametrize("name", NOT_CHOSEN)
@pytest.mark.parametrize("value", [True, None, "yes"])
def test_what_if_refuses_every_fact_that_nobody_chooses(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="varies only what a person can choose"):
        SOMEBODY.what_if(**{name: value})


@given(name=st.from_regex(r"[a-z_]{1,20}", fullmatch=True).filter(lambda name: name not in CHOICES))
def test_what_if_refuses_whatever_else_is_named(name):
    with pytest.raises(ValueError, match="varies only what a person can choose"):
        SOMEBODY.what_if(**{name: True})


def test_nothing_that_can_be_chosen_is_about_who_somebody_is() -> None:
    forbidden = {*facts.Member.model_fields, *facts.Money.model_fields, *facts.Housing.model_fields, *STATUS_LIKE}
    assert forbidden.isdisjoint(CHOICES)


# What is asked


def told_everything(about: Assessment) -> Iterator[Assessment]:
    """Give the same person after answers to all that may be asked about recourse and benefits, one way and the other."""
    for can_claim, receives in itertools.product((True, False), repeat=2):
        data = about.model_dump(by_alias=True)
        data["household"] = data["household"] or []
        for member in (data["person"], *data["household"]):
            member["has_recourse"] = can_claim if member["has_recourse"] is None else member["has_recourse"]
        data["has_other_parent"] = data["has_other_parent"] is True
        data["money"]["receives"] = dict.fromkeys(BENEFITS, receives) | data["money"]["receives"]
        yield Assessment.model_validate(data)


@SLOW
@given(about=people(), services=directories(least=1, most=6))
def test_nobody_is_asked_about_recourse_where_no_answer_could_change_a_decision(about, services):
    kept = tuple(one for one in services.services if '"recourse"' not in json.dumps(_eligibility(one)))
    services = services.model_copy(update={"services": kept})
    matcher = ready(services)
    result = matcher.match(about, as_of=AS_OF)
    for question in result.questions:
        if question.is_about_recourse and question.to == "person":
            assert any(
                verdict(matcher.decide(other, id_, as_of=AS_OF)) != verdict(matcher.decide(about, id_, as_of=AS_OF))
                for id_ in question.decides
                for other in told_everything(about)
            ), question.id


def _eligibility(one: Any) -> Any:
    return one.model_dump(mode="json")["eligibility"]


@SLOW
@given(about=people(), services=directories(least=1, most=8))
def test_a_directory_without_funds_or_tests_of_recourse_asks_nothing_about_it(about, services):
    plain = tuple(
        one.model_copy(update={"recourse": type(one.recourse)(), "kind": "community"})
        for one in services.services
        if not any(word in json.dumps(_eligibility(one)) for word in ('"recourse"', '"receives"'))
    )
    result = match(about, services.model_copy(update={"services": plain}))
    assert [question.id for question in result.questions if question.is_about_recourse] == []
    assert all(exclusion.kind != "held" for exclusion in result.excluded)


# What is never said


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


TEMPLATES = sorted(SOURCE.rglob("*.yaml"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_shipped_text_gives_advice(path: Path) -> None:
    for text in texts(read_yaml(path).data):
        plain = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
        assert [phrase for phrase in ADVICE_WORDING if phrase in plain] == [], text


def test_the_shipped_texts_are_found() -> None:
    assert {"phrases.yaml", "questions.yaml", "public_funds.yaml", "safety.yaml"} <= {path.name for path in TEMPLATES}


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


SAYS_WHAT_IS_RECORDED = ("recorded recourse", "not the same for everybody", "pre-settled", "undocumented", "overstay")
ABOUT_RECOURSE = {"recorded", "whose", "receives", "role", "confirmed_on", "has_recourse", "recourse"}


@SLOW
@given(about=people(), services=directories(most=10))
def test_a_record_does_not_say_what_is_recorded_about_recourse(about, services):
    record = match(about, services).to_dict()
    assert ABOUT_RECOURSE.isdisjoint(keys(record))
    said = " ".join(texts(record)).casefold()
    assert [words for words in SAYS_WHAT_IS_RECORDED if words in said] == []


FUNDS_AND_HELP = builders.directory(
    *(service(f"fund-{fund}", NEEDS[0], kind="fund", recourse={"is_fund": fund}) for fund in FUNDS),
    service("help", NEEDS[0], kind="advice", recourse={"helps_to_claim": ["universal-credit"]}),
    service("team", NEEDS[0], kind="statutory", recourse={"requires_recourse": False, "shares_with_home_office": True}),
)
SOMEBODY_CANNOT = [pair for pair in itertools.product((True, False, None), repeat=2) if False in pair]


@pytest.mark.parametrize("pair", SOMEBODY_CANNOT, ids=str)
def test_a_record_does_not_tell_who_in_the_household_cannot_claim(pair: tuple[bool | None, bool | None]) -> None:
    """Whoever it is, and whether the other can, the record is the same to the letter."""

    def record(person: bool | None, partner: bool | None) -> dict[str, Any]:
        household = [builders.member("them", "partner", has_recourse=partner)]
        about = builders.assessment({"has_recourse": person}, household=household, needs=builders.needs(NEEDS[0]))
        return match(about, FUNDS_AND_HELP).to_dict()

    assert record(*pair) == record(False, False)
