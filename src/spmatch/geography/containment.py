"""Whether a place is in a borough, a ward, a district, a circle or a polygon: YES, NO or UNKNOWN.

A place known roughly gives YES or NO only if every place it may stand for gives the same answer, so that a fuller
postcode never turns a YES into a NO or back. ``Location.reach_m`` is used for that, not the smaller ``radius_m``,
which one address in ten lies beyond.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from spmatch.errors import InvalidArea, Problem
from spmatch.geography.gazetteer import SOUTHWARK, wards
from spmatch.geography.location import EARTH_RADIUS_M, Location, distance_m
from spmatch.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from spmatch.geography.postcode import Postcode

__all__ = ["in_borough", "in_outcode", "in_polygon", "in_ward", "within_km"]

_FEWEST_CORNERS = 3


def in_borough(location: Location | None, codes: Collection[str]) -> Truth:
    """Return whether a place is in one of some boroughs.

    Parameters
    ----------
    location
        None: not known.
    codes
        GSS codes of local authorities. Nothing is in none of them.

    Examples
    --------
    >>> from spmatch.geography import locate, parse_postcode
    >>> in_borough(locate(parse_postcode("SE5")), {"E09000028"})
    Truth.UNKNOWN
    >>> in_borough(locate(parse_postcode("SE17")), {"E09000028"})
    Truth.YES
    """
    if not codes:
        return Truth.NO
    if location is None:
        return Truth.UNKNOWN
    possible = frozenset({location.borough}) if location.borough is not None else location.possible_boroughs
    if possible is None:
        return Truth.UNKNOWN
    if possible.isdisjoint(codes):
        return Truth.NO
    return Truth.YES if possible.issubset(codes) else Truth.UNKNOWN


def in_ward(location: Location | None, codes: Collection[str]) -> Truth:
    """Return whether a place is in one of some wards; wards are known for full Southwark postcodes only.

    Parameters
    ----------
    location
        None: not known.
    codes
        GSS codes of wards. Nothing is in none of them.

    Examples
    --------
    >>> from spmatch.geography import locate, parse_postcode
    >>> in_ward(locate(parse_postcode("M1 1AA")), {"E05011114"})
    Truth.NO
    """
    if not codes:
        return Truth.NO
    if location is not None and location.ward is not None:
        return Truth.of(location.ward in codes)
    in_southwark = in_borough(location, {SOUTHWARK})
    if in_southwark is Truth.NO and wards().keys() >= set(codes):
        return Truth.NO
    if in_southwark is Truth.YES and wards().keys() <= set(codes):
        return Truth.YES
    if in_southwark is Truth.YES and wards().keys().isdisjoint(codes):
        return Truth.NO
    return Truth.UNKNOWN


def in_outcode(postcode: Postcode | None, outcodes: Collection[str]) -> Truth:
    """Return whether a postcode has one of some outward codes ("SE16").

    A PO box, a forces number or ZZ99 does not say where a person lives, so it gives UNKNOWN. Codes of the Crown
    dependencies and GIR are ordinary in this respect.

    Parameters
    ----------
    postcode
        None: not known.
    outcodes
        Outward codes in capitals. Nothing is in none of them.

    Examples
    --------
    >>> from spmatch.geography import parse_postcode
    >>> in_outcode(parse_postcode("SE16 7"), {"SE1", "SE16"})
    Truth.YES
    """
    if not outcodes:
        return Truth.NO
    if postcode is None:
        return Truth.UNKNOWN
    if postcode.outward in outcodes:
        return Truth.YES
    hidden = postcode.special in ("po_box", "forces", "no_fixed_abode_or_unknown")
    return Truth.UNKNOWN if hidden else Truth.NO


def within_km(location: Location | None, lat: float, lon: float, km: float) -> Truth:
    """Return whether a place is within some kilometres of a point, as the crow flies.

    Parameters
    ----------
    location
        None: not known.
    lat, lon
        Degrees, WGS84.
    km
        Kilometres, 0 or more; the edge counts as within.

    Examples
    --------
    >>> from spmatch.geography import Location
    >>> within_km(Location.at(51.50, -0.10, radius_m=200), 51.51, -0.10, 1.0)
    Truth.UNKNOWN
    """
    if location is None:
        return Truth.UNKNOWN
    away_m = distance_m(location, Location.at(lat, lon))
    if away_m + location.reach_m <= km * 1000:
        return Truth.YES
    return Truth.NO if away_m - location.reach_m > km * 1000 else Truth.UNKNOWN


def in_polygon(location: Location | None, geometry: Mapping[str, Any]) -> Truth:
    """Return whether a place is inside a polygon, by the even-odd rule; holes count as outside.

    Parameters
    ----------
    location
        None: not known.
    geometry
        GeoJSON geometry of type Polygon or MultiPolygon, positions as [longitude, latitude] in degrees.

    Raises
    ------
    InvalidArea
        If the geometry is something else or a ring has fewer than three positions.

    Notes
    -----
    Degrees are laid flat around the place, which is exact enough (0.1 %) over the tens of kilometres that matter.

    Examples
    --------
    >>> from spmatch.geography import Location
    >>> square = {"type": "Polygon", "coordinates": [[[-0.1, 51.4], [0.1, 51.4], [0.1, 51.6], [-0.1, 51.6]]]}
    >>> in_polygon(Location.at(51.5, 0.0), square)
    Truth.YES
    >>> in_polygon(Location.at(51.5, 0.0995, radius_m=100), square)
    Truth.UNKNOWN
    """
    rings = _rings(geometry)
    if location is None:
        return Truth.UNKNOWN
    is_inside, nearest_m = False, math.inf
    for ring in rings:
        start = _metres_around(location, ring)
        end = np.roll(start, -1, axis=0)
        is_inside ^= _crosses_odd(start, end)
        nearest_m = min(nearest_m, _nearest_m(start, end))
    return Truth.UNKNOWN if nearest_m <= location.reach_m else Truth.of(is_inside)


def _rings(geometry: Mapping[str, Any]) -> Sequence[NDArray[np.float64]]:
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise InvalidArea(
            [Problem("bad-geometry", f"type is {kind!r}; Polygon or MultiPolygon was expected", "geometry")]
        )
    coordinates: Any = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        rings = [np.asarray([pair[:2] for pair in ring], dtype=np.float64) for rings in polygons for ring in rings]
        is_good = bool(rings) and all(
            ring.shape == (len(ring), 2) and len(ring) >= _FEWEST_CORNERS and bool(np.isfinite(ring).all())
            for ring in rings
        )
    except (TypeError, ValueError, IndexError, KeyError):
        is_good = False
    if not is_good:
        message = "lists of rings were expected, each of three or more [longitude, latitude] positions"
        raise InvalidArea([Problem("bad-geometry", message, "geometry.coordinates")])
    return rings


def _metres_around(location: Location, ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ring's corners in metres east and north of the place."""
    metres_per_radian = np.array([EARTH_RADIUS_M * math.cos(math.radians(location.lat)), EARTH_RADIUS_M])
    flat: NDArray[np.float64] = np.radians(ring - np.array([location.lon, location.lat])) * metres_per_radian
    return flat


def _crosses_odd(start: NDArray[np.float64], end: NDArray[np.float64]) -> bool:
    """Return whether a line from the origin to the east crosses the edges an odd number of times."""
    straddles = (start[:, 1] > 0) != (end[:, 1] > 0)
    first, second = start[straddles], end[straddles]
    east = first[:, 0] - first[:, 1] * (second[:, 0] - first[:, 0]) / (second[:, 1] - first[:, 1])
    return int((east > 0).sum()) % 2 == 1


def _nearest_m(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """Return the metres from the origin to the nearest point of any edge."""
    edge = end - start
    length_squared = np.einsum("ij,ij->i", edge, edge)
    along = -np.einsum("ij,ij->i", start, edge) / np.where(length_squared == 0, 1.0, length_squared)
    nearest = start + np.clip(along, 0.0, 1.0)[:, np.newaxis] * edge
    return float(np.sqrt(np.einsum("ij,ij->i", nearest, nearest)).min())
