"""From postcode to place and borough: stated only where certain, and a fuller postcode never contradicts a shorter one."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from spmatch.errors import UnknownName
from spmatch.geography import (
    SOUTHWARK,
    Location,
    borough_code,
    boroughs,
    distance_m,
    distances_m,
    in_borough,
    locate,
    main_borough,
    nation_of,
    parse_postcode,
    unit_vectors,
    wards,
)
from spmatch.geography._packed import Centroids, centroids, units
from spmatch.truth import Truth


def located(text: str) -> Location:
    place = locate(parse_postcode(text))
    assert place is not None
    return place


def names(place: Location) -> set[str]:
    return {boroughs()[code] for code in place.possible_boroughs or ()}


def test_a_full_southwark_postcode_has_its_point_borough_and_ward() -> None:
    place = located("SE1 0AA")
    assert (place.lat, place.lon, place.precision) == (51.4987, -0.10174, "unit")
    assert (place.borough, place.ward) == (SOUTHWARK, "E05011114")
    assert place.possible_boroughs == {SOUTHWARK}
    assert place.radius_m == place.reach_m == 50


@pytest.mark.parametrize("code", ["SE1", "SE5", "SE21", "SE16", "SE15", "SE11", "SE24 9", "SE16 7", "SE1 7"])
def test_a_code_across_a_boundary_states_no_borough_and_keeps_southwark_possible(code: str) -> None:
    place = located(code)
    assert place.borough is None
    assert place.ward is None
    assert SOUTHWARK in (place.possible_boroughs or ())
    assert len(place.possible_boroughs or ()) > 1
    assert in_borough(place, {SOUTHWARK}) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("code", "borough"), [("SE17", "Southwark"), ("SE22", "Southwark"), ("M1", "Manchester"), ("SE1 4", "Southwark")]
)
def test_a_code_inside_one_borough_states_it(code: str, borough: str) -> None:
    place = located(code)
    assert boroughs()[place.borough or ""] == borough
    assert names(place) == {borough}


@pytest.mark.parametrize("code", ["M1", "M1 1AA", "SE18", "SE9", "NW1", "BN1", "EH1", "BT1", "CF10"])
def test_southwark_is_not_possible_where_it_has_no_postcode(code: str) -> None:
    place = located(code)
    assert SOUTHWARK not in (place.possible_boroughs or {SOUTHWARK})
    assert in_borough(place, {SOUTHWARK}) is Truth.NO


@pytest.mark.parametrize(("code", "neighbours"), [
    ("SE5", {"Lambeth"}), ("SE1", {"Lambeth"}), ("SE21", {"Lambeth", "Lewisham"}), ("SE16", {"Lewisham", "Tower Hamlets"}),
    ("SE11 6", {"Lambeth"}),
])  # fmt: skip
def test_neighbouring_boroughs_are_among_the_possible_ones(code: str, neighbours: set[str]) -> None:
    assert neighbours <= names(located(code))


def test_a_sector_with_former_southwark_units_is_not_certainly_in_lambeth() -> None:
    assert main_borough(parse_postcode("SE11 6")) == ("E09000022", 1.0)
    assert located("SE11 6").borough is None


def test_a_full_postcode_outside_the_unit_table_falls_back_to_its_sector() -> None:
    assert located("M1 1AA") == located("M1 1")
    assert located("M1 1AA").precision == "sector"
    assert located("SE16 7ZZ") == located("SE16 7")
    assert located("SE17 1XX").borough == SOUTHWARK


def test_a_sector_without_a_centroid_falls_back_to_its_outward_code() -> None:
    assert located("SE17 8XX") == located("SE17 8") == located("SE17")
    assert located("SE17 8").precision == "outcode"


@pytest.mark.parametrize(
    "text", ["GIR 0AA", "BFPO 61", "BF1 3AA", "JE2 3XP", "GY1", "IM1 1AA", "SE1P 4XX", "SE99", "BX9 1AS", "ZZ99 3VZ"]
)
def test_a_special_postcode_has_no_place_and_decides_nothing(text: str) -> None:
    postcode = parse_postcode(text)
    assert locate(postcode) is None
    assert main_borough(postcode) is None
    assert in_borough(locate(postcode), {SOUTHWARK}) is Truth.UNKNOWN


def test_a_postcode_that_ended_still_has_its_place_and_says_so() -> None:
    table = units()
    ended = next(
        key.decode() for key, live in zip(table.keys, table.is_live, strict=True) if not live and key[:3] == b"SE1"
    )
    assert located(ended).is_live is False
    assert located("SE1 0AA").is_live is True
    assert located("SE1 0").is_live is None


def test_the_ward_is_not_stated_where_the_source_guessed_it() -> None:
    table = units()
    assert int((table.ward == 255).sum()) == 96
    guessed = next(key.decode() for key, ward in zip(table.keys, table.ward, strict=True) if ward == 255)
    assert located(guessed).borough == SOUTHWARK
    assert located(guessed).ward is None


def test_a_fuller_southwark_postcode_never_contradicts_a_shorter_one() -> None:
    for key in units().keys[::5].astype(str).tolist():
        postcode = parse_postcode(key)
        unit = locate(postcode)
        assert (unit is None) == (postcode.special == "po_box")
        for rougher in (located(postcode.sector or ""), located(postcode.outward)) if unit is not None else ():
            assert SOUTHWARK in (rougher.possible_boroughs or ()), key
            assert distance_m(unit, rougher) <= rougher.reach_m, key


def test_a_sector_never_contradicts_its_outward_code() -> None:
    outcodes, sectors = centroids().outcodes, centroids().sectors
    rows = {key: row for row, key in enumerate(outcodes.keys.astype(str).tolist())}
    for row, key in enumerate(sectors.keys.astype(str).tolist()):
        above = rows[key.split(" ")[0]]
        part, whole = possible(sectors, row), possible(outcodes, above)
        assert part & whole, f"{key}: no borough is possible for both"
        assert not outcodes.is_certain[above] or part == whole, f"{key}: only its outward code states a borough"
        assert len(part) == 1 or not sectors.is_certain[row], key
        apart_m = distances_m(vector(outcodes, above), vector(sectors, row))
        assert apart_m <= outcodes.reach_m[above] + sectors.reach_m[row], f"{key}: their circles do not touch"


def possible(table: Centroids, row: int) -> set[int]:
    return set(table.possible[table.possible_start[row] : table.possible_start[row + 1]].tolist())


def vector(table: Centroids, row: int) -> np.ndarray:
    return unit_vectors(table.lat[row] / 100_000, table.lon[row] / 100_000)


def test_every_place_has_a_radius_and_a_longer_reach_and_possible_boroughs() -> None:
    for table in (centroids().outcodes, centroids().sectors):
        assert (table.reach_m >= table.r90_m).all()
        assert (np.diff(table.possible_start) > 0).all()
        assert (np.diff(table.keys.argsort(kind="stable")) == 1).all()
        assert np.abs(table.lat).max() < 61 * 100_000


def test_every_borough_is_possible_somewhere_and_in_one_nation() -> None:
    used = set(centroids().sectors.possible.tolist())
    assert used == set(range(361))
    assert {nation_of(code) for code in boroughs()} == {"england", "northern-ireland", "scotland", "wales"}


def test_the_wards_are_the_23_of_southwark() -> None:
    assert len(wards()) == 23
    assert wards()["E05011095"] == "Borough & Bankside"


@pytest.mark.parametrize(("written", "code"), [
    ("Southwark", "E09000028"), ("southwark council", "E09000028"), ("London Borough of Southwark", "E09000028"),
    ("e09000028", "E09000028"), ("City of London", "E09000001"), ("City of Westminster", "E09000033"),
    ("Bristol", "E06000023"), ("Bristol, City of", "E06000023"), ("King\u2019s Lynn & West Norfolk", "E07000146"),
])  # fmt: skip
def test_a_borough_is_found_by_the_names_people_use(written: str, code: str) -> None:
    assert borough_code(written) == code


def test_every_borough_is_found_by_its_own_name_and_code() -> None:
    assert all(borough_code(name) == borough_code(code) == code for code, name in boroughs().items())


def test_an_unknown_borough_gets_suggestions() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'Southwark'"):
        borough_code("Southwalk")
    with pytest.raises(UnknownName) as caught:
        borough_code("Atlantis-on-Sea and Zzyzx")
    assert caught.value.suggestions == ()


@pytest.mark.parametrize("code", ["", "E0900002", "K02000001", "Southwark"])
def test_what_is_no_area_code_has_no_nation(code: str) -> None:
    with pytest.raises(UnknownName):
        nation_of(code)


def test_the_tables_are_small_and_load_without_pickle(repo_root: Path) -> None:
    folder = repo_root / "src" / "spmatch" / "geography" / "tables"
    files = sorted(folder.glob("*.npz"))
    assert [file.name for file in files] == ["centroids.npz", "southwark_units.npz"]
    assert sum(file.stat().st_size for file in files) < 600_000
    for file in files:
        with np.load(file, allow_pickle=False) as arrays:
            assert all(arrays[key].dtype.kind in "SUbiu" for key in arrays.files)


def test_the_attribution_stands_beside_the_tables(repo_root: Path) -> None:
    from spmatch.geography import ATTRIBUTION

    text = (repo_root / "src" / "spmatch" / "geography" / "tables" / "README.md").read_text(encoding="utf-8")
    flat = " ".join(text.replace("[", "").split())
    assert ATTRIBUTION.split("; Source")[0] in flat
    assert "Open Government Licence v3.0" in flat


def test_importing_reads_no_table() -> None:
    script = (
        "import spmatch.geography\n"
        "from spmatch.geography import _packed as p\n"
        "print(p.centroids.cache_info().currsize, p.units.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_packing_the_source_again_gives_the_shipped_tables(repo_root: Path, shared_data: Path) -> None:
    source = repo_root / "tools" / "pack_geography.py"
    spec = importlib.util.spec_from_file_location("pack_geography", source)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tool
    spec.loader.exec_module(tool)
    for name, arrays in tool.pack(shared_data / "geo").items():
        with np.load(repo_root / "src" / "spmatch" / "geography" / "tables" / name, allow_pickle=False) as shipped:
            assert set(shipped.files) == set(arrays)
            for key in shipped.files:
                assert shipped[key].dtype == arrays[key].dtype, key
                np.testing.assert_array_equal(shipped[key], arrays[key], err_msg=key)
