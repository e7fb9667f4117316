"""From data to model or to problems: strict field types, faults in plain words, and nothing of a person in an error."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import traceback
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError, model_validator
from rich.pretty import pretty_repr

from spmatch.errors import InvalidAssessment, InvalidDirectory, InvalidInput, Problem
from spmatch.model.base import Day, Decimal, Flag, Id, Model, PrivateModel, Prose, Text, Url, WholeNumber, fault
from spmatch.model.parsing import parse_model
from spmatch.strict_yaml import Document, parse_yaml


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class AgeCriterion(Model):
    type: Literal["age"] = "age"
    min_years: Annotated[WholeNumber, Field(ge=0, le=120)] | None = None
    age: WholeNumber | None = None


class KindCriterion(Model):
    type: Literal["kind"] = "kind"
    kinds: tuple[Literal["a", "b"], ...] = Field(min_length=1)


class AllOf(Model):
    type: Literal["all_of"] = "all_of"
    parts: tuple[Criterion, ...] = Field(min_length=1)


class NotCriterion(Model):
    type: Literal["not"] = "not"
    part: Criterion


Criterion = Annotated[AgeCriterion | KindCriterion | AllOf | NotCriterion, Field(discriminator="type")]


class Opening(Model):
    opens: Text
    closes: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise fault("empty-range", "opens must come before closes", mend="Swap them.", at=("closes",))
        return self


class Service(Model):
    id: Id
    name: Text = "x"
    is_group: Flag | None = None
    eligibility: Criterion | Literal["open"] | None = None
    opened_on: Day | None = None
    cost: Annotated[Decimal, Field(ge=0)] | None = None
    places: Annotated[WholeNumber, Field(gt=0)] | None = None
    url: Url | None = None
    note: Prose | None = None
    colour: Colour | None = None
    asks: dict[Id, Flag] = Field(default_factory=dict)
    by_day: dict[Literal["monday", "tuesday"], WholeNumber] = Field(default_factory=dict)
    pairs: tuple[tuple[Id, Id], ...] = ()
    either: WholeNumber | Text | None = None
    opening: Opening | None = None
    renamed: Text | None = Field(default=None, alias="as-is")


class Directory(Model):
    title: Text = "x"
    services: tuple[Service, ...]


def refusal(model: type[Model], data: Any, error: type[InvalidInput], *, quote_values: bool) -> InvalidInput | None:
    """Return the error with which data is refused; None: it is taken."""
    try:
        parse_model(model, data, error=error, source="data", quote_values=quote_values)
    except InvalidInput as refused:
        return refused
    return None


def problems_in(data: Any, model: type[Model] = Service, **settings: Any) -> list[Problem]:
    settings = {"error": InvalidDirectory, "source": "data", "quote_values": True, **settings}
    with pytest.raises(InvalidDirectory) as caught:
        parse_model(model, data, **settings)
    return list(caught.value.problems)


# Field types -------------------------------------------------------------------------------------------------------------

TAKEN = [
    ("is_group", True, True),
    ("is_group", None, None),
    ("places", 3, 3),
    ("cost", 2, 2.0),
    ("cost", 1.5, 1.5),
    ("cost", "1.50", 1.5),
    ("opened_on", "2026-01-31", dt.date(2026, 1, 31)),
    ("opened_on", dt.date(2026, 1, 31), dt.date(2026, 1, 31)),
    ("opened_on", "2024-02-29", dt.date(2024, 2, 29)),
    ("id", "food-bank-2", "food-bank-2"),
    ("id", "a" * 80, "a" * 80),
    ("name", "  Caf\u00e9 \u200d Nour  ", "Caf\u00e9 \u200d Nour"),
    ("name", "x" * 300, "x" * 300),
    ("note", "one\r\ntwo\n\tthree\n", "one\ntwo\n\tthree"),
    ("note", "x" * 5000, "x" * 5000),
    ("url", "https://food.example/a?b=c#d", "https://food.example/a?b=c#d"),
    ("url", "http://food.example:8080", "http://food.example:8080"),
    ("colour", "red", Colour.RED),
    ("pairs", [["a", "b"]], (("a", "b"),)),
    ("either", 3, 3),
    ("either", "three", "three"),
]


@pytest.mark.parametrize(("name", "value", "expected"), TAKEN)
def test_a_field_takes_what_it_says(name: str, value: object, expected: object) -> None:
    service = parse_model(Service, {"id": "a", name: value}, error=InvalidDirectory, source="data", quote_values=True)
    assert getattr(service, name) == expected
    assert type(getattr(service, name)) is type(expected)


REFUSED = [
    *[("is_group", value, "wrong-type") for value in (1, 0, "yes", "true", "", [], 1.0)],
    *[("places", value, "wrong-type") for value in (True, "3", 3.0, 3.5, float("nan"), [], {})],
    *[("places", value, "out-of-range") for value in (0, -1, -(10**400))],
    *[("cost", value, "not-a-number") for value in (True, "x", "1,5", "1e3", "", float("nan"), float("inf"), 10**400)],
    ("cost", -1, "out-of-range"),
    *[
        ("opened_on", value, "not-a-date")
        for value in ("31/01/2026", "2026-02-30", "2026-1-1", "20260131", "2026-01-31T00:00", 0, 20260131, True, "", [])
    ],
    ("opened_on", dt.datetime(2026, 1, 31, tzinfo=dt.UTC), "not-a-date"),
    ("opened_on", "\u0662\u0660\u0662\u0666-01-31", "not-a-date"),
    *[("id", value, "not-an-id") for value in ("", "Food", "a_b", "a--b", "-a", "a-", "a b", "caf\u00e9", "a" * 81, "a\n")],
    *[("id", value, "wrong-type") for value in (1, None, True, ["a"])],
    *[("name", value, "too-short") for value in ("", "  ", "\n")],
    ("name", "one\ntwo", "several-lines"),
    ("name", "x" * 301, "too-long"),
    *[("name", f"a{mark}b", "control-character") for mark in ("\0", "\t", "\x1b", "\u202e", "\u2066", "\u200b", "\ufeff")],
    ("note", "a\0b", "control-character"),
    ("note", "x" * 5001, "too-long"),
    *[
        ("url", value, "not-a-web-address")
        for value in (
            "food.example", "ftp://food.example", "javascript:alert(1)", "https://", "https:///path", "https://a b",
            "https://me:pw@food.example", "https://food.example@evil.example", "https://[", "https://a:99999", "",
            "https://a.example/\u202e", "https://a.example\\@b.example", "https://" + "a" * 2000, "//a.example",
        )
    ],
    ("colour", "green", "wrong-choice"),
    ("by_day", {"monday": "x"}, "wrong-type"),
    ("by_day", {"sunday": 1}, "wrong-choice"),
    ("asks", {"Not An Id": True}, "not-an-id"),
    ("asks", [], "wrong-type"),
    ("pairs", [["a"]], "missing-field"),
    ("pairs", "ab", "wrong-type"),
    ("either", [1], "wrong-type"),
    ("eligibility", 3, "wrong-type"),
    ("eligibility", {"type": "kind", "kinds": []}, "too-short"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "code"), REFUSED)
def test_a_field_refuses_anything_else(name: str, value: object, code: str) -> None:
    for quote_values in (True, False):
        found = problems_in({"id": "a", name: value}, quote_values=quote_values)
        assert [problem.code for problem in found] == [code]
        assert found[0].path.startswith(name)


PYDANTIC_SPEAK = ("Input", "input", "valid dictionary", "instance", "parse", "tuple", "string", "integer", "boolean")


@pytest.mark.parametrize(("name", "value", "code"), REFUSED)
def test_messages_are_plain_english_and_short(name: str, value: object, code: str) -> None:
    for quote_values in (True, False):
        message = problems_in({"id": "a", name: value}, quote_values=quote_values)[0].message
        assert not any(word in message for word in PYDANTIC_SPEAK), message
        assert len(message) < 250
        assert "expected" in message


def test_what_is_shown_of_a_value_is_at_most_sixty_characters() -> None:
    (problem,) = problems_in({"id": "a" * 500})
    assert "'" + "a" * 59 + "…'" in problem.message


# Faults in a file --------------------------------------------------------------------------------------------------------

FILE = """\
titel: Directory
services:
  - id: Bad Id
    is_group: yes
    eligibility: {type: age, min_year: 3}
  - id: ok
    eligibility:
      type: all_of
      parts:
        - type: age
          age: 1
          min_years: 200
        - type: agee
        - min_years: 3
        - type: kind
          kinds: [a, c]
        - type: not
          part: {type: kind, kinds: []}
        - 3
    opened_on: 2026-02-30
    by_day: {mondy: 1}
    opening: {opens: "12:00", closes: "09:00"}
  - eligibility: opn
  - just text
"""

EXPECTED = """\
my.yaml: 16 problems
  line 1  titel
          'titel' is not a field of directory; expected one of 'title', 'services'
          Did you mean 'title'?
  line 3  services[0].id
          'Bad Id' is not an id; expected small letters, digits and single hyphens, at most 80, such as food-bank
  line 4  services[0].is_group
          got 'yes'; expected true or false
  line 5  services[0].eligibility.min_year
          'min_year' is not a field of age; expected one of 'type', 'min_years', 'age'
          Did you mean 'min_years'?
  line 12  services[1].eligibility.parts[0].min_years
           200 is too large; expected a whole number from 0 to 120
  line 13  services[1].eligibility.parts[1].type
           got 'agee'; expected one of 'age', 'kind', 'all_of', 'not'
           Did you mean 'age'?
  line 14  services[1].eligibility.parts[2].type
           missing; expected one of 'age', 'kind', 'all_of', 'not'
  line 16  services[1].eligibility.parts[3].kinds[1]
           got 'c'; expected one of 'a', 'b'
  line 18  services[1].eligibility.parts[4].part.kinds
           a list is too short; expected a list of at least 1, each one of 'a', 'b'
  line 19  services[1].eligibility.parts[5]
           got 3; expected a group of fields
  line 20  services[1].opened_on
           '2026-02-30' is not a day of the calendar; expected YYYY-MM-DD, such as 2026-01-31
  line 21  services[1].by_day.mondy
           the key of this entry does not fit: got 'mondy'; expected one of 'monday', 'tuesday'
           Did you mean 'monday'?
  line 22  services[1].opening.closes
           opens must come before closes
           Swap them.
  line 23  services[2].id
           missing; expected an id such as food-bank
  line 23  services[2].eligibility
           got 'opn'; expected a group of fields or 'open'
           Did you mean 'open'?
  line 24  services[3]
           got 'just text'; expected a group of fields"""


def test_every_fault_of_a_file_is_reported_at_once_with_path_line_and_suggestion() -> None:
    document = parse_yaml(FILE, file="my.yaml")
    with pytest.raises(InvalidDirectory) as caught:
        parse_model(
            Directory, document.data, error=InvalidDirectory, source="my.yaml", document=document, quote_values=True
        )
    assert str(caught.value) == EXPECTED


def test_without_leave_to_quote_paths_and_expectations_remain() -> None:
    document = parse_yaml(FILE, file="my.yaml")
    found = problems_in(document.data, Directory, document=document, quote_values=False)
    assert [problem.line for problem in found] == [1, 3, 4, 5, 12, 13, 14, 16, 18, 19, 20, 21, 22, 23, 23, 24]
    assert found[3].path == "services[0].eligibility.<unknown field>"
    assert found[3].mend == "Did you mean 'min_years'?"
    assert found[11].path == "services[1].by_day.<entry 1>"
    assert found[14].message == "got text; expected a group of fields or 'open'"
    assert found[14].mend is None, "a suggestion would give the value away"


def test_a_problem_has_no_line_when_the_data_came_from_no_file() -> None:
    (problem,) = problems_in({"id": 1})
    assert (problem.path, problem.line, problem.file) == ("id", None, None)


def test_fields_are_named_as_they_stand_in_the_data() -> None:
    (problem,) = problems_in({"id": "a", "as_is": "x"})
    assert problem.mend == "Did you mean 'as-is'?"
    (problem,) = problems_in({"id": "a", "as-is": 3})
    assert problem.path == "as-is"


def test_data_that_is_no_group_of_fields_is_one_problem_of_the_whole() -> None:
    for data, words in ((None, "got nothing"), ([], "got a list"), ("x", "got 'x'"), (3, "got 3")):
        (problem,) = problems_in(data)
        assert (problem.path, problem.message) == ("", f"{words}; expected a group of fields")


def test_keys_that_are_no_text_are_unknown_fields() -> None:
    assert [problem.code for problem in problems_in({"id": "a", 3: 4})] == ["unknown-field"]


def test_a_value_that_contains_itself_is_a_problem_and_no_crash() -> None:
    part: dict[str, Any] = {"type": "not"}
    part["part"] = part
    assert problems_in({"id": "a", "eligibility": part})[0].path.startswith("eligibility.part")


def test_a_validator_may_suggest_names_and_its_underscored_code_is_made_kebab_case() -> None:
    class Place(Model):
        borough: str

        @model_validator(mode="after")
        def _known(self) -> Self:
            raise fault("unknown_name", "is not a borough", suggest=["southwark"], at=("borough",))

    (problem,) = problems_in({"borough": "southwork"}, Place)
    assert (problem.code, problem.path) == ("unknown-name", "borough")
    assert problem.message == "'southwork' is not a borough"
    assert problem.mend == "Did you mean 'southwark'?"
    (problem,) = problems_in({"borough": "southwork"}, Place, quote_values=False)
    assert (problem.message, problem.mend) == ("the value is not a borough", None)


def test_the_text_of_a_plain_value_error_is_passed_on_only_with_leave_to_quote() -> None:
    class Strange(Model):
        a: str

        @model_validator(mode="after")
        def _refuse(self) -> Self:
            raise ValueError(f"{self.a} will not do")

    assert problems_in({"a": "this"}, Strange)[0].message == "this will not do"
    assert "this" not in problems_in({"a": "this"}, Strange, quote_values=False)[0].message


def test_an_instance_is_given_back_as_it_is() -> None:
    service = Service(id="a")
    assert parse_model(Service, service, error=InvalidInput, source="x", quote_values=True) is service


def test_models_are_frozen_and_travel() -> None:
    service = Service.model_validate({"id": "a", "eligibility": {"type": "not", "part": {"type": "age", "age": 3}}})
    with pytest.raises(ValidationError):
        service.id = "b"
    assert pickle.loads(pickle.dumps(service)) == copy.deepcopy(service) == service
    assert Service.model_validate(service.model_dump(mode="json", by_alias=True)) == service
    assert Service.model_json_schema()["additionalProperties"] is False


# Privacy -------------------------------------------------------------------------------------------------------------------

NAME, POSTCODE = "Zebedee Quill", "SE99 9ZZ"
PLANTED: list[Any] = [
    NAME,
    POSTCODE,
    f"{NAME}\n{POSTCODE}\x00",
    f"{NAME} " * 5000,
    [NAME, [POSTCODE]],
    {NAME: POSTCODE},
    {"years": {NAME: [POSTCODE]}},
    {NAME: {NAME: NAME}},
    ({NAME}, POSTCODE),
    NAME.encode(),
    dt.datetime(1987, 6, 5, tzinfo=dt.UTC),
    990099.25,
    -990099,
]
SECRETS = ("Zebedee", "Quill", "SE99", "9ZZ", "1987", "990099")


class Age(PrivateModel):
    years: Annotated[WholeNumber, Field(ge=0, le=120)] | None = None
    stated_on: Day | None = None


class Person(PrivateModel):
    id: Id = "person"
    relation: Literal["person", "child"] = "person"
    gender: Colour | None = None
    age: Age | None = None
    born_on: Day | None = None
    is_carer: Flag | None = None
    postcode: Text | None = None
    own_words: Prose | None = None
    site: Url | None = None
    days: Annotated[Decimal, Field(ge=0, le=366)] | None = None
    interests: tuple[Text, ...] = ()
    conditions: dict[Id, Flag] = Field(default_factory=dict)
    by_day: dict[Literal["monday"], Age] = Field(default_factory=dict)
    about: Criterion | Literal["open"] | None = None
    either: WholeNumber | Age | None = None
    household: tuple[Person, ...] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if "forbidden" in self.conditions:
            raise fault("household", "is not possible here", at=("conditions", next(iter(self.conditions)), NAME, 3))
        if self.own_words is not None and "forbidden" in self.own_words:
            raise fault("household", "is not possible here", suggest=[self.own_words])
        return self


def in_every_place(value: Any) -> Iterator[dict[Any, Any]]:
    """Put a value in every wrong place of a person: each field, each list, each key, and as an unknown field."""
    for name in Person.model_fields:
        yield {name: value}
        yield {name: [value]}
        yield {name: {"years": value, "type": value}}
        yield {name: {"type": "all_of", "parts": [value, {"type": "kind", "kinds": value}, {"type": value}]}}
    if isinstance(value, str):
        yield {value: value}
        yield {value: {value: value}}
        for name in ("age", "conditions", "by_day", "about", "either", "own_words"):
            yield {name: {value: value}}
            yield {name: {value: True}}
            yield {name: {"type": "age", value: value}}
            yield {name: {"monday": {value: 1}, "ok": {value: 1}}}
        yield {"household": [{"id": "a"}, {value: 1, "conditions": {"ok": 1, value: value}}]}
        yield {"own_words": f"{value} forbidden"}


@pytest.mark.parametrize("value", PLANTED, ids=range(len(PLANTED)))
def test_nothing_of_a_person_is_in_an_error_wherever_it_was_put(value: Any) -> None:
    count = 0
    for data in in_every_place(value):
        error = refusal(Person, data, InvalidAssessment, quote_values=False)
        if error is not None:
            count += 1
            assert error.__cause__ is None
            assert error.__context__ is None
            said = "\n".join([str(error), repr(error), *map(repr, error.problems), *ours(error)])
            assert not any(secret in said for secret in SECRETS), said
    assert count > len(Person.model_fields)


def ours(error: BaseException) -> list[str]:
    """Format a traceback with the local values of our own frames; the test's frame holds the value itself."""
    trace = error.__traceback__
    while trace is not None and Path(trace.tb_frame.f_code.co_filename).name == Path(__file__).name:
        trace = trace.tb_next
    formatted = list(traceback.TracebackException(type(error), error, trace, capture_locals=True).format())
    return [*formatted, *traceback.format_exception(error)]


def test_a_validator_that_points_at_a_key_of_the_data_does_not_show_it() -> None:
    (problem,) = problems_in({"conditions": {"zebedee-quill": True, "forbidden": True}}, Person, quote_values=False)
    assert problem.path == "conditions.<entry 1>.<entry>[3]"


def test_nothing_of_a_person_s_file_is_in_an_error_though_its_lines_are() -> None:
    document = parse_yaml(f"id: x\n{NAME}: {POSTCODE}\nage: {{years: {NAME}}}\n", file="a.yaml", quote_values=False)
    found = problems_in(document.data, Person, document=document, quote_values=False)
    assert [(problem.line, problem.path) for problem in found] == [(2, "<unknown field>"), (3, "age.years")]
    assert NAME not in repr(document) + repr(Document({NAME: 1}))


def test_a_wrong_word_of_a_person_brings_the_choices_but_no_suggestion() -> None:
    (problem,) = problems_in({"relation": "childd"}, Person, quote_values=False)
    assert problem.message == "not one of the words for this field; expected one of 'person', 'child'"
    assert problem.mend is None


def test_a_field_s_name_misspelt_is_suggested_though_it_is_not_shown() -> None:
    (problem,) = problems_in({"post_code": POSTCODE}, Person, quote_values=False)
    assert problem.mend == "Did you mean 'postcode'?"
    assert "post_code" not in problem.layout()


def test_a_private_model_shows_no_value_however_it_is_printed() -> None:
    person = Person(own_words=NAME, postcode=POSTCODE, household=(Person(postcode=POSTCODE),))
    shown = [repr(person), str(person), f"{person}", f"{person!r:>40}", repr([person]), pretty_repr(person)]
    shown += [repr(person.__repr_args__()), "".join(map(str, person.__pretty__(repr)))]
    assert shown[0] == "<Person>"
    assert not any(secret in text for secret in SECRETS for text in shown)


def test_pydantic_s_own_error_shows_no_value_in_its_text() -> None:
    with pytest.raises(ValidationError) as caught:
        Person(age={"years": POSTCODE}, is_carer=NAME)
    assert not any(secret in str(caught.value) for secret in SECRETS)


# Properties ----------------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from([*Service.model_fields, "type", "age", "all_of", "not", "open", "parts", "part", "kinds", "a"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3) | st.integers(), inner),
    max_leaves=12,
)


@given(data=st.dictionaries(WORDS, ANYTHING))
def test_any_data_is_a_model_or_invalid_input_and_every_path_has_a_place(data: dict[str, Any]) -> None:
    error = refusal(Service, data, InvalidInput, quote_values=True)
    if error is not None:
        assert error.problems
        assert len({(p.code, p.path, p.message) for p in error.problems}) == len(error.problems)


@given(secret=st.from_regex(r"[A-Z]{6}[0-9]{6}", fullmatch=True), data=st.data())
def test_a_secret_anywhere_in_any_data_stays_out_of_the_error(secret: str, data: st.DataObject) -> None:
    words = st.sampled_from([*Person.model_fields, "type", "years", "parts", "kind", secret])
    values = st.recursive(
        st.just(secret) | words | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
        max_leaves=12,
    )
    person = data.draw(st.dictionaries(words, values))
    error = refusal(Person, person, InvalidAssessment, quote_values=False)
    assert error is None or secret not in str(error) + repr(error)
