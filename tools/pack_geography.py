"""Pack the open postcode tables into the small binary tables that ship inside the package.

    python tools/pack_geography.py FOLDER [TARGET]

FOLDER holds uk_outcode_centroids.csv, uk_sector_centroids.csv and southwark_postcodes.csv, whose columns and sources
are described in src/spmatch/geography/tables/README.md. TARGET is that tables folder by default. Nothing is read from
a network, and the same input gives the same tables.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spmatch.geography.location import EARTH_RADIUS_M, distances_m, unit_vectors

SOUTHWARK = "E09000028"
STEPS_PER_DEGREE = 100_000
NO_WARD = 255
NO_INDEX = -1
SPREAD = 2
"""Reach of an area in multiples of its r90_m, before the margin. Project judgement: for every outward code in Southwark
(PO boxes apart) twice r90_m alone reaches further than the furthest of its units; for sectors it does not always."""
MARGIN_M = 1_000
"""Metres added to every reach. Project judgement; where the unit table shows more, the larger figure is used."""
FEWEST_UNITS = 10
"""A sector of fewer units does not say that its borough is near. Project judgement: such sectors belong to bulk users
(N81 has three, spread over 13 km of London), and every borough has ordinary sectors too."""
ROWS_AT_ONCE = 256
TARGET = Path(__file__).resolve().parent.parent / "src" / "spmatch" / "geography" / "tables"

Row = dict[str, str]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Areas:
    """The rows of one level, sorted by key, with the columns that the packing computes with."""

    keys: list[str]
    rows: list[Row]
    vectors: NDArray[np.float64]
    r90_m: NDArray[np.float64]
    main: NDArray[np.int16]
    reach_m: NDArray[np.int64]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def may_redistribute(row: Row, key: str) -> bool:
    """Return whether a row may ship. A centroid of one Northern Irish spot would be a unit under separate terms."""
    return not (row[key].startswith("BT") and float(row["r90_m"]) == 0)


def column(rows: list[Row], name: str) -> NDArray[np.float64]:
    """Return a numeric column."""
    return np.array([float(row[name]) for row in rows])


def steps(rows: list[Row], name: str) -> NDArray[np.int32]:
    """Return a coordinate as whole numbers of 0.00001 degree."""
    return np.rint(column(rows, name) * STEPS_PER_DEGREE).astype(np.int32)


def level(rows: list[Row], key: str, borough_codes: list[str], units: dict[str, NDArray[np.float64]]) -> Areas:
    """Return one level of centroids, with how far each reaches."""
    rows = sorted((row for row in rows if may_redistribute(row, key)), key=lambda row: row[key])
    index = {code: place for place, code in enumerate(borough_codes)}
    vectors = unit_vectors(column(rows, "lat"), column(rows, "lon"))
    r90_m = column(rows, "r90_m")
    reach_m = (SPREAD * r90_m + MARGIN_M).astype(np.int64)
    for place, row in enumerate(rows):
        if row[key] in units:
            furthest_m = float(distances_m(vectors[place], units[row[key]]).max())
            reach_m[place] = max(reach_m[place], int(np.ceil(furthest_m)))
    main = np.array([index.get(row["lad"], NO_INDEX) for row in rows], dtype=np.int16)
    return Areas([row[key] for row in rows], rows, vectors, r90_m, main, reach_m)


def is_whole(row: Row) -> bool:
    """Return whether every unit behind a row lies in its main borough."""
    return bool(row["lad"]) and float(row["lad_share"]) == 1.0


def certain(areas: Areas, southwark_keys: set[str], within: dict[str, list[Row]]) -> NDArray[np.bool_]:
    """Return the rows whose borough is certain.

    All units lie in one borough; so do those of every sector of an outward code (shares are rounded, and the units of
    some sectors are no longer in use); and the unit table does not put one of them in Southwark instead.
    """
    found = []
    for key, row in zip(areas.keys, areas.rows, strict=True):
        parts = [row, *within.get(key, [])]
        agrees = all(is_whole(part) and part["lad"] == row["lad"] for part in parts)
        found.append(agrees and (row["lad"] == SOUTHWARK or key not in southwark_keys))
    return np.array(found, dtype=np.bool_)


def possible(
    areas: Areas, sectors: Areas, is_certain: NDArray[np.bool_], southwark_keys: set[str], southwark: int
) -> list[list[int]]:
    """Return, for each row, every borough one of its addresses may lie in: a superset, exact for Southwark.

    A borough may be meant if it has most of the units of a sector near enough for the two to touch.
    """
    by_outcode = defaultdict(set)
    for key, main in zip(sectors.keys, sectors.main.tolist(), strict=True):
        by_outcode[key.split(" ")[0]].add(main)
    is_ordinary = column(sectors.rows, "n") >= FEWEST_UNITS
    found = []
    for first in range(0, len(areas.keys), ROWS_AT_ONCE):
        chosen = slice(first, first + ROWS_AT_ONCE)
        arc_m = areas.reach_m[chosen, np.newaxis] + SPREAD * sectors.r90_m
        # A chord is shorter than its arc, so the test errs on the side of "may touch".
        squared = 2.0 - 2.0 * (areas.vectors[chosen] @ sectors.vectors.T)
        may_touch = (squared <= (arc_m / EARTH_RADIUS_M) ** 2) & is_ordinary
        for place, touches in enumerate(may_touch, start=first):
            key, main = areas.keys[place], int(areas.main[place])
            codes = {main, *np.unique(sectors.main[touches]).tolist(), *by_outcode.get(key, ())}
            codes -= {NO_INDEX, southwark}
            codes |= {southwark} if key in southwark_keys else set()
            found.append([main] if is_certain[place] else sorted(codes))
    return found


def reach_over_sectors(outcodes: Areas, sectors: Areas) -> NDArray[np.uint32]:
    """Return the reach of each outward code, widened where one of its own sectors lies further out.

    A few outward codes have a sector far away (SA7: 56 km), and an address is in one of the sectors.
    """
    rows = {key: row for row, key in enumerate(outcodes.keys)}
    above = np.array([rows[key.split(" ")[0]] for key in sectors.keys])
    away_m = distances_m(outcodes.vectors[above], sectors.vectors)
    furthest_m = np.zeros(len(rows))
    np.maximum.at(furthest_m, above, away_m + sectors.r90_m)
    return np.maximum(outcodes.reach_m, np.ceil(furthest_m)).astype(np.uint32)


def level_arrays(prefix: str, areas: Areas, is_certain: NDArray[np.bool_], maybe: list[list[int]]) -> Arrays:
    """Return the columns of one level as they are stored."""
    share = [float(row["lad_share"] or 0) for row in areas.rows]
    return {
        f"{prefix}_keys": np.array(areas.keys, dtype=np.bytes_),
        f"{prefix}_lat": steps(areas.rows, "lat"),
        f"{prefix}_lon": steps(areas.rows, "lon"),
        f"{prefix}_r50_m": column(areas.rows, "r50_m").astype(np.uint16),
        f"{prefix}_r90_m": areas.r90_m.astype(np.uint16),
        f"{prefix}_reach_m": areas.reach_m.astype(np.uint32),
        f"{prefix}_main": areas.main,
        f"{prefix}_main_share": np.rint(np.array(share) * 1000).astype(np.uint16),
        f"{prefix}_is_certain": is_certain,
        f"{prefix}_possible_start": np.cumsum([0, *map(len, maybe)]).astype(np.int32),
        f"{prefix}_possible": np.array([code for codes in maybe for code in codes], dtype=np.int16),
    }


def pack_centroids(outcode_rows: list[Row], sector_rows: list[Row], unit_rows: list[Row]) -> Arrays:
    """Return the table of outward codes and sectors."""
    names = {row["lad"]: row["lad_name"] for row in [*outcode_rows, *sector_rows] if row["lad"]}
    codes = sorted(names)
    places = unit_vectors(column(unit_rows, "lat"), column(unit_rows, "lon"))
    rows_of: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(unit_rows):
        rows_of[row["pcds"].split(" ")[0]].append(place)
        rows_of[row["pcds"][:-2]].append(place)
    units = {key: places[chosen] for key, chosen in rows_of.items()}
    outcodes, sectors = (
        level(rows, key, codes, units) for rows, key in ((outcode_rows, "out"), (sector_rows, "sector"))
    )
    within: dict[str, list[Row]] = defaultdict(list)
    for row in sector_rows:
        within[row["sector"].split(" ")[0]].append(row)
    arrays: Arrays = {
        "borough_codes": np.array(codes),
        "borough_names": np.array([names[code] for code in codes]),
    }
    for prefix, areas in (("outcode", outcodes), ("sector", sectors)):
        is_certain = certain(areas, set(units), within)
        maybe = possible(areas, sectors, is_certain, set(units), codes.index(SOUTHWARK))
        arrays |= level_arrays(prefix, areas, is_certain, maybe)
    return arrays | {"outcode_reach_m": reach_over_sectors(outcodes, sectors)}


def pack_units(unit_rows: list[Row]) -> Arrays:
    """Return the table of Southwark units. A ward that was only the nearest one is left out: it is a guess."""
    names = {row["ward_code"]: row["ward"] for row in unit_rows}
    codes = sorted(names)
    rows = sorted(unit_rows, key=lambda row: row["pcds"].replace(" ", ""))
    wards = [codes.index(row["ward_code"]) if row["ward_how"] == "inside" else NO_WARD for row in rows]
    return {
        "keys": np.array([row["pcds"].replace(" ", "") for row in rows], dtype=np.bytes_),
        "lat": steps(rows, "lat"),
        "lon": steps(rows, "lon"),
        "ward": np.array(wards, dtype=np.uint8),
        "is_live": np.array([row["live"] == "1" for row in rows], dtype=np.bool_),
        "ward_codes": np.array(codes),
        "ward_names": np.array([names[code] for code in codes]),
    }


def pack(folder: Path) -> dict[str, Arrays]:
    """Return every table by file name, from the folder of source tables."""
    unit_rows = read_rows(folder / "southwark_postcodes.csv")
    return {
        "centroids.npz": pack_centroids(
            read_rows(folder / "uk_outcode_centroids.csv"), read_rows(folder / "uk_sector_centroids.csv"), unit_rows
        ),
        "southwark_units.npz": pack_units(unit_rows),
    }


def main(folder: Path, target: Path) -> None:
    """Write the tables and say how large they are."""
    for name, arrays in pack(folder).items():
        np.savez_compressed(target / name, **arrays)  # type: ignore[arg-type]  # names of arrays, not options
        print(f"{target / name}: {(target / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Pack the open postcode tables that ship inside the package.")
    parser.add_argument("folder", type=Path, help="folder of the three CSV files")
    parser.add_argument("target", type=Path, nargs="?", default=TARGET, help="folder to write to")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.target)
