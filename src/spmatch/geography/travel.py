"""How many minutes a journey takes: the interface for any estimate, and the rough one that needs no data.

The shipped estimate stretches the straight line by one factor and divides by a speed. It knows no river, railway,
timetable or step, so it is shown as an estimate, under its name. A service that has timetables or a street network
plugs in its own ``TravelTime``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from spmatch.errors import UnknownName
from spmatch.geography.location import Location, distances_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TRAVEL_MODES", "StraightLineTravel", "TravelTime"]

TRAVEL_MODES = ("walk", "wheel", "public_transport", "bike", "car", "taxi")
"""Modes that the shipped estimate knows. "wheel" is a wheelchair, mobility scooter or pram, at the slower pace."""

DETOUR_FACTOR = 1.3
"""Metres on the ground per metre of straight line. Published means are 1.2 to 1.4 (Newell 1980: about 1.2; 300 European
cities, roads to the centre: 1.343, doi 10.1177/23998083231168870). It is larger on short trips and across barriers."""

WALKING_M_PER_MINUTE = 80.0
"""4.8 km/h, the pace in Transport for London's public transport accessibility levels (PTAL)."""

SLOWER_WALKING_M_PER_MINUTE = 48.0
"""0.8 m/s, the mean of women aged 65 and over in England (Asher and others 2012, n = 3,145). Used for people who walk
slowly and, as project judgement, for wheelchairs and prams."""

PUBLIC_TRANSPORT_WALK_MINUTES = 5.0
"""Walking to and from stops at the usual pace, both ends together. Project judgement; slower people take longer."""

PUBLIC_TRANSPORT_WAIT_MINUTES = 5.0
"""Waiting at the stop. Project judgement."""

PUBLIC_TRANSPORT_M_PER_MINUTE = 250.0
"""15 km/h of straight line on board, stops and detour included. Project judgement."""

BIKE_M_PER_MINUTE = 200.0
"""12 km/h along the road. Project judgement; there is no slower profile for cycling."""

DRIVING_M_PER_MINUTE = 300.0
"""18 km/h along the road, as in a busy city. Project judgement."""

PARKING_MINUTES = 5.0
"""Walking to the car and parking it. Project judgement."""

TAXI_WAIT_MINUTES = 10.0
"""Waiting for a door-to-door taxi or lift. Project judgement."""


@runtime_checkable
class TravelTime(Protocol):
    """An estimate of travel time; give your own to the matcher to use a timetable or a street network.

    ``name`` and ``licence`` let outputs say whose estimate a figure is and under which terms it may be passed on.
    """

    @property
    def name(self) -> str:
        """Name of the estimate, as shown to people."""
        ...

    @property
    def licence(self) -> str:
        """Licence or terms of the data behind it."""
        ...

    def minutes(
        self, origin: Location, destinations: NDArray[np.float64], mode: str, *, slow: bool
    ) -> NDArray[np.float64]:
        """Return the minutes from one place to each of many, door to door; NaN where it cannot be estimated.

        Parameters
        ----------
        origin
            Where the journey starts.
        destinations
            Unit vectors of shape (n, 3); see ``unit_vectors``.
        mode
            How the person travels, such as "walk" or "public_transport".
        slow
            Whether to use the slower walking pace.
        """
        ...


@dataclass(frozen=True)
class StraightLineTravel:
    """Travel time from straight-line distance: rough, the same everywhere, and needing no data.

    Each field is one assumption, with its unit in its name and its source at the constant that is its default.

    Raises
    ------
    ValueError
        If an assumption is not a positive number.

    Examples
    --------
    >>> from spmatch.geography import Location, unit_vectors
    >>> home, near_by = Location.at(51.50, -0.06), unit_vectors([51.509], [-0.06])
    >>> StraightLineTravel().minutes(home, near_by, "walk", slow=False).round().tolist()
    [16.0]
    >>> StraightLineTravel().minutes(home, near_by, "walk", slow=True).round().tolist()
    [27.0]
    """

    detour_factor: float = DETOUR_FACTOR
    walking_m_per_minute: float = WALKING_M_PER_MINUTE
    slower_walking_m_per_minute: float = SLOWER_WALKING_M_PER_MINUTE
    public_transport_walk_minutes: float = PUBLIC_TRANSPORT_WALK_MINUTES
    public_transport_wait_minutes: float = PUBLIC_TRANSPORT_WAIT_MINUTES
    public_transport_m_per_minute: float = PUBLIC_TRANSPORT_M_PER_MINUTE
    bike_m_per_minute: float = BIKE_M_PER_MINUTE
    driving_m_per_minute: float = DRIVING_M_PER_MINUTE
    parking_minutes: float = PARKING_MINUTES
    taxi_wait_minutes: float = TAXI_WAIT_MINUTES

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{field.name} is {value!r}; a number greater than 0 was expected")

    @property
    def name(self) -> str:
        """Name of the estimate, as shown to people."""
        return "straight-line estimate"

    @property
    def licence(self) -> str:
        """Licence of the data behind it: it uses none but the places."""
        return "none needed (computed from the two places only)"

    def minutes(
        self, origin: Location, destinations: NDArray[np.float64], mode: str, *, slow: bool
    ) -> NDArray[np.float64]:
        """Return the minutes from one place to each of many, door to door; NaN where a destination is not known.

        Public transport is never slower than walking the same way: nobody has to wait for the bus.

        Parameters
        ----------
        origin
            Where the journey starts. A rough one (an outward code) gives a rough result.
        destinations
            Unit vectors of shape (n, 3).
        mode
            One of ``TRAVEL_MODES``.
        slow
            Whether to use the slower walking pace; it changes walking and public transport only.

        Raises
        ------
        UnknownName
            If the mode is none of these.
        """
        straight_m = distances_m(origin.vector, destinations)
        pace = self.slower_walking_m_per_minute if slow or mode == "wheel" else self.walking_m_per_minute
        walking = straight_m * self.detour_factor / pace
        if mode in ("walk", "wheel"):
            return walking
        if mode == "public_transport":
            access = self.public_transport_walk_minutes * self.walking_m_per_minute / pace
            on_board = straight_m / self.public_transport_m_per_minute
            return np.minimum(walking, access + self.public_transport_wait_minutes + on_board)
        if mode == "bike":
            return straight_m * self.detour_factor / self.bike_m_per_minute
        if mode in ("car", "taxi"):
            before = self.parking_minutes if mode == "car" else self.taxi_wait_minutes
            return before + straight_m * self.detour_factor / self.driving_m_per_minute
        raise UnknownName("travel mode", mode, TRAVEL_MODES)

    def describe_assumptions(self) -> tuple[str, ...]:
        """Return what the estimate assumes, one sentence each, for documents and hand-outs.

        Examples
        --------
        >>> StraightLineTravel().describe_assumptions()[0]
        'A way on the ground is taken to be 1.3 times the straight line.'
        """
        access = self.public_transport_walk_minutes + self.public_transport_wait_minutes
        return (
            f"A way on the ground is taken to be {self.detour_factor:g} times the straight line.",
            "Rivers, railways, hills, steps, timetables and closing times are not known to the estimate.",
            f"Walking is taken at {self.walking_m_per_minute:g} metres a minute.",
            f"People who walk slowly, wheelchairs and prams are taken at {self.slower_walking_m_per_minute:g} metres "
            "a minute.",
            f"Public transport takes {access:g} minutes of walking and waiting, more for people who walk slowly, and "
            f"then {self.public_transport_m_per_minute:g} metres of straight line a minute; walking is used where it "
            "is quicker.",
            f"Cycling is taken at {self.bike_m_per_minute:g} metres a minute.",
            f"Driving is taken at {self.driving_m_per_minute:g} metres a minute, with {self.parking_minutes:g} minutes "
            f"for parking, or {self.taxi_wait_minutes:g} minutes of waiting for a taxi.",
        )
