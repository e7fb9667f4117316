"""Coverage of each kind against a place known as exactly as people know it."""

from __future__ import annotations

import pytest
from tests.support.builders import AS_OF, LAMBETH, SOUTHWARK, assessment, service, situation
from tests.support.strategies import southwark_postcodes

from spmatch.engine.requirements import trace_of
from spmatch.geography import distance_m, locate, parse_postcode
from spmatch.geography.location import Location
from spmatch.model.area import Area
from spmatch.model.coverage import Coverage
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
AREA = Area.model_validate(
    {
        "id": "somewhere",
        "title": "Somewhere",
        "as_of": AS_OF,
        "neighbourhoods": [
            {"id": "walworth", "name": "Walworth", "covers": {"outcodes": ["SE17"]}},
            {"id": "camberwell", "name": "Camberwell", "covers": {"boroughs": [SOUTHWARK]}},
        ],
        "practices": [{"id": "old-mill", "name": "Old Mill", "pcn": "river"}],
    }
)
UNIT = southwark_postcodes()[0]


def covered(coverage, *, sites=None, **facts) -> Truth:
    offered = service("a", coverage=coverage, sites=sites)
    facts = {"home": None} | facts
    return trace_of(offered, situation(assessment(**facts), area=AREA)).parts[2].truth


SOUTHWARK_ONLY = {"boroughs": [SOUTHWARK]}


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        (UNIT, YES),
        ("SE17", YES),  # wholly in Southwark
        ("SE5", UNKNOWN),  # two boroughs
        ("SW9", UNKNOWN),
        ("M1", NO),
        ("M1 1", NO),
        ("ZZ99 3VZ", UNKNOWN),
        ("BFPO 61", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_borough_is_decided_only_where_the_whole_postcode_lies_on_one_side(postcode, expected):
    if postcode == "SW9":
        possible = locate(parse_postcode("SW9")).possible_boroughs
        expected = UNKNOWN if SOUTHWARK in possible and len(possible) > 1 else NO
    assert covered(SOUTHWARK_ONLY, home={"postcode": postcode}) is expected


def test_a_list_of_all_boroughs_a_postcode_may_be_in_settles_it():
    possible = sorted(locate(parse_postcode("SE5")).possible_boroughs)
    assert covered({"boroughs": possible}, home={"postcode": "SE5"}) is YES
    assert covered({"boroughs": possible[:1]}, home={"postcode": "SE5"}) is UNKNOWN


def test_the_borough_that_the_team_recorded_comes_before_the_postcode():
    assert covered(SOUTHWARK_ONLY, home={"postcode": "SE5", "borough": "Southwark"}) is YES
    assert covered(SOUTHWARK_ONLY, home={"postcode": "SE5", "borough": "Lambeth"}) is NO
    assert covered(SOUTHWARK_ONLY, home={"borough": "Lambeth"}) is NO


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ({"postcode": "SE17"}, YES),
        ({"postcode": "CF10 1EP"}, NO),
        ({"postcode": "EH1"}, NO),
        ({"postcode": "BT1 5GS"}, NO),
        ({"borough": "Cardiff"}, NO),
        ({"postcode": "ZZ99 3VZ"}, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_nation_is_read_from_the_boroughs_a_place_may_be_in(home, expected):
    assert covered({"nations": ["england"]}, home=home) is expected


def test_a_service_for_the_whole_kingdom_covers_somebody_whose_place_nobody_knows():
    assert covered({"nations": ["england", "scotland", "wales", "northern-ireland"]}, home=None) is YES


def test_an_outcode_takes_any_postcode_in_it_and_no_address_says_nothing():
    rule = {"outcodes": ["SE17", "SE1"]}
    postcodes = {"SE17": YES, "SE17 1": YES, "SE1": YES, "SE16": NO, "SE16 7": NO, "ZZ99 3VZ": UNKNOWN, None: UNKNOWN}
    for postcode, expected in postcodes.items():
        assert covered(rule, home={"postcode": postcode}) is expected, postcode


def test_a_ward_is_known_from_a_full_postcode_only():
    ward = locate(parse_postcode(UNIT)).ward
    other = "E05011114" if ward != "E05011114" else "E05011095"
    assert covered({"wards": [ward]}, home={"postcode": UNIT}) is YES
    assert covered({"wards": [other]}, home={"postcode": UNIT}) is NO
    outward, _, inward = UNIT.partition(" ")
    assert covered({"wards": [ward]}, home={"postcode": f"{outward} {inward[0]}"}) is UNKNOWN
    assert covered({"wards": [ward]}, home={"postcode": "M1"}) is NO
    assert covered({"wards": [ward]}, home=None) is UNKNOWN


def test_a_neighbourhood_goes_by_the_area_file_and_one_that_is_not_in_it_stays_open():
    assert covered({"neighbourhoods": ["walworth"]}, home={"postcode": "SE17"}) is YES
    assert covered({"neighbourhoods": ["walworth"]}, home={"postcode": "SE16"}) is NO
    assert covered({"neighbourhoods": ["elsewhere"]}, home={"postcode": "SE17"}) is UNKNOWN
    assert covered({"neighbourhoods": ["elsewhere", "walworth"]}, home={"postcode": "SE17"}) is YES


def test_a_practice_and_its_network_count_wherever_somebody_lives():
    assert covered({"practices": ["old-mill"]}, practice="old-mill") is YES
    assert covered({"practices": ["old-mill"]}, practice="other") is NO
    assert covered({"practices": ["old-mill"]}) is UNKNOWN
    assert covered({"pcns": ["river"]}, practice="old-mill") is YES
    assert covered({"pcns": ["hill"]}, practice="old-mill") is NO
    assert covered({"pcns": ["river"]}, practice="other") is UNKNOWN


def test_any_part_that_holds_is_enough():
    rule = {"outcodes": ["SE17"], "practices": ["old-mill"]}
    assert covered(rule, home={"postcode": "SE17"}, practice="other") is YES
    assert covered(rule, home={"postcode": "M1"}, practice="old-mill") is YES
    assert covered(rule, home={"postcode": "M1"}, practice="other") is NO
    assert covered(rule, home={"postcode": "M1"}) is UNKNOWN


@pytest.mark.parametrize("postcode", [UNIT, "SE17 1", "SE17"])
def test_within_so_many_kilometres_every_place_it_may_be_must_agree(postcode):
    place = locate(parse_postcode(postcode))
    away = distance_m(place, Location.at(51.60, -0.09)) / 1000
    reach = place.reach_m / 1000
    site = [{"lat": 51.60, "lon": -0.09}]
    limits = {away + reach + 0.001: YES, away: UNKNOWN, away - reach - 0.001: NO}
    for km, expected in limits.items():
        assert covered({"within_km": round(km, 9)}, sites=site, home={"postcode": postcode}) is expected
    assert reach > 0


def test_the_edge_of_a_circle_counts_as_within():
    place = locate(parse_postcode(UNIT))
    away = distance_m(place, Location.at(51.60, -0.09)) + place.reach_m
    rule = {"within_km": away / 1000}
    assert covered(rule, sites=[{"lat": 51.60, "lon": -0.09}], home={"postcode": UNIT}) is (
        YES if away <= rule["within_km"] * 1000 else UNKNOWN
    )


def test_a_distance_needs_both_ends_and_the_nearest_site_counts():
    near = {"postcode": "SE17"}
    far = {"postcode": "M1 1AE"}
    assert covered({"within_km": 20}, sites=None, home=near) is UNKNOWN
    assert covered({"within_km": 20}, sites=[], home=near) is UNKNOWN
    assert covered({"within_km": 20}, sites=[{"name": "nobody knows"}], home=near) is UNKNOWN
    assert covered({"within_km": 20}, sites=[near], home=None) is UNKNOWN
    assert covered({"within_km": 20}, sites=[far, near], home=near) is YES
    assert covered({"within_km": 20}, sites=[far], home=near) is NO


def test_a_temporary_address_counts_before_the_home_unless_the_home_is_asked_for():
    places = {"home": {"postcode": "SE17"}, "temporary": {"postcode": "M1"}}
    assert covered(SOUTHWARK_ONLY, **places) is NO
    assert covered(SOUTHWARK_ONLY | {"where": "home"}, **places) is YES


def test_a_placing_borough_counts_wherever_the_person_is():
    rule = {"boroughs": [LAMBETH], "where": "placed_by"}
    for placed_by, expected in (("Lambeth", YES), ("Southwark", NO), (None, UNKNOWN)):
        assert covered(rule, home={"postcode": "SE17"}, housing={"placed_by": placed_by}) is expected


def test_an_area_nobody_stated_is_open_and_never_the_whole_country():
    offered = service("a", coverage=None)
    part = trace_of(offered, situation(assessment())).parts[2]
    assert (part.code, part.truth) == ("coverage_not_stated", UNKNOWN)


def test_coverage_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one part"):
        Coverage()
