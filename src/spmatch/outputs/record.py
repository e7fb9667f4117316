"""The answer as plain data for other programs: ids, codes, points and questions, and no stated fact of the person.

What is left out on purpose: ids of people, who a decision was about, what is recorded about recourse, whose status a
fund turns on, names of help already in place, and the day of a birthday (a date that turns on an age keeps its month).
Needs, journey times and what fits still speak about somebody, so a record wants the same care as the assessment.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from spmatch.model.directory import Directory
from spmatch.model.recommendation import (
    Exclusion,
    Gap,
    Match,
    Question,
    Reason,
    Recommendation,
    SafetyLine,
    Step,
    Versions,
)
from spmatch.render import clean

__all__ = ["SCHEMA_VERSION", "to_dict"]

SCHEMA_VERSION: Final = 1
"""Version of the form of the record; it changes when a field changes its meaning or goes."""
MOST_TEXT = 400
_ABOUT_THE_PERSON = {"recorded", "whose", "receives", "role", "confirmed_on"}
_MEMBER_PATH = re.compile(r"^members\.([^.]+)(?=\.|$)")
_LABEL = re.compile(r"(person|partner|child|parent|sibling|other_adult)(-\d+)?")
ROUNDED_TO = 5  # minutes: a finer journey time would help to find the address behind it


def to_dict(recommendation: Recommendation, directory: Directory) -> dict[str, Any]:
    """Return the answer as data that ``json.dumps`` takes.

    Parameters
    ----------
    recommendation, directory
        The answer, and the directory it was made from, for the names of services.

    Returns
    -------
    dict
        ``schema_version``, ``as_of``, ``safety``, ``determinants``, ``plan``, ``matches``, ``excluded``, ``gaps``,
        ``questions``, ``signposts``, ``services`` (name and organisation of each service named), ``versions``.
    """
    record: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "as_of": recommendation.as_of.isoformat(),
        "is_illustrative": recommendation.has_illustrative,
        "warnings": [clean(warning, limit=MOST_TEXT) for warning in recommendation.warnings],
        "safety": _safety(recommendation.safety),
        "determinants": [
            {"determinant": item.determinant, "severity": item.severity, "needs": [*item.needs]}
            for item in recommendation.determinants
        ],
        "plan": [_step(step, directory) for step in recommendation.plan.steps],
        "matches": [_match(match) for match in recommendation.matches],
        "excluded": [_exclusion(exclusion) for exclusion in recommendation.excluded],
        "gaps": [_gap(gap) for gap in recommendation.gaps],
        "questions": [_question(question) for question in recommendation.questions],
        "signposts": [clean(signpost, limit=MOST_TEXT) for signpost in recommendation.signposts],
        "versions": _versions(recommendation.versions),
    }
    record["services"] = _services(recommendation, directory)
    return record


def _services(recommendation: Recommendation, directory: Directory) -> dict[str, dict[str, str]]:
    named = {
        *(match.service for match in recommendation.matches),
        *(exclusion.service for exclusion in recommendation.excluded),
        *recommendation.plan.services,
        *(service for step in recommendation.plan.steps for service in step.backups),
        *(service for gap in recommendation.gaps for service in gap.services),
    }
    return {
        service: {
            "name": clean(directory.by_id[service].name, limit=MOST_TEXT),
            "organisation": clean(directory.by_id[service].organisation, limit=MOST_TEXT),
        }
        for service in sorted(named)
        if service in directory.by_id
    }


def _safety(safety: SafetyLine) -> dict[str, Any]:
    return {
        "banner": clean(safety.banner),
        "actions": [
            {
                "cue": action.cue,
                "text": clean(action.text, limit=2 * MOST_TEXT),
                "contact_role": action.contact_role,
                "is_acknowledged": action.is_acknowledged,
            }
            for action in safety.actions
        ],
        "mentioned": [clean(cue, limit=MOST_TEXT) for cue in safety.mentioned],
        "checks": [_question(question) for question in safety.checks],
        "is_sharing_blocked": safety.is_sharing_blocked,
        "do_not_contact": safety.do_not_contact,
        "missing_contacts": [*safety.missing_contacts],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": _without_member_id(question.id),
        "text": clean(question.text, limit=MOST_TEXT),
        "to": question.to,
        "decides": [*question.decides],
        "is_about_recourse": question.is_about_recourse,
    }


def _without_member_id(path: str) -> str:
    """Return the path of a fact; a member is named by relation, as the engine does, and never by an id."""
    found = _MEMBER_PATH.match(path)
    if found is None or _LABEL.fullmatch(found.group(1)):
        return clean(path, limit=MOST_TEXT)
    return clean(_MEMBER_PATH.sub("members.somebody", path), limit=MOST_TEXT)


def _match(match: Match) -> dict[str, Any]:
    minutes = match.travel_minutes
    return {
        "service": match.service,
        "state": match.state.value,
        "eligibility": match.eligibility.name.lower(),
        "points": match.points,
        "contributions": [
            {"component": part.component, "points": part.points, "is_known": part.is_known}
            for part in match.contributions
        ],
        "needs": [*match.needs],
        "questions": [_question(question) for question in match.questions],
        "availability": match.availability,
        "wait_days": match.wait_days,
        "travel_minutes": None if minutes is None else max(ROUNDED_TO, ROUNDED_TO * round(minutes / ROUNDED_TO)),
        "is_travel_rough": match.is_travel_rough,
        "reaches_person": match.reaches_person,
        "for_whom": [*match.for_whom],
        "cautions": [*match.cautions],
        "notes": [*match.notes],
        "is_illustrative": match.is_illustrative,
    }


def _exclusion(exclusion: Exclusion) -> dict[str, Any]:
    return {
        "service": exclusion.service,
        "kind": exclusion.kind,
        "needs": [*exclusion.needs],
        "reasons": [_reason(reason) for reason in exclusion.reasons],
        "questions": [_question(question) for question in exclusion.questions],
        "possible_from_month": _month(exclusion.possible_from),
        "advice": [*exclusion.advice],
        "is_illustrative": exclusion.is_illustrative,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    detail = {name: clean(value, limit=MOST_TEXT) for name, value in reason.detail if name not in _ABOUT_THE_PERSON}
    return {"code": reason.code, "detail": detail}


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day.year:04}-{day.month:02}"


def _step(step: Step, directory: Directory) -> dict[str, Any]:
    is_listed = step.service is not None and step.service in directory.by_id
    return {
        "phase": step.phase.value,
        "kind": step.kind,
        "needs": [*step.needs],
        "service": step.service if is_listed else None,
        "state": None if step.state is None else step.state.value,
        "after": [*step.after],
        "only_if": [_question(question) for question in step.only_if],
        "backups": [*step.backups],
        "why_phase": step.why_phase,
        "from_month": _month(step.from_on),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"need": gap.need, "reason": gap.reason, "services": [*gap.services], "binding": [*gap.binding]}


def _versions(versions: Versions) -> dict[str, str]:
    return {
        "spmatch": versions.spmatch,
        "directory": versions.directory,
        "vocabulary": versions.vocabulary,
        "recourse_pack": versions.recourse_pack,
        "safety_pack": versions.safety_pack,
        "weights": versions.weights,
        "travel": versions.travel,
    }
