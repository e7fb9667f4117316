"""Free text that a field should hold: each sentence with the field it suggests, and sentences that suggest nothing."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.builders import AS_OF, service

from spmatch.directories import review_lexicon
from spmatch.directories.finding import Finding
from spmatch.directories.review_lexicon import TOPICS, lexicon, load_lexicon
from spmatch.directories.review_text import _STATED, review_text, sentences
from spmatch.directories.review_times import opening_hours
from spmatch.errors import InvalidDirectory, InvalidPack
from spmatch.model.parsing import parse_model
from spmatch.model.service import Service
from spmatch.strict_yaml import parse_yaml

UNSTATED: dict[str, Any] = dict.fromkeys(
    ["coverage", "eligibility", "routes", "opening", "languages", "has_interpreting", "cost", "capacity", "bring", "delivery"]
)  # fmt: skip


def said(text: str, **facts: Any) -> list[Finding]:
    return list(review_text(service("pantry", description=text, **(UNSTATED | facts)), ("services", 0)))


def age(low: int | None = None, high: int | None = None, unit: str = "years") -> dict[str, Any]:
    ends = {f"min_{unit}": low, f"max_{unit}": high}
    return {"type": "age", **{name: value for name, value in ends.items() if value is not None}}


def child(meets: dict[str, Any]) -> dict[str, Any]:
    return {"type": "member", "relations": ["child"], "meets": meets}


def no(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "not", "part": part}


def only(*genders: str) -> dict[str, Any]:
    return {"type": "gender", "is_in": list(genders)}


def recourse(needed: bool | None) -> dict[str, Any]:
    return {"recourse": {"requires_recourse": needed}}


def route(who: str, how: str) -> dict[str, Any]:
    return {"routes": [{"who": who, "how": how}]}


def opens(*days: str, at: str = "10:00", until: str = "12:00") -> dict[str, Any]:
    return {"opening": [{"day": day, "opens": at, "closes": until} for day in days]}


def waits(days: int | None = None, code: str = "no-capacity-has-waitlist") -> dict[str, Any]:
    wait = {} if days is None else {"wait_days": days}
    return {"capacity": {"code": code, **wait, "stated_on": AS_OF.isoformat()}}


NO_PETS = {"eligibility": no({"type": "fact", "fact": "has_pet"})}
SOBER = {
    "eligibility": {
        "type": "asked",
        "id": "pantry-sober",
        "question": "Could the person keep to a rule of no drinking or drugs there?",
    }
}
TABLE: list[tuple[str, str, dict[str, Any]]] = [
    ("age", "A club for under 5s.", {"eligibility": age(high=4)}),
    ("age", "Songs for families with a child under five.", {"eligibility": child(age(high=4))}),
    ("age", "Play for children under 5 and their parents.", {"eligibility": child(age(high=4))}),
    ("age", "For babies under 18 months.", {"eligibility": child(age(high=17, unit="months"))}),
    ("age", "For anyone aged 16 to 25.", {"eligibility": age(16, 25)}),
    ("age", "For 16\u201325 year olds.", {"eligibility": age(16, 25)}),
    ("age", "For people between the ages of 18 and 30.", {"eligibility": age(18, 30)}),
    ("age", "Dance for over 60s.", {"eligibility": age(60)}),
    ("age", "For people over the age of sixty-five.", {"eligibility": age(65)}),
    ("age", "For people of 55 and over.", {"eligibility": age(55)}),
    ("age", "Open to all aged 50+.", {"eligibility": age(50)}),
    ("age", "18+ only.", {"eligibility": age(18)}),
    ("age", "Anyone aged 17 and under may come.", {"eligibility": age(high=17)}),
    ("age", "Up to the age of 12.", {"eligibility": age(high=12)}),
    ("age", "You must be at least 18 years old.", {"eligibility": age(18)}),
    ("age", "This is adults only.", {"eligibility": age(18)}),
    ("age", "This is not for under 18s.", {"eligibility": no(age(high=17))}),
    ("age", "Sorry, no under-18s.", {"eligibility": no(age(high=17))}),
    ("age", "Under 18s are not admitted.", {"eligibility": no(age(high=17))}),
    ("age", "Not suitable for children under 8.", {"eligibility": no(age(high=7))}),
    ("gender", "A women only group.", {"eligibility": only("woman")}),
    ("gender", "A place for men to talk.", {"eligibility": only("man")}),
    ("gender", "Only open to women.", {"eligibility": only("woman")}),
    ("area", "For Southwark residents.", {"coverage": {"boroughs": ["Southwark"]}}),
    ("area", "For people who live in Lambeth.", {"coverage": {"boroughs": ["Lambeth"]}}),
    ("area", "Open to residents of the London Borough of Southwark.", {"coverage": {"boroughs": ["Southwark"]}}),
    ("area", "We work across England.", {"coverage": {"nations": ["england"]}}),
    ("area", "Anywhere in the UK.", {"coverage": {"nations": ["england", "scotland", "wales", "northern-ireland"]}}),
    ("recourse", "People with no recourse to public funds are welcome.", recourse(needed=False)),
    ("recourse", "NRPF welcome.", recourse(needed=False)),
    ("recourse", "Open to all, including people with NRPF.", recourse(needed=False)),
    ("recourse", "We help regardless of immigration status.", recourse(needed=False)),
    ("recourse", "We cannot take people with no recourse.", recourse(needed=True)),
    ("recourse", "Not open to people with NRPF.", recourse(needed=True)),
    ("recourse", "People with NRPF will not be accepted.", recourse(needed=True)),
    ("recourse", "You must be able to claim.", recourse(needed=True)),
    ("recourse", "Ask us about no recourse.", recourse(needed=None)),
    ("housing-benefit-rent", "The rent is paid from Housing Benefit.", {"recourse": {"rent_from_housing_benefit": True}}),
    ("referral", "By referral only.", route("professional", "By referral only.")),
    ("referral", "You can self-refer.", route("self", "You can self-refer.")),
    ("referral", "You cannot self-refer.", route("professional", "You cannot self-refer.")),
    ("referral", "Ask your GP to refer you.", route("gp", "Ask your GP to refer you.")),
    ("referral", "No appointment needed: just come in.", route("self", "No appointment needed: just come in.")),
    ("cost", "The class is free.", {"cost": {"pence": 0}}),
    ("cost", "It costs £2 a session.", {"cost": {"pence": 200}}),
    ("cost", "It costs £2.50 a time.", {"cost": {"pence": 250}}),
    ("cost", "Tea is 50p a cup.", {"cost": {"pence": 50}}),
    ("cost", "There is no charge.", {"cost": {"pence": 0}}),
    ("languages", "We speak Spanish and Portuguese.", {"languages": ["spa", "por"]}),
    ("languages", "A Somali-speaking worker.", {"languages": ["som"]}),
    ("languages", "Calls in Arabic.", {"languages": ["ara"]}),
    ("interpreting", "Interpreters can be booked.", {"has_interpreting": True}),
    ("interpreting", "There is no interpreter.", {"has_interpreting": False}),
    ("opening", "Mondays 10am to 12 noon.", opens("monday")),
    ("opening", "Every Tuesday and Friday, 2-4pm.", opens("tuesday", "friday", at="14:00", until="16:00")),
    ("opening", "Monday to Wednesday, 10.00 to 12.00.", opens("monday", "tuesday", "wednesday")),
    ("opening", "From 10am-2pm on Saturdays.", opens("saturday", until="14:00")),
    ("opening", "We meet every Thursday.", opens("thursday", at="HH:MM", until="HH:MM")),
    ("waiting", "The wait is about six weeks.", waits(42)),
    ("waiting", "There is a 3 month waiting list.", waits(90)),
    ("waiting", "There is a waiting list.", waits()),
    ("waiting", "There is no waiting list.", waits(code="capacity")),
    ("waiting", "We are fully booked.", waits(code="no-capacity")),
    ("access", "The hall is step-free.", {"sites": [{"access": ["step-free"]}]}),
    ("access", "The hall is not wheelchair accessible.", {"sites": [{"access": []}]}),
    ("pets", "No dogs, please.", NO_PETS),
    ("pets", "Pets are not allowed.", NO_PETS),
    ("documents", "Bring proof of address.", {"bring": ["Proof of address"]}),
    ("documents", "You will need photo ID.", {"bring": ["Photo identity document"]}),
    ("documents", "A voucher is required.", {"bring": ["Voucher"]}),
    ("sobriety", "You must be sober.", SOBER),
    ("sobriety", "No drinking on site.", SOBER),
    ("sobriety", "This is a dry house.", SOBER),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "sentence", "field"), TABLE, ids=[f"{topic}: {text}" for topic, text, _ in TABLE])
def test_a_sentence_suggests_a_field(topic: str, sentence: str, field: dict[str, Any]) -> None:
    (finding,) = [finding for finding in said(sentence) if finding.code == f"text-{topic}"]
    assert finding.suggestion is not None
    assert parse_yaml(finding.suggestion).data == field
    assert (finding.sentence, finding.path) == (sentence, "services[0].description")


TO_BE_FILLED_IN = "HH:MM"


@pytest.mark.parametrize("row", TABLE, ids=[text for _, text, _ in TABLE])
def test_a_suggested_field_is_one_a_service_can_have(row: tuple[str, str, dict[str, Any]]) -> None:
    data = service("pantry", **UNSTATED).model_dump(mode="json") | row[2]
    if TO_BE_FILLED_IN in str(row[2]):
        with pytest.raises(InvalidDirectory):
            parse_model(Service, data, error=InvalidDirectory, source="a test", quote_values=True)
    else:
        parse_model(Service, data, error=InvalidDirectory, source="a test", quote_values=True)


def test_every_topic_stands_in_the_table_and_can_be_looked_up() -> None:
    assert {topic for topic, _, _ in TABLE} == set(TOPICS) == set(_STATED)
    assert [topic.id for topic in lexicon().topics] == list(TOPICS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Not only for over 60s.",
        "It is no longer free.",
        "It is not free.",
        "Feel free to ask.",
        "A step-by-step, sugar-free recipe.",
        "Help with free school meals.",
        "A walk of under 5 miles.",
        "It lasts 10 to 12 weeks.",
        "Over 60 services take part.",
        "For men and women alike.",
        "This group is not women-only.",
        "Polish your shoes in style.",
        "Nobody needs proof of identity or address.",
        "You do not need to bring photo ID.",
        "Not for Lambeth residents.",
        "Aged 30 to 20.",
        "Dogs are welcome in the yard.",
        "Talk about drinking less.",
        "Classes from 10 to 12.",
    ],
)
def test_a_sentence_that_only_sounds_alike_suggests_nothing(sentence: str) -> None:
    assert [finding.code for finding in said(sentence)] == []


STATED: list[tuple[str, dict[str, Any]]] = [
    ("For under 5s.", {"eligibility": age(60)}),
    ("Women only.", {"eligibility": only("woman")}),
    ("For Southwark residents.", {"coverage": {"nations": ["england"]}}),
    ("NRPF welcome.", recourse(needed=True)),
    ("By referral only.", route("self", "Ring.")),
    ("It is free.", {"cost": {"pence": 100}}),
    ("We speak Spanish.", {"languages": ["eng"]}),
    ("Mondays 10am to 12 noon.", opens("friday")),
    ("There is a waiting list.", waits(3)),
    ("The hall is step-free.", {"sites": [{"access": []}]}),
    ("No dogs.", NO_PETS),
    ("Bring photo ID.", {"bring": []}),
    ("Bring photo ID.", {"eligibility": {"type": "document", "document": "photo-id"}}),
    ("No drinking.", SOBER),
]


@pytest.mark.parametrize(("sentence", "facts"), STATED)
def test_nothing_is_suggested_where_a_field_speaks_already(sentence: str, facts: dict[str, Any]) -> None:
    assert said(sentence, **facts) == []


def test_a_criterion_is_added_to_those_that_stand_there() -> None:
    has_pet = {"type": "fact", "fact": "has_pet"}
    (alone,) = said("For over 60s.", eligibility=has_pet)
    (joined,) = said("For over 60s.", eligibility={"type": "all_of", "parts": [has_pet, only("man")]})
    assert parse_yaml(str(alone.suggestion)).data["eligibility"]["parts"] == [has_pet, age(60)]
    assert parse_yaml(str(joined.suggestion)).data["eligibility"]["parts"] == [has_pet, only("man"), age(60)]


def test_routes_and_what_to_talk_through_are_read_too_and_a_suggestion_is_made_once() -> None:
    both = said(
        "For over 60s. All over 60s.", talk_through="No pets.", routes=[{"who": "self", "how": "Ring; it is free."}]
    )
    assert [(finding.code, finding.path) for finding in both] == [
        ("text-age", "services[0].description"),
        ("text-pets", "services[0].talk_through"),
        ("text-cost", "services[0].routes[0].how"),
    ]


def test_a_text_is_parted_into_sentences_but_not_at_times_and_sums() -> None:
    text = "Open 10.30 to 12. It costs £2.50, e.g. for tea. Ring first!\nSoon?"
    assert sentences(text) == ["Open 10.30 to 12.", "It costs £2.50, e.g. for tea.", "Ring first!", "Soon?"]


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "expected"),
    [
        ("10am", "2pm", ("10:00", "14:00")),
        ("10", "2pm", ("10:00", "14:00")),
        ("2", "4pm", ("14:00", "16:00")),
        ("11.30", "1pm", ("11:30", "13:00")),
        ("12", "1pm", ("12:00", "13:00")),
        ("midday", "14:00", ("12:00", "14:00")),
        ("9:00", "17:30", ("09:00", "17:30")),
    ],
)
def test_times_are_read_as_people_write_them(opens_at: str, closes_at: str, expected: tuple[str, str]) -> None:
    (found,) = opening_hours("On Monday", opens_at, closes_at)
    assert (found["opens"], found["closes"]) == expected


@pytest.mark.parametrize(("opens_at", "closes_at"), [("10", "12"), ("4pm", "2pm"), ("9", "3")])
def test_times_that_are_not_certain_are_left_alone(opens_at: str, closes_at: str) -> None:
    assert opening_hours("On Monday", opens_at, closes_at) == []


_WORDS = st.sampled_from(
    ["under", "over", "aged", "5", "16", "to", "25", "120", "999", "s", "+", "women", "only", "no", "not", "for", "until",
     "recourse", "NRPF", "£", "2.50", "free", "Monday", "10am", "-", "12", "noon", "wait", "six", "weeks", "months",
     "bring", "photo", "ID", "Spanish", "in", "Southwark", "residents", "step-free", "dogs", "sober", "referral",
     ".", ",", ";", "?", "\n", "\u2019", "\u2013", "{a}", "$x", "'", '"', "#", ": "]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(words=st.lists(_WORDS, min_size=1, max_size=15))
def test_any_text_can_be_reviewed_and_every_suggestion_is_yaml(words: list[str]) -> None:
    text = " ".join(words)
    if not text.strip():
        return
    for finding in said(text):
        assert isinstance(parse_yaml(str(finding.suggestion)).data, dict)


def test_every_fault_of_a_lexicon_is_told_at_once(tmp_path: Path) -> None:
    text = Path(review_lexicon.__file__).with_name("review_text.yaml").read_text(encoding="utf-8")
    for right, wrong in (
        ("  - id: gender", "  - id: gendre"),
        ("(?:free of charge", "(?:(free of charge"),
        ('field: "has_interpreting: true"', 'filed: "has_interpreting: true"'),
    ):
        assert right in text
        text = text.replace(right, wrong)
    path = tmp_path / "lexicon.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidPack) as raised:
        load_lexicon(path)
    codes = sorted(problem.code for problem in raised.value.problems)
    assert codes == ["one-of", "unknown-field", "wrong-value", "wrong-value"]
