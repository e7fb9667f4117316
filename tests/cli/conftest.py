from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from spmatch.app.cli import main

SERVICES = """\
schema_version: 1
title: Small directory
as_of: 2026-11-22
services:
  - id: nappy-run
    name: Nappy run
    organisation: Example baby bank
    description: Nappies and toiletries brought to the door.
    meets: [baby-essentials]
    kind: goods
    delivery: [delivered]
    coverage: {boroughs: [E09000028]}
    eligibility: {type: member, relations: [child], meets: {type: age, max_months: 35}}
    routes: [{who: professional, how: Fill in the form.}]
    cost: {pence: 350}
    capacity: {code: capacity, stated_on: 2026-11-01}
    status: active
    provenance: {source: invented, checked_on: 2026-10-01}
    illustrative: true
  - id: universal-credit
    name: Universal Credit
    organisation: Department for Work and Pensions
    description: Monthly payment.
    meets: [income-benefits]
    kind: fund
    delivery: [online]
    coverage: {nations: [england]}
    eligibility: open
    recourse: {is_fund: universal-credit}
    status: active
    provenance: {source: the department's own page}
    illustrative: false
  - id: walking-group
    name: Walking group
    organisation: Example walkers
    description: A walk.
    meets: [walking]
    kind: community
    eligibility: open
    status: active
    provenance: {source: invented}
    illustrative: true
"""

PERSON = """\
id: planted-assessment-id
person:
  {id: planted-mother-id, relation: person, gender: woman, age: {years: 27, stated_on: 2026-11-01}, has_recourse: false}
household:
  - {id: planted-daughter-id, relation: child, age: {months: 13, stated_on: 2026-11-22}}
home: {postcode: SE1 3UN}
needs:
  - {need: baby-essentials, severity: 3, urgency: today, own_words: planted own words}
  - {need: income-benefits, severity: 2}
wishes: {what_matters: planted wish}
"""

PLANTED = ("planted", "SE1 3UN", "SE13UN", "3UN")
"""What stands in the assessment about the person and must stand in no output."""

AREA = """\
id: small-area
title: Small area
as_of: 2026-11-22
illustrative: true
team: {same_day_clinician: the duty clinician}
"""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a directory, an assessment and an area, as the current folder."""
    for name, text in (("services.yaml", SERVICES), ("person.yaml", PERSON), ("area.yaml", AREA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(files: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process."""

    def call(*words: str) -> Ran:
        argv: Sequence[str] = words
        code = main(argv)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture
def planted() -> tuple[str, ...]:
    return PLANTED
