"""What a service requires, as one tree: that it runs, recourse, its area, and who it is for.

The index interns these trees, so that each distinct leaf is decided once for a person however many services share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from spmatch.engine.eligibility import decide
from spmatch.engine.places import Points, covers
from spmatch.engine.situation import Situation
from spmatch.geography import locate, parse_postcode
from spmatch.model.coverage import Coverage
from spmatch.model.criteria import Criterion
from spmatch.model.recommendation import Trace
from spmatch.model.service import Service, Site
from spmatch.rules.questions import ask_service
from spmatch.rules.recourse import RecourseRule, decide_recourse
from spmatch.truth import Truth, conjunction

__all__ = [
    "CoverageRule",
    "Requirement",
    "StatedRule",
    "StatusRule",
    "decide_requirement",
    "requirements_of",
    "trace_of",
]


@dataclass(frozen=True)
class StatusRule:
    """Whether the service runs on the day."""

    status: str | None
    runs_until: date | None


@dataclass(frozen=True)
class CoverageRule:
    """Whether the service covers the person's place. ``coverage`` None: the provider does not state its area."""

    coverage: Coverage | None
    points: Points


@dataclass(frozen=True)
class StatedRule:
    """What the provider says about who it takes when there is no criterion: "open" to everybody, or nothing."""

    eligibility: Literal["open"] | None


Requirement = StatusRule | RecourseRule | CoverageRule | StatedRule | Criterion


def requirements_of(service: Service) -> tuple[Requirement, ...]:
    """Return the parts that must all hold for a service, in the order reasons are given."""
    eligibility = service.eligibility
    return (
        StatusRule(service.status, service.runs_until),
        RecourseRule(service.recourse, service.kind),
        CoverageRule(service.coverage, _points(service)),
        StatedRule(eligibility) if eligibility is None or eligibility == "open" else eligibility,
    )


def site_point(site: Site) -> tuple[float, float] | None:
    """Return where a site is: its coordinates, else the middle of its postcode; None: not known."""
    if site.lat is not None and site.lon is not None:
        return site.lat, site.lon
    location = None if site.postcode is None else locate(parse_postcode(site.postcode))
    return None if location is None else (location.lat, location.lon)


def _points(service: Service) -> Points:
    if service.coverage is None or service.coverage.within_km is None or service.sites is None:
        return ()
    return tuple(point for point in map(site_point, service.sites) if point is not None)


def decide_requirement(requirement: Requirement, situation: Situation) -> Trace:
    """Decide one part for one person."""
    if isinstance(requirement, StatusRule):
        return _decide_status(requirement, situation.as_of)
    if isinstance(requirement, RecourseRule):
        return decide_recourse(requirement, situation.assessment, situation.as_of, situation.recourse_pack)
    if isinstance(requirement, CoverageRule):
        return _decide_coverage(requirement, situation)
    if isinstance(requirement, StatedRule):
        if requirement.eligibility == "open":
            return Trace("eligibility_open", Truth.YES)
        question = ask_service("eligibility")
        return Trace("eligibility_not_stated", Truth.UNKNOWN, missing=(question.id,), questions=(question,))
    return decide(requirement, situation)


def trace_of(service: Service, situation: Situation) -> Trace:
    """Return the whole decision for one service, part by part."""
    parts = tuple(decide_requirement(part, situation) for part in requirements_of(service))
    return Trace("service", conjunction(part.truth for part in parts), parts=parts)


def _decide_status(rule: StatusRule, as_of: date) -> Trace:
    detail: tuple[tuple[str, str], ...] = (("status", rule.status if rule.status is not None else "not known"),)
    if rule.runs_until is not None:
        detail += (("runs_until", rule.runs_until.isoformat()),)
        if as_of > rule.runs_until:
            return Trace("status", Truth.NO, detail=(*detail, ("ended", "yes")))
    if rule.status is None:
        question = ask_service("status")
        return Trace("status", Truth.UNKNOWN, missing=(question.id,), questions=(question,), detail=detail)
    return Trace("status", Truth.of(rule.status == "active"), detail=detail)


def _decide_coverage(rule: CoverageRule, situation: Situation) -> Trace:
    if rule.coverage is None:
        question = ask_service("coverage")
        return Trace("coverage_not_stated", Truth.UNKNOWN, missing=(question.id,), questions=(question,))
    truth, question = covers(rule.coverage, situation, rule.points)
    is_open = truth is Truth.UNKNOWN
    return Trace(
        "coverage",
        truth,
        facts=(question.id,),
        missing=(question.id,) if is_open else (),
        questions=(question,) if is_open else (),
        detail=(("where", rule.coverage.where),),
    )
