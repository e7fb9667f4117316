"""The pages of reference list what the code has: numbers of components, criteria, codes with words, fields of files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from spmatch.engine import components, points, query
from spmatch.model.area import Area, Team
from spmatch.model.assessment import Assessment, Member, Risk, StatedNeed
from spmatch.model.base import Model
from spmatch.model.coverage import Coverage
from spmatch.model.criteria import Criterion, HouseholdFact, MemberFact
from spmatch.model.service import RecourseFacts, Service, ServiceKind
from spmatch.model.weights import Weights
from spmatch.outputs import load_phrases

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGE = (FOLDER / "components.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([\d.]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {found[1]: (float(found[2]), found[3], found[4]) for found in ROW.finditer(PAGE)}


def test_every_component_has_a_row_with_its_default_weight_and_reason() -> None:
    fields = {name: field for name, field in Weights.model_fields.items() if name != "schema_version"}
    shown = {name: (weight, reason) for name, (weight, _, reason) in ROWS.items()}
    assert shown == {name: (field.default, field.description) for name, field in fields.items()}
    assert set(ROWS) == {component.name for component in components.COMPONENTS}


@pytest.mark.parametrize("component", components.COMPONENTS, ids=lambda component: component.name)
def test_the_typical_value_is_that_of_the_code(component: components.Component) -> None:
    is_always_known = component.name in ("need_fit", "certainty")
    assert ROWS[component.name][1] == ("never unknown" if is_always_known else f"{component.when_unknown}")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("to 1 from {} shared stems", components.WORDS_FOR_FULL),
        ("without one, at {} minutes", components.USUAL_TRAVEL_MINUTES),
        ("Beyond a stated limit, {} of that", components.BEYOND_LIMIT),
        ("cannot manage, leave {}.", components.ADVISED_AGAINST),
        ("they prefer leaves {}.", components.NOT_PREFERRED),
        ("of unknown length counts as {} days", components.UNKNOWN_WAIT_DAYS),
        ("Full leaves {}.", components.FULL),
        ("halved for every {} pence", components.HALF_WORTH_PENCE),
        ("halved every {} days", components.HALF_WORTH_DAYS),
        ("never below {};", components.OLDEST),
        ("is yes, {} while a question is open", components.OPEN_QUESTION),
        ("starts from {} points", points.START_POINTS),
    ],
)
def test_a_constant_is_that_of_the_code(words: str, number: float) -> None:
    assert words.format(f"{number:,g}" if number >= 1000 else f"{number:g}") in " ".join(PAGE.split())


@pytest.mark.parametrize("table", [query.SEVERITY_WEIGHT, query.URGENCY_WEIGHT, query.PATIENCE_DAYS])
def test_tables_of_weight_and_patience_are_those_of_the_code(table: dict[object, float]) -> None:
    shown = " ".join(PAGE.split())
    assert all(f"{'not known' if key is None else key} {number:g}" in shown for key, number in table.items())


def quoted(name: str) -> set[str]:
    """Return every word that a page sets as code."""
    return set(re.findall(r"`([^`\n]+)`", (FOLDER / f"{name}.md").read_text(encoding="utf-8")))


def test_every_kind_of_criterion_and_every_fact_is_on_its_page() -> None:
    kinds = {kind.model_fields["type"].default for kind in get_args(get_args(Criterion)[0])}
    assert kinds | {*get_args(MemberFact), *get_args(HouseholdFact)} <= quoted("criteria")


@pytest.mark.parametrize("section", ["why_phase", "gaps", "notes", "cautions"])
def test_every_code_has_its_words_on_the_page_of_states(section: str) -> None:
    page = (FOLDER / "states-and-phases.md").read_text(encoding="utf-8")
    words = load_phrases().sections[section]
    assert [code for code, phrase in words.items() if f"| `{code}` | {phrase} |" not in page] == []


@pytest.mark.parametrize(
    "model",
    [Service, RecourseFacts, Coverage, Assessment, Member, StatedNeed, Risk, Area, Team],
    ids=lambda m: m.__name__,
)
def test_every_field_of_a_file_is_on_its_page(model: type[Model]) -> None:
    unlisted = {"schema_version", "composite"}  # said once for all files; a mark of our own examples
    assert set(model.model_fields) - unlisted - quoted("data-files") == set()


def test_every_kind_of_service_is_on_the_page_of_files() -> None:
    assert set(get_args(ServiceKind)) <= quoted("data-files")
