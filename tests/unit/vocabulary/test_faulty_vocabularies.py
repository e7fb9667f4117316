"""Files with planted faults: all are reported at once, each on its line with a way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spmatch.errors import InvalidPack, Problem
from spmatch.vocabulary import load_funds, load_lists, load_needs

HEADER = """\
schema_version: 1
id: mine
title: Our own
language: en-GB
source: {title: Project judgement, url: null}
reviewed_by_role: link worker
reviewed_on: 2026-11-01
"""

SOUND_NEEDS = (
    HEADER
    + """\
ambiguous: [warmth]
determinants:
  - {id: housing, label: Housing, plain_label: Home, description: A home.}
groups:
  - {id: digital, label: Getting online}
needs:
  - id: home
    label: A home
    description: Somewhere to live.
    determinant: housing
    unlocks: [data]
    synonyms: {people: [flat], professionals: []}
  - id: warm-home
    label: A warm home
    description: Somewhere warm.
    determinant: housing
    broader: home
    related: [data]
    synonyms: {people: [warmth]}
  - id: data
    label: Data
    description: Data.
    group: digital
    opens_modes: [online]
    synonyms: {people: [warmth]}
  - id: old-home
    label: Old home
    description: Retired.
    determinant: housing
    replaced_by: home
    synonyms: {people: [abode]}
"""
)


def save(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    text = SOUND_NEEDS
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(InvalidPack) as caught:
        load_needs(save(folder, text))
    return caught.value.problems


def test_a_teams_own_file_is_read(tmp_path: Path) -> None:
    needs = load_needs(save(tmp_path, SOUND_NEEDS))
    assert needs.ids == ("home", "warm-home", "data", "old-home")
    assert needs.get("data").related == ("warm-home",)
    assert needs.header.reviewed_by_role == "link worker"
    assert str(needs.header.reviewed_on) == "2026-11-01"
    assert [need.id for need in needs.unlocked_by("data")] == ["home"]


def test_a_replaced_need_still_reads_and_its_words_lead_to_the_new_one(tmp_path: Path) -> None:
    needs = load_needs(save(tmp_path, SOUND_NEEDS))
    assert needs.current("old-home").id == "home"
    assert [(need.id, score) for need, score in needs.find("abode")] == [("home", 100)]


@pytest.mark.parametrize(
    ("change", "code", "path", "mend"),
    [
        (("broader: home", "broader: hoem"), "unknown-reference", "needs[1].broader", "Did you mean 'home'?"),
        (("related: [data]", "related: [dat]"), "unknown-reference", "needs[1].related[0]", "Did you mean 'data'?"),
        (("broader: home", "broader: warm-home"), "self-reference", "needs[1].broader", "Take it out."),
        (("broader: home", "broader: data"), "broader-elsewhere", "needs[1].broader", None),
        (("unlocks: [data]", "unlocks: [home]"), "self-reference", "needs[0].unlocks[0]", "Take it out."),
        (("unlocks: [data]", "unlocks: [old-home]"), "replaced-reference", "needs[0].unlocks[0]", "Name 'home' instead."),
        (("opens_modes: [online]", "opens_modes: [onlin]"), "unknown-reference", "needs[2].opens_modes[0]", "Did you mean 'online'?"),
        (("description: Retired.\n    determinant: housing", "description: Retired.\n    determinant: housin"), "unknown-reference", "needs[3].determinant", "Did you mean 'housing'?"),
        (("group: digital", "group: digitl"), "unknown-reference", "needs[2].group", "Did you mean 'digital'?"),
        (("label: A warm home", "label: ''"), "wrong-value", "needs[1].label", None),
        (("    label: Data\n", ""), "missing-field", "needs[2]", None),
        (("opens_modes:", "open_modes:"), "unknown-field", "needs[2].open_modes", "Did you mean 'opens_modes'?"),
        (("id: warm-home", "id: Warm Home"), "wrong-value", "needs[1].id", None),
        (("id: warm-home", "id: home"), "duplicate-id", "needs[1].id", None),
        (("ambiguous: [warmth]", "ambiguous: []"), "shared-synonym", "needs[2].synonyms.people[0]", "Take it away from one of the two, or list it under 'ambiguous'."),
        (("ambiguous: [warmth]", "ambiguous: [warmth, flat]"), "needless-ambiguous", "ambiguous[1]", "Take it out."),
        (("people: [flat]", "people: [flat, FLAT ]"), "repeated-synonym", "needs[0].synonyms.people[1]", "Take one out."),
        (("people: [flat]", "peple: [flat]"), "unknown-field", "needs[0].synonyms.peple", "Did you mean 'people'?"),
        (("    group: digital\n", "    group: digital\n    determinant: housing\n"), "no-single-home", "needs[2]", None),
        (("    group: digital\n", ""), "no-single-home", "needs[2]", None),
        (("schema_version: 1", "schema_version: 2"), "wrong-value", "schema_version", None),
        (("reviewed_on: 2026-11-01", "reviewed_on: last week"), "wrong-value", "reviewed_on", None),
        (("title: Our own\n", ""), "missing-field", "", None),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(
    tmp_path: Path, change: tuple[str, str], code: str, path: str, mend: str | None
) -> None:
    faults = faults_of(tmp_path, change)
    fault = next((fault for fault in faults if (fault.code, fault.path) == (code, path)), None)
    assert fault is not None, [(fault.code, fault.path) for fault in faults]
    assert fault.mend == mend
    assert fault.file == "mine.yaml"
    assert fault.line is not None


def test_a_circle_of_broader_needs_is_reported_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, ("    unlocks: [data]\n", "    broader: warm-home\n"))
    assert [(fault.code, fault.path) for fault in faults] == [("broader-circle", "needs[0].broader")]
    assert "home > warm-home > home" in faults[0].message


def test_a_circle_of_unlocked_needs_is_reported_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, ("group: digital\n", "group: digital\n    unlocks: [home]\n"))
    assert [fault.code for fault in faults] == ["unlocks-circle"]


def test_a_need_replaced_by_a_replaced_need_is_reported(tmp_path: Path) -> None:
    last = "  - {id: older, label: Older, description: Older., determinant: housing, replaced_by: old-home, synonyms: {}}\n"
    faults = faults_of(tmp_path, ("{people: [abode]}\n", "{people: [abode]}\n" + last))
    assert [(fault.code, fault.path) for fault in faults] == [("replaced-chain", "needs[4].replaced_by")]


def test_all_faults_of_a_file_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        ("broader: home", "broader: hoem"),
        ("opens_modes: [online]", "opens_modes: [onlin]"),
        ("ambiguous: [warmth]", "ambiguous: []"),
        ("label: Old home", "label: ''"),
        ("replaced_by: home", "replaced_by: old-home"),
    )
    assert [fault.code for fault in faults] == [
        "unknown-reference", "unknown-reference", "shared-synonym", "wrong-value",
    ]  # fmt: skip
    lines = [fault.line or 0 for fault in faults]
    assert lines == sorted(lines)
    assert faults[0].line == 24


def test_the_message_reads_as_the_place_the_fault_and_the_mend(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack) as caught:
        load_needs(save(tmp_path, SOUND_NEEDS.replace("broader: home", "broader: hoem")))
    assert str(caught.value) == (
        "mine.yaml: 1 problem\n"
        "  line 24  needs[1].broader\n"
        "           there is no need 'hoem'\n"
        "           Did you mean 'home'?"
    )


@pytest.mark.parametrize(
    "text",
    ["", "- a list\n", "just words\n", "needs: 3\n", HEADER + "determinants: []\ngroups: []\nneeds: [1, null]\n"],
)
def test_a_file_of_another_kind_is_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    for load in (load_needs, load_funds, load_lists):
        with pytest.raises(InvalidPack) as caught:
            load(save(tmp_path, text))
        assert caught.value.problems


def test_faults_of_funds_are_all_reported(tmp_path: Path) -> None:
    text = (
        HEADER
        + """\
ambiguous: []
funds:
  - {id: one, label: One, plain_label: First, synonyms: [XX], nations: [england]}
  - {id: two, label: Two, plain_label: Second, synonyms: [xx], nations: [englnd]}
  - {id: three, label: Three, plain_label: Third, synonyms: [xx], nations: [wales]}
  - {id: one, label: Again, plain_label: Fourth, synonyms: [], nations: []}
"""
    )
    with pytest.raises(InvalidPack) as caught:
        load_funds(save(tmp_path, text))
    assert [(fault.code, fault.path) for fault in caught.value.problems] == [
        ("wrong-value", "funds[1].nations"),
        ("shared-synonym", "funds[2].synonyms[0]"),
        ("wrong-value", "funds[3].nations"),
    ]


def test_faults_of_lists_are_all_reported(tmp_path: Path) -> None:
    text = (
        HEADER
        + """\
lists:
  colours:
    title: Colours
    entries:
      - {id: red, label: Red}
      - {id: red, label: Crimson}
      - {id: Blue, label: Blue}
  shapes: [round]
"""
    )
    with pytest.raises(InvalidPack) as caught:
        load_lists(save(tmp_path, text))
    assert [(fault.code, fault.path) for fault in caught.value.problems] == [
        ("duplicate-id", "lists.colours.entries[1].id"),
        ("wrong-value", "lists.colours.entries[2].id"),
        ("wrong-type", "lists.shapes"),
    ]
