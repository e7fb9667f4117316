import itertools
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Contribution, Exclusion, Match, Question, Recommendation, Step
from spmatch.outputs import plan_html, plan_text, to_dict
from spmatch.outputs.blocks import Gauge, Gauges, Points
from spmatch.outputs.html import blocks_html

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Outline(HTMLParser):
    """Checks that tags close in order, and collects headings, tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    outline.close()
    assert outline.open == []
    return outline


def test_the_fragment_is_well_formed_and_loads_nothing(recommendation: Recommendation, directory: Directory) -> None:
    page = plan_html(recommendation, directory)
    outline = read(page)
    assert not {"script", "img", "link", "iframe", "html", "body"} & outline.tags
    assert [name for name, _ in outline.attributes if name.startswith("on") or name in ("src", "style")] == []
    assert not re.search(r"url\(|@import|https?:", page)


def test_headings_never_skip_a_level(recommendation: Recommendation, directory: Directory) -> None:
    levels = read(plan_html(recommendation, directory)).headings
    assert levels[0] == 3
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_page_says_the_same_words_as_the_text_in_the_same_order(
    recommendation: Recommendation, directory: Directory
) -> None:
    said = " ".join(" ".join(read(plan_html(recommendation, directory)).words).split()).casefold()
    place = 0
    for phrase in (
        "Plan for 22 November 2026",
        "do not use for a real person",
        "No risk recorded",
        "Six areas of life",
        "severe difficulty: food now",
        "Nappy run (Example trust)",
        "Start now, long wait",
        "Talk through first",
        "Held back: Universal Credit is on the public-funds list",
        "Gaps",
        "Questions that would change the plan",
        "not yet reviewed",
    ):
        found = said.find(phrase.casefold(), place)
        assert found >= 0, phrase
        assert phrase.casefold() in " ".join(plan_text(recommendation, directory).split()).casefold()
        place = found


def test_states_and_levels_are_words_and_not_only_colour(recommendation: Recommendation, directory: Directory) -> None:
    page = plan_html(recommendation, directory)
    assert "<em>[check first, illustrative]</em>" in page
    assert '<th scope="row">Housing</th><td aria-hidden="true">?</td><td>not known</td>' in page
    assert "<caption>Six areas of life</caption>" in page


def test_what_is_held_is_closed_at_first_and_always_there(recommendation: Recommendation, directory: Directory) -> None:
    page = plan_html(recommendation, directory)
    assert "<details><summary><h4>Held back (1)</h4></summary>" in page


def test_tables_show_points_with_a_total() -> None:
    page = blocks_html(
        [
            Points("Points", (("Journey", -500, "about 20 minutes"),), ("Points", 1500)),
            Gauges("Areas", (Gauge("A", "x", 2),)),
        ]
    )
    read(page)
    assert '<td class="number">-500</td><td>about 20 minutes</td>' in page
    assert '<td class="number">1,500</td>' in page
    assert "&#9632;&#9632;&#9633;" in page


def test_the_record_is_data_that_json_takes_and_carries_its_version(
    recommendation: Recommendation, directory: Directory
) -> None:
    record = json.loads(json.dumps(to_dict(recommendation, directory)))
    assert record["schema_version"] == 1
    assert record["as_of"] == "2026-11-22"
    assert record["versions"]["recourse_pack"] == "r1"
    assert record["is_illustrative"] is True
    assert set(record) == {
        "schema_version", "as_of", "is_illustrative", "warnings", "safety", "determinants", "plan", "matches", "excluded",
        "gaps", "questions", "signposts", "versions", "services",
    }  # fmt: skip


def test_the_record_has_states_points_reasons_and_questions(
    recommendation: Recommendation, directory: Directory
) -> None:
    record = to_dict(recommendation, directory)
    first = record["matches"][0]
    assert (first["service"], first["state"], first["eligibility"]) == ("nappy-run", "suitable", "yes")
    assert sum(part["points"] for part in first["contributions"]) == first["points"]
    assert record["excluded"][0]["reasons"][0]["code"] == "public_fund"
    assert record["excluded"][0]["reasons"][0]["detail"]["fund"] == "universal-credit"
    assert record["plan"][1]["phase"] == "now"
    assert record["gaps"][0]["reason"] == "held"
    assert record["questions"][1]["id"] == "members.child.has_recourse"
    assert record["services"]["universal-credit"]["name"] == "Universal Credit"


def test_the_record_leaves_out_what_is_recorded_about_somebody(
    recommendation: Recommendation, directory: Directory, not_available: Exclusion, match: Match
) -> None:
    planted = replace(
        recommendation,
        matches=(replace(match, travel_minutes=21.4, contributions=(Contribution("travel", 0.4321, 1.0, -7),)),),
        excluded=(*recommendation.excluded, replace(not_available, possible_from=date(2027, 10, 22))),
        questions=(Question("members.planted-daughter-id.age", "How old is your child?", "person"),),
        plan=replace(
            recommendation.plan,
            steps=(*recommendation.plan.steps, Step(recommendation.plan.steps[0].phase, "keep", (), "planted-helper")),
        ),
    )
    record = to_dict(planted, directory)
    text = json.dumps(record)
    assert "planted" not in text
    assert "solicitor" not in text
    assert "recorded" not in {name for item in record["excluded"] for r in item["reasons"] for name in r["detail"]}
    assert "whose" not in text
    assert "2027-10-22" not in text
    assert record["excluded"][-1]["possible_from_month"] == "2027-10"
    assert record["matches"][0]["travel_minutes"] == 20
    assert "0.4321" not in text
    assert record["questions"][0]["id"] == "members.somebody.age"


def test_unknown_stays_null_in_the_record(recommendation: Recommendation, directory: Directory, match: Match) -> None:
    unknown = replace(match, travel_minutes=None, wait_days=None)
    record = to_dict(replace(recommendation, matches=(unknown,)), directory)
    assert record["matches"][0]["travel_minutes"] is None
    assert record["matches"][0]["wait_days"] is None
    assert record["determinants"][0]["severity"] is None
    assert record["excluded"][0]["possible_from_month"] is None
