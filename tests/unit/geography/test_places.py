"""Distances, and whether a place is in a ward, a district, a circle or a polygon."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.errors import InvalidArea
from spmatch.geography import (
    SOUTHWARK,
    Location,
    boroughs,
    distance_m,
    distances_m,
    in_borough,
    in_outcode,
    in_polygon,
    in_ward,
    locate,
    parse_postcode,
    unit_vectors,
    wards,
    within_km,
)
from spmatch.geography._packed import units
from spmatch.geography.location import EARTH_RADIUS_M
from spmatch.truth import Truth

LAT = st.floats(49.0, 61.0)
LON = st.floats(-9.0, 2.0)
SQUARE = [[-0.10, 51.45], [-0.02, 51.45], [-0.02, 51.50], [-0.10, 51.50], [-0.10, 51.45]]
HOLE = [[-0.08, 51.46], [-0.04, 51.46], [-0.04, 51.49], [-0.08, 51.49], [-0.08, 51.46]]
ELSEWHERE = [[0.10, 51.45], [0.12, 51.45], [0.12, 51.50], [0.10, 51.45]]


def haversine_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


@given(LAT, LON, LAT, LON)
def test_the_distance_is_the_great_circle_to_within_a_metre(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    measured = distance_m(Location.at(lat1, lon1), Location.at(lat2, lon2))
    assert measured == pytest.approx(haversine_m(lat1, lon1, lat2, lon2), abs=0.001)


@given(LAT, LON, st.floats(0.00001, 0.001))
def test_near_places_keep_their_distance(lat: float, lon: float, step: float) -> None:
    expected = math.radians(step) * EARTH_RADIUS_M
    assert distance_m(Location.at(lat, lon), Location.at(lat + step, lon)) == pytest.approx(expected, abs=0.001)


def test_a_degree_of_latitude_and_the_far_side_of_the_earth_have_their_known_lengths() -> None:
    assert distance_m(Location.at(51, 0), Location.at(52, 0)) == pytest.approx(111_195, abs=1)
    assert distance_m(Location.at(0, 0), Location.at(0, 180)) == pytest.approx(math.pi * EARTH_RADIUS_M)


def test_many_distances_are_the_single_ones_and_unknown_stays_unknown() -> None:
    home = Location.at(51.49, -0.08)
    lat, lon = np.array([51.49, 51.50, np.nan]), np.array([-0.08, -0.05, np.nan])
    found = distances_m(home.vector, unit_vectors(lat, lon))
    assert found[0] == 0
    assert found[1] == distance_m(home, Location.at(51.50, -0.05))
    assert np.isnan(found[2])
    assert distances_m(home.vector, np.empty((0, 3))).shape == (0,)


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0.0), (0.0, -180.1), (math.nan, 0.0), (math.inf, 0.0)])
def test_coordinates_off_the_earth_are_refused_without_repeating_them(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="latitude from -90 to 90") as caught:
        Location.at(lat, lon)
    assert "90.1" not in str(caught.value)
    assert "180.1" not in str(caught.value)


def test_a_radius_is_zero_or_more() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        Location.at(51.5, 0.0, radius_m=-1.0)


def test_a_location_shows_nothing_of_where_it_is() -> None:
    assert repr(Location.at(51.5, -0.1)) == str(Location.at(51.5, -0.1)) == "Location(<point>)"


def test_the_edge_of_a_circle_is_undecided_by_the_reach_of_a_rough_place() -> None:
    place = Location.at(51.5, 0.0, radius_m=200)
    north = 51.5 + math.degrees(1000 / EARTH_RADIUS_M)
    assert within_km(place, north, 0.0, 1.201) is Truth.YES
    assert within_km(place, north, 0.0, 1.199) is Truth.UNKNOWN
    assert within_km(place, north, 0.0, 0.801) is Truth.UNKNOWN
    assert within_km(place, north, 0.0, 0.799) is Truth.NO
    assert within_km(Location.at(51.5, 0.0), 51.5, 0.0, 0.0) is Truth.YES


@given(
    st.tuples(st.floats(51.9, 52.1), st.floats(-1.1, -0.9)),
    st.floats(0, 5_000),
    st.tuples(st.floats(0, 2 * math.pi), st.floats(0, 1)),
    st.floats(0, 10),
)
def test_learning_the_exact_place_never_turns_an_answer_round(
    start: tuple[float, float], reach_m: float, step: tuple[float, float], km: float
) -> None:
    (lat, lon), (bearing, share) = start, step
    rough = Location.at(lat, lon, radius_m=reach_m)
    away = share * reach_m * 0.99 / EARTH_RADIUS_M
    north = math.degrees(away * math.cos(bearing))
    east = math.degrees(away * math.sin(bearing)) / math.cos(math.radians(lat + 0.1))
    exact = Location.at(lat + north, lon + east)
    before, after = within_km(rough, 52.0, -1.0, km), within_km(exact, 52.0, -1.0, km)
    assert before in (Truth.UNKNOWN, after)


@pytest.mark.parametrize(("lat", "lon", "expected"), [
    (51.455, -0.06, Truth.YES), (51.475, -0.06, Truth.NO), (51.475, -0.09, Truth.YES), (51.44, -0.06, Truth.NO),
    (51.475, -0.11, Truth.NO), (51.475, 0.0, Truth.NO), (51.455, 0.105, Truth.YES), (51.495, 0.105, Truth.NO),
])  # fmt: skip
def test_inside_outside_and_in_the_hole_of_a_polygon(lat: float, lon: float, expected: Truth) -> None:
    shape = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ELSEWHERE]]}
    assert in_polygon(Location.at(lat, lon), shape) is expected


def test_a_place_that_reaches_the_boundary_is_undecided() -> None:
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    to_edge_m = distance_m(Location.at(51.475, -0.10), Location.at(51.475, -0.09))
    assert in_polygon(Location.at(51.475, -0.09, radius_m=to_edge_m - 1), shape) is Truth.YES
    assert in_polygon(Location.at(51.475, -0.09, radius_m=to_edge_m + 1), shape) is Truth.UNKNOWN
    assert in_polygon(Location.at(51.475, -0.11, radius_m=to_edge_m + 1), shape) is Truth.UNKNOWN
    assert in_polygon(None, shape) is Truth.UNKNOWN


def test_a_ring_may_be_left_open() -> None:
    assert in_polygon(Location.at(51.475, -0.06), {"type": "Polygon", "coordinates": [SQUARE[:-1]]}) is Truth.YES


@pytest.mark.parametrize("shape", [
    {}, {"type": "Point", "coordinates": [0, 51]}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[[0, 51], [1, 51]]]}, {"type": "MultiPolygon", "coordinates": [SQUARE]},
    {"type": "Polygon", "coordinates": [[["a", "b"], [1, 51], [1, 52]]]}, {"type": "Polygon", "coordinates": [[[0], [1], [2]]]},
])  # fmt: skip
def test_a_shape_that_is_no_polygon_is_refused(shape: dict[str, object]) -> None:
    with pytest.raises(InvalidArea, match="expected"):
        in_polygon(Location.at(51.5, 0.0), shape)


def test_units_lie_in_the_polygon_of_their_ward_and_surely_in_no_other(shared_data: Path) -> None:
    features = json.loads((shared_data / "geo" / "southwark_wards_2021.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    shapes = {feature["properties"]["WD21CD"]: feature["geometry"] for feature in features}
    sure = 0
    for key in units().keys[::100].astype(str).tolist():
        place = locate(parse_postcode(key))
        if place is not None and place.ward is not None:
            answers = {code: in_polygon(place, shape) for code, shape in shapes.items()}
            assert answers[place.ward] is not Truth.NO
            assert all(answer is not Truth.YES for code, answer in answers.items() if code != place.ward)
            sure += answers[place.ward] is Truth.YES
    assert sure > 60  # of about 120; the others lie within 50 m of the edge of their ward


def test_boroughs_decide_by_what_is_possible() -> None:
    place = locate(parse_postcode("SE5"))
    assert place is not None
    assert in_borough(place, {SOUTHWARK}) is Truth.UNKNOWN
    assert in_borough(place, boroughs().keys()) is Truth.YES
    assert in_borough(place, {"E08000003"}) is Truth.NO
    assert in_borough(place, set()) is Truth.NO
    assert in_borough(None, {SOUTHWARK}) is Truth.UNKNOWN
    assert in_borough(Location.at(51.5, 0.0), {SOUTHWARK}) is Truth.UNKNOWN


def test_wards_are_known_for_full_southwark_postcodes_only() -> None:
    all_wards = wards().keys()
    home = locate(parse_postcode("SE1 0AA"))
    assert in_ward(home, {"E05011114"}) is Truth.YES
    assert in_ward(home, all_wards - {"E05011114"}) is Truth.NO
    assert in_ward(locate(parse_postcode("SE1 0")), {"E05011114"}) is Truth.UNKNOWN
    assert in_ward(locate(parse_postcode("SE1 0")), all_wards) is Truth.YES
    assert in_ward(locate(parse_postcode("SE1 0")), {"E05000001"}) is Truth.NO
    assert in_ward(locate(parse_postcode("SE5")), all_wards) is Truth.UNKNOWN
    assert in_ward(locate(parse_postcode("M1 1AA")), all_wards) is Truth.NO
    assert in_ward(locate(parse_postcode("M1 1AA")), {"E05000001"}) is Truth.UNKNOWN
    assert in_ward(None, all_wards) is Truth.UNKNOWN
    assert in_ward(None, set()) is Truth.NO


@pytest.mark.parametrize(("text", "expected"), [
    ("SE16 7XX", Truth.YES), ("SE16", Truth.YES), ("SE1 6", Truth.NO), ("JE2 3XP", Truth.NO), ("ZZ99 3VZ", Truth.UNKNOWN),
    ("BFPO 61", Truth.UNKNOWN), ("SE1P 4XX", Truth.UNKNOWN),
])  # fmt: skip
def test_an_outward_code_is_read_off_the_postcode(text: str, expected: Truth) -> None:
    assert in_outcode(parse_postcode(text), {"SE16", "SE8"}) is expected


def test_no_postcode_is_unknown_and_no_outward_code_is_no() -> None:
    assert in_outcode(None, {"SE16"}) is Truth.UNKNOWN
    assert in_outcode(None, set()) is Truth.NO
