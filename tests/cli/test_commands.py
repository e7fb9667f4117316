import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spmatch.app import cli, exits

Run = Callable[..., Any]
DAY = ("--as-of", "2026-11-22")
HERE = ("--directory", "services.yaml", *DAY)


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_match_prints_the_plan(run: Run) -> None:
    ran = run("match", "person.yaml", *HERE)
    assert ran.code == exits.OK
    assert ran.err == ""
    assert "Plan for 22 November 2026" in ran.out
    assert "1. Nappy run (Example baby bank)" in ran.out
    assert "Held back: Universal Credit is on the public-funds list" in ran.out


def test_match_prints_data_without_facts_of_the_person(run: Run, planted: tuple[str, ...]) -> None:
    ran = run("match", "person.yaml", *HERE, "--json")
    record = json.loads(ran.out)
    assert record["plan"][0]["service"] == "nappy-run"
    assert [word for word in planted if word in ran.out] == []


def test_no_output_shows_what_was_planted_about_the_person(run: Run, planted: tuple[str, ...]) -> None:
    for words in (
        ("match", "person.yaml", *HERE, "--full"),
        ("why", "nappy-run", "person.yaml", *HERE),
        ("why-not", "universal-credit", "person.yaml", *HERE),
        ("why-not", "walking-group", "person.yaml", *HERE),
        ("validate", "person.yaml"),
    ):
        ran = run(*words)
        assert ran.code == exits.OK
        assert [word for word in planted if word in ran.out + ran.err] == []


def test_why_and_why_not_answer_for_any_service(run: Run) -> None:
    assert "For: nappies" in run("why", "nappy-run", "person.yaml", *HERE).out
    assert "recorded recourse: no" in one_line(run("why-not", "universal-credit", "person.yaml", *HERE).out)
    assert "does not relate to any need" in run("why-not", "walking-group", "person.yaml", *HERE).out


def test_the_day_is_today_unless_it_is_given(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class FixedDate(date):
        @classmethod
        def today(cls) -> date:
            return date(2026, 12, 24)

    monkeypatch.setattr(cli, "date", FixedDate)
    assert "Plan for 24 December 2026" in run("match", "person.yaml", "--directory", "services.yaml").out


def test_the_area_of_the_team_counts(run: Run) -> None:
    without = run("match", "person.yaml", *HERE).out
    with_area = run("match", "person.yaml", *HERE, "--area", "area.yaml").out
    assert "No same-day clinician is set up" in without
    assert "No same-day clinician is set up" not in with_area


def test_a_second_run_says_the_same(run: Run) -> None:
    assert run("match", "person.yaml", *HERE).out == run("match", "person.yaml", *HERE).out


def test_needs_lists_the_tree_or_finds_one(run: Run) -> None:
    tree = run("needs").out.splitlines()
    assert tree[0] == "Housing"
    assert "  housing-problem  Help with housing" in tree
    assert "    rough-sleeping  Sleeping rough" in tree
    assert run("needs", "no", "nappies").out.startswith("baby-essentials")
    assert "No need is called anything like that" in run("needs", "qqqqqq").out


def test_validate_tells_the_kinds_apart(run: Run, files: Path) -> None:
    person = (files / "person.yaml").read_text(encoding="utf-8")
    case = "name: A case\nsource: invented\nas_of: 2026-11-22\nassessment:\n"
    case += "".join(f"  {line}\n" for line in person.splitlines())
    (files / "case.yaml").write_text(case, encoding="utf-8")
    (files / "weights.yaml").write_text("travel: 2\n", encoding="utf-8")
    ran = run("validate", "services.yaml", "person.yaml", "area.yaml", "case.yaml", "weights.yaml")
    assert ran.code == exits.OK
    sound = [line for line in ran.out.splitlines() if ": a sound " in line or ": sound " in line]
    assert sound == [
        "services.yaml: a sound directory",
        "person.yaml: a sound assessment",
        "area.yaml: a sound area",
        "case.yaml: a sound case",
        "weights.yaml: sound weights",
    ]


def test_the_help_names_every_exit_code(run: Run) -> None:
    ran = run("--help")
    assert ran.code == exits.OK
    for code, words in exits.EXIT_CODES.items():
        assert f"{code:>3}  {words}" in ran.out
    assert "no risk assessment" in one_line(ran.out)
