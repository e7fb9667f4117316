from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from tests.support.builders import AS_OF, directory, service
from tests.support.strategies import AREA, directories

from spmatch.directories import sample_directory
from spmatch.directories.finding import Finding
from spmatch.directories.review import counts, review
from spmatch.intake import sample_area
from spmatch.model.directory import Directory

YEAR_AND_A_DAY = AS_OF - timedelta(days=366)
TOMORROW = AS_OF + timedelta(days=1)
YESTERDAY = AS_OF - timedelta(days=1)
PLACE = {"delivery": ["in_person"]}
CONFIDENTIAL = {"postcode": "SE1", "is_confidential": True}


def said(**facts: Any) -> list[Finding]:
    return list(review(directory(service("pantry", **facts)), as_of=AS_OF, area=AREA))


def checked(day: date | None) -> dict[str, Any]:
    return {"provenance": {"source": "invented", "checked_on": day}}


def capacity(code: str, wait: int | None = None) -> dict[str, Any]:
    return {"capacity": {"code": code, "wait_days": wait, "stated_on": AS_OF}}


def opening(*times: tuple[str, str, str]) -> dict[str, Any]:
    return {"opening": [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in times]}


TABLE = [
    # facts, code, severity, end of the path; None: nothing is said
    (checked(YEAR_AND_A_DAY), "stale-check", "warning", "provenance.checked_on"),
    (checked(AS_OF - timedelta(days=365)), "stale-check", None, ""),
    (checked(None), "never-checked", "note", "provenance.checked_on"),
    (checked(TOMORROW), "in-the-future", "fault", "provenance.checked_on"),
    (checked(AS_OF), "in-the-future", None, ""),
    ({"capacity": {"code": "capacity", "stated_on": TOMORROW}}, "in-the-future", "fault", "capacity.stated_on"),
    ({"runs_until": YESTERDAY}, "has-ended", "warning", "runs_until"),
    ({"runs_until": AS_OF}, "has-ended", None, ""),
    ({"runs_until": YESTERDAY, "status": "inactive"}, "has-ended", None, ""),
    ({"routes": None}, "no-routes", "warning", "routes"),
    ({"routes": []}, "no-routes", "warning", "routes"),
    ({"routes": None, "status": None}, "no-routes", "note", "routes"),
    ({"routes": None, "status": "defunct"}, "no-routes", None, ""),
    ({"coverage": None}, "no-coverage", "warning", "coverage"),
    ({"eligibility": None}, "no-eligibility", "warning", "eligibility"),
    ({"delivery": None}, "no-delivery", "warning", "delivery"),
    ({"delivery": None, "kind": "fund", "recourse": {"is_fund": "pip"}}, "no-delivery", None, ""),
    (PLACE, "no-sites", "warning", "sites"),
    ({"delivery": ["in_person", "phone"]}, "no-sites", "note", "sites"),
    ({**PLACE, "kind": "refuge"}, "no-sites", None, ""),
    ({**PLACE, "sites": [{"postcode": "SE17"}]}, "no-sites", None, ""),
    ({"coverage": {"within_km": 2}}, "no-centre", "fault", "coverage.within_km"),
    ({"coverage": {"within_km": 2, "boroughs": ["Southwark"]}}, "no-centre", "warning", "coverage.within_km"),
    ({"coverage": {"within_km": 2}, "sites": [{"name": "somewhere"}]}, "no-centre", "fault", "coverage.within_km"),
    ({"coverage": {"within_km": 2}, "sites": [{"postcode": "SE17"}]}, "no-centre", None, ""),
    ({"coverage": {"within_km": 2}, "sites": [{"lat": 51.5, "lon": -0.09}]}, "no-centre", None, ""),
    (capacity("capacity", 14), "wait-without-list", "warning", "capacity.wait_days"),
    (capacity("capacity", 0), "wait-without-list", None, ""),
    (capacity("no-capacity-has-waitlist", 14), "wait-without-list", None, ""),
    (capacity("no-capacity-has-waitlist"), "list-without-wait", "warning", "capacity"),
    (opening(("monday", "10:00", "12:00"), ("monday", "11:59", "13:00")), "opening-overlap", "warning", "opening[1]"),
    (opening(("monday", "10:00", "12:00"), ("monday", "12:00", "13:00")), "opening-overlap", None, ""),
    (opening(("monday", "10:00", "12:00"), ("tuesday", "10:00", "12:00")), "opening-overlap", None, ""),
    ({"relies_on": ["digital-device"]}, "nobody-meets", "warning", "relies_on[0]"),
    ({"relies_on": ["digital-device"], "meets": ["digital-device"]}, "nobody-meets", None, ""),
    ({"relies_on": ["housing-problem"], "meets": ["rough-sleeping"]}, "nobody-meets", None, ""),
    ({"recourse": {"is_fund": "pip"}}, "fund-of-other-kind", "warning", "kind"),
    ({"recourse": {"is_fund": "pip"}, "kind": "fund"}, "fund-of-other-kind", None, ""),
    ({"kind": "fund"}, "fund-not-named", "warning", "recourse.is_fund"),
    ({"kind": "fund", "recourse": {"is_fund": "pip", "helps_to_claim": ["pip"]}}, "fund-and-help", "fault", "recourse.helps_to_claim"),
    ({"recourse": {"needs_benefit": ["universal-credit"], "requires_recourse": False}}, "benefit-without-recourse", "warning", "recourse.requires_recourse"),
    ({"recourse": {"needs_benefit": ["healthy-start-extension"], "requires_recourse": False}}, "benefit-without-recourse", None, ""),
    ({"recourse": {"needs_benefit": ["universal-credit"]}}, "benefit-without-recourse", None, ""),
    ({"kind": "hostel"}, "recourse-not-stated", "note", "recourse.requires_recourse"),
    ({"kind": "hostel", "recourse": {"requires_recourse": False}}, "recourse-not-stated", None, ""),
    ({"kind": "community"}, "recourse-not-stated", None, ""),
    ({"sites": [{**CONFIDENTIAL, "postcode": "SE1 6JZ"}]}, "confidential-address", "fault", "sites[0]"),
    ({"sites": [{**CONFIDENTIAL, "lat": 51.5, "lon": -0.09}]}, "confidential-address", "fault", "sites[0]"),
    ({"sites": [CONFIDENTIAL]}, "confidential-address", None, ""),
    ({"kind": "refuge", "sites": [{"postcode": "SE1 6JZ"}]}, "confidential-address", "fault", "sites[0]"),
    ({"kind": "refuge", "sites": [{"postcode": "SE1"}]}, "refuge-not-confidential", "fault", "sites[0]"),
    ({"kind": "refuge", "description": "Rooms near SE1 6JZ."}, "confidential-address", "fault", "description"),
    ({"kind": "refuge", "status": "defunct", "sites": [{"postcode": "SE1 6JZ"}]}, "confidential-address", "fault", "sites[0]"),
    ({"description": "Rooms near SE1 6JZ."}, "confidential-address", None, ""),
    ({"description": "Text 07700 900123 to come."}, "personal-contact", "warning", "description"),
    ({"description": "Ring +44 7700 900 123."}, "personal-contact", "warning", "description"),
    ({"talk_through": "Write to someone.name@example.org first."}, "personal-contact", "warning", "talk_through"),
    ({"routes": [{"who": "self", "how": "Write to referrals@example.org."}]}, "personal-contact", None, ""),
    ({"description": "Ring 020 7946 0123, weekdays."}, "personal-contact", None, ""),
    ({"coverage": {"neighbourhoods": ["riverside", "lakeside"]}}, "not-in-the-area", "warning", "coverage"),
    ({"coverage": {"neighbourhoods": ["riverside"]}}, "not-in-the-area", None, ""),
    ({"eligibility": {"type": "practice", "practices": ["new-practice"]}}, "not-in-the-area", "note", "eligibility"),
    ({"eligibility": {"type": "lives_in", "area": {"neighbourhoods": ["lakeside"]}}}, "not-in-the-area", "warning", "eligibility"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "code", "severity", "end"), TABLE)
def test_a_fact_is_reviewed(facts: dict[str, Any], code: str, severity: str | None, end: str) -> None:
    found = [(finding.severity, finding.path) for finding in said(**facts) if finding.code == code]
    assert found == ([] if severity is None else [(severity, f"services[0].{end}")])


def test_a_sound_service_passes_without_a_word() -> None:
    assert said() == []


def test_neighbourhoods_are_looked_up_only_where_an_area_is_given() -> None:
    one = directory(service("pantry", coverage={"neighbourhoods": ["lakeside"]}))
    assert review(one, as_of=AS_OF) == ()


@pytest.mark.parametrize(
    ("name", "organisation", "is_told"),
    [
        ("Stay & Play", "North Trust", True),
        ("Play and stay", "north  trust", True),
        ("Stay and play", "South Trust", False),
        ("Baby massage", "North Trust", False),
    ],
)
def test_services_of_one_organisation_with_nearly_one_name_are_told(
    name: str, organisation: str, is_told: bool
) -> None:
    first = service("one", name="Stay and play", organisation="North Trust")
    found = review(directory(first, service("two", name=name, organisation=organisation)), as_of=AS_OF)
    assert [(finding.code, finding.service) for finding in found] == [("likely-duplicate", "two")] * is_told


def test_a_defunct_service_meets_no_need_of_another() -> None:
    device = service("devices", "digital-device", status="defunct")
    found = review(directory(device, service("class", relies_on=["digital-device"])), as_of=AS_OF)
    assert [finding.code for finding in found] == ["nobody-meets"]


def test_of_each_service_faults_come_first_and_services_keep_their_order() -> None:
    first = service("first", routes=None, kind="hostel", sites=[{**CONFIDENTIAL, "postcode": "SE1 6JZ"}])
    found = review(directory(first, service("second", coverage=None)), as_of=AS_OF)
    assert [finding.service for finding in found] == ["first"] * 3 + ["second"]
    assert [finding.severity for finding in found] == ["fault", "warning", "note", "warning"]
    assert counts(found) == {"fault": 1, "warning": 2, "note": 1}


def test_the_sample_directory_has_only_the_old_checks_it_is_meant_to_have() -> None:
    found = review(sample_directory(), as_of=AS_OF, area=sample_area())
    assert {finding.code for finding in found if finding.severity != "note"} <= {"stale-check"}


@settings(max_examples=40, deadline=None)
@given(several=directories())
def test_any_directory_can_be_reviewed_twice_alike(several: Directory) -> None:
    found = review(several, as_of=AS_OF, area=AREA)
    assert found == review(several, as_of=AS_OF, area=AREA)
    assert {finding.service for finding in found} <= {one.id for one in several.services}
    assert all(finding.message and finding.path.startswith("services[") for finding in found)
