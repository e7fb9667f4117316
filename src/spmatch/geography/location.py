"""Where something is, how precisely that is known, and distances between such places.

Distance is the chord between unit vectors on the mean sphere, turned into an arc. The arc cosine of a dot product is
not used: for near points it loses the digits that matter (in 32 bits it was wrong by up to 2 km).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["EARTH_RADIUS_M", "Location", "Precision", "distance_m", "distances_m", "unit_vectors"]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG 1980). A sphere is at most about 0.5 % off the ellipsoid."""

_POLE, _DATE_LINE = 90.0, 180.0  # degrees

Precision = Literal["point", "unit", "sector", "outcode"]
"""What a place was read from: coordinates, a full postcode, its sector ("SE16 7") or its outward code ("SE16")."""


@dataclass(frozen=True, repr=False)
class Location:
    """A place, how far it may be from the true one, and the borough and ward as far as these are certain.

    The repr shows the precision only: where a person lives is personal data.

    Parameters
    ----------
    lat, lon
        Degrees, WGS84.
    precision
        What the place was read from.
    radius_m
        Metres. Nine in ten addresses of this sector or outward code are nearer than this; for showing "about here".
    reach_m
        Metres. No address is expected to be further away than this; for deciding. Never less than ``radius_m``.
    borough
        Code of the local authority. None: not certain, see ``possible_boroughs``.
    ward
        Code of the ward. None: not known.
    possible_boroughs
        Every local authority the true place may be in (a superset). None: no statement can be made.
    is_live
        Whether the postcode was in use at the date of the data. None: not known (it is known for Southwark only).
    source
        Which table or input the place comes from.

    Examples
    --------
    >>> Location.at(51.4938, -0.0519)
    Location(<point>)
    """

    lat: float
    lon: float
    precision: Precision
    radius_m: float
    reach_m: float
    borough: str | None = None
    ward: str | None = None
    possible_boroughs: frozenset[str] | None = None
    is_live: bool | None = None
    source: str = ""

    @classmethod
    def at(cls, lat: float, lon: float, *, radius_m: float = 0.0, source: str = "given coordinates") -> Location:
        """Return the place with these coordinates, such as a service's front door.

        Parameters
        ----------
        lat, lon
            Degrees, WGS84; -90 to 90 and -180 to 180.
        radius_m
            Metres; how far the true place may be. 0 by default: coordinates are taken as given.
        source
            Where the coordinates come from.

        Raises
        ------
        ValueError
            If a number is out of range. The message does not repeat it.
        """
        if not (abs(lat) <= _POLE and abs(lon) <= _DATE_LINE):
            raise ValueError("a place needs a latitude from -90 to 90 and a longitude from -180 to 180 degrees")
        if not (math.isfinite(radius_m) and radius_m >= 0):
            raise ValueError("the radius of a place is a number of metres, zero or more")
        return cls(lat, lon, "point", radius_m, radius_m, source=source)

    @property
    def vector(self) -> NDArray[np.float64]:
        """The place as a unit vector from the centre of the Earth, shape (3,)."""
        return unit_vectors(self.lat, self.lon)

    def __repr__(self) -> str:
        return f"Location(<{self.precision}>)"


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Return places as unit vectors; the last axis has length three.

    Parameters
    ----------
    lat, lon
        Degrees, WGS84, of equal shape. NaN stays NaN: the place is not known.

    Examples
    --------
    >>> unit_vectors([0.0, 90.0], [0.0, 0.0]).round(6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    phi = np.radians(np.asarray(lat, dtype=np.float64))
    theta = np.radians(np.asarray(lon, dtype=np.float64))
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=-1)


def distances_m(origin: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the metres from one unit vector to each of many, as the crow flies.

    Parameters
    ----------
    origin
        Unit vector of shape (3,).
    places
        Unit vectors of shape (n, 3).

    Returns
    -------
    ndarray
        Shape (n,), metres. NaN where a place is not known.

    Examples
    --------
    >>> places = unit_vectors([51.5, 51.51], [-0.1, -0.1])
    >>> distances_m(places[0], places).round().tolist()
    [0.0, 1112.0]
    """
    difference = places - origin
    chord = np.sqrt(np.einsum("...i,...i->...", difference, difference))
    arc: NDArray[np.float64] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2.0, 1.0))
    return arc


def distance_m(one: Location, other: Location) -> float:
    """Return the metres between two places as the crow flies, 0 or more.

    Examples
    --------
    >>> round(distance_m(Location.at(51.5, -0.1), Location.at(51.5, -0.09)))
    692
    """
    return float(distances_m(one.vector, other.vector[np.newaxis, :])[0])
