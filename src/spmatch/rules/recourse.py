"""Whether a service may be suggested given who in the household can claim public funds.

The rule for a fund is unanimity on the careful side. YES only when everybody in the household is recorded as able to
claim, so a mixed household is held; NO only when everybody whose status counts for that fund is recorded as not able to.
Everything between is UNKNOWN and shown as held. Advice and help around a fund are never held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from spmatch.model.assessment import Assessment, Member
from spmatch.model.recommendation import Question, Trace
from spmatch.model.service import RecourseFacts, ServiceKind
from spmatch.rules.questions import ask_household, ask_member, ask_service
from spmatch.rules.records import FundRule, RecoursePack
from spmatch.truth import Truth
from spmatch.vocabulary import funds_vocabulary

__all__ = ["HOLDING_CODES", "KINDS_THAT_OFTEN_TEST", "RecourseRule", "decide_recourse", "is_held", "recorded_recourse"]

Recorded = Literal["yes", "no", "unknown", "mixed", "household_not_known"]

KINDS_THAT_OFTEN_TEST = frozenset(
    {"hostel", "refuge", "supported_housing", "grant", "childcare", "statutory", "benefit_passported", "fund"}
)
"""Kinds of service where a missing statement about recourse is worth a question (practice notes, section 1)."""

HOLDING_CODES = frozenset({"public_fund", "fund_depends", "needs_benefit"})
"""Codes of traces that hold a service back unless they are YES."""


@dataclass(frozen=True)
class RecourseRule:
    """What has to be decided about one service: its recourse facts and its kind. Equal rules are decided once."""

    facts: RecourseFacts
    kind: ServiceKind


def recorded_recourse(assessment: Assessment) -> Recorded:
    """Return what is recorded for the household as a whole, in the words outputs use.

    "no" is said when somebody cannot claim and nobody is known to be able to; "mixed" when members differ.
    """
    known = {member.has_recourse for member in assessment.members}
    if {True, False} <= known:
        return "mixed"
    if False in known:
        return "no"
    if None in known:
        return "unknown"
    return "yes" if assessment.household is not None else "household_not_known"


def _recorded_for(rule: FundRule, assessment: Assessment) -> Recorded:
    """Return what is recorded for those whose status counts for a fund; a mixed household is mixed for every fund."""
    household = recorded_recourse(assessment)
    if household == "yes" and rule.whose_status == "either_parent" and assessment.has_other_parent is True:
        return "unknown"
    if household != "no":
        return household
    counted = {member.has_recourse for _, member in assessment.labelled_members if _counts(rule, member)}
    return "no" if False in counted else "unknown"


def is_held(trace: Trace) -> bool:
    """Return whether a recourse trace holds its service back, rather than asking about it or letting it through.

    Only who lives in the household being unknown is a question, not a hold: nobody recorded is unable to claim. What
    stays open whatever anybody answers, such as the status of a parent elsewhere, is held for an adviser.
    """
    if trace.code not in HOLDING_CODES or trace.truth is Truth.YES:
        return False
    if trace.truth is Truth.UNKNOWN and not trace.questions:
        return True
    detail = dict(trace.detail)
    return detail["recorded"] in ("no", "unknown", "mixed") and detail.get("receives") != "no"


def decide_recourse(rule: RecourseRule, assessment: Assessment, as_of: date, pack: RecoursePack) -> Trace:
    """Decide one recourse rule for one household on one day, and say on what.

    Parameters
    ----------
    rule
        The service's recourse facts and kind.
    assessment
        Only ``has_recourse`` of the members, who they are, benefits received and adviser confirmations are read.
    as_of
        The day; a confirmation dated later does not count yet.
    pack
        The dated list of public funds.

    Returns
    -------
    Trace
        ``code`` says which rule decided; see the reference page on recourse.
    """
    facts = rule.facts
    fund = None if facts.is_fund is None else pack.rule(facts.is_fund)
    decided = [] if fund is None else [_decide_fund(fund, assessment, as_of, pack)]
    if decided and decided[0].code == "adviser_confirmed":
        return decided[0]
    benefits = (*(fund.needs_benefit if fund is not None else ()), *facts.needs_benefit)
    if benefits:
        decided.insert(0, _decide_benefit(benefits, assessment, pack, decided[0].detail if decided else ()))
    if facts.requires_recourse is not None:
        decided.append(_decide_stated(facts.requires_recourse, assessment))
    if decided:  # all that is stated must hold, so the first that does not is the answer
        return next((trace for trace in decided if trace.truth is not Truth.YES), decided[0])
    if facts.rent_from_housing_benefit is True:
        return _decide_unstated("rent_from_housing_benefit", assessment)
    if rule.kind in KINDS_THAT_OFTEN_TEST:
        return _decide_unstated("recourse_not_stated", assessment)
    return Trace("no_recourse_test_stated", Truth.YES)


def _decide_fund(rule: FundRule, assessment: Assessment, as_of: date, pack: RecoursePack) -> Trace:
    stated_on = rule.stated_on if rule.stated_on is not None else pack.law_as_of
    detail = (
        ("fund", rule.fund),
        ("rule", rule.rule),
        ("as_of", stated_on.isoformat()),
        ("standing", rule.standing),
        ("whose", rule.whose_status or ""),
        ("recorded", _recorded_for(rule, assessment)),
        ("ask", rule.ask or ""),
    )
    if not rule.is_in_force(as_of):
        return Trace("fund_not_in_force", Truth.NO, detail=detail)
    if rule.standing == "not_public_fund":
        return Trace("not_public_fund", Truth.YES, detail=detail)
    confirmed = [c for c in assessment.adviser_confirmations if c.fund == rule.fund and c.on <= as_of]
    if confirmed:
        latest = max(confirmed, key=lambda confirmation: confirmation.on)
        by = (("role", latest.role), ("confirmed_on", latest.on.isoformat()))
        return Trace("adviser_confirmed", Truth.YES, facts=("adviser_confirmations",), detail=detail + by)
    truth, missing, questions = _unanimous(rule, assessment)
    code = "public_fund" if rule.standing == "public_fund" else "fund_depends"
    looked_up = tuple(f"members.{label}.has_recourse" for label, _ in assessment.labelled_members)
    return Trace(code, truth, None, looked_up, missing, questions, detail)


def _unanimous(rule: FundRule, assessment: Assessment) -> tuple[Truth, tuple[str, ...], tuple[Question, ...]]:
    """Return the decision for a fund, what is missing for it, and the questions that would settle it."""
    members = assessment.labelled_members
    deciding = [Truth.of(member.has_recourse) for _, member in members if _counts(rule, member)]
    questions = [ask_member("has_recourse", label) for label, member in members if member.has_recourse is None]
    someone_unknown = assessment.household is None
    if someone_unknown:
        questions.append(ask_household("household", about_recourse=True))
    if rule.whose_status == "either_parent" and assessment.has_other_parent is not False:
        someone_unknown = True
        if assessment.has_other_parent is None:
            questions.append(ask_household("has_other_parent", about_recourse=True))
    everybody = {Truth.of(member.has_recourse) for _, member in members}
    if everybody == {Truth.YES} and not someone_unknown:
        return Truth.YES, (), ()
    if deciding and set(deciding) == {Truth.NO} and not (someone_unknown and rule.whose_status != "claimant"):
        return Truth.NO, (), ()
    missing = tuple(question.id for question in questions)
    # Once somebody is recorded as not able to claim, no answer can lift the hold: then nobody is asked about status.
    return Truth.UNKNOWN, missing, () if Truth.NO in everybody else tuple(questions)


def _counts(rule: FundRule, member: Member) -> bool:
    """Return whether this member's status counts for the fund."""
    relations = {
        "claimant": ("person",),
        "child": ("child",),
        "either_parent": ("person", "partner"),
    }.get(rule.whose_status or "household")
    return relations is None or member.relation in relations


def _decide_benefit(
    benefits: tuple[str, ...], assessment: Assessment, pack: RecoursePack, detail: tuple[tuple[str, str], ...]
) -> Trace:
    received = [assessment.money.receives.get(fund) for fund in benefits]
    facts = tuple(f"money.receives.{fund}" for fund in benefits)
    recorded = recorded_recourse(assessment)
    base = (
        *(pair for pair in detail if pair[0] != "recorded"),
        *(() if detail else (("as_of", pack.law_as_of.isoformat()),)),
        ("benefits", ", ".join(benefits)),
        ("recorded", recorded),
    )
    if True in received:
        return Trace("needs_benefit", Truth.YES, None, facts, detail=base)
    if all(answer is False for answer in received):
        return Trace("needs_benefit", Truth.NO, None, facts, detail=(*base, ("receives", "no")))
    missing = tuple(fact for fact, answer in zip(facts, received, strict=True) if answer is None)
    labels = ", ".join(funds_vocabulary()[fund].label for fund in benefits)
    question = ask_household("receives", key="-or-".join(benefits), what=labels, about_recourse=True)
    questions = () if recorded in ("no", "mixed") else (question,)
    return Trace("needs_benefit", Truth.UNKNOWN, None, facts, missing, questions, base)


def _decide_stated(requires_recourse: bool, assessment: Assessment) -> Trace:
    if not requires_recourse:
        return Trace("open_to_all_recourse", Truth.YES)
    fact = assessment.person.has_recourse
    path = "members.person.has_recourse"
    recorded = (("recorded", recorded_recourse(assessment)),)
    if fact is None:
        questions = (ask_member("has_recourse", "person"),)
        return Trace("requires_recourse", Truth.UNKNOWN, "person", (path,), (path,), questions, recorded)
    return Trace("requires_recourse", Truth.of(fact), "person", (path,), detail=recorded)


def _decide_unstated(code: str, assessment: Assessment) -> Trace:
    """Decide where the provider states nothing: only a household known to have recourse needs no question."""
    recorded = recorded_recourse(assessment)
    facts = tuple(f"members.{label}.has_recourse" for label, _ in assessment.labelled_members)
    if recorded == "yes":
        return Trace(code, Truth.YES, None, facts, detail=(("recorded", recorded),))
    question = ask_service(code, about_recourse=True)
    return Trace(code, Truth.UNKNOWN, None, facts, (question.id,), (question,), (("recorded", recorded),))
