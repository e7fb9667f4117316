from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import spmatch.rules
from spmatch.app import exits
from spmatch.rules import load_recourse_pack

Run = Callable[..., Any]
SHIPPED = Path(spmatch.rules.__file__).parent
DAY = ("--as-of", "2026-11-22")


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def own_pack(files: Path) -> Path:
    """A team's own pack in the current folder: the shipped one under another name, reviewed, without Universal Credit."""
    text = (SHIPPED / "public_funds.yaml").read_text(encoding="utf-8")
    text = text.replace("id: uk-public-funds", "id: our-public-funds")
    text = text.replace("review_by: 2027-05-22", "review_by: 2026-12-31")
    text = text.replace(
        "reviewed_by_role: null\nreviewed_on: null\n\nsource",
        "reviewed_by_role: benefits adviser\nreviewed_on: 2026-10-01\n\nsource",
    )
    head, tail = text.split("  - fund: universal-credit\n    standing: public_fund\n", 1)
    rule, rest = tail.split("    confirmed: true\n", 1)
    rule = rule.replace("whose_status: household", "whose_status: null")
    path = files / "own.yaml"
    path.write_text(
        f"{head}  - fund: universal-credit\n    standing: not_public_fund\n{rule}    confirmed: true\n{rest}", "utf-8"
    )
    return path


def test_rules_says_what_the_pack_is_and_what_is_not_certain(run: Run) -> None:
    ran = run("rules")
    pack = load_recourse_pack()
    assert ran.code == exits.OK
    assert ran.err == ""
    shown = one_line(ran.out)
    assert f"uk-public-funds, version {pack.version}" in shown
    assert "Law as of 6 December 2025. To be reviewed by 22 May 2027. Not yet reviewed." in shown
    assert "75 funds 41 on the public-funds list 6 not settled 28 not a public fund" in shown
    assert all(doubt in shown for doubt in pack.doubts)
    assert "no advice" in shown
    assert "council-housing-1985-act" not in shown


def test_rules_lists_every_fund_once_when_asked(run: Run) -> None:
    lines = run("rules", "--funds").out.splitlines()
    for rule in load_recourse_pack().rules:
        assert len([line for line in lines if line.startswith(f"  {rule.fund}  ")]) == 1, rule.fund


def test_rules_show_gives_one_rule_with_citation_exceptions_and_what_to_ask(run: Run) -> None:
    shown = one_line(run("rules", "show", "crisis-and-resilience-housing-payment").out)
    assert "Crisis and Resilience Fund housing payment (crisis-and-resilience-housing-payment): not settled" in shown
    assert "Whose status counts: everybody in the household" in shown
    assert "First day: 1 April 2026 Last day: 31 March 2029" in shown
    assert "Needs one of: Housing Benefit, Universal Credit" in shown
    assert "To ask: Ask the council which legal power it uses, without naming the person." in shown
    assert "No source was found for the part that matters." in shown
    assert "Not yet reviewed. Questions about immigration status go to a regulated immigration adviser." in shown


@pytest.mark.parametrize("rule", load_recourse_pack().rules, ids=lambda rule: rule.fund)
def test_every_rule_can_be_shown_with_its_sources(rule: Any, run: Run) -> None:
    ran = run("rules", "show", rule.fund)
    assert ran.code == exits.OK
    shown = one_line(ran.out)
    assert rule.rule in shown
    assert all(source.url in shown for source in rule.sources)
    assert all(sentence in shown for sentence in rule.exceptions)


def test_a_fund_that_does_not_exist_is_told_with_what_was_perhaps_meant(run: Run) -> None:
    ran = run("rules", "show", "universal-kredit")
    assert ran.code == exits.UNKNOWN_NAME
    assert ran.err == "There is no fund 'universal-kredit'. Did you mean 'universal-credit'?\n"
    assert ran.out == ""


def test_rules_check_finds_the_shipped_packs_sound(run: Run) -> None:
    ran = run("rules", "check", *DAY)
    assert ran.code == exits.OK
    assert ran.out.splitlines() == [
        "public_funds.yaml: a sound rule pack with 75 funds. Not yet reviewed.",
        "safety.yaml: a sound rule pack with 10 risk cues and 8 questions. Not yet reviewed.",
    ]
    assert ran.err == ""


def test_a_pack_past_its_review_date_is_told_and_fails_only_when_asked(run: Run) -> None:
    assert run("rules", "check", "--as-of", "2027-05-22").err == ""
    ran = run("rules", "check", "--as-of", "2027-05-23")
    assert ran.code == exits.OK
    assert len(ran.err.splitlines()) == 2
    assert "Note: 'uk-public-funds' was to be reviewed by 2027-05-22" in ran.err
    strict = run("rules", "check", "--strict", "--as-of", "2027-05-23")
    assert strict.code == exits.BAD_AREA_OR_PACK
    assert strict.err == ran.err


def test_rules_check_tells_the_two_kinds_of_pack_apart(run: Run, own_pack: Path) -> None:
    ran = run("rules", "check", "--pack", "own.yaml", *DAY)
    assert ran.code == exits.OK
    assert ran.out == "own.yaml: a sound rule pack with 75 funds. Reviewed by benefits adviser on 2026-10-01.\n"
    safety = run("rules", "check", "--pack", str(SHIPPED / "safety.yaml"), *DAY)
    assert safety.out == "safety.yaml: a sound rule pack with 10 risk cues and 8 questions. Not yet reviewed.\n"


def test_every_fault_of_a_pack_is_told_at_once(run: Run, own_pack: Path) -> None:
    text = own_pack.read_text(encoding="utf-8")
    text = text.replace("  - fund: pip\n", "  - fund: pipp\n").replace(
        "    ask: ", "    ask: The person should apply. ", 1
    )
    own_pack.write_text(text, encoding="utf-8")
    for words in (("rules", "check"), ("rules",), ("rules", "show", "pip")):
        ran = run(*words, "--pack", "own.yaml")
        assert ran.code == exits.BAD_AREA_OR_PACK
        assert "pipp" in ran.err
        assert "should apply" in ran.err
        assert "Traceback" not in ran.err
        assert ran.out == ""


@pytest.mark.parametrize("text", ["a: [b\n", "- a\n", "shopping: [milk]\n", "cues: none\n", ""])
def test_a_file_that_is_no_pack_is_told_in_words(text: str, run: Run, files: Path) -> None:
    (files / "odd.yaml").write_text(text, encoding="utf-8")
    for words in (("rules", "check"), ("rules",)):
        ran = run(*words, "--pack", "odd.yaml")
        assert ran.code == exits.BAD_AREA_OR_PACK
        assert "odd.yaml" in ran.err
        assert "Traceback" not in ran.err


def test_a_pack_that_is_not_there_is_told(run: Run) -> None:
    for words in (("rules", "--pack", "no.yaml"), ("rules", "check", "--pack", "no.yaml")):
        ran = run(*words)
        assert ran.code == exits.BAD_AREA_OR_PACK
        assert "there is no such file" in ran.err


def test_a_pack_is_read_whether_it_stands_before_the_action_or_after(run: Run, own_pack: Path) -> None:
    before, after = run("rules", "--pack", "own.yaml", "check", *DAY), run("rules", "check", "--pack", "own.yaml", *DAY)
    assert before == after
    shown = one_line(run("rules", "show", "universal-credit", "--pack", "own.yaml").out)
    assert "Universal Credit (universal-credit): not a public fund" in shown
    assert "Reviewed by benefits adviser on 2026-10-01." in shown
    assert "our-public-funds" in run("rules", "--pack", "own.yaml").out


def test_a_team_decides_by_its_own_pack(run: Run, own_pack: Path) -> None:
    asked = ("match", "person.yaml", "--directory", "services.yaml", *DAY)
    assert "Held back: Universal Credit" in run(*asked).out
    assert "Held back: Universal Credit" not in run(*asked, "--rules", "own.yaml").out
    asked = ("why-not", "universal-credit", *asked[1:])
    assert "Universal Credit is not left out" in one_line(run(*asked, "--rules", "own.yaml").out)
    assert run(*asked, "--rules", "no.yaml").code == exits.BAD_AREA_OR_PACK


def test_a_pack_past_its_review_date_is_told_with_the_answer(run: Run, own_pack: Path) -> None:
    asked = ("match", "person.yaml", "--directory", "services.yaml", "--rules", "own.yaml", "--as-of", "2027-01-01")
    ran = run(*asked)
    assert ran.code == exits.OK
    assert "'our-public-funds' was to be reviewed by 2026-12-31" in one_line(ran.err)


@pytest.mark.parametrize("words", [("rules", "chek"), ("rules", "check", "--as-of", "soon"), ("rules", "show")])
def test_a_rules_command_that_is_not_understood_says_so(words: tuple[str, ...], run: Run) -> None:
    ran = run(*words)
    assert ran.code == exits.USAGE
    assert "usage: spmatch rules" in ran.err


def test_hostile_text_of_a_pack_reaches_the_terminal_harmless(run: Run, own_pack: Path) -> None:
    text = own_pack.read_text(encoding="utf-8")
    text = text.replace("title: Public funds and help outside them, United Kingdom", 'title: "Fu\\u001b[31mnds"')
    own_pack.write_text(text, encoding="utf-8")
    ran = run("rules", "--pack", "own.yaml")
    assert "\x1b" not in ran.out + ran.err
