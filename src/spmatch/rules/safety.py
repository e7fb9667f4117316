"""The safety gate: what stands above every plan. It shows what was recorded and asks; it never grades a risk.

It reads no weight, pin, filter or service, so nothing in the ranking can move it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from spmatch.model.area import Area
from spmatch.model.assessment import Assessment, Risk
from spmatch.model.recommendation import Action, Question, SafetyLine
from spmatch.rules.records import RiskCue, SafetyCheck, SafetyPack

__all__ = ["forbidden_tags", "present_cues", "safety_line"]

LESS_THAN_A_DAY = 1.0
"""Days of a supply left below which the cue of its check is raised without anybody having to record it."""


def present_cues(assessment: Assessment, as_of: date, pack: SafetyPack) -> tuple[RiskCue, ...]:
    """Return the cues that hold on a day, in the pack's order: recorded as present, or following from an answer.

    An answer is what is left of a supply, or a no to the question of a check.

    Raises
    ------
    UnknownName
        If a recorded cue is not in the pack, so that no cue is passed over in silence.
    """
    recorded = {pack.cue(risk.cue).id for risk in assessment.risks or () if risk.stance == "present"}
    recorded |= {
        check.raises for check in pack.checks if check.raises is not None and _has_run_out(check, assessment, as_of)
    }
    return tuple(cue for cue in pack.cues if cue.id in recorded)


def forbidden_tags(assessment: Assessment, as_of: date, pack: SafetyPack) -> frozenset[str]:
    """Return the kinds of session that are not suggested beside the cues that hold, such as mediation beside abuse."""
    return frozenset(tag for cue in present_cues(assessment, as_of, pack) for tag in cue.forbids)


def safety_line(assessment: Assessment, as_of: date, pack: SafetyPack, area: Area | None) -> SafetyLine:
    """Return the safety line for one assessment on one day.

    Parameters
    ----------
    assessment
        Recorded cues, supplies left and what has been asked are read.
    as_of
        The day.
    pack
        The safety pack in force.
    area
        The team's area, for the same-day clinician and the safeguarding lead. None: neither is set up.
    """
    cues = present_cues(assessment, as_of, pack)
    actions = tuple(_action(cue, assessment, area) for cue in cues)
    mentioned = tuple(pack.cue(risk.cue).label for risk in assessment.risks or () if risk.stance != "present")
    needed = [role for cue in cues for role in cue.contact_roles] or ["same_day_clinician", "safeguarding_lead"]
    missing = [role for role in dict.fromkeys(needed) if _is_set_up_by_team(role) and _contact(role, area) is None]
    return SafetyLine(
        banner="" if actions else pack.wording.banner,
        actions=actions,
        mentioned=mentioned,
        checks=tuple(_question(check) for check in pack.checks if _is_asked(check, assessment, as_of, pack)),
        is_sharing_blocked=any(cue.is_share_blocked for cue in cues) and assessment.safe_contact is None,
        do_not_contact=assessment.do_not_contact is True,
        missing_contacts=tuple(missing),
    )


def _action(cue: RiskCue, assessment: Assessment, area: Area | None) -> Action:
    role = cue.contact_roles[0]
    held = [risk for risk in assessment.risks or () if risk.cue == cue.id and risk.stance == "present"]
    is_acknowledged = bool(held) and all(map(_is_acknowledged, held))
    return Action(cue.id, cue.action, role, _contact(role, area), is_acknowledged=is_acknowledged)


def _is_acknowledged(risk: Risk) -> bool:
    return risk.acknowledged_by_role is not None and risk.acknowledged_on is not None


def _is_set_up_by_team(role: str) -> bool:
    return role in ("same_day_clinician", "safeguarding_lead")


def _contact(role: str, area: Area | None) -> str | None:
    if area is None or not _is_set_up_by_team(role):
        return None
    return area.team.same_day_clinician if role == "same_day_clinician" else area.team.safeguarding_lead


def _question(check: SafetyCheck) -> Question:
    return Question(f"safety.{check.id}", check.question, "person")


def _is_asked(check: SafetyCheck, assessment: Assessment, as_of: date, pack: SafetyPack) -> bool:
    """Return whether a check is asked: something it is about is not known, and every condition it names holds."""
    if all(_look_up(assessment, path) is not None for path in check.missing):
        return False
    if check.needs and not any(need.need in check.needs for need in assessment.needs):
        return False
    if check.situations and assessment.housing.situation not in check.situations:
        return False
    if check.cues and not any(cue.id in check.cues for cue in present_cues(assessment, as_of, pack)):
        return False
    return check.with_child_under_months is None or _has_child_under(check.with_child_under_months, assessment, as_of)


def _has_child_under(months: int, assessment: Assessment, as_of: date) -> bool:
    """Return whether a child under so many months lives there or may do."""
    for member in assessment.household or ():
        span = member.age_in_months(as_of)
        if member.relation == "child" and (span is None or span[0] < months):
            return True
    return False


def _has_run_out(check: SafetyCheck, assessment: Assessment, as_of: date) -> bool:
    left = assessment.days_left
    for path in check.missing:
        if path.startswith("answers.") and _look_up(assessment, path) is False:
            return True
        days = _look_up(assessment, path) if path.startswith("days_left.") else None
        if left is not None and days is not None and days - (as_of - left.stated_on).days < LESS_THAN_A_DAY:
            return True
    return False


def _look_up(assessment: Assessment, path: str) -> Any:
    """Return the fact at a dotted path; None: not known."""
    value: Any = assessment
    for name in path.split("."):
        if value is None:
            return None
        value = value.get(name) if isinstance(value, dict) else getattr(value, name)
    return value
