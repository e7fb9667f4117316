"""From decisions and components to ranked matches and exclusions, each with the reasons it was decided on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from spmatch.engine.components import COMPONENTS, Component, travel_minutes, unmanageable_modes
from spmatch.engine.index import CAPACITY_CODES, MODES_AT_HOME, Index
from spmatch.engine.points import START_POINTS, points_of, weighted
from spmatch.engine.query import Query, candidate_rows
from spmatch.engine.requirements import decide_requirement, requirements_of, trace_of
from spmatch.engine.situation import Situation
from spmatch.model.assessment import Avoidance
from spmatch.model.recommendation import Contribution, Exclusion, Match, Question, Reason, State, Trace
from spmatch.model.service import Service
from spmatch.model.weights import Weights
from spmatch.rules.questions import for_service
from spmatch.rules.recourse import is_held, recorded_recourse
from spmatch.truth import Truth

__all__ = ["Scores", "answer_for", "decide_one", "rank", "score_rows", "wanted_needs_of"]

CERTAINTY = {Truth.YES: 1.0, Truth.UNKNOWN: 0.5}
"""What an open question leaves of a match's worth, all else equal. Project judgement."""
STALE_DAYS = 365
"""From this age in days a record carries a note to ring first. Project judgement."""
ROUGH_M = 500.0
"""From this radius in metres a journey time is shown as rough. Project judgement: about six minutes' walk."""
LOOK_AHEAD_MONTHS = 24
"""How many months ahead an age that is still to be reached is looked for. Project judgement."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Points of each component for some rows, shape (components, rows), with the values behind them."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    is_known: NDArray[np.bool_]
    points: NDArray[np.int64]
    minutes: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.int64]:
        """Sum over the components, without the start and the deduction for open questions."""
        return np.asarray(self.points.sum(axis=0), dtype=np.int64)


def score_rows(index: Index, query: Query, rows: NDArray[np.int64], weights: Weights) -> Scores:
    """Return the points of every component for some services."""
    columns = [component.score(index, query, rows) for component in COMPONENTS]
    known = np.array([column.is_known for column in columns])
    values = np.array([_filled(component, column.values, column.is_known) for component, column in zip(COMPONENTS, columns, strict=True)])
    points = np.array(
        [weighted(points_of(values[i]), getattr(weights, component.name)) for i, component in enumerate(COMPONENTS)]
    )
    return Scores(rows, values, known, points, travel_minutes(index, query, rows))


def _filled(component: Component, values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(known, values, component.when_unknown)


def rank(
    index: Index, query: Query, weights: Weights, *, pinned: Iterable[str] = (), hidden: Iterable[str] = ()
) -> tuple[list[Match], list[Exclusion]]:
    """Decide, score and order every candidate.

    Pinned services come first among the matches, in their usual order; a pin lifts no hold and no NO. Hidden ones are
    left out of both lists.

    Returns
    -------
    tuple
        Matches, best first, ties by id; and exclusions, in the order they would have had.
    """
    rows = candidate_rows(index, query)
    scores = score_rows(index, query, rows, weights)
    truths = index.program.decide(query.situation)[rows]
    total = scores.total + certainty_points(truths, weights)
    pins, away = set(pinned), set(hidden)
    matches: list[Match] = []
    excluded: list[Exclusion] = []
    for at in np.lexsort((rows, -total)):
        service = index.services[rows[at]]
        if service.id in away:
            continue
        answer = answer_for(service, Truth(int(truths[at])), query, weights, scores, int(at))
        (matches if isinstance(answer, Match) else excluded).append(answer)  # type: ignore[arg-type]  # told apart just before
    matches.sort(key=lambda match: match.service not in pins)
    return matches, excluded


def decide_one(index: Index, query: Query, weights: Weights, service_id: str) -> Match | Exclusion:
    """Decide and score one service of the directory, whether or not it relates to anything wanted."""
    row = next(row for row, service in enumerate(index.services) if service.id == service_id)
    rows = np.array([row], dtype=np.int64)
    truth = Truth(int(index.program.decide(query.situation)[row]))
    return answer_for(index.services[row], truth, query, weights, score_rows(index, query, rows, weights), 0)


def certainty_points(truths: NDArray[np.int8], weights: Weights) -> NDArray[np.int64]:
    """Return the deduction for open questions; services decided as NO take the same one, only to have a place."""
    values = np.where(truths == Truth.YES.value, CERTAINTY[Truth.YES], CERTAINTY[Truth.UNKNOWN])
    return weighted(points_of(values), weights.certainty)


def answer_for(
    service: Service, truth: Truth, query: Query, weights: Weights, scores: Scores, at: int
) -> Match | Exclusion:
    """Build the answer for one service with its trace, which must agree with the column it was decided in."""
    situation = query.situation
    trace = trace_of(service, situation)
    if trace.truth is not truth:
        raise AssertionError(f"trace and column disagree on service {service.id}")
    questions = _questions(trace, service)
    needs = wanted_needs_of(service, query)
    avoidance = _avoided(service, situation)
    recourse = trace.parts[1]
    if is_held(recourse):
        return _exclusion("held", service, needs, trace, questions, situation)
    if truth is Truth.NO:
        return _exclusion("not_available", service, needs, trace, questions, situation)
    if avoidance is not None:
        return _exclusion("avoided", service, needs, trace, questions, situation, avoidance)
    cautions = _cautions(service, situation)
    state = State.SUITABLE if truth is Truth.YES else State.CHECK_FIRST
    if cautions:
        state = State.TALK_THROUGH_FIRST
    contributions = _contributions(truth, weights, scores, at)
    minutes = float(scores.minutes[at])
    location = situation.current.location
    return Match(
        service=service.id,
        state=state,
        eligibility=truth,
        points=sum(part.points for part in contributions),
        contributions=contributions,
        needs=needs,
        trace=trace,
        questions=questions,
        availability=_availability(service),
        wait_days=None if service.capacity is None else service.capacity.wait_days,
        travel_minutes=None if np.isnan(minutes) else minutes,
        is_travel_rough=location is not None and location.radius_m >= ROUGH_M,
        cautions=cautions,
        notes=_notes(service, query, minutes),
        is_illustrative=service.illustrative,
    )


def wanted_needs_of(service: Service, query: Query) -> tuple[str, ...]:
    """Return the wanted needs a service relates to, the closest first, then by id."""
    found = []
    for wanted in query.needs:
        strength = max((wanted.relatives.get(need, 0.0) for need in service.meets), default=0.0)
        if strength > 0:
            found.append((-strength, wanted.need))
    return tuple(need for _, need in sorted(found))


def _contributions(truth: Truth, weights: Weights, scores: Scores, at: int) -> tuple[Contribution, ...]:
    parts = [Contribution("start", 1.0, 1.0, START_POINTS)]
    for i, component in enumerate(COMPONENTS):
        parts.append(
            Contribution(
                component.name,
                round(float(scores.values[i, at]), 4),
                getattr(weights, component.name),
                int(scores.points[i, at]),
                bool(scores.is_known[i, at]),
            )
        )
    value = CERTAINTY[truth]
    points = int(weighted(points_of(np.array([value])), weights.certainty)[0])
    parts.append(Contribution("certainty", value, weights.certainty, points))
    return tuple(parts)


def _questions(trace: Trace, service: Service) -> tuple[Question, ...]:
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

    for part in trace.parts:
        collect(part)
    return tuple(found.values())


def _availability(service: Service) -> str:
    if service.capacity is None:
        return "not_known"
    return dict(zip(CAPACITY_CODES, ("open", "waiting_list", "full"), strict=True))[service.capacity.code]


def _cautions(service: Service, situation: Situation) -> tuple[str, ...]:
    """Return what the person should weigh before using a service; it never lowers the score."""
    cautions = []
    if service.recourse.shares_with_home_office is True and recorded_recourse(situation.assessment) != "yes":
        cautions.append("shares_with_home_office")
    if service.talk_through is not None:
        cautions.append("author")
    return tuple(cautions)


def _notes(service: Service, query: Query, minutes: float) -> tuple[str, ...]:
    """Return codes of what is worth knowing before using a service."""
    situation = query.situation
    practical = situation.assessment.practicalities
    checked_on = service.provenance.checked_on
    modes = set(service.delivery or ())
    longest = practical.max_travel_minutes
    notes = {
        "in_person_advised_against": bool(modes) and modes <= unmanageable_modes(situation),
        "over_travel_limit": longest is not None and minutes > longest,
        "travel_not_known": bool(np.isnan(minutes)) and bool(modes) and modes.isdisjoint(MODES_AT_HOME),
        "ring_first": service.status is None,
        "not_checked": checked_on is None,
        "stale_record": checked_on is not None and situation.as_of - checked_on > timedelta(days=STALE_DAYS),
        "asks_status": service.recourse.asks_status is True,
        "no_self_referral": service.routes is not None and all(route.who != "self" for route in service.routes),
        "route_not_stated": service.routes is None,
    }
    return tuple(note for note, applies in notes.items() if applies)


def _avoided(service: Service, situation: Situation) -> Avoidance | None:
    """Return the wish that speaks against a service, if there is one."""
    for wish in situation.assessment.wishes.avoid:
        value = wish.value.casefold()
        if wish.what == "service" and value == service.id:
            return wish
        if wish.what == "organisation" and value == service.organisation.casefold():
            return wish
        if wish.what == "need" and {value} >= set(service.meets):
            return wish
        if wish.what == "mode" and service.delivery is not None and {value} >= set(service.delivery):
            return wish
        if wish.what == "community" and value in service.suits:
            return wish
    return None


def _exclusion(
    kind: str,
    service: Service,
    needs: tuple[str, ...],
    trace: Trace,
    questions: tuple[Question, ...],
    situation: Situation,
    avoidance: Avoidance | None = None,
) -> Exclusion:
    if avoidance is not None:
        reasons = (Reason("avoided", (("what", avoidance.what),)),)
    elif kind == "held":
        reasons = (Reason(trace.parts[1].code, trace.parts[1].detail),)
    else:
        deciding = [leaf for part in trace.parts if part.truth is Truth.NO for leaf in part.deciding()]
        reasons = tuple(dict.fromkeys(Reason(leaf.code, leaf.detail) for leaf in deciding))
    possible_from = _possible_from(service, trace, situation) if kind == "not_available" else None
    return Exclusion(
        service.id, kind, needs, reasons, trace, questions, possible_from, is_illustrative=service.illustrative
    )


def _possible_from(service: Service, trace: Trace, situation: Situation) -> date | None:
    """Return the first day in the months ahead on which no age says NO any more, where only ages stand in the way."""
    deciding = [leaf for part in trace.parts if part.truth is Truth.NO for leaf in part.deciding()]
    if any(leaf.code != "age" for leaf in deciding):
        return None
    requirement = requirements_of(service)[-1]
    for months in range(1, LOOK_AHEAD_MONTHS + 1):
        later = replace(situation, as_of=_months_on(situation.as_of, months))
        if decide_requirement(requirement, later).truth is not Truth.NO:
            return later.as_of
    return None


def _months_on(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, min(day.day, 28))
