"""The answer for one service: a match with its state, questions and notes, or an exclusion with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from spmatch.engine.components import modes_advised_against, unmanageable_modes
from spmatch.engine.index import MODES_AT_HOME, MODES_WITH_A_JOURNEY, Index
from spmatch.engine.query import Query
from spmatch.engine.requirements import decide_requirement, requirements_of, trace_of
from spmatch.engine.situation import Situation
from spmatch.engine.times import parts_of_week
from spmatch.model.assessment import Avoidance
from spmatch.model.recommendation import (
    Answer,
    Availability,
    Contribution,
    Exclusion,
    ExclusionKind,
    Match,
    Question,
    Reason,
    State,
    Trace,
)
from spmatch.model.service import Service
from spmatch.rules.questions import for_service
from spmatch.rules.recourse import is_held, recorded_recourse
from spmatch.truth import Truth

__all__ = ["Scored", "answer_for"]

STALE_DAYS = 365
"""From this age in days a record carries a note to ring first. Project judgement."""
ROUGH_M = 500.0
"""From this radius in metres a journey time is shown as rough. Project judgement: about six minutes' walk."""
LOOK_AHEAD_MONTHS = 24
"""How many months ahead an age that is still to be reached is looked for. Project judgement."""
_OTHER_ADULTS = ("partner", "parent", "sibling", "other_adult")
"""Members by relation whose own permission a referral needs when it turns on facts about them."""
_AVAILABILITY: dict[str, Availability] = {
    "capacity": "open",
    "no-capacity-has-waitlist": "waiting_list",
    "no-capacity": "full",
}


@dataclass(frozen=True)
class Scored:
    """How one service scored: contributions, minutes to get there (NaN: not known), and strength by wanted need.

    ``contributions`` makes them when they are asked for: what is left out of the list needs none.
    """

    contributions: Callable[[], tuple[Contribution, ...]]
    minutes: float
    strengths: dict[str, float]


def answer_for(index: Index, row: int, query: Query, scored: Scored) -> Answer:
    """Build the answer for one service, with its trace.

    Parameters
    ----------
    index, row
        The directory, and the row of the service.
    query
        What the person wants, and their situation.
    scored
        How the service scored.
    """
    service = index.services[row]
    trace = index.program.trace(row, query.decided, query.situation)
    against = _against(service, trace, query.situation)
    if against is None:
        return _match(service, trace, query, scored)
    kind, reasons = against
    possible_from = _possible_from(service, trace, query.situation) if kind == "not_available" else None
    return Exclusion(
        service.id,
        kind,
        _needs(scored.strengths),
        reasons,
        trace,
        _questions(_worth_asking(kind, trace, service, query.situation, possible_from), service),
        possible_from,
        is_illustrative=service.illustrative,
    )


def _worth_asking(
    kind: ExclusionKind, trace: Trace, service: Service, situation: Situation, possible_from: date | None
) -> tuple[Trace, ...]:
    """Return the parts of a decision whose questions could still change it.

    What is held is asked about no further than what could lift the hold; what is decided as NO, not at all, unless it
    opens on a later day: then what will be open on that day.
    """
    if kind == "held":
        return trace.parts[1:2]
    if possible_from is None:
        return ()
    return trace_of(service, replace(situation, as_of=possible_from)).parts


def _against(service: Service, trace: Trace, situation: Situation) -> tuple[ExclusionKind, tuple[Reason, ...]] | None:
    """Return what keeps a service off the list, the hold before all else; None: nothing does."""
    recourse = trace.parts[1]
    if is_held(recourse):
        return "held", (Reason(recourse.code, recourse.detail),)
    if trace.truth is Truth.NO:
        deciding = [leaf for part in trace.parts if part.truth is Truth.NO for leaf in part.deciding()]
        return "not_available", tuple(dict.fromkeys(Reason(leaf.code, leaf.detail) for leaf in deciding))
    return _kept_away_from(service, situation)


def _kept_away_from(service: Service, situation: Situation) -> tuple[ExclusionKind, tuple[Reason, ...]] | None:
    """Return the risk or the wish that keeps a service away from this person; None: there is none."""
    if not situation.forbidden_tags.isdisjoint((*service.tags, *service.meets)):
        return "avoided", (Reason("unsafe_beside_risk"),)
    wish = next((wish for wish in situation.assessment.wishes.avoid if _speaks_against(wish, service)), None)
    return None if wish is None else ("avoided", (Reason("avoided", (("what", wish.what),)),))


def _is_outside_free_times(service: Service, free_at: tuple[str, ...] | None) -> bool:
    """Return whether every opening lies outside the parts of the day and week that the person is free at."""
    if free_at is None or not service.opening:
        return False
    parts = {part for opening in service.opening for part in parts_of_week(opening)}
    return parts.isdisjoint(free_at)


def _speaks_against(wish: Avoidance, service: Service) -> bool:
    """Return whether something the person asked to keep away from is all that a service is."""
    value = wish.value.casefold()
    if wish.what == "service":
        return value == service.id
    if wish.what == "organisation":
        return value == service.organisation.casefold()
    if wish.what == "need":
        return {value} >= set(service.meets)
    if wish.what == "mode":
        return service.delivery is not None and {value} >= set(service.delivery)
    return value in service.tags


def _match(service: Service, trace: Trace, query: Query, scored: Scored) -> Match:
    situation = query.situation
    nodes = trace.walk()
    contributions = scored.contributions()
    cautions = _cautions(service, situation)
    state = State.SUITABLE if trace.truth is Truth.YES else State.CHECK_FIRST
    location = situation.current.location
    return Match(
        service=service.id,
        state=State.TALK_THROUGH_FIRST if cautions else state,
        eligibility=trace.truth,
        points=sum(part.points for part in contributions),
        contributions=contributions,
        needs=_needs(scored.strengths),
        trace=trace,
        questions=_questions(trace.parts, service),
        availability="not_known" if service.capacity is None else _AVAILABILITY[service.capacity.code],
        wait_days=None if service.capacity is None else service.capacity.wait_days,
        travel_minutes=None if np.isnan(scored.minutes) or not _has_journey(service) else scored.minutes,
        reaches_person=_reaches_person(service),
        for_whom=_for_whom(nodes),
        is_travel_rough=location is not None and location.radius_m >= ROUGH_M,
        cautions=cautions,
        notes=_notes(service, query, scored.minutes, nodes),
        is_illustrative=service.illustrative,
    )


def _reaches_person(service: Service) -> bool:
    return service.delivery is not None and not MODES_AT_HOME.isdisjoint(service.delivery)


def _has_journey(service: Service) -> bool:
    return service.delivery is None or not MODES_WITH_A_JOURNEY.isdisjoint(service.delivery)


def _needs(strengths: dict[str, float]) -> tuple[str, ...]:
    """Return the wanted needs a service relates to, the closest first, then by id."""
    return tuple(sorted(strengths, key=lambda need: (-strengths[need], need)))


def _questions(parts: tuple[Trace, ...], service: Service) -> tuple[Question, ...]:
    """Return the open questions of a trace that can still matter, once each, in the author's order.

    A part that is decided asks nothing: an answer below an ``any_of`` that already holds changes nothing.
    """
    found: dict[str, Question] = {}

    def collect(node: Trace) -> None:
        if node.truth is not Truth.UNKNOWN:
            return
        for question in node.questions:
            found.setdefault(question.id, replace(for_service(question, service.id), decides=(service.id,)))
        for part in node.parts:
            collect(part)

    for part in parts:
        collect(part)
    return tuple(found.values())


def _cautions(service: Service, situation: Situation) -> tuple[str, ...]:
    """Return what the person should weigh before using a service; it never lowers the score."""
    cautions = []
    if service.recourse.shares_with_home_office is True and recorded_recourse(situation.assessment) != "yes":
        cautions.append("shares_with_home_office")
    if service.talk_through is not None:
        cautions.append("author")
    return tuple(cautions)


def _for_whom(nodes: list[Trace]) -> tuple[str, ...]:
    """Return the members who meet what some member of the household has to meet, by relation, in the author's order."""
    meeting = (
        leaf.who
        for node in nodes
        if node.code == "member"
        for part in node.parts
        if part.truth is Truth.YES
        for leaf in part.walk()
        if leaf.who is not None
    )
    return tuple(dict.fromkeys(meeting))


def _notes(service: Service, query: Query, minutes: float, nodes: list[Trace]) -> tuple[str, ...]:
    """Return codes of what is worth knowing before using a service."""
    situation = query.situation
    practical = situation.assessment.practicalities
    checked_on = service.provenance.checked_on
    modes = set(service.delivery or ())
    longest = practical.max_travel_minutes
    notes = {
        "in_person_advised_against": bool(modes) and modes <= modes_advised_against(situation),
        "hard_to_use_now": bool(modes) and modes <= unmanageable_modes(situation),
        "over_travel_limit": longest is not None and minutes > longest and not _reaches_person(service),
        "travel_not_known": bool(np.isnan(minutes)) and bool(modes) and not _reaches_person(service),
        "outside_free_times": _is_outside_free_times(service, practical.free_at),
        "ring_first": service.status is None,
        "not_checked": checked_on is None,
        "stale_record": checked_on is not None and situation.as_of - checked_on > timedelta(days=STALE_DAYS),
        "asks_status": service.recourse.asks_status is True,
        "no_self_referral": service.routes is not None and all(route.who != "self" for route in service.routes),
        "route_not_stated": service.routes is None,
        # Never beside abuse, where the other adult may be who it is about.
        "other_adults_permission": not situation.forbidden_tags
        and any(node.who is not None and node.who.startswith(_OTHER_ADULTS) for node in nodes),
    }
    return tuple(note for note, applies in notes.items() if applies)


def _possible_from(service: Service, trace: Trace, situation: Situation) -> date | None:
    """Return the first day in the months ahead on which no age says NO any more, where only ages stand in the way."""
    deciding = [leaf for part in trace.parts if part.truth is Truth.NO for leaf in part.deciding()]
    if any(leaf.code != "age" for leaf in deciding) or trace.parts[1].truth is not Truth.YES:
        return None
    if _kept_away_from(service, situation) is not None or _cautions(service, situation):
        return None
    requirement = requirements_of(service)[-1]

    def is_open(day: date) -> bool:
        return decide_requirement(requirement, replace(situation, as_of=day)).truth is not Truth.NO

    closed = situation.as_of
    for months in range(1, LOOK_AHEAD_MONTHS + 1):
        later = _months_on(situation.as_of, months)
        if is_open(later):
            return _first_open_day(closed, later, is_open)
        closed = later
    return None


def _first_open_day(closed: date, open_: date, is_open: Callable[[date], bool]) -> date:
    """Return the day on which something opens, between a day it is closed and a later one it is open, by halving."""
    while (open_ - closed).days > 1:
        middle = closed + (open_ - closed) // 2
        closed, open_ = (closed, middle) if is_open(middle) else (middle, open_)
    return open_


def _months_on(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, min(day.day, 28))
