"""What a person reads, word for word. A change of wording, data or weights shows here; ``make golden`` rewrites it.

The texts rest on the sample directory and the shipped packs, so they also show what a change of data does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import spmatch

HERE = Path(__file__).parent
PEOPLE = ("gina", "gina-recourse-yes", "gina-recourse-unknown", "dementia-carer-74", "widower-79", "rough-sleeper-dog")


@pytest.fixture(scope="module")
def results() -> dict[str, spmatch.Result]:
    matcher = spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())
    return {
        name: matcher.match(spmatch.read_assessment(f"examples/{name}.yaml"), as_of="2026-11-22") for name in PEOPLE
    }


def without_fingerprints(text: str) -> str:
    """Leave out the last section: the fingerprints of data and packs change with every comment in them."""
    return text.partition("\nWHAT THIS RESTS ON")[0] + "\n"


@pytest.mark.parametrize("name", PEOPLE)
def test_the_plan_reads_as_before(
    name: str, results: dict[str, spmatch.Result], golden: Callable[[Path, str], None]
) -> None:
    golden(HERE / f"{name}.txt", without_fingerprints(results[name].text()))


@pytest.mark.parametrize(
    "service", ["immigration-advice-centre", "section-17-support", "stay-and-play", "little-village"]
)
def test_why_reads_as_before(
    service: str, results: dict[str, spmatch.Result], golden: Callable[[Path, str], None]
) -> None:
    golden(HERE / f"why-{service}.txt", results["gina"].why(service) + "\n")


@pytest.mark.parametrize("service", ["dla-child", "crf-crisis-payment", "early-education-from-two", "walking-group"])
def test_why_not_reads_as_before(
    service: str, results: dict[str, spmatch.Result], golden: Callable[[Path, str], None]
) -> None:
    golden(HERE / f"why-not-{service}.txt", results["gina"].why_not(service) + "\n")


def test_the_record_is_shaped_as_before(
    results: dict[str, spmatch.Result], golden: Callable[[Path, str], None]
) -> None:
    record = results["gina"].to_dict()
    record["versions"] = sorted(record["versions"])
    record["matches"], record["excluded"] = record["matches"][:2], record["excluded"][:2]
    record["services"] = sorted(record["services"])[:2]
    golden(HERE / "gina.json", json.dumps(record, indent=2, ensure_ascii=False) + "\n")
