from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spmatch.app import exits

Run = Callable[..., Any]
HEAD = "name: {name}\nsource: invented\nas_of: 2026-11-22\nassessment_file: person.yaml\n"
HERE = ("--directory", "services.yaml")


@pytest.fixture
def cases(files: Path) -> Path:
    """Two cases beside the small directory: one that holds, one that does not."""
    good = HEAD.format(name="Nappies come and the fund is held")
    good += "expect:\n  held: [universal-credit]\n  phases: {nappy-run: now}\n"
    bad = (
        HEAD.format(name="A hasty answer") + "expect:\n  states: {universal-credit: suitable}\n  in_plan: [nappy-rum]\n"
    )
    (files / "good.yaml").write_text(good, encoding="utf-8")
    (files / "bad.yaml").write_text(bad, encoding="utf-8")
    return files


def test_a_case_that_holds_takes_one_line(run: Run, cases: Path) -> None:
    ran = run("check", "good.yaml", *HERE)
    assert ran.code == exits.OK
    assert ran.out.splitlines() == [
        "holds  Nappies come and the fund is held",
        "1 case, 2 expectations: 1 held, 0 failed",
    ]


def test_a_case_that_fails_says_what_was_expected_found_and_why(run: Run, cases: Path) -> None:
    ran = run("check", "good.yaml", "bad.yaml", *HERE)
    assert ran.code == exits.EXPECTATION_FAILED == 12
    assert ran.out.splitlines() == [
        "holds  Nappies come and the fund is held",
        "FAILS  A hasty answer  [bad.yaml]",
        "       states.universal-credit: expected suitable, found held_or_not_available (public_fund)",
        "       in_plan.nappy-rum: expected a step, found nothing (There is no service 'nappy-rum'. Did you mean 'nappy-run'?)",
        "2 cases, 4 expectations: 1 held, 1 failed",
    ]


def test_nothing_of_the_person_is_printed(run: Run, cases: Path, planted: tuple[str, ...]) -> None:
    ran = run("check", "good.yaml", "bad.yaml", *HERE)
    assert [word for word in planted if word in ran.out + ran.err] == []


def test_a_file_that_is_no_case_is_told_and_the_others_are_checked(run: Run, cases: Path) -> None:
    ran = run("check", "person.yaml", "bad.yaml", *HERE)
    assert ran.code == exits.BAD_ASSESSMENT
    assert "person.yaml" in ran.err
    assert "FAILS  A hasty answer" in ran.out


def test_a_folder_is_checked_and_one_without_cases_is_a_fault(run: Run, cases: Path) -> None:
    folder = cases / "cases"
    folder.mkdir()
    assert run("check", "cases", *HERE).code == exits.BAD_ASSESSMENT
    text = (cases / "good.yaml").read_text(encoding="utf-8").replace("person.yaml", "../person.yaml")
    (folder / "good.yaml").write_text(text, encoding="utf-8")
    assert run("check", "cases", *HERE).code == exits.OK


def test_a_case_that_expects_nothing_says_so(run: Run, cases: Path) -> None:
    (cases / "empty.yaml").write_text(HEAD.format(name="Only a person"), encoding="utf-8")
    ran = run("check", "empty.yaml", *HERE)
    assert "empty  Only a person: nothing is expected" in ran.out


def test_the_area_of_the_team_counts(run: Run, cases: Path) -> None:
    case = HEAD.format(name="Where she is") + "expect:\n  states: {nappy-run: suitable}\n"
    (cases / "area-case.yaml").write_text(case, encoding="utf-8")
    assert run("check", "area-case.yaml", *HERE, "--area", "area.yaml").code == exits.OK
    assert run("check", "area-case.yaml", *HERE, "--area", "person.yaml").code == exits.BAD_AREA_OR_PACK


def test_a_missing_file_is_a_fault_and_no_success(run: Run, cases: Path) -> None:
    assert run("check", "nowhere.yaml", *HERE).code == exits.BAD_ASSESSMENT
