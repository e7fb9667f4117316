"""What the trace of each kind of criterion tells: of whom it was asked, on which fact, what settles it, and the limits.

The answers themselves stand in the tables of ``tests/spec``. Outputs and questions rest on what is tested here.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, LAMBETH, SOUTHWARK, assessment, member, needs, service, situation

from spmatch.engine.eligibility import decide
from spmatch.model.area import Area
from spmatch.model.recommendation import Question, Trace
from spmatch.rules.questions import ask_household, ask_member, ask_team
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
PERSON = "members.person"


def traced(criterion, person=None, *, area=None, **facts) -> Trace:
    """Decide a criterion for somebody of whom nothing is known but these facts."""
    about = assessment(person, **({"home": None, "needs": []} | facts))
    return decide(service("a", eligibility=criterion).eligibility, situation(about, area=area))


def kind(type_, **facts):
    return {"type": type_} | facts


AGES = kind("age", min_months=6, max_months=59)
IN_YEARS = kind("age", min_years=18)
WOMAN = kind("gender", is_in=["woman", "non_binary"])
DISABLED = kind("fact", fact="is_disabled")
PET, COOKING, ACCOUNT = (kind("fact", fact=name) for name in ("has_pet", "has_cooking", "has_bank_account"))
ANXIETY = kind("condition", condition="anxiety")
RECOURSE = kind("recourse")
BENEFITS = kind("receives", any_of=["pip", "universal-credit"])
INCOME = kind("income", at_most_pence_per_month=40_800, definition="take-home pay")
SITUATION = kind("housing", situations=["street", "hostel"])
PROVIDER = kind("housing", providers=["council", "private"])
LANDLORD = kind("housing", landlords=["river-homes", "hill-homes"])
PLACED = kind("placed_by", boroughs=[SOUTHWARK, LAMBETH])
PRACTICE = kind("practice", practices=["old-mill", "park"])
NOW, HOME, PLACED_HERE = (
    kind("lives_in", area={"boroughs": [SOUTHWARK], "where": w}) for w in ("current", "home", "placed_by")
)
SEVERE, MILD = kind("need", need="esol", at_least=2), kind("need", need="esol", at_most=2)
DOCUMENT = kind("document", document="photo-id")
LANGUAGE = kind("language", any_of=["spa", "ara"])
ASKED = kind("asked", id="was-here", question="Is that so?")
USED = kind("not_used_within", service="pantry", days=30)
REFERRER = kind("referrer_registered", organisation="north-trust")
CLEARANCE = kind("clinical_clearance", activity="walking")
PREGNANT_OR_SINCE = kind("perinatal", max_weeks_after_birth=6)
PREGNANT, SINCE = kind("perinatal"), kind("perinatal", includes_pregnancy=False, max_weeks_after_birth=6)
ENERGY = kind("supplier", of="energy", any_of=["river-energy", "hill-energy"])
WATER = kind("supplier", of="water", any_of=["hill-water"])

BENEFIT_NAMES = "Personal Independence Payment, Universal Credit"
BENEFIT_QUESTION = ask_household("receives", key="pip-or-universal-credit", what=BENEFIT_NAMES, about_recourse=True)
WHERE = {name: ask_household(name) for name in ("where", "home", "placed_by")}
USED_QUESTION = ask_household("used_before", key="pantry", what="pantry")
REFERRER_QUESTION = ask_team("referrer_registered", key="north-trust", what="north-trust")
ESOL_QUESTION = ask_household("need", key="esol", what="English classes")
DOCUMENT_QUESTION = ask_household("document", key="photo-id", what="Photo identity document")
WALKING_QUESTION = ask_member("clinical_clearance", "person", key="walking", what="Walking with others")
ANXIETY_QUESTION = ask_member("condition", "person", key="anxiety", what="Anxiety")

TRACES = [
    # criterion, the fact looked up, the question that settles it, what a sentence about it needs
    (IN_YEARS, f"{PERSON}.age", ask_member("age", "person"), {"min_months": "216"}),
    (AGES, f"{PERSON}.age", ask_member("age", "person"), {"min_months": "6", "max_months": "59"}),
    (WOMAN, f"{PERSON}.gender", ask_member("gender", "person"), {"is_in": "woman, non_binary"}),
    (DISABLED, f"{PERSON}.is_disabled", ask_member("is_disabled", "person"), {"fact": "is_disabled"}),
    (PET, "household.has_pet", ask_household("has_pet"), {"fact": "has_pet"}),
    (COOKING, "household.has_cooking", ask_household("has_cooking"), {"fact": "has_cooking"}),
    (ACCOUNT, "household.has_bank_account", ask_household("has_bank_account"), {"fact": "has_bank_account"}),
    (ANXIETY, f"{PERSON}.conditions", ANXIETY_QUESTION, {"condition": "Anxiety"}),
    (RECOURSE, f"{PERSON}.has_recourse", ask_member("has_recourse", "person"), {}),
    (BENEFITS, "household.receives", BENEFIT_QUESTION, {"funds": BENEFIT_NAMES}),
    (INCOME, "household.take_home", ask_household("take_home"), {"at_most_pence": "40800", "definition": "take-home pay"}),
    (SITUATION, "household.situation", ask_household("situation"), {"situations": "street, hostel"}),
    (PROVIDER, "household.provider", ask_household("provider"), {"providers": "council, private"}),
    (LANDLORD, "household.landlord", ask_household("landlord"), {"landlords": "river-homes, hill-homes"}),
    (PLACED, "household.placed_by", WHERE["placed_by"], {"boroughs": f"{SOUTHWARK}, {LAMBETH}"}),
    (PRACTICE, "household.practice", ask_household("practice"), {}),
    (NOW, "household.where", WHERE["where"], {"where": "current"}),
    (HOME, "household.home", WHERE["home"], {"where": "home"}),
    (PLACED_HERE, "household.placed_by", WHERE["placed_by"], {"where": "placed_by"}),
    (SEVERE, "needs.esol", ESOL_QUESTION, {"need": "English classes", "at_least": "2"}),
    (MILD, "needs.esol", ESOL_QUESTION, {"need": "English classes", "at_most": "2"}),
    (DOCUMENT, "household.documents.photo-id", DOCUMENT_QUESTION, {"document": "Photo identity document"}),
    (LANGUAGE, "household.language", ask_household("language"), {"languages": "Spanish, Arabic"}),
    (ASKED, "answers.was-here", Question("answers.was-here", "Is that so?", "person"), {"asked": "Is that so?"}),
    (USED, "household.used_before", USED_QUESTION, {"service": "pantry", "days": "30"}),
    (REFERRER, "team.registered_referrer_with", REFERRER_QUESTION, {"organisation": "north-trust"}),
    (CLEARANCE, f"{PERSON}.clinical_clearance", WALKING_QUESTION, {"activity": "Walking with others"}),
    (PREGNANT_OR_SINCE, f"{PERSON}.perinatal", ask_member("perinatal", "person"), {"includes_pregnancy": "yes", "max_weeks": "6"}),
    (PREGNANT, f"{PERSON}.perinatal", ask_member("perinatal", "person"), {"includes_pregnancy": "yes", "max_weeks": ""}),
    (SINCE, f"{PERSON}.perinatal", ask_member("perinatal", "person"), {"includes_pregnancy": "no", "max_weeks": "6"}),
    (ENERGY, "household.energy_supplier", ask_household("energy_supplier"), {"suppliers": "river-energy, hill-energy"}),
    (WATER, "household.water_supplier", ask_household("water_supplier"), {"suppliers": "hill-water"}),
]  # fmt: skip


def name_of(value) -> str | None:
    return "-".join(str(part) for part in value.values()) if isinstance(value, dict) and "type" in value else None


@pytest.mark.parametrize(("criterion", "fact", "question", "detail"), TRACES, ids=name_of)
def test_an_open_criterion_tells_of_whom_it_is_asked_which_fact_is_missing_and_what_would_settle_it(
    criterion, fact, question, detail
):
    trace = traced(criterion)
    assert (trace.code, trace.truth) == (criterion["type"], UNKNOWN)
    assert trace.who == ("person" if fact.startswith("members.") else None)
    assert trace.facts == (fact,)
    assert trace.questions == (question,)
    assert trace.missing == (question.id,)
    assert dict(trace.detail) == detail


WALKED = {"clinical_clearance": {"walking": True}}
BORN = {"gave_birth_on": AS_OF - timedelta(days=7)}
TEAM = Area.model_validate(
    {"id": "a", "title": "A", "as_of": AS_OF, "team": {"registered_referrer_with": ["north-trust"]}}
)
ANSWERED = [
    (IN_YEARS, {"person": {"born_on": "2000-01-01"}}),
    (AGES, {"person": {"born_on": "2024-01-01"}}),
    (WOMAN, {"person": {"gender": "woman"}}),
    (DISABLED, {"person": {"is_disabled": True}}),
    (PET, {"practicalities": {"has_pet": True}}),
    (COOKING, {"housing": {"has_cooking": True}}),
    (ACCOUNT, {"money": {"has_bank_account": True}}),
    (ANXIETY, {"person": {"conditions": {"anxiety": True}}}),
    (RECOURSE, {"person": {"has_recourse": True}}),
    (BENEFITS, {"money": {"receives": {"pip": True}}}),
    (INCOME, {"money": {"take_home_pence_per_month": 40_800}}),
    (SITUATION, {"housing": {"situation": "hostel"}}),
    (PROVIDER, {"housing": {"provider": "private"}}),
    (LANDLORD, {"housing": {"landlord": "hill-homes"}}),
    (PLACED, {"housing": {"placed_by": LAMBETH}}),
    (PRACTICE, {"practice": "park"}),
    (NOW, {"home": {"postcode": "SE17"}}),
    (HOME, {"home": {"postcode": "SE17"}}),
    (PLACED_HERE, {"housing": {"placed_by": SOUTHWARK}}),
    (SEVERE, {"needs": needs("esol", severity=2)}),
    (MILD, {"needs": needs("esol", severity=2)}),
    (DOCUMENT, {"practicalities": {"documents": {"photo-id": True}}}),
    (LANGUAGE, {"practicalities": {"speaks": ["eng", "ara"]}}),
    (ASKED, {"answers": {"was-here": True}}),
    (USED, {"used_before": []}),
    (REFERRER, {"area": TEAM}),
    (CLEARANCE, {"person": WALKED}),
    (PREGNANT_OR_SINCE, {"person": BORN}),
    (PREGNANT, {"person": {"is_pregnant": True}}),
    (SINCE, {"person": BORN}),
    (ENERGY, {"money": {"energy_supplier": "hill-energy"}}),
    (WATER, {"money": {"water_supplier": "hill-water"}}),
]


@pytest.mark.parametrize(("criterion", "facts"), ANSWERED, ids=name_of)
def test_a_criterion_that_is_decided_asks_nothing_more(criterion, facts):
    trace = traced(criterion, **facts)
    assert trace.truth is YES
    assert (trace.missing, trace.questions) == ((), ())


def test_both_tables_hold_every_criterion():
    assert [row[0] for row in TRACES] == [row[0] for row in ANSWERED]


OF_A_MEMBER = [IN_YEARS, WOMAN, DISABLED, ANXIETY, RECOURSE, CLEARANCE, PREGNANT_OR_SINCE]


@pytest.mark.parametrize("criterion", OF_A_MEMBER, ids=name_of)
def test_a_fact_of_a_member_is_looked_up_and_asked_of_that_member(criterion):
    children = [member("one"), member("two")]
    trace = traced(kind("member", relations=["child"], meets=criterion), household=children)
    assert [part.who for part in trace.parts] == ["child", "child-2"]
    for part, label in zip(trace.parts, ("child", "child-2"), strict=True):
        assert part.facts[0].startswith(f"members.{label}.")
        assert part.questions[0].id.startswith(f"members.{label}.")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, UNKNOWN),
        ({"situation": "street"}, UNKNOWN),
        ({"situation": "owner"}, NO),
        ({"situation": "street", "provider": "council"}, UNKNOWN),
        ({"situation": "street", "provider": "council", "landlord": "hill-homes"}, YES),
        ({"situation": "street", "provider": "friend", "landlord": "hill-homes"}, NO),
        ({"situation": "street", "provider": "council", "landlord": "another"}, NO),
    ],
)
def test_several_lists_about_housing_must_all_hold_and_are_told_one_by_one(facts, expected):
    lists = {"situations": ["street"], "providers": ["council"], "landlords": ["hill-homes"]}
    trace = traced(kind("housing", **lists), housing=facts)
    assert (trace.code, trace.truth) == ("all_of", expected)
    assert [dict(part.detail) for part in trace.parts] == [{name: listed[0]} for name, listed in lists.items()]
    assert [part.truth is UNKNOWN for part in trace.parts] == [
        name not in facts for name in ("situation", "provider", "landlord")
    ]


def test_a_season_is_decided_by_the_day_alone_and_tells_its_days():
    trace = traced(kind("season", from_day="11-01", until_day="03-31"))
    assert trace == Trace("season", YES, detail=(("from_day", "11-01"), ("until_day", "03-31")))


def test_a_need_that_is_recorded_twice_holds_if_one_record_of_it_does():
    """Two members of a household may have the same need, more and less severely."""
    twice = [*needs("esol", severity=1), *needs("esol", severity=3)]
    assert traced(SEVERE, needs=twice).truth is YES
    assert traced(SEVERE, needs=[*needs("esol", severity=1), *needs("esol")]).truth is UNKNOWN
    assert traced(SEVERE, needs=needs("loneliness", severity=3)).truth is UNKNOWN, "another need says nothing"


def test_nobody_has_a_need_of_severity_none_however_low_the_limit():
    assert traced(kind("need", need="esol", at_most=0), needs=needs("esol", severity=0)).truth is NO
    assert traced(kind("need", need="esol"), needs=needs("esol", severity=0)).truth is NO
    assert traced(kind("need", need="esol"), needs=needs("esol", severity=1)).truth is YES


def test_another_service_that_was_used_says_nothing_about_this_one():
    used = [{"service": "another", "last_on": AS_OF}]
    assert traced(USED, used_before=used).truth is YES
    assert traced(USED, used_before=[*used, {"service": "pantry", "last_on": AS_OF}]).truth is NO


BY_PRACTICE = [{"practices": ["old-mill"]}, {"pcns": ["river"]}, {"practices": ["old-mill"], "pcns": ["river"]}]


@pytest.mark.parametrize("area", BY_PRACTICE)
def test_where_only_practices_count_the_practice_is_asked_for_and_else_the_place(area):
    assert traced(kind("lives_in", area=area)).questions == (ask_household("practice"),)
    with_place = area | {"outcodes": ["SE17"]}
    assert traced(kind("lives_in", area=with_place)).questions == (ask_household("where"),)


@pytest.mark.parametrize("area", [{"pcns": ["river"]}, {"neighbourhoods": ["walworth"]}])
def test_without_an_area_file_networks_and_neighbourhoods_stay_open(area):
    facts = {"practice": "old-mill", "home": {"postcode": "SE17"}}
    assert traced(kind("lives_in", area=area), **facts).truth is UNKNOWN


@pytest.mark.parametrize("is_about_status", [True, False])
def test_a_providers_own_question_about_status_is_marked_as_one(is_about_status):
    trace = traced(ASKED | {"about_status": is_about_status})
    assert trace.questions[0].is_about_recourse is is_about_status
