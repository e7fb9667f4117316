"""Postcodes, places, boroughs, wards, distances and travel time, all without a network."""

from __future__ import annotations

from spmatch.geography.containment import in_borough, in_outcode, in_polygon, in_ward, within_km
from spmatch.geography.gazetteer import (
    ATTRIBUTION,
    DATA_DATE,
    SOUTHWARK,
    borough_code,
    boroughs,
    locate,
    main_borough,
    nation_of,
    wards,
)
from spmatch.geography.location import Location, distance_m, distances_m, unit_vectors
from spmatch.geography.postcode import InvalidPostcode, Postcode, parse_postcode
from spmatch.geography.travel import TRAVEL_MODES, StraightLineTravel, TravelTime

__all__ = [
    "ATTRIBUTION",
    "DATA_DATE",
    "SOUTHWARK",
    "TRAVEL_MODES",
    "InvalidPostcode",
    "Location",
    "Postcode",
    "StraightLineTravel",
    "TravelTime",
    "borough_code",
    "boroughs",
    "distance_m",
    "distances_m",
    "in_borough",
    "in_outcode",
    "in_polygon",
    "in_ward",
    "locate",
    "main_borough",
    "nation_of",
    "parse_postcode",
    "unit_vectors",
    "wards",
    "within_km",
]
