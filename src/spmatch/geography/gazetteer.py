"""From a postcode to a place, a borough and a ward, without a network.

A borough is stated only where it is certain: 589 of 3,077 outward codes have less than nine in ten of their postcodes
in one borough (SE1 83 %, SE5 84 %, SE21 64 %). Elsewhere every borough the place may be in is given instead.

Everything comes from the packed tables; see ``tables/README.md`` for their sources and licence.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from spmatch.errors import UnknownName
from spmatch.geography._packed import DEGREES_PER_STEP, NO_INDEX, NO_WARD, centroids, row_of, units
from spmatch.geography.location import Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spmatch.geography._packed import Centroids
    from spmatch.geography.postcode import Postcode

__all__ = [
    "ATTRIBUTION",
    "DATA_DATE",
    "SOUTHWARK",
    "UNIT_RADIUS_M",
    "Nation",
    "borough_code",
    "boroughs",
    "locate",
    "main_borough",
    "nation_of",
    "wards",
]

SOUTHWARK = "E09000028"
"""GSS code of the London Borough of Southwark, the one borough whose unit postcodes are shipped."""

DATA_DATE = "2025-05"
"""Month of the National Statistics Postcode Lookup behind the tables. Postcodes made since are not in them."""

ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right; contains Royal Mail data © Royal Mail copyright and "
    "database right; Source: Office for National Statistics licensed under the Open Government Licence v3.0."
)
"""Must stand wherever places from these tables are shown or passed on."""

UNIT_RADIUS_M = 50.0
"""Metres from the point of a full postcode to a door of it. Project judgement: a unit is a few neighbouring
doors, and its point is their mean."""

Nation = Literal["england", "northern-ireland", "scotland", "wales"]
_NATIONS: dict[str, Nation] = {"E": "england", "N": "northern-ireland", "S": "scotland", "W": "wales"}
_GSS_CODE = re.compile(r"[ENSW][0-9]{8}")
_NOT_THE_NAME = re.compile(r"\b(?:london borough|royal borough|borough|city|county|district|metropolitan|council|of)\b")
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_SUGGESTIONS = 3
_LEAST_LIKENESS = 60.0
"""Lowest rapidfuzz ratio (0-100) of a name worth suggesting. Project judgement."""


def locate(postcode: Postcode) -> Location | None:
    """Return where a postcode is, as precisely as the tables allow.

    A full postcode of Southwark gives its own point, borough and ward. Any other full postcode falls back to its sector
    and then to its outward code, and says so in ``precision``.

    Returns
    -------
    Location or None
        None: the postcode says nothing about a place (PO boxes, forces, Crown dependencies, ZZ99).

    Examples
    --------
    >>> from spmatch.geography.postcode import parse_postcode
    >>> place = locate(parse_postcode("SE5"))
    >>> place, place.borough, SOUTHWARK in place.possible_boroughs
    (Location(<outcode>), None, True)
    """
    if postcode.special is not None:
        return None
    if postcode.inward is not None:
        row = row_of(units().keys, postcode.outward + postcode.inward)
        if row is not None:
            return _unit(row)
    tables = centroids()
    if postcode.sector is not None:
        row = row_of(tables.sectors.keys, postcode.sector)
        if row is not None:
            return _centroid(tables.sectors, row, is_sector=True)
    row = row_of(tables.outcodes.keys, postcode.outward)
    return None if row is None else _centroid(tables.outcodes, row, is_sector=False)


def _unit(row: int) -> Location:
    table = units()
    ward = int(table.ward[row])
    return Location(
        lat=_degrees(table.lat[row]),
        lon=_degrees(table.lon[row]),
        precision="unit",
        radius_m=UNIT_RADIUS_M,
        reach_m=UNIT_RADIUS_M,
        borough=SOUTHWARK,
        ward=None if ward == NO_WARD else table.ward_codes[ward],
        possible_boroughs=frozenset({SOUTHWARK}),
        is_live=bool(table.is_live[row]),
        source=f"Southwark unit postcodes, NSPL {DATA_DATE}",
    )


def _centroid(table: Centroids, row: int, *, is_sector: bool) -> Location:
    possible = _possible_boroughs(row, is_sector=is_sector)
    return Location(
        lat=_degrees(table.lat[row]),
        lon=_degrees(table.lon[row]),
        precision="sector" if is_sector else "outcode",
        radius_m=max(float(table.r90_m[row]), UNIT_RADIUS_M),
        reach_m=float(table.reach_m[row]),
        borough=centroids().borough_codes[table.main[row]] if table.is_certain[row] else None,
        possible_boroughs=possible or None,
        source=f"{'sector' if is_sector else 'outward code'} centroids, NSPL {DATA_DATE}",
    )


def _degrees(steps: int) -> float:
    # Rounded so that the float is the one nearest to the five decimals of the source.
    return round(int(steps) * DEGREES_PER_STEP, 5)


@cache
def _possible_boroughs(row: int, *, is_sector: bool) -> frozenset[str]:
    """Return the boroughs of one row of a public table; cached, because a caseload asks for few rows many times."""
    tables = centroids()
    table = tables.sectors if is_sector else tables.outcodes
    run = table.possible[table.possible_start[row] : table.possible_start[row + 1]]
    return frozenset(tables.borough_codes[index] for index in run.tolist())


def main_borough(postcode: Postcode) -> tuple[str, float] | None:
    """Return the borough with most postcodes of a sector or outward code, and its share from 0 to 1.

    For wording a question ("most of SE5 is in Southwark; is this address?"), never for deciding.

    Returns
    -------
    tuple or None
        Code of the borough and its share. None: not known.

    Examples
    --------
    >>> from spmatch.geography.postcode import parse_postcode
    >>> main_borough(parse_postcode("SE5"))
    ('E09000028', 0.835)
    """
    if postcode.special is not None:
        return None
    tables = centroids()
    row = None if postcode.sector is None else row_of(tables.sectors.keys, postcode.sector)
    table = tables.sectors
    if row is None:
        row, table = row_of(tables.outcodes.keys, postcode.outward), tables.outcodes
    if row is None or table.main[row] == NO_INDEX:
        return None
    return tables.borough_codes[table.main[row]], int(table.main_share[row]) / 1000


@cache
def boroughs() -> Mapping[str, str]:
    """Return the name of every UK local authority (361, December 2024) by its GSS code.

    "Borough" stands for every kind of lower-tier or single-tier authority: London boroughs, districts, unitaries.

    Examples
    --------
    >>> boroughs()["E09000028"]
    'Southwark'
    """
    tables = centroids()
    return MappingProxyType(dict(zip(tables.borough_codes, tables.borough_names, strict=True)))


@cache
def wards() -> Mapping[str, str]:
    """Return the name of each of Southwark's 23 wards by its GSS code.

    Examples
    --------
    >>> len(wards()), wards()["E05011114"]
    (23, "St George's")
    """
    return MappingProxyType(dict(zip(units().ward_codes, units().ward_names, strict=True)))


@cache
def _codes_by_name() -> Mapping[str, str]:
    return MappingProxyType({_bare(name): code for code, name in boroughs().items()})


def _bare(name: str) -> str:
    """Return a borough's name in small letters without "London Borough of", "Council" and the like."""
    words = re.sub(r"[^\w\s]", " ", name.casefold().replace("&", " and ").replace("'", "").replace(_APOSTROPHE, ""))
    return " ".join(_NOT_THE_NAME.sub(" ", words).split())


def borough_code(name_or_code: str) -> str:
    """Return the GSS code of a borough given by name or code.

    Raises
    ------
    UnknownName
        If there is none; it suggests names that look alike.

    Examples
    --------
    >>> borough_code("London Borough of Southwark"), borough_code("E09000028")
    ('E09000028', 'E09000028')
    """
    text = name_or_code.strip()
    if text.upper() in boroughs():
        return text.upper()
    code = _codes_by_name().get(_bare(text))
    if code is not None:
        return code
    from rapidfuzz import fuzz, process  # late: only a mistyped name needs it

    near = process.extract(
        _bare(text), _codes_by_name().keys(), scorer=fuzz.ratio, limit=_SUGGESTIONS, score_cutoff=_LEAST_LIKENESS
    )
    raise UnknownName("borough", name_or_code, [boroughs()[_codes_by_name()[name]] for name, _, _ in near])


def nation_of(code: str) -> Nation:
    """Return the nation of the UK that the GSS code of a borough belongs to, from its first letter.

    Raises
    ------
    UnknownName
        If the text is not a GSS code.

    Examples
    --------
    >>> nation_of("E09000028")
    'england'
    """
    if not _GSS_CODE.fullmatch(code):
        raise UnknownName("borough code", code)
    return _NATIONS[code[0]]
