"""Validating a directory reviews it; printing a schema prints what an editor can use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spmatch.app import exits
from spmatch.directories.schemas import SCHEMA_KINDS, json_schema

Run = Callable[..., Any]
DAY = ("--as-of", "2026-11-22")
SOUND = """\
schema_version: 1
title: Sound directory
as_of: 2026-11-22
services:
  - id: nappy-run
    name: Nappy run
    organisation: Example baby bank
    description: Nappies and toiletries brought to the door.
    meets: [baby-essentials]
    kind: goods
    delivery: [delivered]
    coverage: {neighbourhoods: [riverside]}
    eligibility: open
    routes: [{who: professional, how: Fill in the form.}]
    cost: {pence: 0}
    status: active
    provenance: {source: invented, checked_on: 2026-10-01}
    illustrative: true
"""
CLASHING = "eligibility: {type: all_of, parts: [{type: age, max_years: 4}, {type: age, min_years: 18}]}"
DELIVERED = "description: Nappies and toiletries brought to the door."


@pytest.fixture
def write(files: Path) -> Callable[..., None]:
    """Writes a directory as review.yaml, with some of its lines changed."""

    def change(*changes: tuple[str, str]) -> None:
        text = SOUND
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (files / "review.yaml").write_text(text, encoding="utf-8")

    return change


def test_a_sound_directory_takes_one_line(run: Run, write: Callable[..., None]) -> None:
    write()
    ran = run("validate", "review.yaml", *DAY, "--strict", "--notes")
    assert (ran.code, ran.out, ran.err) == (exits.OK, "review.yaml: a sound directory\n", "")


def test_a_fault_of_the_review_is_told_with_line_and_path_and_fails(run: Run, write: Callable[..., None]) -> None:
    write(("eligibility: open", CLASHING))
    ran = run("validate", "review.yaml", *DAY)
    assert ran.code == exits.BAD_DIRECTORY
    assert "nappy-run  Nappy run\n  fault  line 13  services[0].eligibility  [never-holds]" in ran.out
    assert "exclude each other" in " ".join(ran.out.split())
    assert ran.out.endswith("review.yaml: 1 fault, 0 warnings and 0 notes\n")


def test_a_warning_fails_only_when_it_is_to(run: Run, write: Callable[..., None]) -> None:
    write(("checked_on: 2026-10-01", "checked_on: 2025-10-01"))
    assert run("validate", "review.yaml", *DAY).code == exits.OK
    assert run("validate", "review.yaml", *DAY, "--strict").code == exits.BAD_DIRECTORY
    assert run("validate", "review.yaml", "--as-of", "2026-09-30").code == exits.OK


def test_notes_are_counted_and_shown_only_when_asked_for(run: Run, write: Callable[..., None]) -> None:
    write((", checked_on: 2026-10-01", ""))
    without, with_notes = (
        run("validate", "review.yaml", *DAY, "--strict"),
        run("validate", "review.yaml", *DAY, "--notes"),
    )
    assert without.code == with_notes.code == exits.OK
    assert "never-checked" not in without.out
    assert without.out.endswith("0 faults, 0 warnings and 1 note (--notes shows the notes)\n")
    assert "  note  line 17  services[0].provenance.checked_on  [never-checked]" in with_notes.out


def test_a_sentence_is_shown_with_the_field_it_suggests(run: Run, write: Callable[..., None]) -> None:
    write((DELIVERED, "description: Nappies for babies under 24 months."))
    out = run("validate", "review.yaml", *DAY).out
    assert "it says: Nappies for babies under 24 months." in out
    assert "    suggested:\n      eligibility:\n        type: member\n" in out


def test_services_with_faults_come_before_those_with_warnings(run: Run, write: Callable[..., None]) -> None:
    record = SOUND[SOUND.index("  - id: nappy-run") :]
    second = record.replace("nappy-run", "adult-nappies").replace("Nappy run", "For adults")
    write(("routes: [{who: professional, how: Fill in the form.}]", "routes: null"))
    with Path("review.yaml").open("a", encoding="utf-8") as stream:
        stream.write(second.replace("eligibility: open", CLASHING))
    out = run("validate", "review.yaml", *DAY).out
    assert out.index("\nadult-nappies  ") < out.index("\nnappy-run  ")
    assert out.endswith("1 fault, 1 warning and 0 notes\n")


def test_neighbourhoods_are_looked_up_in_the_area_that_is_given(run: Run, write: Callable[..., None]) -> None:
    write()
    ran = run("validate", "review.yaml", *DAY, "--area", "area.yaml")
    assert "'riverside' is not one of the neighbourhoods of the area 'small-area'" in " ".join(ran.out.split())
    assert run("validate", "review.yaml", *DAY, "--area", "nowhere.yaml").code == exits.BAD_AREA_OR_PACK


def test_the_shipped_directory_has_no_fault(run: Run, repo_root: Path) -> None:
    shipped = str(repo_root / "data/services.yaml")
    ran = run("validate", shipped, *DAY)
    assert ran.code == exits.OK
    assert "services.yaml: 0 faults, " in ran.out


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_schema_is_printed_as_it_is_made(kind: str, run: Run) -> None:
    ran = run("schema", kind)
    assert ran.code == exits.OK
    assert json.loads(ran.out) == json.loads(json.dumps(json_schema(kind)))


def test_a_schema_of_no_known_kind_is_refused(run: Run) -> None:
    assert run("schema", "weights").code == exits.USAGE
