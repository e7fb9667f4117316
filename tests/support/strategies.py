"""Random people and services for property tests.

Values come from small pools on purpose: services then share criteria, as real ones do, and people meet or miss them.
A person is drawn whole and then given blanks, so that a test can compare what was decided before a blank was filled
with what is decided afterwards.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from spmatch.errors import InvalidAssessment
from spmatch.geography import borough_code
from spmatch.geography._packed import units
from spmatch.model import criteria as kinds
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.coverage import Coverage
from spmatch.model.directory import Directory
from spmatch.model.parsing import parse_model
from spmatch.model.service import Service
from tests.support.builders import AS_OF, LAMBETH, LEWISHAM, SOUTHWARK, directory, service

NEEDS = (
    "loneliness", "befriending", "phone-befriending", "community-groups", "emergency-food", "affordable-food",
    "digital-device", "digital-data", "income-benefits", "immigration-advice", "baby-essentials", "esol",
)  # fmt: skip
FUNDS = (
    "universal-credit", "pip", "dla-child", "child-benefit", "crisis-and-resilience-crisis-payment",
    "crisis-and-resilience-housing-payment", "healthy-start", "section-17-support",
)  # fmt: skip
BENEFITS = ("universal-credit", "housing-benefit", "pip")
PRACTICES = ("old-mill-practice", "park-practice")
CONDITIONS = ("anxiety", "arthritis")
DOCUMENTS = ("photo-id", "voucher")
LANGUAGES = ("eng", "spa", "ara")
ANSWERS = ("was-here-before", "can-come-weekly")
GENDERS = ("woman", "man", "non_binary", "other")
RELATIONS = ("partner", "child", "parent", "sibling", "other_adult")
MEMBER_FACTS = (
    "is_british_citizen", "is_disabled", "is_pregnant", "is_unpaid_carer", "is_care_leaver", "is_veteran",
)  # fmt: skip
HOUSEHOLD_FACTS = ("has_pet", "has_bank_account", "has_cooking", "has_arrears", "has_device", "someone_can_collect")
SITUATIONS = ("street", "temporary", "private_rent")
PROVIDERS = ("council", "private", "friend")
WARDS = ("E05011114", "E05011095")
NATIONS = ("england", "scotland", "wales", "northern-ireland")
SPECIAL = ("ZZ99 3VZ", "BFPO 61", "SE1P 1AA", "JE2 3AB")

AREA = Area.model_validate(
    {
        "id": "test-area",
        "title": "Made up for tests",
        "as_of": AS_OF,
        "neighbourhoods": [
            {"id": "riverside", "name": "Riverside", "covers": {"outcodes": ["SE1", "SE16"]}},
            {"id": "hillside", "name": "Hillside", "covers": {"wards": [WARDS[0]], "practices": [PRACTICES[0]]}},
        ],
        "practices": [{"id": PRACTICES[0], "name": "Old Mill Practice", "neighbourhood": "hillside"}],
    }
)


@cache
def southwark_postcodes() -> tuple[str, ...]:
    """Return a few full postcodes of Southwark, spread over the borough: every 400th of the shipped table."""
    keys = [str(key.decode() if isinstance(key, bytes) else key) for key in units().keys[::400].tolist()]
    return tuple(f"{key[:-3]} {key[-3:]}" for key in keys)


OTHER_POSTCODES = ("SE5 9RS", "SW9 8PS", "SE8 3PA", "M1 1AE", "EH1 1YZ", "CF10 1EP", "BT1 5GS", "N1 9GU")
TWO_BOROUGHS = ("SE1", "SE5", "SE21")

flags = st.booleans()


def subset(pool: tuple[str, ...], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(pool), min_size=least, max_size=len(pool), unique=True)


# Places.


@st.composite
def places(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a place, as exactly as anybody can know it; a recorded borough agrees with the postcode."""
    kind = draw(st.sampled_from(["southwark", "elsewhere", "special", "borough"]))
    if kind == "southwark":
        return {"postcode": draw(st.sampled_from(southwark_postcodes())), "borough": SOUTHWARK}
    if kind == "elsewhere":
        return {"postcode": draw(st.sampled_from(OTHER_POSTCODES)), "borough": None}
    if kind == "special":
        return {"postcode": draw(st.sampled_from(SPECIAL)), "borough": None}
    return {"postcode": None, "borough": draw(st.sampled_from([SOUTHWARK, LAMBETH, borough_code("Cardiff")]))}


def coarser(postcode: str) -> Iterator[str | None]:
    """Give what somebody may know of a postcode instead of all of it."""
    outward, _, inward = postcode.partition(" ")
    if outward not in ("BFPO", "ZZ99", "SE1P", "JE2"):
        yield f"{outward} {inward[0]}"
        yield outward
    yield None


@st.composite
def coverages(draw: st.DrawFn, *, has_sites: bool = False) -> Coverage:
    if draw(st.integers(0, 9)) == 0:
        return Coverage(boroughs=tuple(draw(subset((SOUTHWARK, LAMBETH), 1))), where="placed_by")
    parts: dict[str, Any] = {
        "nations": subset(NATIONS, 1).map(tuple),
        "boroughs": subset((SOUTHWARK, LAMBETH, LEWISHAM), 1).map(tuple),
        "wards": st.sampled_from([(WARDS[0],), WARDS]),
        "outcodes": st.sampled_from([("SE1",), ("SE5", "SE17"), ("M1",)]),
        "neighbourhoods": st.sampled_from([("riverside",), ("hillside",), ("not-in-the-area-file",)]),
        "practices": st.sampled_from([PRACTICES, PRACTICES[:1]]),
        "within_km": st.sampled_from([0.5, 2.0, 10.0, 100.0]),
    }
    names = draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3, unique=True))
    return Coverage(where=draw(st.sampled_from(["current", "home"])), **{name: draw(parts[name]) for name in names})


# Criteria.


@st.composite
def ages(draw: st.DrawFn) -> kinds.AgeCriterion:
    low, high = sorted(draw(st.tuples(st.integers(0, 90), st.integers(0, 90))))
    unit = draw(st.sampled_from(["years", "months"]))
    given = draw(st.sampled_from(["min", "max", "both"]))
    return kinds.AgeCriterion(
        **({f"min_{unit}": low} if given != "max" else {}), **({f"max_{unit}": high} if given != "min" else {})
    )


@st.composite
def need_criteria(draw: st.DrawFn) -> kinds.NeedCriterion:
    limits = draw(st.sampled_from([{}, {"at_least": 2}, {"at_most": 2}, {"at_least": 2, "at_most": 2}]))
    return kinds.NeedCriterion(need=draw(st.sampled_from(NEEDS)), **limits)


def leaves() -> st.SearchStrategy[kinds.Criterion]:
    return st.one_of(
        ages(),
        st.builds(kinds.GenderCriterion, is_in=subset(GENDERS, 1).map(tuple)),
        st.builds(kinds.FactCriterion, fact=st.sampled_from(MEMBER_FACTS + HOUSEHOLD_FACTS)),
        st.builds(kinds.ConditionCriterion, condition=st.sampled_from(CONDITIONS)),
        st.builds(kinds.RecourseCriterion),
        st.builds(kinds.ReceivesCriterion, any_of=subset(BENEFITS, 1).map(tuple)),
        st.builds(
            kinds.IncomeCriterion,
            at_most_pence_per_month=st.sampled_from([40_800, 100_000]),
            definition=st.just("take-home pay"),
        ),
        st.builds(kinds.HousingCriterion, situations=subset(SITUATIONS, 1).map(tuple)),
        st.builds(
            kinds.HousingCriterion,
            situations=subset(SITUATIONS).map(tuple),
            providers=subset(PROVIDERS, 1).map(tuple),
        ),
        st.builds(kinds.PlacedByCriterion, boroughs=subset((SOUTHWARK, LAMBETH), 1).map(tuple)),
        st.builds(kinds.PracticeCriterion, practices=subset(PRACTICES, 1).map(tuple)),
        st.builds(kinds.LivesInCriterion, area=coverages()),
        need_criteria(),
        st.builds(kinds.DocumentCriterion, document=st.sampled_from(DOCUMENTS)),
        st.builds(kinds.LanguageCriterion, any_of=subset(LANGUAGES, 1).map(tuple)),
        st.builds(kinds.AskedCriterion, id=st.sampled_from(ANSWERS), question=st.just("Is that so?")),
    )


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    relations = st.none() | subset(("person", *RELATIONS), 1).map(tuple)
    return st.one_of(
        st.builds(kinds.AllOf, parts=parts),
        st.builds(kinds.AnyOf, parts=parts),
        st.builds(kinds.NotCriterion, part=inner),
        st.builds(kinds.MemberCriterion, relations=relations, meets=inner),
    )


def criteria() -> st.SearchStrategy[kinds.Criterion]:
    """Criteria of every kind, nested up to about four deep."""
    return st.recursive(leaves(), _nested, max_leaves=8)


# Services.


def recourse_facts() -> st.SearchStrategy[dict[str, Any]]:
    stated = st.fixed_dictionaries(
        {},
        optional={
            "needs_benefit": subset(BENEFITS, 1),
            "requires_recourse": flags,
            "rent_from_housing_benefit": flags,
            "asks_status": flags,
            "shares_with_home_office": flags,
        },
    )
    fund = st.fixed_dictionaries(
        {"is_fund": st.sampled_from(FUNDS)}, optional={"needs_benefit": subset(BENEFITS, 1), "requires_recourse": flags}
    )
    return st.one_of(st.just({}), stated, fund)


SITES = (
    {"postcode": "SE17"}, {"postcode": "M1 1AE"}, {"lat": 51.4938, "lon": -0.0519}, {"lat": 51.5033, "lon": -0.0886},
    {"name": "place not known"},
)  # fmt: skip
MODES = ("in_person", "collection", "home_visit", "online", "phone", "delivered", "outreach")


@st.composite
def services(draw: st.DrawFn, id_: str, shared: list[Any]) -> Service:
    """Draw a service; about half of the criteria come from those the directory shares."""
    eligibility = draw(
        st.one_of(st.none(), st.just("open"), st.sampled_from(shared) if shared else st.none(), criteria())
    )
    days_old = draw(st.none() | st.integers(0, 1500))
    return service(
        id_,
        meets=draw(st.lists(st.sampled_from(NEEDS), min_size=1, max_size=2, unique=True)),
        organisation=draw(st.sampled_from(["North trust", "South trust", "East club"])),
        kind=draw(st.sampled_from(["advice", "community", "goods", "grant", "fund", "hostel", "childcare"])),
        relies_on=draw(st.sampled_from([[], [], [], ["digital-device"], ["digital-device", "digital-data"], ["esol"]])),
        delivery=draw(st.none() | subset(MODES, 1)),
        sites=draw(st.none() | st.lists(st.sampled_from(SITES), max_size=2)),
        coverage=draw(st.none() | coverages().map(lambda coverage: coverage.model_dump())),
        eligibility=eligibility if eligibility is None or eligibility == "open" else eligibility.model_dump(),
        recourse=draw(recourse_facts()),
        languages=draw(st.none() | subset(LANGUAGES, 1)),
        has_interpreting=draw(st.none() | flags),
        cost=draw(st.none() | st.sampled_from([0, 200, 5000]).map(lambda pence: {"pence": pence})),
        capacity=draw(st.none() | capacities()),
        talk_through=draw(st.sampled_from([None, None, None, "Think about it first."])),
        tags=draw(st.sampled_from([[], [], ["mediation"], ["latin-american"]])),
        status=draw(st.sampled_from(["active", "active", "active", None, "defunct", "temporarily closed"])),
        runs_until=draw(st.sampled_from([None, None, AS_OF - timedelta(days=1), AS_OF, AS_OF + timedelta(days=1)])),
        provenance={
            "source": "invented",
            "checked_on": None if days_old is None else AS_OF - timedelta(days=days_old),
        },
    )


@st.composite
def capacities(draw: st.DrawFn) -> dict[str, Any]:
    code = draw(st.sampled_from(["capacity", "no-capacity", "no-capacity-has-waitlist"]))
    wait = draw(st.none() | st.sampled_from([0, 7, 28, 29, 200])) if code.endswith("waitlist") else None
    return {"code": code, "wait_days": wait, "stated_on": AS_OF}


@st.composite
def directories(draw: st.DrawFn, least: int = 0, most: int = 25) -> Directory:
    shared = draw(st.lists(criteria(), max_size=3))
    size = draw(st.one_of(st.integers(least, min(6, most)), st.integers(least, most)))
    return directory(*(draw(services(f"s{number:02}", shared)) for number in range(size)))


# People.


@st.composite
def members(draw: st.DrawFn, id_: str, relation: str) -> dict[str, Any]:
    """Draw a member about whom everything is known."""
    return {
        "id": id_,
        "relation": relation,
        "born_on": draw(st.dates(date(1930, 1, 1), AS_OF)),
        "gender": draw(st.sampled_from(GENDERS)),
        "has_recourse": draw(flags),
        "conditions": {condition: draw(flags) for condition in CONDITIONS},
        "avoid_in_person": draw(st.sampled_from([None, {"is_advised": True}, {"is_advised": False}])),
        **{fact: draw(flags) for fact in MEMBER_FACTS},
    }


def avoidances() -> st.SearchStrategy[list[dict[str, str]]]:
    wishes = [("service", "s00"), ("organisation", "North trust"), ("need", "loneliness"), ("mode", "phone"),
              ("community", "latin-american"), ("place", "mediation")]  # fmt: skip
    return st.lists(st.sampled_from(wishes).map(lambda w: {"what": w[0], "value": w[1]}), max_size=2)


@st.composite
def complete_people(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the data of an assessment without blanks in anything a criterion may look at."""
    relations = draw(st.lists(st.sampled_from(RELATIONS), max_size=4))
    stated = draw(st.lists(st.sampled_from(NEEDS), max_size=4, unique=True))
    left = st.none() | st.sampled_from([0.0, 0.5, 1.0, 3.0, 3.5, 20.0])
    return {
        "id": "somebody",
        "person": draw(members("m0", "person")),
        "household": [draw(members(f"m{n}", relation)) for n, relation in enumerate(relations, start=1)],
        "has_other_parent": draw(flags),
        "needs": [
            {
                "need": need,
                "severity": draw(st.integers(0, 3)),
                "urgency": draw(st.sampled_from(["today", "this_week", "soon", "whenever", None])),
                "wants_help": draw(st.sampled_from([True, True, None, False])),
            }
            for need in stated
        ],
        "wishes": {"avoid": draw(avoidances()), "prefers_modes": draw(subset(MODES))},
        "home": draw(places()),
        "temporary": draw(st.none() | places()),
        "practice": draw(st.sampled_from(PRACTICES)),
        "housing": {
            "situation": draw(st.sampled_from(SITUATIONS)),
            "provider": draw(st.sampled_from(PROVIDERS)),
            "placed_by": draw(st.sampled_from([SOUTHWARK, LAMBETH])),
            "has_cooking": draw(flags),
            "has_arrears": draw(flags),
        },
        "money": {
            "take_home_pence_per_month": draw(st.sampled_from([0, 40_800, 40_801, 100_001])),
            "receives": {benefit: draw(flags) for benefit in BENEFITS},
            "has_bank_account": draw(flags),
        },
        "practicalities": {
            "has_device": draw(flags),
            "has_internet": draw(flags),
            "has_pet": draw(flags),
            "someone_can_collect": draw(flags),
            "speaks": draw(subset(LANGUAGES, 1)),
            "needs_interpreter": draw(flags),
            "documents": {document: draw(flags) for document in DOCUMENTS},
            "max_travel_minutes": draw(st.none() | st.sampled_from([0, 20, 60])),
            "can_leave_home": draw(st.none() | flags),
            "can_pay_fares": draw(st.none() | flags),
        },
        "days_left": draw(st.none() | st.builds(lambda food: {"food": food, "stated_on": AS_OF}, left)),
        "support_in_place": draw(
            st.none() | st.lists(st.sampled_from(NEEDS).map(lambda need: {"need": need, "who": "a worker"}), max_size=2)
        ),
        "answers": {answer: draw(flags) for answer in ANSWERS},
        "adviser_confirmations": draw(
            st.sampled_from([[], [], [{"fund": "universal-credit", "role": "solicitor", "on": AS_OF}]])
        ),
    }


Path = tuple[str | int, ...]
BLANKABLE_GROUPS = ("housing", "money")
BLANKABLE_PRACTICALITIES = ("has_device", "has_internet", "has_pet", "someone_can_collect", "speaks", "needs_interpreter")


def facts_of(data: dict[str, Any]) -> list[Path]:
    """Return the paths of everything known about somebody that may just as well not be known.

    A second address (``temporary``) is not among them: None says that there is none, and moving is not learning.
    """
    people: list[Path] = [("person",), *(("household", n) for n in range(len(data["household"] or [])))]
    paths: list[Path] = [("household",), ("has_other_parent",), ("practice",)]
    for person in people:
        names = ("born_on", "gender", "has_recourse", *MEMBER_FACTS)
        paths += [(*person, name) for name in names] + [(*person, "conditions", c) for c in CONDITIONS]
    for group in BLANKABLE_GROUPS:
        paths += [(group, name) for name in data[group] if name != "receives"]
    paths += [("money", "receives", benefit) for benefit in data["money"]["receives"]]
    paths += [("practicalities", name) for name in BLANKABLE_PRACTICALITIES]
    paths += [("practicalities", "documents", document) for document in DOCUMENTS]
    paths += [("answers", answer) for answer in ANSWERS]
    paths += [("needs", n, "severity") for n in range(len(data["needs"]))]
    for place in ("home", "temporary"):
        paths += [(place, name) for name in ("postcode", "borough") if data[place] is not None]
    return paths


@st.composite
def with_blanks(draw: st.DrawFn, data: dict[str, Any], least: int = 0) -> dict[str, Any]:
    """Draw a copy of somebody's data in which some facts are not known, or not known exactly."""
    blank = copy.deepcopy(data)
    paths = facts_of(data)
    how_many = draw(st.sampled_from([least, least + 1, 5, len(paths) // 2, len(paths)]))
    for path in sorted(
        draw(st.lists(st.sampled_from(paths), min_size=least, max_size=max(least, how_many), unique=True)), key=str
    ):
        *steps, last = path
        holder: Any = blank
        for step in steps:
            holder = holder[step] if holder is not None else None
        if holder is None:
            continue
        if steps and steps[-1] in ("conditions", "receives", "documents", "answers"):
            del holder[last]
        elif last == "postcode" and holder[last] is not None:
            holder[last] = draw(st.sampled_from(list(coarser(holder[last]))))
        elif last == "born_on" and draw(flags):
            holder["age"] = draw(stated_ages(holder[last]))
            holder[last] = None
        else:
            holder[last] = None
    return blank


@st.composite
def stated_ages(draw: st.DrawFn, born_on: date) -> dict[str, Any]:
    """Draw what somebody may have said about an age on an earlier or the same day, true to the birth date."""
    stated_on = draw(st.dates(max(born_on, AS_OF - timedelta(days=400)), AS_OF))
    months = (stated_on.year - born_on.year) * 12 + stated_on.month - born_on.month - (stated_on.day < born_on.day)
    unit = draw(st.sampled_from(["years", "months"]))
    return {unit: months // 12 if unit == "years" else months, "stated_on": stated_on}


def read(data: dict[str, Any]) -> Assessment:
    return parse_model(Assessment, data, error=InvalidAssessment, source="a test", quote_values=True)


@st.composite
def people(draw: st.DrawFn) -> Assessment:
    """Draw an assessment with any number of blanks."""
    return read(draw(with_blanks(draw(complete_people()))))


@st.composite
def before_and_after(draw: st.DrawFn) -> tuple[Assessment, Assessment]:
    """Draw the same person twice: with one or more blanks, and with all of them filled."""
    data = draw(complete_people())
    some = draw(with_blanks(data))
    more = draw(with_blanks_again(some))
    return read(more), read(some)


@st.composite
def with_blanks_again(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    blank = copy.deepcopy(data)
    paths = [path for path in facts_of(data) if _known(data, path)]
    for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=6, unique=True)) if paths else []:
        *steps, last = path
        holder: Any = blank
        for step in steps:
            holder = holder[step] if holder is not None else None
        if holder is None:
            continue
        if steps and steps[-1] in ("conditions", "receives", "documents", "answers"):
            del holder[last]
        elif last == "postcode":
            holder[last] = None
        else:
            holder[last] = None
    return blank


def _known(data: dict[str, Any], path: Path) -> bool:
    value: Any = data
    for step in path:
        if value is None or (isinstance(value, dict) and step not in value):
            return False
        value = value[step]
    return value is not None
