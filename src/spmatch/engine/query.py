"""What one person wants, as numbers the components read: needs with weight, patience, words, and their travel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from spmatch.engine.index import Index
from spmatch.engine.program import Decided
from spmatch.engine.situation import Situation
from spmatch.geography import TravelTime
from spmatch.model.assessment import Assessment, StatedNeed, Urgency
from spmatch.rules.recourse import is_held
from spmatch.text import content_stems
from spmatch.truth import Truth
from spmatch.vocabulary import needs_vocabulary

__all__ = [
    "COVERS_STRENGTH",
    "FACT_OF_NEED",
    "URGENCIES",
    "Query",
    "WantedNeed",
    "closely_related",
    "query_of",
]

SEVERITY_WEIGHT = {1: 0.5, 2: 0.75, 3: 1.0, None: 0.75}
"""How much a need counts by severity; not asked counts as the middle. Project judgement."""
URGENCY_WEIGHT = {"today": 1.0, "this_week": 0.95, "soon": 0.85, "whenever": 0.7, None: 0.85}
"""How much a need counts by urgency; not asked counts as soon. Project judgement."""
PATIENCE_DAYS = {"today": 1.0, "this_week": 7.0, "soon": 28.0, "whenever": 90.0, None: 28.0}
"""The wait that halves the worth of a service, in days. Project judgement."""
DEADLINE_DAYS = 14
"""A deadline this near makes its need urgent this week. Project judgement."""
COVERS_STRENGTH = 0.7
"""From this strength a service for one need counts as covering another: the need itself, or one or two steps narrower."""
_NO_ROWS = np.empty(0, dtype=np.int64)
URGENCIES: tuple[Urgency, ...] = ("today", "this_week", "soon", "whenever")
IMPLIED_WEIGHT = 0.5
"""How much an enabling need counts that nobody asked for, but that a suggested service relies on. Project judgement."""
FACT_OF_NEED = {"digital-device": "has_device", "digital-data": "has_internet"}
"""Facts of the person that say whether an enabling need is met already."""
SUPPLIES = (
    ("food", ("emergency-food",), 1.0, 3.0),
    ("baby_supplies", ("baby-essentials",), 1.0, 3.0),
    ("medicine", ("medicine-delivery",), 1.0, 3.0),
    ("energy_credit", ("fuel-costs",), 1.0, 3.0),
)
"""Supplies that make a need urgent: today below the first number of days left, this week up to the second."""


@dataclass(frozen=True)
class WantedNeed:
    """A need the person wants help with.

    ``weight`` 0 to 1 by severity and urgency; ``urgency`` after deadlines and supplies; ``relatives`` how well services
    for other needs serve it, by need id. ``is_asked``: the
    person was asked whether they want help. ``is_implied``: nobody asked for it, but a service that may suit relies on it.
    """

    need: str
    weight: float
    severity: int | None
    urgency: Urgency | None
    relatives: dict[str, float]
    reason: str
    is_asked: bool = True
    is_implied: bool = False

    @property
    def patience_days(self) -> float:
        """The wait that halves the worth of a service for this need."""
        return PATIENCE_DAYS[self.urgency]


@dataclass(frozen=True, repr=False)
class Query:
    """One person's situation with what they want worked out; needs are in the order of their ids.

    ``decided`` holds the decision for each service. ``strengths`` says for each row that
    relates to something wanted how well it serves each such need.
    """

    situation: Situation
    needs: tuple[WantedNeed, ...]
    stems: frozenset[str]
    travel: TravelTime
    decided: Decided
    strengths: dict[int, dict[str, float]]


def query_of(situation: Situation, index: Index, travel: TravelTime) -> Query:
    """Work out what one person wants, and decide every service for them once.

    Parameters
    ----------
    situation
        The person's situation on the day.
    index
        The directory.
    travel
        Whose estimate of travel time to use.
    """
    stated = _one_for_each_need(situation.assessment.wanted_needs)
    needs = tuple(_wanted(need, situation) for _, need in sorted(stated.items()))
    decided = index.program.decide(situation)
    needs = _with_implied_needs(needs, decided, situation.assessment, index)
    return Query(situation, needs, _stems(situation.assessment), travel, decided, strengths_by_row(needs, index))


def strengths_by_row(needs: tuple[WantedNeed, ...], index: Index) -> dict[int, dict[str, float]]:
    """Return how well each service that relates to a wanted need serves it, by row and need."""
    strengths: dict[int, dict[str, float]] = {}
    for wanted in needs:
        for need, strength in wanted.relatives.items():
            for row in index.rows_by_need.get(need, _NO_ROWS).tolist():
                own = strengths.setdefault(row, {})
                own[wanted.need] = max(own.get(wanted.need, 0.0), strength)
    return strengths


def closely_related(query: Query, index: Index) -> frozenset[str]:
    """Return the services that are for a wanted need itself or a narrower one, by id; only these are worth questions."""
    return frozenset(
        index.services[row].id for row, own in query.strengths.items() if max(own.values()) >= COVERS_STRENGTH
    )


def _with_implied_needs(
    needs: tuple[WantedNeed, ...], decided: Decided, assessment: Assessment, index: Index
) -> tuple[WantedNeed, ...]:
    """Add the enabling needs that services which may suit rely on, and that are known not to be met.

    So a device is found for somebody who asked only for company, where the company is online. Services decided as NO
    and those held back imply nothing.
    """
    held = [is_held(trace) for trace in decided.leaves]
    implied = {
        need
        for row in strengths_by_row(needs, index)
        if decided.truths[row] != Truth.NO.value
        and not any(leaf is not None and held[leaf] for _, leaf in index.program.parts[row])
        for need in index.services[row].relies_on
        if _is_lacking(need, assessment)
    }
    vocabulary = needs_vocabulary()
    added = [
        WantedNeed(need, IMPLIED_WEIGHT, None, None, vocabulary.relatives(need), "implied", is_implied=True)
        for need in implied - {wanted.need for wanted in needs}
    ]
    return tuple(sorted((*needs, *added), key=lambda wanted: wanted.need))


def _is_lacking(need: str, assessment: Assessment) -> bool:
    """Return whether an enabling need is known not to be met; one that no fact speaks of is met by support in place."""
    if need in FACT_OF_NEED:
        return getattr(assessment.practicalities, FACT_OF_NEED[need]) is False
    return all(support.need != need for support in assessment.support_in_place or ())


def _one_for_each_need(stated: tuple[StatedNeed, ...]) -> dict[str, StatedNeed]:
    """Keep for each need the most severe and most urgent statement, following replaced ids."""
    vocabulary = needs_vocabulary()
    kept: dict[str, StatedNeed] = {}
    for need in stated:
        need_id = vocabulary.current(need.need).id
        before = kept.get(need_id)
        if before is None or _rank(need) > _rank(before):
            kept[need_id] = need
    return kept


def _rank(need: StatedNeed) -> tuple[float, float]:
    return SEVERITY_WEIGHT[need.severity], URGENCY_WEIGHT[need.urgency]


def _wanted(stated: StatedNeed, situation: Situation) -> WantedNeed:
    vocabulary = needs_vocabulary()
    need = vocabulary.current(stated.need).id
    urgency, reason = _urgency(need, stated.urgency, situation)
    weight = SEVERITY_WEIGHT[stated.severity] * URGENCY_WEIGHT[urgency]
    relatives = vocabulary.relatives(need)
    return WantedNeed(need, weight, stated.severity, urgency, relatives, reason, stated.wants_help is not None)


def _urgency(need: str, stated: Urgency | None, situation: Situation) -> tuple[Urgency | None, str]:
    """Return the most urgent of what was stated, what runs out, and what a deadline asks for, with the reason."""
    found: list[tuple[Urgency, str]] = [] if stated is None else [(stated, "stated")]
    found += _from_supplies(need, situation)
    ancestors = {need, *(broader.id for broader in needs_vocabulary().ancestors(need))}
    for deadline in situation.assessment.deadlines or ():
        is_near = situation.as_of <= deadline.on <= situation.as_of + timedelta(days=DEADLINE_DAYS)
        if is_near and deadline.need is not None and deadline.need in ancestors:
            found.append(("this_week", "deadline"))
    if not found:
        return None, "not_stated"
    return min(found, key=lambda item: URGENCIES.index(item[0]))


def _from_supplies(need: str, situation: Situation) -> list[tuple[Urgency, str]]:
    left = situation.assessment.days_left
    if left is None:
        return []
    gone = (situation.as_of - left.stated_on).days
    found: list[tuple[Urgency, str]] = []
    for name, needs, today_below, week_below in SUPPLIES:
        days = getattr(left, name)
        if days is None or need not in needs:
            continue
        if days - gone < today_below:
            found.append(("today", "runs_out"))
        elif days - gone <= week_below:
            found.append(("this_week", "runs_out"))
    return found


def _stems(assessment: Assessment) -> frozenset[str]:
    """Return the stems of what the person says matters, likes and hopes for, and of wanted needs in their own words."""
    wishes = assessment.wishes
    texts = [wishes.what_matters or "", *wishes.interests, *wishes.strengths, *wishes.goals]
    texts += [need.own_words or "" for need in assessment.wanted_needs]
    return content_stems(" . ".join(texts))
