"""The straight-line estimate of travel time, and the interface it fills."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.errors import UnknownName
from spmatch.geography import TRAVEL_MODES, Location, StraightLineTravel, TravelTime, unit_vectors
from spmatch.geography.location import EARTH_RADIUS_M

HOME = Location.at(51.49, -0.08)
TRAVEL = StraightLineTravel()


def north_of_home(metres: float) -> np.ndarray:
    return unit_vectors([HOME.lat + math.degrees(metres / EARTH_RADIUS_M)], [HOME.lon])


def minutes(metres: float, mode: str, *, slow: bool = False) -> float:
    return float(TRAVEL.minutes(HOME, north_of_home(metres), mode, slow=slow)[0])


@pytest.mark.parametrize(("metres", "mode", "slow", "expected"), [
    (1000, "walk", False, 1300 / 80), (1000, "walk", True, 1300 / 48), (1000, "wheel", False, 1300 / 48),
    (2500, "public_transport", False, 20), (2500, "public_transport", True, 5 * 80 / 48 + 5 + 10),
    (500, "public_transport", False, 650 / 80), (2000, "bike", False, 13), (3000, "car", False, 18),
    (3000, "taxi", False, 23), (0, "walk", False, 0), (0, "public_transport", True, 0),
])  # fmt: skip
def test_minutes_follow_from_the_stated_assumptions(metres: float, mode: str, slow: bool, expected: float) -> None:
    assert minutes(metres, mode, slow=slow) == pytest.approx(expected, abs=1e-6)


@given(st.floats(0, 100_000), st.booleans())
def test_the_bus_is_never_slower_than_walking(metres: float, slow: bool) -> None:
    assert minutes(metres, "public_transport", slow=slow) <= minutes(metres, "walk", slow=slow)


@given(st.floats(0, 100_000), st.floats(0, 100_000), st.sampled_from(TRAVEL_MODES), st.booleans())
def test_further_never_takes_less_time_and_slower_people_never_arrive_sooner(
    one: float, other: float, mode: str, slow: bool
) -> None:
    near, far = sorted((one, other))
    assert minutes(near, mode, slow=slow) <= minutes(far, mode, slow=slow)
    assert minutes(near, mode, slow=False) <= minutes(near, mode, slow=True)


@pytest.mark.parametrize("mode", TRAVEL_MODES)
def test_a_service_without_a_place_has_no_estimate(mode: str) -> None:
    places = unit_vectors([51.49, np.nan], [-0.08, np.nan])
    found = TRAVEL.minutes(HOME, places, mode, slow=False)
    assert found.dtype == np.float64
    assert np.isnan(found).tolist() == [False, True]
    assert TRAVEL.minutes(HOME, np.empty((0, 3)), mode, slow=False).shape == (0,)


def test_an_unknown_mode_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="'walk'"):
        minutes(1000, "teleport")


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_an_assumption_is_a_positive_number(value: float) -> None:
    with pytest.raises(ValueError, match="detour_factor"):
        StraightLineTravel(detour_factor=value)


def test_every_assumption_is_described_with_its_own_figure() -> None:
    travel = StraightLineTravel(1.11, 61, 31, 3, 4, 222, 123, 321, 6, 9)
    text = " ".join(travel.describe_assumptions())
    for figure in ("1.11", "61", "31", "7 minutes", "222", "123", "321", "6 minutes", "9 minutes"):
        assert figure in text


def test_the_shipped_estimate_fills_the_interface_and_says_whose_it_is() -> None:
    assert isinstance(TRAVEL, TravelTime)
    assert TRAVEL.name == "straight-line estimate"
    assert TRAVEL.licence
