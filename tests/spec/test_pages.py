"""The pages of the documentation are what the tables say, and give no advice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.spec.pages import pages
from tests.spec.tables import tables

from spmatch.rules.packs import ADVICE_WORDING

PAGES = pages()
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference" / "spec"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_tables_say(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(FOLDER / name, PAGES[name])


def test_no_page_is_left_over_from_a_table_that_is_gone() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} - set(PAGES) == set()


def test_making_the_pages_twice_gives_the_same() -> None:
    assert pages() == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_no_page_gives_advice(name: str) -> None:
    plain = " ".join(PAGES[name].casefold().split())
    assert [phrase for phrase in ADVICE_WORDING if phrase in plain] == []


def test_every_row_of_every_table_stands_on_its_page() -> None:
    whole = "\n".join(PAGES.values())
    for group in ("criteria", "coverage", "people", "status", "confirmations"):
        for table in tables(group):
            for section in table.sections:
                assert section.heading in whole
                assert [row.because for row in section.rows if row.because not in whole] == []


def test_the_index_leads_to_every_page() -> None:
    assert [name for name in PAGES if name != "index.md" and f"]({name})" not in PAGES["index.md"]] == []
