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

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.support.builders import AS_OF, LAMBETH, LEWISHAM, SOUTHWARK, directory, service

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

_ALLOWED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
SLOW = settings(suppress_health_check=_ALLOWED)
"""For tests with whole people and directories as input, which are large on purpose."""
FEWER = settings(suppress_health_check=_ALLOWED, max_examples=max(25, settings.default.max_examples // 4))
"""The same with fewer examples, for what other properties imply in good part."""

NEEDS = (
    "loneliness", "befriending", "phone-befriending", "community-groups", "emergency-food", "affordable-food",
    "digital-device", "digital-data", "income-benefits", "immigration-advice", "baby-essentials", "esol",
)  # fmt: skip
FUNDS = (
    "universal-credit", "pip", "dla-child", "child-benefit", "crisis-and-resilience-crisis-payment",
    "crisis-and-resilience-housing-payment", "healthy-start", "section-17-support", "household-support-fund",
)  # fmt: skip
BENEFITS = ("universal-credit", "housing-benefit", "pip")
PRACTICES = ("old-mill-practice", "park-practice")
CONDITIONS = ("anxiety", "arthritis")
DOCUMENTS = ("photo-id", "voucher")
LANGUAGES = ("eng", "spa", "ara")
ACTIVITIES = ("walking", "swimming")
SUPPLIERS = ("river-energy", "hill-water")
DAYS_OF_YEAR = ("01-01", "02-29", "11-21", "11-22", "11-23", "12-31")
ANSWERS = ("was-here-before", "can-come-weekly")
GENDERS = ("woman", "man", "non_binary", "other")
RELATIONS = ("partner", "child", "parent", "sibling", "other_adult")
MEMBER_FACTS = (
    "is_british_citizen", "is_disabled", "is_pregnant", "is_unpaid_carer", "is_care_leaver", "is_veteran",
    "can_attend_alone", "uses_alcohol_or_drugs", "is_under_secondary_care",
)  # fmt: skip
HOUSEHOLD_FACTS = (
    "has_pet", "has_bank_account", "has_cooking", "has_arrears", "has_device", "has_internet", "someone_can_collect",
    "someone_can_go_along", "is_liable_for_council_tax", "is_likely_to_move",
)  # fmt: skip
SITUATIONS = ("street", "temporary", "private_rent")
PROVIDERS = ("council", "private", "friend")
LANDLORDS = ("river-homes", "hill-homes")
WARDS = ("E05011114", "E05011095")
NATIONS = ("england", "scotland", "wales", "northern-ireland")
POLYGONS = (
    ((-0.1, 51.48), (-0.07, 51.48), (-0.07, 51.495), (-0.1, 51.495), (-0.1, 51.48)),  # a rectangle in Walworth
    ((-0.6, 51.2), (0.4, 51.2), (0.4, 51.75), (-0.6, 51.75), (-0.6, 51.2)),  # the whole of London
    # The shape of an L: what lies in its notch is outside.
    ((-0.12, 51.44), (-0.03, 51.44), (-0.03, 51.47), (-0.08, 51.47), (-0.08, 51.51), (-0.12, 51.51), (-0.12, 51.44)),
)
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
        "practices": [
            {"id": PRACTICES[0], "name": "Old Mill Practice", "neighbourhood": "hillside", "pcn": "river-pcn"}
        ],
        "team": {"registered_referrer_with": ["north-trust"]},
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
    if inward and outward not in ("BFPO", "ZZ99", "SE1P", "JE2"):
        yield f"{outward} {inward[0]}"
        yield outward
    yield None


_COVERAGE_PARTS = {
    "nations": subset(NATIONS, 1).map(tuple),
    "boroughs": subset((SOUTHWARK, LAMBETH, LEWISHAM), 1).map(tuple),
    "wards": st.sampled_from([(WARDS[0],), WARDS]),
    "outcodes": st.sampled_from([("SE1",), ("SE5", "SE17"), ("M1",)]),
    "neighbourhoods": st.sampled_from([("riverside",), ("hillside",), ("not-in-the-area-file",)]),
    "practices": st.sampled_from([PRACTICES, PRACTICES[:1]]),
    "pcns": st.sampled_from([("river-pcn",), ("hill-pcn",)]),
    "polygons": st.sampled_from([POLYGONS[:1], POLYGONS[1:2], POLYGONS[2:], POLYGONS[::2]]),
    "within_km": st.sampled_from([0.5, 2.0, 10.0, 100.0]),
}
_SOME_PARTS = st.lists(st.sampled_from(sorted(_COVERAGE_PARTS)), min_size=1, max_size=3, unique=True)
_WHERE = st.sampled_from(["current", "current", "home", "placed_by"])


@st.composite
def _coverages(draw: st.DrawFn) -> Coverage:
    where = draw(_WHERE)
    if where == "placed_by":
        return Coverage(boroughs=draw(_COVERAGE_PARTS["boroughs"]), where=where)
    return Coverage(where=where, **{name: draw(_COVERAGE_PARTS[name]) for name in draw(_SOME_PARTS)})


COVERAGES = _coverages()


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


LEAVES: st.SearchStrategy[Any] = st.one_of(
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
    st.builds(
        kinds.HousingCriterion,
        providers=subset(PROVIDERS).map(tuple),
        landlords=subset(LANDLORDS, 1).map(tuple),
    ),
    st.builds(kinds.PlacedByCriterion, boroughs=subset((SOUTHWARK, LAMBETH), 1).map(tuple)),
    st.builds(kinds.PracticeCriterion, practices=subset(PRACTICES, 1).map(tuple)),
    st.builds(kinds.LivesInCriterion, area=COVERAGES),
    need_criteria(),
    st.builds(kinds.DocumentCriterion, document=st.sampled_from(DOCUMENTS)),
    st.builds(kinds.LanguageCriterion, any_of=subset(LANGUAGES, 1).map(tuple)),
    st.builds(kinds.AskedCriterion, id=st.sampled_from(ANSWERS), question=st.just("Is that so?")),
    st.builds(kinds.PriorUseCriterion, service=st.sampled_from(["s00", "s01"]), days=st.sampled_from([1, 30, 183])),
    st.builds(kinds.ReferrerCriterion, organisation=st.sampled_from(["north-trust", "south-trust"])),
    st.builds(kinds.ClearanceCriterion, activity=st.sampled_from(ACTIVITIES)),
    st.builds(
        kinds.PerinatalCriterion,
        includes_pregnancy=st.just(True),
        max_weeks_after_birth=st.none() | st.sampled_from([6, 52]),
    ),
    st.builds(kinds.PerinatalCriterion, includes_pregnancy=st.just(False), max_weeks_after_birth=st.just(6)),
    st.builds(kinds.SupplierCriterion, of=st.sampled_from(["energy", "water"]), any_of=subset(SUPPLIERS, 1).map(tuple)),
    st.builds(kinds.SeasonCriterion, from_day=st.sampled_from(DAYS_OF_YEAR), until_day=st.sampled_from(DAYS_OF_YEAR)),
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


CRITERIA = st.recursive(LEAVES, _nested, max_leaves=8)
"""Criteria of every kind, nested up to about four deep."""


# Services.


_STATED = st.fixed_dictionaries(
    {},
    optional={
        "needs_benefit": subset(BENEFITS, 1),
        "requires_recourse": flags,
        "rent_from_housing_benefit": flags,
        "asks_status": flags,
        "shares_with_home_office": flags,
    },
)
_FUND = st.fixed_dictionaries(
    {"is_fund": st.sampled_from(FUNDS)}, optional={"needs_benefit": subset(BENEFITS, 1), "requires_recourse": flags}
)
RECOURSE_FACTS = st.one_of(st.just({}), _STATED, _FUND)
SITES = (
    {"postcode": "SE17"}, {"postcode": "M1 1AE"}, {"lat": 51.4938, "lon": -0.0519}, {"lat": 51.5033, "lon": -0.0886},
    {"name": "place not known"},
)  # fmt: skip
MODES = ("in_person", "collection", "home_visit", "online", "phone", "delivered", "outreach")
CAPACITIES = st.sampled_from(
    [
        None,
        {"code": "capacity", "stated_on": AS_OF},
        {"code": "no-capacity", "stated_on": AS_OF},
        *({"code": "no-capacity-has-waitlist", "wait_days": n, "stated_on": AS_OF} for n in (None, 0, 7, 28, 29, 200)),
    ]
)
SHARED = 3
"""How many criteria the services of one directory have in common."""
_SERVICE_DATA = st.fixed_dictionaries(
    {
        "meets": st.lists(st.sampled_from(NEEDS), min_size=1, max_size=2, unique=True),
        "organisation": st.sampled_from(["North trust", "South trust", "East club"]),
        "kind": st.sampled_from(["advice", "community", "goods", "grant", "fund", "hostel", "childcare"]),
        "relies_on": st.sampled_from([[], [], [], ["digital-device"], ["digital-device", "digital-data"], ["esol"]]),
        "delivery": st.none() | subset(MODES, 1),
        "sites": st.none() | st.lists(st.sampled_from(SITES), max_size=2),
        "coverage": st.none() | COVERAGES.map(lambda coverage: coverage.model_dump()),
        "eligibility": st.none()
        | st.just("open")
        | st.integers(0, SHARED - 1)
        | CRITERIA.map(lambda c: c.model_dump()),
        "recourse": RECOURSE_FACTS,
        "languages": st.none() | subset(LANGUAGES, 1),
        "has_interpreting": st.none() | flags,
        "cost": st.sampled_from([None, {"pence": 0}, {"pence": 200}, {"pence": 5000}]),
        "capacity": CAPACITIES,
        "talk_through": st.sampled_from([None, None, None, "Think about it first."]),
        "tags": st.sampled_from([[], [], ["mediation"], ["latin-american"]]),
        "status": st.sampled_from(["active", "active", "active", None, "defunct", "temporarily closed"]),
        "runs_until": st.sampled_from([None, None, AS_OF - timedelta(days=1), AS_OF, AS_OF + timedelta(days=1)]),
        "days_old": st.none() | st.integers(0, 1500),
    }
)
_SHARED_CRITERIA = st.lists(CRITERIA.map(lambda c: c.model_dump()), min_size=SHARED, max_size=SHARED)


def _service(id_: str, drawn: dict[str, Any], shared: list[Any]) -> Service:
    data = dict(drawn)
    days_old = data.pop("days_old")
    if isinstance(data["eligibility"], int):
        data["eligibility"] = shared[data["eligibility"]]
    checked_on = None if days_old is None else AS_OF - timedelta(days=days_old)
    return service(id_, **data, provenance={"source": "invented", "checked_on": checked_on})


@cache
def directories(least: int = 0, most: int = 25) -> st.SearchStrategy[Directory]:
    """Directories of services that share about a third of their criteria."""
    several = st.lists(_SERVICE_DATA, min_size=least, max_size=most)
    return st.builds(
        lambda shared, drawn: directory(*(_service(f"s{n:02}", data, shared) for n, data in enumerate(drawn))),
        _SHARED_CRITERIA,
        several,
    )


_AGES_AHEAD = [
    {"type": "age", "min_months": 24, "max_months": 59},
    {"type": "member", "relations": ["child"], "meets": {"type": "age", "min_months": 24, "max_months": 59}},
    {"type": "age", "min_years": 18},
]
_USABLE_DATA = st.fixed_dictionaries(
    {
        "meets": st.lists(st.sampled_from(NEEDS[:9]), min_size=1, max_size=2, unique=True),
        "organisation": st.sampled_from(["North trust", "South trust", "East club"]),
        "kind": st.sampled_from(["advice", "community", "community", "goods", "childcare"]),
        "relies_on": st.sampled_from(
            [[], [], ["digital-device"], ["digital-data"], ["digital-device", "esol"], ["loneliness"]]
        ),
        "delivery": st.sampled_from([None, ["phone"], ["in_person"], ["online"], ["delivered", "collection"]]),
        "coverage": st.sampled_from([None, *[{"nations": list(NATIONS)}] * 3]),
        "eligibility": st.sampled_from([None, *["open"] * 4, *_AGES_AHEAD]),
        "recourse": st.sampled_from([{}, {}, {}, {"is_fund": "child-benefit"}, {"is_fund": "universal-credit"}]),
        "capacity": CAPACITIES,
        "talk_through": st.sampled_from([None, None, None, None, "Think about it first."]),
        "tags": st.sampled_from([[], [], ["mediation"], ["latin-american"]]),
        "is_group": st.sampled_from([None, True]),
        "cost": st.sampled_from([{"pence": 0}, {"pence": 200}]),
        "days_old": st.sampled_from([0, 400]),
    }
)


@cache
def usable_directories(least: int = 0, most: int = 12) -> st.SearchStrategy[Directory]:
    """Directories of services most of which most people can use, so that plans are long and compete."""
    return st.lists(_USABLE_DATA, min_size=least, max_size=most).map(
        lambda drawn: directory(*(_service(f"s{n:02}", data, []) for n, data in enumerate(drawn)))
    )


# People.


_MEMBER = st.fixed_dictionaries(
    {
        "born_on": st.dates(date(1930, 1, 1), AS_OF),
        "gender": st.sampled_from(GENDERS),
        "has_recourse": flags,
        "conditions": st.fixed_dictionaries(dict.fromkeys(CONDITIONS, flags)),
        "avoid_in_person": st.sampled_from([None, None, {"is_advised": True}, {"is_advised": False}]),
        "gave_birth_on": st.sampled_from([None, *(AS_OF - timedelta(days=n) for n in (0, 48, 49, 370, 371))]),
        "clinical_clearance": st.fixed_dictionaries(dict.fromkeys(ACTIVITIES, flags)),
        **dict.fromkeys(MEMBER_FACTS, flags),
    }
)
_WISHES = (
    ("service", "s00"), ("organisation", "North trust"), ("need", "loneliness"), ("mode", "phone"),
    ("community", "latin-american"), ("place", "mediation"),
)  # fmt: skip
_AVOIDANCES = st.lists(st.sampled_from([{"what": what, "value": value} for what, value in _WISHES]), max_size=1)
_NEED = st.fixed_dictionaries(
    {
        "need": st.sampled_from(NEEDS),
        "severity": st.integers(0, 3),
        "urgency": st.sampled_from(["today", "this_week", "soon", "whenever", None]),
        "wants_help": st.sampled_from([True, True, None, False]),
    }
)
_SUPPORT = st.fixed_dictionaries({"need": st.sampled_from(NEEDS), "who": st.just("a worker")})
_PLACES = places()
_PERSON = st.fixed_dictionaries(
    {
        "id": st.just("somebody"),
        "person": _MEMBER.map(lambda facts: {"id": "m0", "relation": "person", **facts}),
        "household": st.lists(st.tuples(st.sampled_from(RELATIONS), _MEMBER), max_size=4).map(
            lambda others: [{"id": f"m{n}", "relation": r, **facts} for n, (r, facts) in enumerate(others, start=1)]
        ),
        "has_other_parent": flags,
        "needs": st.lists(_NEED, max_size=5, unique_by=lambda need: need["need"]),
        "wishes": st.fixed_dictionaries({"avoid": _AVOIDANCES, "prefers_modes": subset(MODES)}),
        "home": _PLACES,
        "temporary": st.none() | _PLACES,
        "practice": st.sampled_from(PRACTICES),
        "housing": st.fixed_dictionaries(
            {
                "situation": st.sampled_from(SITUATIONS),
                "provider": st.sampled_from(PROVIDERS),
                "landlord": st.sampled_from(LANDLORDS),
                "placed_by": st.sampled_from([SOUTHWARK, LAMBETH]),
                "has_cooking": flags,
                "has_arrears": flags,
                "is_liable_for_council_tax": flags,
                "is_likely_to_move": flags,
            }
        ),
        "money": st.fixed_dictionaries(
            {
                "take_home_pence_per_month": st.sampled_from([0, 40_800, 40_801, 100_001]),
                "receives": st.fixed_dictionaries(dict.fromkeys(BENEFITS, flags)),
                "has_bank_account": flags,
                "energy_supplier": st.sampled_from(SUPPLIERS),
                "water_supplier": st.sampled_from(SUPPLIERS),
            }
        ),
        "used_before": st.lists(
            st.fixed_dictionaries(
                {
                    "service": st.sampled_from(["s00", "s01"]),
                    "last_on": st.sampled_from([AS_OF - timedelta(days=n) for n in (0, 1, 29, 30, 183, 400)]),
                }
            ),
            max_size=2,
        ),
        "practicalities": st.fixed_dictionaries(
            {
                "has_device": flags,
                "has_internet": flags,
                "has_pet": flags,
                "someone_can_collect": flags,
                "someone_can_go_along": flags,
                "speaks": subset(LANGUAGES, 1),
                "needs_interpreter": flags,
                "documents": st.fixed_dictionaries(dict.fromkeys(DOCUMENTS, flags)),
                "max_travel_minutes": st.sampled_from([None, 0, 20, 60]),
                "can_leave_home": st.none() | flags,
                "can_pay_fares": st.none() | flags,
            }
        ),
        "days_left": st.sampled_from(
            [None, *({"food": food, "stated_on": AS_OF} for food in (None, 0.0, 0.5, 1.0, 3.0, 3.5))]
        ),
        "support_in_place": st.none() | st.lists(_SUPPORT, max_size=2),
        "answers": st.fixed_dictionaries(dict.fromkeys(ANSWERS, flags)),
        "adviser_confirmations": st.sampled_from(
            [[], [], [{"fund": "universal-credit", "role": "solicitor", "on": AS_OF}]]
        ),
    }
)


def complete_people() -> st.SearchStrategy[dict[str, Any]]:
    """Data of assessments without blanks in anything a criterion may look at."""
    return _PERSON.map(copy.deepcopy)


Path = tuple[str | int, ...]
BLANKABLE_GROUPS = ("housing", "money")
BLANKABLE_PRACTICALITIES = (
    "has_device",
    "has_internet",
    "has_pet",
    "someone_can_collect",
    "someone_can_go_along",
    "speaks",
    "needs_interpreter",
)


def facts_of(data: dict[str, Any]) -> list[Path]:
    """Return the paths of everything known about somebody that may just as well not be known.

    A second address (``temporary``) is not among them: None says that there is none, and moving is not learning.
    """
    people: list[Path] = [("person",), *(("household", n) for n in range(len(data["household"] or [])))]
    paths: list[Path] = [("household",), ("has_other_parent",), ("practice",), ("used_before",)]
    for person in people:
        names = ("born_on", "age", "gender", "has_recourse", *MEMBER_FACTS)
        paths += [(*person, name) for name in names] + [(*person, "conditions", c) for c in CONDITIONS]
        paths += [(*person, "gave_birth_on")] + [(*person, "clinical_clearance", a) for a in ACTIVITIES]
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
    paths = [path for path in facts_of(data) if _look_up(data, path) is not None]
    most = draw(st.sampled_from([least, least + 2, 8, len(paths)]))
    chosen = (
        draw(st.lists(st.sampled_from(paths), min_size=least, max_size=max(least, most), unique=True)) if paths else []
    )
    blank = copy.deepcopy(data)
    for path in chosen:
        *steps, last = path
        holder = _look_up(blank, tuple(steps))
        if holder is None:  # the whole household is not known any more
            continue
        if steps and steps[-1] in ("conditions", "clinical_clearance", "receives", "documents", "answers"):
            del holder[last]
            continue
        known, holder[last] = holder[last], None
        if last == "postcode":
            holder[last] = draw(st.sampled_from(list(coarser(known))))
        elif last == "born_on" and draw(flags):
            holder["age"] = draw(stated_ages(known))
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
    """Draw the same person twice: with some blanks, and with at least one of them filled."""
    after = draw(with_blanks(draw(complete_people())))
    before = draw(with_blanks(after, least=1))
    return read(before), read(after)


def _look_up(data: dict[str, Any], path: Path) -> Any:
    """Return what stands at a path; None: it is not known, or nothing around it is."""
    value: Any = data
    for step in path:
        if value is None or (isinstance(value, dict) and step not in value):
            return None
        value = value[step]
    return value


@st.composite
def people_with_plans(draw: st.DrawFn) -> Assessment:
    """Draw somebody who asks for several things, most of them with help wanted."""
    data = draw(with_blanks(draw(complete_people())))
    several = st.lists(_PLANNED_NEED, min_size=2, max_size=6, unique_by=lambda need: need["need"])
    data["needs"] = draw(several)
    if data["household"] and draw(flags):
        data["household"][0] |= {
            "relation": "child",
            "born_on": draw(st.dates(AS_OF - timedelta(days=900), AS_OF)),
            "age": None,
        }
    return read(data)


_PLANNED_NEED = st.fixed_dictionaries(
    {
        "need": st.sampled_from(NEEDS[:9]),
        "severity": st.sampled_from([None, 1, 2, 3]),
        "urgency": st.sampled_from(["today", "this_week", "soon", "whenever", None]),
        "wants_help": st.sampled_from([True, True, True, None]),
    }
)
