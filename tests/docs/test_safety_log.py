"""The safety log is linked, complete in form, and every hazard in it names tests that exist; some of them stand here.

The tests in the second half try, for hazards that no other file covers, whether the control that the log states holds.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import spmatch
from spmatch.errors import StalePack

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "safety.md"
AS_OF = "2026-11-22"

HAZARD = re.compile(r"^### (H\d\d) (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PARTS = ("Cause", "Effect", "Control", "Test", "Residual")
ADVICE = re.compile(r"\b(?:you (?:are|'re) entitled|(?:is|are) entitled to|you qualify|should apply|you can claim)\b")


def hazards(log: str) -> dict[str, dict[str, str]]:
    """Return each hazard's parts, by its id."""
    return {
        found[1]: {
            part: text for part, text in re.findall(r"^- \*\*(\w+):\*\* (.*(?:\n  .*)*)", found[3], re.MULTILINE)
        }
        for found in HAZARD.finditer(log)
    }


def faults(log: str) -> list[str]:
    """Return what is wrong with the form of a log, and the tests it names that do not exist."""
    found = hazards(log)
    wrong = [f"{hazard}: no {part}" for hazard, parts in found.items() for part in PARTS if not parts.get(part)]
    for hazard, parts in found.items():
        named = TEST.findall(parts.get("Test", ""))
        wrong += [] if named else [f"{hazard}: names no test"]
        wrong += [f"{hazard}: there is no {path}::{name}" for path, name in named if name not in functions_of(path)]
    numbers = [int(hazard[1:]) for hazard in re.findall(r"^### (H\d\d)", log, re.MULTILINE)]
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append("hazards are numbered from 1 without a gap")
    return wrong


def functions_of(path: str) -> set[str]:
    """Return the names of the test functions of a file; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_hazard_is_complete_and_names_tests_that_exist() -> None:
    log = LOG.read_text(encoding="utf-8")
    assert len(hazards(log)) >= 14  # what was asked for at the start; a hazard is never dropped in silence
    assert faults(log) == []


def test_the_log_says_who_has_not_reviewed_it_and_raises_the_question_of_a_medical_device() -> None:
    log = LOG.read_text(encoding="utf-8").lower()
    assert "not yet reviewed" in log
    assert "medical device" in log


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_the_log_is_linked(document: str) -> None:
    assert "](docs/safety.md" in (ROOT / document).read_text(encoding="utf-8")


GOOD = """### H01 A hazard
- **Cause:** a
- **Effect:** b
- **Control:** c
- **Test:** `tests/docs/test_safety_log.py::test_a_fault_of_the_log_is_found`
- **Residual:** d
"""


def test_a_sound_log_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- **Residual:** d\n", ""),
        ("test_a_fault_of_the_log_is_found", "test_of_nothing"),
        ("tests/docs/test_safety_log.py", "tests/docs/test_nothing.py"),
        ("`tests/docs/test_safety_log.py::test_a_fault_of_the_log_is_found`", "to be written"),
        ("H01", "H02"),
    ],
)
def test_a_fault_of_the_log_is_found(old: str, new: str) -> None:
    assert faults(GOOD.replace(old, new)) != []


# The controls that the log states, tried out on the sample directory.


@pytest.fixture(scope="module")
def matcher() -> spmatch.Matcher:
    return spmatch.Matcher(spmatch.sample_directory(), area=spmatch.sample_area())


def example(name: str) -> spmatch.Assessment:
    return spmatch.read_assessment(ROOT / "examples" / f"{name}.yaml")


def person(**facts: Any) -> spmatch.Assessment:
    """Build an assessment that says what is given, and nothing else."""
    return spmatch.Assessment.model_validate({"id": "demo", "person": {"id": "person", "relation": "person"}, **facts})


def varied(assessment: spmatch.Assessment, **facts: Any) -> spmatch.Assessment:
    return spmatch.Assessment.model_validate({**assessment.model_dump(), **facts})


def with_recourse(assessment: spmatch.Assessment, *recourse: bool | None) -> spmatch.Assessment:
    """Return the assessment with the recourse of the person and each other member set in turn."""
    data = assessment.model_dump()
    for member, answer in zip([data["person"], *data["household"]], recourse, strict=True):
        member["has_recourse"] = answer
    return spmatch.Assessment.model_validate(data)


def sample_with(**fields: Any) -> spmatch.Directory:
    """Return a directory of one service that meets everything Gina asks to do with others."""
    service = {
        "id": "added", "name": "Added", "organisation": "Test", "description": "Test.", "meets": ["family-activities"],
        "kind": "community", "delivery": ["in_person"], "coverage": {"nations": ["england"]}, "eligibility": "open",
        "status": "active", "provenance": {"source": "test"}, "illustrative": True, **fields,
    }  # fmt: skip
    return spmatch.Directory.model_validate({"title": "Test", "as_of": AS_OF, "services": [service]})


def funds(matcher: spmatch.Matcher) -> set[str]:
    """Return the services that are themselves a fund on the list, or not settled, or that need a benefit."""
    return {
        service.id
        for service in matcher.directory.services
        if service.recourse.needs_benefit
        or (
            service.recourse.is_fund is not None
            and matcher.recourse_pack.rule(service.recourse.is_fund).standing != "not_public_fund"
        )
    }


@pytest.mark.parametrize("recourse", [(False, False), (False, None), (None, None), (True, None), (True, False)])
def test_no_fund_is_a_match_or_a_step_unless_everybody_is_recorded_as_able_to_claim(
    matcher: spmatch.Matcher, recourse: tuple[bool | None, bool | None]
) -> None:
    result = matcher.match(with_recourse(example("gina"), *recourse), as_of=AS_OF, n=None)
    assert funds(matcher)
    assert funds(matcher).isdisjoint(match.service for match in result.matches)
    assert funds(matcher).isdisjoint(result.plan.services)
    assert funds(matcher).isdisjoint(backup for step in result.plan.steps for backup in step.backups)


@pytest.mark.parametrize("name", ["gina", "gina-recourse-yes", "gina-recourse-unknown"])
def test_no_answer_reads_like_advice(matcher: spmatch.Matcher, name: str) -> None:
    result = matcher.match(example(name), as_of=AS_OF, n=None)
    texts = [result.text(), *(result.why_not(service.id) for service in matcher.directory.services)]
    assert [found.group() for text in texts for found in ADVICE.finditer(" ".join(text.lower().split()))] == []


def test_for_somebody_of_whom_nothing_is_known_only_a_service_that_does_not_run_says_no(
    matcher: spmatch.Matcher,
) -> None:
    for service in matcher.directory.services:
        decision = matcher.decide(person(), service.id, as_of=AS_OF)
        if decision.trace.truth is spmatch.Truth.NO:
            assert decision.trace.parts[0].truth is spmatch.Truth.NO, service.id


def test_an_open_question_about_recourse_is_never_a_step(matcher: spmatch.Matcher) -> None:
    result = matcher.match(example("gina-recourse-unknown"), as_of=AS_OF, n=None)
    open_ = {m.service for m in result.matches if any(question.is_about_recourse for question in m.questions)}
    assert open_
    assert open_.isdisjoint(result.plan.services)
    assert not any(question.is_about_recourse for step in result.plan.steps for question in step.only_if)


ABUSE = [{"cue": "domestic-abuse"}]


def test_abuse_blocks_sharing_until_a_safe_contact_is_recorded(matcher: spmatch.Matcher) -> None:
    blocked = matcher.match(varied(example("gina"), risks=ABUSE), as_of=AS_OF)
    assert blocked.safety.is_sharing_blocked
    assert matcher.safety_pack.wording.share_blocked in " ".join(blocked.text().split())
    safe = matcher.match(varied(example("gina"), risks=ABUSE, safe_contact={"how": "At the practice"}), as_of=AS_OF)
    assert not safe.safety.is_sharing_blocked


def test_sessions_together_are_left_out_beside_abuse_though_pinned() -> None:
    together = spmatch.Matcher(sample_with(tags=["mediation"]))
    assert [match.service for match in together.match(example("gina"), as_of=AS_OF).matches] == ["added"]
    result = together.match(varied(example("gina"), risks=ABUSE), as_of=AS_OF, pinned=["added"])
    assert result.matches == ()
    assert result.plan.services == ()
    assert [reason.code for exclusion in result.excluded for reason in exclusion.reasons] == ["unsafe_beside_risk"]


def test_a_recorded_cue_comes_before_everything_whatever_the_weights_pins_and_hidden_services() -> None:
    directory = spmatch.sample_directory()
    at_risk = varied(example("gina"), risks=[{"cue": "suicide-or-self-harm"}])
    plain = spmatch.Matcher(directory).match(at_risk, as_of=AS_OF)
    changed = spmatch.Matcher(directory, weights=spmatch.Weights(need_fit=0, travel=10)).match(
        at_risk, as_of=AS_OF, pinned=["stay-and-play"], hidden=["food-bank-collection"], n=1
    )
    assert [action.cue for action in plain.safety.actions] == ["suicide-or-self-harm"]
    assert changed.safety == plain.safety
    assert plain.text().index("SAFETY FIRST") < plain.text().index("STEPS")


def test_a_supply_that_has_run_out_raises_its_cue_though_nobody_recorded_it(matcher: spmatch.Matcher) -> None:
    left = {"food": 0, "stated_on": AS_OF}
    result = matcher.match(varied(example("gina"), days_left=left), as_of=AS_OF)
    assert "no-food-tonight" in [action.cue for action in result.safety.actions]


@pytest.mark.parametrize(
    "ended", [{"status": "defunct"}, {"status": "temporarily closed"}, {"runs_until": "2026-11-21"}]
)
def test_a_closed_or_ended_service_is_never_a_match_though_pinned(ended: dict[str, str]) -> None:
    result = spmatch.Matcher(sample_with(**ended)).match(example("gina"), as_of=AS_OF, pinned=["added"])
    assert result.matches == ()
    assert [reason.code for exclusion in result.excluded for reason in exclusion.reasons] == ["status"]


@pytest.mark.parametrize(
    ("checked_on", "note"), [("2025-11-21", "stale_record"), (None, "not_checked"), ("2026-11-01", None)]
)
def test_an_old_record_is_marked_and_never_above_the_same_one_checked_lately(
    checked_on: str | None, note: str | None
) -> None:
    match = _only_match(provenance={"source": "test", "checked_on": checked_on})
    fresh = _only_match(provenance={"source": "test", "checked_on": AS_OF})
    assert (note in match.notes) if note else not {"stale_record", "not_checked"} & set(match.notes)
    assert match.points < fresh.points


def _only_match(**fields: Any) -> spmatch.Match:
    (match,) = spmatch.Matcher(sample_with(**fields)).match(example("gina"), as_of=AS_OF).matches
    return match


def test_a_postcode_district_across_a_boundary_leaves_a_borough_s_own_service_open() -> None:
    service = sample_with(coverage={"boroughs": ["Southwark"]})
    straddling = varied(example("gina"), temporary={"postcode": "SE5"})
    (match,) = spmatch.Matcher(service).match(straddling, as_of=AS_OF).matches
    assert match.state is spmatch.State.CHECK_FIRST
    assert [question.id for question in match.questions] == ["household.where"]


def test_meeting_others_is_lowered_and_left_for_later_while_somebody_avoids_infection() -> None:
    closed = spmatch.Matcher(sample_with()).match(example("gina"), as_of=AS_OF)
    (match,), (step,) = closed.matches, closed.plan.steps
    assert "in_person_advised_against" in match.notes
    assert (step.phase, step.why_phase) == (spmatch.Phase.LATER, "when_in_person_is_advised_again")
    assert _only_match(delivery=["online"]).points > match.points


def test_at_most_three_steps_are_to_start_now_though_everything_is_urgent(matcher: spmatch.Matcher) -> None:
    needs = [need.model_dump() | {"urgency": "today"} for need in example("gina").needs]
    plan = matcher.match(varied(example("gina"), needs=needs), as_of=AS_OF).plan
    assert len([step for step in plan.phase(spmatch.Phase.NOW) if step.kind == "start"]) == 3
    assert len(plan.steps) > 3


def test_a_matcher_keeps_nothing_of_the_person_before(matcher: spmatch.Matcher) -> None:
    alone = matcher.match(example("gina"), as_of=AS_OF)
    other = matcher.match(example("rough-sleeper-dog"), as_of=AS_OF)
    again = matcher.match(example("gina"), as_of=AS_OF)
    assert again.recommendation == alone.recommendation
    assert other.recommendation != alone.recommendation


def test_matching_after_the_review_date_of_a_pack_warns(matcher: spmatch.Matcher) -> None:
    with pytest.warns(StalePack, match="was to be reviewed by"):
        matcher.match(example("gina"), as_of="2027-11-22")


def test_a_confidential_site_is_in_no_output() -> None:
    sites = [{"postcode": "SE17 2AA", "name": "Quietstreet House", "is_confidential": True}]
    result = spmatch.Matcher(sample_with(sites=sites)).match(example("gina"), as_of=AS_OF)
    texts = (result.text(), result._repr_html_(), str(result.to_dict()), result.why("added"), result.why_not("added"))
    assert not any(word in text for text in texts for word in ("SE17 2AA", "Quietstreet"))


def test_a_waiting_list_is_said_beside_the_state() -> None:
    match = _only_match(capacity={"code": "no-capacity-has-waitlist", "wait_days": 90, "stated_on": AS_OF})
    assert (match.state, match.availability, match.wait_days) == (spmatch.State.SUITABLE, "waiting_list", 90)
    full = spmatch.Matcher(sample_with(capacity={"code": "no-capacity", "stated_on": AS_OF}))
    result = full.match(example("gina"), as_of=AS_OF)
    assert result.plan.services == ()
    assert ("family-activities", "full") in [(gap.need, gap.reason) for gap in result.gaps]
