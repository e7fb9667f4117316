"""The shipped directory, area file and people: whole, honest about what is invented, and decided as practice expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from spmatch.directories import read_directory
from spmatch.engine.requirements import trace_of
from spmatch.engine.situation import Situation, situation_of
from spmatch.geography import SOUTHWARK, borough_code, locate, parse_postcode, wards
from spmatch.intake import read_area, read_assessment
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.criteria import AskedCriterion, RecourseCriterion
from spmatch.model.directory import Directory
from spmatch.model.recommendation import Trace
from spmatch.model.service import RecourseFacts, Service
from spmatch.rules import load_recourse_pack, load_safety_pack
from spmatch.rules.recourse import KINDS_THAT_OFTEN_TEST, is_held
from spmatch.strict_yaml import read_yaml
from spmatch.truth import Truth

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 22)
VARIANTS = ("gina", "gina-recourse-yes", "gina-recourse-unknown")
PEOPLE = (*VARIANTS, "dementia-carer-74", "widower-79", "rough-sleeper-dog")
PAGE_ORGANISATIONS = ("walworth-living-room", "little-village", "o2-hubbub-tablets")
NORTHERN_WARDS = {
    "Borough & Bankside", "Chaucer", "Faraday", "London Bridge & West Bermondsey", "Newington", "North Bermondsey",
    "North Walworth", "Old Kent Road", "Rotherhithe", "South Bermondsey", "St George's", "Surrey Docks",
}  # fmt: skip


@cache
def directory() -> Directory:
    return read_directory(ROOT / "data/services.yaml")


@cache
def area() -> Area:
    return read_area(ROOT / "data/north-southwark.yaml")


@cache
def person(name: str) -> Assessment:
    return read_assessment(ROOT / "examples" / f"{name}.yaml")


@cache
def situation(name: str) -> Situation:
    return situation_of(
        person(name), as_of=AS_OF, area=area(), recourse_pack=load_recourse_pack(), safety_pack=load_safety_pack()
    )


def trace(service: str, name: str) -> Trace:
    return trace_of(directory().service(service), situation(name))


def outcome(service: str, name: str) -> str:
    """Return "held", "yes", "no" or "open": a hold goes before the answer it rests on."""
    found = trace(service, name)
    return "held" if is_held(found.parts[1]) else {Truth.YES: "yes", Truth.NO: "no"}.get(found.truth, "open")


def missing(found: Trace) -> set[str]:
    return {fact for node in found.walk() if node.truth is Truth.UNKNOWN for fact in node.missing}


def texts(value: Any) -> Iterator[str]:
    """Yield every text anywhere in plain data, field names left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts(part)


def criteria(value: Any) -> Iterator[Any]:
    """Yield every criterion below a model, in the author's order."""
    fields = getattr(type(value), "model_fields", {})
    if "type" in fields:
        yield value
    for name in fields:
        yield from criteria(getattr(value, name))
    if isinstance(value, tuple):
        for part in value:
            yield from criteria(part)


def of_services(*, illustrative: bool) -> list[Any]:
    return [pytest.param(one, id=one.id) for one in directory().services if one.illustrative is illustrative]


# The directory


def test_the_directory_is_whole_and_large_enough_to_choose_from() -> None:
    assert directory().problems() == []
    assert len(directory().services) >= 40
    assert directory().as_of == AS_OF
    assert "illustrative" in directory().title


@pytest.mark.parametrize("service", of_services(illustrative=True))
def test_an_illustrative_service_says_so_and_leads_nowhere(service: Service) -> None:
    assert service.organisation.startswith("Illustrative ")
    assert service.provenance.source.startswith("Invented")
    assert service.provenance.url is None
    assert all(route.url is None for route in service.routes or ())
    said = " ".join(texts(service.model_dump(mode="python")))
    assert re.search(r"@|https?:|www\.|(?:\d[ -]?){9,}", said) is None


@pytest.mark.parametrize("service", of_services(illustrative=True))
def test_an_illustrative_service_was_checked_on_a_plausible_day(service: Service) -> None:
    checked_on = service.provenance.checked_on
    assert checked_on is not None
    assert date(2025, 3, 1) <= checked_on <= AS_OF
    assert service.capacity is None or service.capacity.stated_on <= AS_OF


@pytest.mark.parametrize("service", of_services(illustrative=False))
def test_a_real_service_names_its_source_and_claims_no_check(service: Service) -> None:
    assert service.provenance.url is not None
    assert service.provenance.source
    assert service.provenance.checked_on is None
    assert service.sites is None
    assert service.capacity is None


@pytest.mark.parametrize("name", PAGE_ORGANISATIONS)
def test_what_an_organisation_of_the_page_offers_now_is_not_claimed(name: str) -> None:
    service = directory().service(name)
    assert not service.illustrative
    assert (service.status, service.coverage, service.delivery, service.opening) == (None, None, None, None)
    assert "ring first" in service.description
    assert all(outcome(name, who) in {"open", "no"} for who in PEOPLE)


def test_no_record_of_a_listed_fund_has_a_link_to_apply() -> None:
    pack = load_recourse_pack()
    listed = [
        service
        for service in directory().services
        if service.recourse.is_fund is not None and pack.rule(service.recourse.is_fund).standing != "not_public_fund"
    ]
    assert len(listed) >= 9
    assert [service.id for service in listed for route in service.routes or () if route.url is not None] == []


def test_a_listed_fund_is_never_suitable_by_recourse_alone() -> None:
    for service in directory().services:
        if service.recourse.is_fund is not None and not service.illustrative:
            asked = [part for part in criteria(service.eligibility) if isinstance(part, AskedCriterion)]
            assert asked, f"{service.id} states rules of its own as if all were confirmed"


def test_a_question_of_its_own_has_the_service_in_its_id() -> None:
    found = [
        (service.id, part.id)
        for service in directory().services
        for part in criteria(service.eligibility)
        if isinstance(part, AskedCriterion)
    ]
    assert len(found) == len({question for _, question in found})
    assert [pair for pair in found if not pair[1].startswith(pair[0].removesuffix("-support"))] == []


def test_every_site_can_be_placed_on_the_map() -> None:
    sites = [site for service in directory().services for site in service.sites or ()]
    assert len(sites) >= 15
    assert all(site.postcode is not None and locate(parse_postcode(site.postcode)) is not None for site in sites)


def test_the_directory_has_the_troubles_of_a_real_one() -> None:
    services = [service for service in directory().services if service.illustrative]
    codes = [service.capacity.code for service in services if service.capacity is not None]
    assert codes.count("no-capacity") >= 1
    assert codes.count("no-capacity-has-waitlist") >= 5
    checks = [service.provenance.checked_on for service in services]
    assert sum(day is not None and AS_OF - day > timedelta(days=365) for day in checks) >= 4
    assert {who for service in services for route in service.routes or () for who in [route.who]} >= {
        "self", "professional", "registered_referrer",
    }  # fmt: skip
    assert any(
        service.delivery == ("online",) and len(service.coverage.nations) == 4
        for service in services
        if service.coverage
    )
    assert any(service.delivery == ("phone",) for service in services)


def test_the_volunteer_programme_that_ended_is_never_available() -> None:
    found = directory().service("nhs-and-care-volunteer-responders")
    assert (found.status, found.runs_until) == ("defunct", date(2025, 5, 31))
    for name in PEOPLE:
        status = trace(found.id, name).parts[0]
        assert (status.code, status.truth) == ("status", Truth.NO)


def test_a_service_across_the_line_is_decided_by_its_area_and_not_by_where_it_stands() -> None:
    lambeth = borough_code("Lambeth")
    serves, refuses = directory().service("over-the-line-play-cafe"), directory().service("lambeth-baby-bank")
    assert serves.coverage is not None
    assert refuses.coverage is not None
    assert set(serves.coverage.boroughs) == {lambeth, SOUTHWARK}
    assert refuses.coverage.boroughs == (lambeth,)
    assert outcome(serves.id, "gina") == "yes"
    assert [part.code for part in trace(refuses.id, "gina").parts if part.truth is Truth.NO] == ["coverage"]


# The area file


def test_the_area_is_illustrative_and_leaves_the_team_to_be_filled_in() -> None:
    assert area().illustrative
    assert (area().borough, area().nation) == (SOUTHWARK, "england")
    assert (area().team.name, area().team.same_day_clinician, area().team.safeguarding_lead) == (None, None, None)
    assert len(area().neighbourhoods) == 5
    assert len(area().practices) == 6
    names = [item.name for item in area().neighbourhoods] + [item.name for item in area().practices]
    assert all(name.startswith("Illustrative ") for name in names)


def test_the_neighbourhoods_hold_each_northern_ward_once() -> None:
    codes = [code for item in area().neighbourhoods for code in item.covers.wards]
    assert len(codes) == len(set(codes)) == 12
    assert {wards()[code] for code in codes} == NORTHERN_WARDS


def test_each_ward_code_is_the_ward_that_the_comment_beside_it_names() -> None:
    text = (ROOT / "data/north-southwark.yaml").read_text(encoding="utf-8")
    pairs = re.findall(r"- (E05\d{6})  # (.+)", text)
    assert len(pairs) == 12
    assert pairs == [(code, wards()[code]) for code, _ in pairs]


def test_neighbourhoods_that_services_name_are_in_the_area_file() -> None:
    known = {item.id for item in area().neighbourhoods}
    named = {
        name
        for service in directory().services
        if service.coverage is not None
        for name in service.coverage.neighbourhoods
    }
    assert named
    assert named <= known


# The people


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_is_labelled_as_a_composite(path: Path) -> None:
    example = read_assessment(path)
    assert example.id == path.stem
    assert example.composite is not None
    assert "no real person" in example.composite


@pytest.mark.parametrize("name", PEOPLE)
def test_a_practice_of_an_example_is_in_the_area_file(name: str) -> None:
    practice = person(name).practice
    assert practice is None or area().practice(practice) is not None


@pytest.mark.parametrize("name", PEOPLE)
def test_some_service_meets_each_need_that_is_wanted(name: str) -> None:
    met = {need for service in directory().services for need in service.meets}
    assert {stated.need for stated in person(name).wanted_needs} - met == set()


def test_the_three_recourse_variants_differ_in_recourse_only() -> None:
    def facts(name: str) -> dict[str, Any]:
        data: dict[str, Any] = read_yaml(ROOT / "examples" / f"{name}.yaml").data
        del data["id"], data["person"]["has_recourse"]
        for member in data["household"]:
            del member["has_recourse"]
        return data

    first, *others = [facts(name) for name in VARIANTS]
    assert all(other == first for other in others)
    recorded = {name: [member.has_recourse for member in person(name).members] for name in VARIANTS}
    assert recorded == {"gina": [False, None], "gina-recourse-yes": [True, True], "gina-recourse-unknown": [None, None]}


def test_gina_is_described_only_as_far_as_the_story_goes() -> None:
    gina = person("gina")
    daughter = gina.members[1]
    assert daughter.age_in_months(AS_OF) == (13, 14)
    assert daughter.avoids_in_person(AS_OF) is True
    assert (daughter.is_disabled, daughter.is_british_citizen) == (True, None)
    assert (gina.has_other_parent, gina.housing.situation, gina.housing.provider) == (None, "temporary", None)
    assert (gina.practicalities.has_device, gina.practicalities.has_internet) == (False, False)
    assert (gina.days_left, gina.support_in_place, gina.money.receives) == (None, None, {})


def test_the_carer_asks_nothing_for_herself() -> None:
    own = [need for need in person("dementia-carer-74").needs if need.for_member == "person"]
    assert {need.need for need in own} == {"carer-support", "carer-break"}
    assert all(need.wants_help is None for need in own)


def test_the_widower_declines_what_the_practice_thinks_he_needs() -> None:
    widower = person("widower-79")
    assert "loneliness" in {need.need for need in widower.needs}
    assert "loneliness" not in {need.need for need in widower.wanted_needs}
    assert {wish.value for wish in widower.wishes.avoid if wish.what == "mode"} == {"phone", "online"}
    assert directory().service("phone-befriending").delivery == ("phone",)


def test_no_fixed_abode_is_no_place_and_the_recorded_borough_counts() -> None:
    rough = person("rough-sleeper-dog")
    assert rough.home is not None
    assert rough.home.postcode is not None
    assert locate(parse_postcode(rough.home.postcode)) is None
    assert situation("rough-sleeper-dog").current.in_borough((SOUTHWARK,)) is Truth.YES


# What practice expects: no recourse, recourse, recourse not known

EXPECTED_FOR_GINA = [
    # service, recourse rule, for gina, with recourse, recourse not known
    ("medicine-delivery-volunteers", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("food-parcels-delivered", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("nappies-and-toiletries", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("cot-request", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("immigration-advice-centre", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("immigration-law-clinic", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("tablet-lending", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("data-vouchers", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("online-family-class", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("stay-and-play", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("home-visiting", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("disabled-children-helpline", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("disabled-children-local", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("parent-carer-group", "no_recourse_test_stated", "yes", "yes", "yes"),
    ("food-bank-collection", "no_recourse_test_stated", "open", "open", "open"),
    # Advice stays, whatever happens to the fund beside it.
    ("nrpf-benefits-advice", "open_to_all_recourse", "yes", "yes", "yes"),
    ("housing-rights-advice", "open_to_all_recourse", "yes", "yes", "yes"),
    ("council-housing-advice", "open_to_all_recourse", "yes", "yes", "yes"),
    # Held without recourse and while it is not known; with it, the fund's own rules are asked.
    ("universal-credit", "public_fund", "held", "open", "held"),
    ("housing-benefit", "public_fund", "held", "open", "held"),
    ("homelessness-application", "public_fund", "held", "open", "held"),
    ("social-housing-register", "public_fund", "held", "open", "held"),
    ("child-benefit", "public_fund", "held", "open", "held"),
    ("carers-allowance", "public_fund", "held", "open", "held"),
    ("dla-child", "public_fund", "held", "open", "held"),
    ("crf-crisis-payment", "fund_depends", "held", "open", "held"),
    ("discretionary-council-tax-help", "fund_depends", "held", "open", "held"),
    ("crf-housing-payment", "needs_benefit", "held", "open", "held"),
    # Outside the list: checked on their own rules.
    ("healthy-start-extension", "not_public_fund", "open", "no", "open"),
    ("nhs-low-income-scheme", "not_public_fund", "open", "open", "open"),
    ("early-education-from-two", "not_public_fund", "no", "no", "no"),
    ("section-17-support", "not_public_fund", "yes", "yes", "yes"),
    ("hardship-grant-open", "open_to_all_recourse", "open", "open", "open"),
    ("hardship-grant-unstated", "recourse_not_stated", "open", "yes", "open"),
]


@pytest.mark.parametrize(("service", "code", "gina", "with_recourse", "not_known"), EXPECTED_FOR_GINA)
def test_gina_is_answered_as_practice_expects(
    service: str, code: str, gina: str, with_recourse: str, not_known: str
) -> None:
    assert trace(service, "gina").parts[1].code == code
    assert [outcome(service, name) for name in VARIANTS] == [gina, with_recourse, not_known]


def test_what_never_mentions_recourse_is_decided_alike_in_all_three_variants() -> None:
    untouched = [
        service.id
        for service in directory().services
        if service.recourse == RecourseFacts()
        and service.kind not in KINDS_THAT_OFTEN_TEST
        and not any(isinstance(part, RecourseCriterion) for part in criteria(service.eligibility))
    ]
    assert len(untouched) >= 30
    for service in untouched:
        first, *others = [trace(service, name) for name in VARIANTS]
        assert all(other == first for other in others), service


def test_the_healthy_start_extension_asks_three_questions() -> None:
    assert missing(trace("healthy-start-extension", "gina")) == {
        "members.child.is_british_citizen", "household.take_home", "answers.healthy-start-extension-condition",
    }  # fmt: skip


def test_the_childs_own_status_keeps_her_benefit_open_and_the_parents_does_not_settle_it() -> None:
    rule = trace("dla-child", "gina").parts[1]
    assert (rule.truth, dict(rule.detail)["whose"]) == (Truth.UNKNOWN, "child")
    assert rule.missing == ("members.child.has_recourse",)


def test_another_parent_nobody_asked_about_keeps_child_benefit_unknown() -> None:
    rule = trace("child-benefit", "gina").parts[1]
    assert rule.truth is Truth.UNKNOWN
    assert "household.has_other_parent" in rule.missing


def test_a_nursery_place_waits_for_nothing_but_the_second_birthday_and_its_own_rules() -> None:
    found = trace("early-education-from-two", "gina")
    assert [part.code for part in found.parts if part.truth is Truth.NO] == ["all_of"]
    assert {leaf.code for leaf in found.deciding()} == {"age"}


def test_child_in_need_support_is_to_be_talked_through_first() -> None:
    facts = directory().service("section-17-support").recourse
    assert (facts.is_fund, facts.shares_with_home_office) == ("section-17-support", True)


def test_the_online_class_needs_a_device_and_data_and_there_is_one_service_for_each() -> None:
    relies_on = directory().service("online-family-class").relies_on
    assert relies_on == ("digital-device", "digital-data")
    assert directory().service("tablet-lending").meets == relies_on[:1]
    assert directory().service("data-vouchers").meets == relies_on[1:]


def test_immigration_advice_is_regulated_has_a_long_wait_and_a_back_up_elsewhere() -> None:
    first, second = directory().service("immigration-advice-centre"), directory().service("immigration-law-clinic")
    assert first.regulated_for
    assert second.regulated_for
    assert first.organisation != second.organisation
    assert first.capacity is not None
    assert first.capacity.wait_days is not None
    assert first.capacity.wait_days > 60


EXPECTED_FOR_OTHERS = [
    ("dementia-carer-74", "dementia-day-club", "yes"),
    ("dementia-carer-74", "carers-centre", "yes"),
    ("dementia-carer-74", "sitting-service", "yes"),
    ("dementia-carer-74", "carer-break", "yes"),
    ("dementia-carer-74", "carers-allowance", "open"),
    ("dementia-carer-74", "hearing-loss-group", "open"),
    ("widower-79", "mens-workshop", "yes"),
    ("widower-79", "walking-group", "yes"),
    ("widower-79", "hearing-loss-group", "yes"),
    ("widower-79", "phone-befriending", "yes"),
    ("widower-79", "carers-centre", "open"),
    ("rough-sleeper-dog", "street-outreach", "yes"),
    ("rough-sleeper-dog", "day-centre-for-homeless-people", "yes"),
    ("rough-sleeper-dog", "pet-food-and-vet-help", "yes"),
    ("rough-sleeper-dog", "gp-registration-help", "yes"),
    ("rough-sleeper-dog", "alcohol-support", "yes"),
    ("rough-sleeper-dog", "identity-papers-help", "yes"),
    ("rough-sleeper-dog", "hostel-place", "no"),
    ("rough-sleeper-dog", "hostel-with-dogs", "open"),
    ("rough-sleeper-dog", "winter-night-shelter", "open"),
    ("rough-sleeper-dog", "homelessness-application", "held"),
    ("rough-sleeper-dog", "council-housing-advice", "yes"),
]


@pytest.mark.parametrize(("name", "service", "expected"), EXPECTED_FOR_OTHERS)
def test_the_other_people_are_answered_as_practice_expects(name: str, service: str, expected: str) -> None:
    assert outcome(service, name) == expected


def test_the_dog_is_what_closes_the_hostel_and_recourse_what_leaves_the_other_open() -> None:
    refused = [leaf for leaf in trace("hostel-place", "rough-sleeper-dog").deciding() if leaf.code == "fact"]
    assert [dict(leaf.detail)["fact"] for leaf in refused] == ["has_pet"]
    open_parts = [part for part in trace("hostel-with-dogs", "rough-sleeper-dog").parts if part.truth is Truth.UNKNOWN]
    assert [part.code for part in open_parts] == ["rent_from_housing_benefit"]
    assert open_parts[0].questions[0].is_about_recourse


def test_the_night_shelter_asks_only_whether_there_is_room_for_the_dog() -> None:
    assert missing(trace("winter-night-shelter", "rough-sleeper-dog")) == {"answers.winter-night-shelter-dog"}


def test_the_day_club_is_for_him_and_is_no_break_for_her() -> None:
    club = directory().service("dementia-day-club")
    assert club.meets == ("dementia-support",)
    dementia = [node for node in trace(club.id, "dementia-carer-74").walk() if node.code == "condition"]
    assert [(node.who, node.truth) for node in dementia] == [("person", Truth.UNKNOWN), ("partner", Truth.YES)]
