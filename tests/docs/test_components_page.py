"""The page of components shows the numbers that the code uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spmatch.engine import components, points, query
from spmatch.model.weights import Weights

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "components.md").read_text(encoding="utf-8")
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
