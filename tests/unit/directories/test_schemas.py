import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spmatch.directories.schemas import SCHEMA_KINDS, json_schema
from spmatch.errors import UnknownName
from spmatch.strict_yaml import read_yaml
from spmatch.vocabulary import funds_vocabulary, needs_vocabulary

jsonschema = pytest.importorskip("jsonschema", reason="checks the schemas with an independent reader of them")
ROOT = Path(__file__).parents[3]
FILES = [
    ("directory", "data/services.yaml"),
    ("area", "data/north-southwark.yaml"),
    *(("assessment", f"examples/{path.name}") for path in sorted((ROOT / "examples").glob("*.yaml"))),
]


def faults(kind: str, data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema(kind))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


def data_of(name: str) -> Any:
    return read_yaml(ROOT / name).data


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_schema_is_sound_and_plain(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert schema["title"].startswith("spmatch ")
    assert schema["additionalProperties"] is False
    assert "$id" not in text
    assert ">>>" not in text
    assert '"ge":' not in text
    assert json_schema(kind) == schema


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_a_shipped_file_fits_its_schema(kind: str, name: str) -> None:
    assert faults(kind, data_of(name)) == []


def test_a_case_around_an_example_fits_its_schema() -> None:
    case = {"name": "A case", "source": "invented", "as_of": "2026-11-22", "assessment": data_of("examples/gina.yaml")}
    assert faults("case", case) == []
    assert faults("case", case | {"judgements": [{"service": "pantry", "grade": 4}]}) != []


def service_with(**facts: Any) -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(data_of("data/services.yaml"))
    data["services"] = [data["services"][0] | facts]
    return data


PLANTED: list[Callable[[], tuple[str, Any]]] = [
    lambda: ("directory", service_with(meets=["loneliness", "lonliness"])),
    lambda: ("directory", service_with(meets=[])),
    lambda: ("directory", service_with(kind="good")),
    lambda: ("directory", service_with(colour="red")),
    lambda: ("directory", service_with(id="Not An Id")),
    lambda: ("directory", service_with(is_group="yes")),
    lambda: ("directory", service_with(recourse={"is_fund": "universal-credits"})),
    lambda: ("directory", service_with(delivery=["by-pigeon"])),
    lambda: ("directory", service_with(languages=["en"])),
    lambda: ("directory", service_with(sites=[{"lat": 91, "lon": 0}])),
    lambda: ("directory", service_with(eligibility={"type": "age", "min_years": 121})),
    lambda: ("directory", service_with(eligibility={"min_years": 18})),
    lambda: ("directory", service_with(eligibility={"type": "not", "part": {"type": "fact", "fact": "has_dog"}})),
    lambda: ("directory", service_with(eligibility="closed")),
    lambda: ("directory", service_with(provenance={"source": "x", "checked_on": 20261122})),
    lambda: ("assessment", data_of("examples/gina.yaml") | {"needs": [{"need": "nappies"}]}),
    lambda: ("assessment", data_of("examples/gina.yaml") | {"immigration_status": "any"}),
    lambda: ("assessment", data_of("examples/gina.yaml") | {"money": {"receives": {"universal-credits": True}}}),
    lambda: ("area", data_of("data/north-southwark.yaml") | {"nation": "cornwall"}),
]


@pytest.mark.parametrize("number", range(len(PLANTED)))
def test_a_planted_fault_does_not_fit(number: int) -> None:
    kind, data = PLANTED[number]()
    assert faults(kind, data) != []


def test_what_is_planted_would_fit_without_the_fault() -> None:
    right = service_with(
        meets=["loneliness"], sites=[{"lat": "51.50", "lon": 0}], eligibility={"type": "age", "min_years": 120}
    )
    assert faults("directory", right) == []


def test_ids_of_the_vocabularies_are_listed() -> None:
    defined = json_schema("directory")["$defs"]
    assert set(defined["Service"]["properties"]["meets"]["items"]["enum"]) == set(needs_vocabulary().ids)
    assert set(defined["ReceivesCriterion"]["properties"]["any_of"]["items"]["enum"]) == set(funds_vocabulary())


def test_a_schema_of_no_known_kind_is_told() -> None:
    with pytest.raises(UnknownName, match="assessment"):
        json_schema("assesment")
