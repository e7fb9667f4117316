"""The components of the score: one small function each, from columns to values between 0 and 1.

Every function takes the index, the query and the candidate rows, and returns a value for each row with whether it rests
on something known. What is not known takes the component's typical value, and says so. Values are on a ratio scale:
half the value is half as good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spmatch.engine.index import MODES_AT_HOME, Index
from spmatch.engine.query import Query
from spmatch.engine.situation import Situation
from spmatch.truth import Truth

__all__ = ["COMPONENTS", "Column", "Component", "modes_advised_against", "site_minutes", "unmanageable_modes"]

Rows = NDArray[np.int64]
Values = NDArray[np.float64]

WORDS_FOR_FULL = 3.0
"""Shared word stems that count as full agreement. Project judgement."""
USUAL_TRAVEL_MINUTES = 30.0
"""The journey that halves the worth of a service when nobody asked how far is too far. Project judgement."""
BEYOND_LIMIT = 0.1
"""What remains of the worth of a service beyond the journey the person said they can make. Project judgement."""
ADVISED_AGAINST = 0.15
"""What remains of a way of meeting that somebody was advised against or cannot manage. Project judgement."""
NOT_PREFERRED = 0.7
"""What remains when a service offers none of the ways of meeting the person prefers. Project judgement."""
FULL = 0.05
"""What remains of a service that is full and keeps no list. Project judgement."""
UNKNOWN_WAIT_DAYS = 28.0
"""The wait assumed for a waiting list of unknown length, in days. Project judgement."""
PATIENCE_OF_SOON_DAYS = 28.0
"""The patience taken for a service that relates to nothing wanted, in days; it is only scored when asked about."""
HALF_WORTH_DAYS = 365.0
"""The age of a record that halves its worth, in days. Project judgement: no measured rate was found."""
OLDEST = 0.3
"""The least a record is worth however old, so that it is still rung; also when nobody knows. Project judgement."""
OPEN_QUESTION = 0.5
"""What an open question leaves of a match's worth, all else equal. Project judgement."""
HALF_WORTH_PENCE = 500.0
"""The fee that halves the worth of a service, in pence a time. Project judgement."""


@dataclass(frozen=True)
class Column:
    """Values of one component for the candidate rows, and whether each rests on something known."""

    values: Values
    is_known: NDArray[np.bool_]


@dataclass(frozen=True)
class Component:
    """One component: its name (the weight's name too), its function, and the typical value for what is not known."""

    name: str
    score: Callable[[Index, Query, Rows], Column]
    when_unknown: float


def _all_known(values: Values) -> Column:
    return Column(values, np.ones(len(values), dtype=bool))


def need_fit(index: Index, query: Query, rows: Rows) -> Column:
    """Score how well a service serves the wanted need it serves best: the need's weight times the strength of the relation.

    The best and not the sum, so that a service for everything does not push aside the one for exactly this.
    Rises with severity, urgency and closeness; 0 for a service that relates to nothing wanted.
    """
    fit = np.zeros(index.size)
    for wanted in query.needs:
        for need, strength in wanted.relatives.items():
            found = index.rows_by_need.get(need)
            if found is not None:
                fit[found] = np.maximum(fit[found], wanted.weight * strength)
    return _all_known(fit[rows])


def words(index: Index, query: Query, rows: Rows) -> Column:
    """Score how many word stems the person's words share with name and description: 0.5 for none, 1 from three on."""
    shared = np.zeros(index.size)
    for stem in query.stems:
        found = index.rows_by_stem.get(stem)
        if found is not None:
            shared[found] += 1
    values = 0.5 + 0.5 * np.minimum(1.0, shared[rows] / WORDS_FOR_FULL)
    return Column(values, np.full(len(rows), bool(query.stems)))


def site_minutes(index: Index, query: Query) -> Values:
    """Return the minutes from where the person lives to each service's nearest site by their quickest way.

    NaN: either end is not known, or the service has no site. Walking and public transport are assumed where nobody
    asked how the person travels.
    """
    minutes = np.full(index.size, np.nan)
    origin = query.situation.current.location
    practical = query.situation.assessment.practicalities
    if origin is not None and len(index.site_rows):
        slow = practical.walks_slowly is True or practical.has_pram is True
        modes = practical.travels_by if practical.travels_by else ("walk", "public_transport")
        if practical.can_pay_fares is False and len(modes) > 1:
            modes = tuple(mode for mode in modes if mode not in ("public_transport", "taxi")) or modes
        ways = [query.travel.minutes(origin, index.site_vectors, mode, slow=slow) for mode in modes]
        np.fmin.at(minutes, index.site_rows, np.fmin.reduce(ways))
    return minutes


def travel(index: Index, query: Query, rows: Rows) -> Column:
    """Score how easily the person gets there: 1 without a journey, halved at the longest they want, far less beyond it.

    Falls with time and never rises again. Without a stated longest journey, half an hour is taken and no step applies.
    A service that can come to the person, or be used from home, needs no journey.
    """
    comes = np.any([index.modes[mode][rows] for mode in sorted(MODES_AT_HOME)], axis=0)
    minutes = np.where(comes, 0.0, site_minutes(index, query)[rows])
    known = ~np.isnan(minutes)
    stated = query.situation.assessment.practicalities.max_travel_minutes
    longest = USUAL_TRAVEL_MINUTES if stated is None else max(float(stated), 1.0)
    with np.errstate(invalid="ignore"):
        values = np.exp2(-minutes / longest)
        if stated is not None:
            values = np.where(minutes > stated, values * BEYOND_LIMIT, values)
    return Column(values, known)


def modes_advised_against(situation: Situation) -> frozenset[str]:
    """Return the ways of delivering that mean meeting others, while somebody in the household should not.

    Collecting counts as meeting others unless somebody can collect for them.
    """
    if situation.avoids_in_person is not True:
        return frozenset()
    can_collect = situation.assessment.practicalities.someone_can_collect is True
    return frozenset({"in_person", "home_visit", "outreach"} | (set() if can_collect else {"collection"}))


def unmanageable_modes(situation: Situation) -> frozenset[str]:
    """Return the ways of delivering that are advised against or out of reach for this person for now."""
    practical = situation.assessment.practicalities
    modes = set(modes_advised_against(situation))
    if practical.can_leave_home is False:
        modes |= {"in_person"} if practical.someone_can_collect is True else {"in_person", "collection"}
    if practical.has_phone is False:
        modes.add("phone")
    return frozenset(modes)


def delivery(index: Index, query: Query, rows: Rows) -> Column:
    """Score whether a service can be used the way the person can: lowered, never hidden, where they should not meet others.

    Meeting in person and home visits are lowered alike while any member of the household avoids infection.
    """
    situation = query.situation
    modes = {mode: index.modes[mode][rows] for mode in index.modes}
    meets = unmanageable_modes(situation)
    manageable = [modes[mode] for mode in modes if mode not in meets]
    values = np.where(np.any(manageable, axis=0), 1.0, ADVISED_AGAINST)
    preferred = situation.assessment.wishes.prefers_modes
    if preferred:
        values = values * np.where(np.any([modes[mode] for mode in preferred], axis=0), 1.0, NOT_PREFERRED)
    return Column(values, index.has_modes[rows])


def availability(index: Index, query: Query, rows: Rows) -> Column:
    """Score whether there is room, or how long the wait is against how urgent the need is that the service is closest to.

    Of several needs it is equally close to, the most urgent counts.
    """
    patience = np.full(index.size, PATIENCE_OF_SOON_DAYS)
    closest = np.zeros(index.size)
    for wanted in sorted(query.needs, key=lambda need: -need.patience_days):
        for need, strength in wanted.relatives.items():
            found = index.rows_by_need.get(need)
            if found is not None:
                found = found[closest[found] <= strength]
                closest[found] = strength
                patience[found] = wanted.patience_days
    wait = np.where(np.isnan(index.wait_days), UNKNOWN_WAIT_DAYS, index.wait_days)
    waiting = np.maximum(FULL, np.exp2(-wait / patience))  # however long a list is, it is no worse than none
    values = np.choose(
        index.capacity + 1, [np.full(index.size, np.nan), np.ones(index.size), waiting, np.full(index.size, FULL)]
    )
    return Column(values[rows], index.capacity[rows] >= 0)


def language(index: Index, query: Query, rows: Rows) -> Column:
    """Score whether there is a language in common: 1 with one, 0.8 through an interpreter, 0.1 where neither is offered."""
    practical = query.situation.assessment.practicalities
    if practical.speaks is None or ("eng" in practical.speaks and practical.needs_interpreter is not True):
        return Column(np.ones(len(rows)), np.full(len(rows), practical.speaks is not None))
    shared = np.zeros(index.size, dtype=bool)
    for code in practical.speaks:
        if code != "eng" and code in index.rows_by_language:
            shared[index.rows_by_language[code]] = True
    interpreted = index.interpreting == 1
    values = np.where(shared, 1.0, np.where(interpreted, 0.8, 0.1))
    known = shared | interpreted | (index.has_languages & (index.interpreting == 0))
    return Column(values[rows], known[rows])


def cost(index: Index, query: Query, rows: Rows) -> Column:
    """Score what it costs: 1 when free, halved every five pounds."""
    pence = index.cost_pence[rows]
    return Column(np.exp2(-pence / HALF_WORTH_PENCE), ~np.isnan(pence))


def freshness(index: Index, query: Query, rows: Rows) -> Column:
    """Score how lately somebody checked the record: 1 today, halved every year, never below what the oldest is worth."""
    age = np.maximum(0.0, query.situation.as_of.toordinal() - index.checked_ordinal[rows])
    return Column(np.maximum(OLDEST, np.exp2(-age / HALF_WORTH_DAYS)), ~np.isnan(age))


def certainty(index: Index, query: Query, rows: Rows) -> Column:
    """Score whether who the service takes is settled: 1 for a yes, 0.5 with an open question.

    A service decided as NO takes the same as an open one, only to have a place among those left out.
    """
    return _all_known(np.where(query.decided.truths[rows] == Truth.YES.value, 1.0, OPEN_QUESTION))


COMPONENTS = (
    Component("need_fit", need_fit, when_unknown=0.0),
    Component("words", words, when_unknown=0.5),
    Component("travel", travel, when_unknown=0.4),
    Component("delivery", delivery, when_unknown=0.7),
    Component("availability", availability, when_unknown=0.7),
    Component("language", language, when_unknown=0.6),
    Component("cost", cost, when_unknown=0.8),
    Component("freshness", freshness, when_unknown=OLDEST),
    Component("certainty", certainty, when_unknown=0.5),
)
"""All components, in the order their bars are shown. Typical values: project judgement."""
