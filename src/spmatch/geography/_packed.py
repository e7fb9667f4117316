"""Reading the packed tables that ship inside the package. ``tools/pack_geography.py`` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DEGREES_PER_STEP",
    "NO_INDEX",
    "NO_WARD",
    "CentroidTables",
    "Centroids",
    "Units",
    "centroids",
    "outward_codes",
    "row_of",
    "units",
]

DEGREES_PER_STEP = 1e-5
"""Coordinates are stored as whole numbers of 0.00001 degree, about 1 m: the precision of the source."""

NO_INDEX = -1
"""Stands in a column of row numbers where the source names no local authority."""

NO_WARD = 255
"""Stands in the ward column of a unit whose ward is a guess in the source."""

_FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Centroids:
    """One row per outward code or per sector, sorted by key. Possible authorities are runs of one long column."""

    keys: NDArray[np.bytes_]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    r50_m: NDArray[np.uint16]
    r90_m: NDArray[np.uint16]
    reach_m: NDArray[np.uint32]
    main: NDArray[np.int16]
    main_share: NDArray[np.uint16]
    is_certain: NDArray[np.bool_]
    possible_start: NDArray[np.int32]
    possible: NDArray[np.int16]


@dataclass(frozen=True)
class CentroidTables:
    """Both levels of centroids, and the local authorities their columns point at."""

    outcodes: Centroids
    sectors: Centroids
    borough_codes: tuple[str, ...]
    borough_names: tuple[str, ...]


@dataclass(frozen=True)
class Units:
    """Every Southwark unit postcode, sorted by key (no space), with the wards its column points at."""

    keys: NDArray[np.bytes_]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    ward: NDArray[np.uint8]
    is_live: NDArray[np.bool_]
    ward_codes: tuple[str, ...]
    ward_names: tuple[str, ...]


def _load(name: str) -> dict[str, NDArray[Any]]:
    with np.load(_FOLDER / name, allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def _level(arrays: dict[str, NDArray[Any]], prefix: str) -> Centroids:
    return Centroids(**{field: arrays[f"{prefix}_{field}"] for field in Centroids.__dataclass_fields__})


@cache
def centroids() -> CentroidTables:
    """Return the centroids of outward codes and sectors, read once."""
    arrays = _load("centroids.npz")
    return CentroidTables(
        outcodes=_level(arrays, "outcode"),
        sectors=_level(arrays, "sector"),
        borough_codes=tuple(arrays["borough_codes"].tolist()),
        borough_names=tuple(arrays["borough_names"].tolist()),
    )


@cache
def units() -> Units:
    """Return the Southwark unit postcodes, read once."""
    arrays = _load("southwark_units.npz")
    columns = {field: arrays[field] for field in ("keys", "lat", "lon", "ward", "is_live")}
    return Units(
        **columns,
        ward_codes=tuple(arrays["ward_codes"].tolist()),
        ward_names=tuple(arrays["ward_names"].tolist()),
    )


@cache
def outward_codes() -> frozenset[str]:
    """Return every outward code with a centroid, read once."""
    return frozenset(centroids().outcodes.keys.astype(np.str_).tolist())


def row_of(keys: NDArray[np.bytes_], key: str) -> int | None:
    """Return the row of a key in a sorted column. None: it is not there."""
    wanted = key.encode("ascii")
    row = int(np.searchsorted(keys, np.bytes_(wanted)))
    return row if row < len(keys) and keys[row] == wanted else None
