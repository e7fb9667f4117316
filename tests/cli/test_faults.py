import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spmatch.app import cli, console, exits
from spmatch.errors import MissingExtra, StalePack
from spmatch.outputs.blocks import StyledLine

Run = Callable[..., Any]
HERE = ("--directory", "services.yaml", "--as-of", "2026-11-22")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "the following arguments are required"),
        (("march", "person.yaml"), "invalid choice"),
        (("match",), "ASSESSMENT"),
        (("match", "person.yaml", "--as-of", "22/11/2026"), "a day of the calendar as YYYY-MM-DD"),
        (("match", "person.yaml", "--as-of", "20261122"), "a day of the calendar as YYYY-MM-DD"),
        (("match", "person.yaml", "-n", "0"), "a whole number from 1"),
        (("match", "person.yaml", "-n", "ten"), "a whole number from 1"),
    ],
)
def test_a_command_that_is_not_understood_says_what_was_expected(
    words: tuple[str, ...], expected: str, run: Run
) -> None:
    ran = run(*words)
    assert ran.code == exits.USAGE
    assert expected in ran.err
    assert ran.out == ""


def test_every_fault_of_a_directory_is_told_with_line_and_value(run: Run, files: Path) -> None:
    text = (files / "services.yaml").read_text(encoding="utf-8")
    bad = text.replace("kind: goods", "kind: good").replace("meets: [walking]", "meets: [wakling]")
    (files / "services.yaml").write_text(bad, encoding="utf-8")
    for words in (("match", "person.yaml", *HERE), ("validate", "services.yaml")):
        ran = run(*words)
        assert ran.code == exits.BAD_DIRECTORY
        assert "services.yaml: 2 problems" in ran.err
        assert "line 10" in ran.err
        assert "wakling" in ran.err
        assert "Traceback" not in ran.err


def test_a_fault_of_an_assessment_is_told_without_its_value(run: Run, files: Path, planted: tuple[str, ...]) -> None:
    text = (files / "person.yaml").read_text(encoding="utf-8")
    bad = (
        text.replace("years: 27", "years: planted-27")
        .replace("SE1 3UN", "planted postcode")
        .replace("gender: woman", "gender: planted")
    )
    (files / "person.yaml").write_text(bad, encoding="utf-8")
    for words in (
        ("match", "person.yaml", *HERE),
        ("validate", "person.yaml"),
        ("validate", "--kind", "case", "person.yaml"),
    ):
        ran = run(*words)
        assert ran.code == exits.BAD_ASSESSMENT
        assert "person.yaml:" in ran.err
        assert [word for word in planted if word in ran.out + ran.err] == []


def test_broken_yaml_of_a_person_is_told_without_quoting_it(run: Run, files: Path, planted: tuple[str, ...]) -> None:
    (files / "person.yaml").write_text("person: {id: planted-person-id, x: [planted\n", encoding="utf-8")
    ran = run("validate", "person.yaml")
    assert ran.code == exits.USAGE
    assert [word for word in planted if word in ran.err] == []
    assert run("match", "person.yaml", *HERE).code == exits.BAD_ASSESSMENT


def test_a_missing_file_is_told_in_words(run: Run) -> None:
    ran = run("match", "nobody.yaml", *HERE)
    assert ran.code == exits.BAD_ASSESSMENT
    assert "there is no such file" in ran.err
    assert run("match", "person.yaml", "--directory", "nothing.yaml").code == exits.BAD_DIRECTORY
    assert run("match", "person.yaml", *HERE, "--area", "nowhere.yaml").code == exits.BAD_AREA_OR_PACK


def test_an_unknown_service_is_told_with_what_was_perhaps_meant(run: Run) -> None:
    for command in ("why", "why-not"):
        ran = run(command, "nappy-rum", "person.yaml", *HERE)
        assert ran.code == exits.UNKNOWN_NAME
        assert ran.err == "There is no service 'nappy-rum'. Did you mean 'nappy-run'?\n"


def test_a_file_of_no_known_kind_is_told(run: Run, files: Path) -> None:
    (files / "list.yaml").write_text("shopping: [milk]\n", encoding="utf-8")
    ran = run("validate", "list.yaml", "area.yaml")
    assert ran.code == exits.USAGE
    assert "neither a directory, an assessment, an area, a case nor weights" in ran.err
    assert "milk" not in ran.err
    assert ran.out == "area.yaml: a sound area\n"


def test_bad_weights_and_areas_have_their_own_codes(run: Run, files: Path) -> None:
    (files / "weights.yaml").write_text("travel: -1\n", encoding="utf-8")
    (files / "area.yaml").write_text("team: {}\n", encoding="utf-8")
    assert run("validate", "weights.yaml").code == exits.BAD_WEIGHTS
    assert run("validate", "area.yaml").code == exits.BAD_AREA_OR_PACK
    assert run("validate", "weights.yaml", "area.yaml").code == exits.BAD_WEIGHTS


def test_hostile_text_in_a_fault_reaches_the_terminal_harmless(run: Run, files: Path) -> None:
    text = (
        (files / "services.yaml").read_text(encoding="utf-8").replace("kind: goods", 'kind: "g\\u001b[31m\\u202eoods"')
    )
    (files / "services.yaml").write_text(text, encoding="utf-8")
    ran = run("validate", "--kind", "directory", "services.yaml")
    assert ran.code == exits.BAD_DIRECTORY
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


def test_a_fault_of_ours_is_told_without_the_data_it_met(
    run: Run, monkeypatch: pytest.MonkeyPatch, planted: tuple[str, ...]
) -> None:
    def fail(arguments: object, n: int = 10) -> None:
        raise RuntimeError("planted person at SE1 3UN")

    monkeypatch.setattr(cli, "_result", fail)
    ran = run("match", "person.yaml", *HERE)
    assert ran.code == exits.BUG
    assert "This is a fault in spmatch, not in your files: RuntimeError" in ran.err
    assert "in fail" in ran.err
    assert [word for word in planted if word in ran.err] == []
    monkeypatch.setenv("SPMATCH_DEBUG", "1")
    assert "Traceback" in run("match", "person.yaml", *HERE).err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MissingExtra("feeds", "httpx"), exits.MISSING_EXTRA),
        (KeyboardInterrupt(), exits.INTERRUPTED),
        (BrokenPipeError(), exits.OK),
    ],
)
def test_other_endings_have_their_codes(
    error: BaseException, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_close_output", lambda: None)
    monkeypatch.setattr(cli, "_needs", fail)
    assert run("needs").code == code


def test_a_warning_is_one_line_on_standard_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(arguments: object) -> int:
        warnings.warn("a rule pack is past its review date", StalePack, stacklevel=1)
        return exits.OK

    monkeypatch.setattr(cli, "_needs", warn)
    ran = run("needs")
    assert ran.code == exits.OK
    assert ran.err == "Note: a rule pack is past its review date\n"


def started(files: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    source = str(Path(cli.__file__).parents[2])
    clean = {**os.environ, "PYTHONPATH": source, **environment}
    return subprocess.run(
        [sys.executable, "-m", "spmatch", *words], cwd=files, env=clean, capture_output=True, check=False, timeout=60
    )


def test_a_terminal_that_knows_only_ascii_gets_the_answer(files: Path) -> None:
    done = started(files, "why", "nappy-run", "person.yaml", *HERE, PYTHONIOENCODING="ascii")
    assert done.returncode == exits.OK
    assert b"Costs ?3.50 a time." in done.stdout
    assert done.stderr == b""


def test_a_reader_that_has_seen_enough_is_no_fault(files: Path) -> None:
    source = str(Path(cli.__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-m", "spmatch", "match", "person.yaml", *HERE, "--full"],
        cwd=files,
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert process.returncode == exits.OK
    assert complaint == b""


def test_colour_needs_a_terminal_and_can_be_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [StyledLine("[bold]Title[/bold] :smile:", "title"), StyledLine("plain")]
    console.show(lines)
    assert capsys.readouterr().out == "[bold]Title[/bold] :smile:\nplain\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console.show(lines)
    coloured = capsys.readouterr().out
    assert "[bold]Title[/bold] :smile:" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    console.show(lines)
    assert "\x1b" not in capsys.readouterr().out


def test_text_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert console.width() == 100
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "72")
    assert console.width() == 72
    monkeypatch.setenv("COLUMNS", "20")
    assert console.width() == 40
