"""From decisions and components to ranked matches and exclusions, each with the reasons it was decided on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from spmatch.engine.answers import Scored, answer_for
from spmatch.engine.components import COMPONENTS, Component, site_minutes
from spmatch.engine.index import Index
from spmatch.engine.points import START_POINTS, points_of, weighted
from spmatch.engine.query import Query
from spmatch.model.recommendation import Answer, Contribution, Exclusion, Match
from spmatch.model.weights import Weights
from spmatch.truth import Truth

__all__ = ["Scores", "decide_one", "rank", "score_rows"]

NO_ROWS = np.empty(0, dtype=np.int64)
ADVICE = 2
"""Services named beside a held fund that help with it. Project judgement."""


@dataclass(frozen=True)
class Scores:
    """Points of each component for some rows, shape (components, rows), with the values behind them."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    is_known: NDArray[np.bool_]
    points: NDArray[np.int64]
    minutes: NDArray[np.float64]

    def scored(self, at: int, query: Query, weights: Weights) -> Scored:
        """Return how one row scored."""
        strengths = query.strengths.get(int(self.rows[at]), {})
        return Scored(partial(self.contributions, at, weights), float(self.minutes[at]), strengths)

    def contributions(self, at: int, weights: Weights) -> tuple[Contribution, ...]:
        """Return the contributions of one row, which add up to its points."""
        columns = zip(
            COMPONENTS,
            self.values[:, at].tolist(),
            self.points[:, at].tolist(),
            self.is_known[:, at].tolist(),
            strict=True,
        )
        parts = (
            Contribution(component.name, value, getattr(weights, component.name), points, known)
            for component, value, points, known in columns
        )
        return (Contribution("start", 1.0, 1.0, START_POINTS), *parts)

    @property
    def total(self) -> NDArray[np.int64]:
        """Sum over the components, without the start that all share."""
        return np.asarray(self.points.sum(axis=0), dtype=np.int64)


def score_rows(index: Index, query: Query, rows: NDArray[np.int64], weights: Weights) -> Scores:
    """Return the points of every component for some services."""
    columns = [component.score(index, query, rows) for component in COMPONENTS]
    known = np.array([column.is_known for column in columns])
    values = np.array(
        [
            _filled(component, column.values, column.is_known)
            for component, column in zip(COMPONENTS, columns, strict=True)
        ]
    )
    points = np.array(
        [weighted(points_of(values[i]), getattr(weights, component.name)) for i, component in enumerate(COMPONENTS)]
    )
    return Scores(rows, np.round(values, 4), known, points, site_minutes(index, query)[rows])


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
    rows = np.array(sorted(query.strengths), dtype=np.int64)
    scores = score_rows(index, query, rows, weights)
    pins, away = set(pinned), set(hidden)
    matches: list[Match] = []
    excluded: list[Exclusion] = []
    for at in np.lexsort((rows, -scores.total)):
        row = int(rows[at])
        if index.services[row].id in away:
            continue
        answer = answer_for(index, row, query, scores.scored(int(at), query, weights))
        if isinstance(answer, Match):
            matches.append(answer)
        else:
            excluded.append(answer)
    matches.sort(key=lambda match: match.service not in pins)
    return matches, with_advice(index, query, matches, excluded)


def with_advice(index: Index, query: Query, matches: list[Match], excluded: list[Exclusion]) -> list[Exclusion]:
    """Name beside each held fund services that help with it, whether or not the person asked for advice.

    Those on the list come first, in its order; then those that nothing speaks against, by id.
    """
    listed = {match.service: place for place, match in enumerate(matches)}

    def helping(fund: str | None) -> tuple[str, ...]:
        rows = index.rows_by_claim.get(fund, NO_ROWS) if fund is not None else NO_ROWS
        fit = [index.services[row].id for row in rows.tolist() if query.decided.truths[row] != Truth.NO.value]
        return tuple(sorted(fit, key=lambda service: (listed.get(service, len(listed)), service))[:ADVICE])

    return [
        replace(exclusion, advice=helping(index.services[row_of(index, exclusion.service)].recourse.is_fund))
        if exclusion.kind == "held"
        else exclusion
        for exclusion in excluded
    ]


def decide_one(index: Index, query: Query, weights: Weights, service_id: str) -> Answer:
    """Decide and score one service of the directory, whether or not it relates to anything wanted."""
    row = row_of(index, service_id)
    rows = np.array([row], dtype=np.int64)
    return answer_for(index, row, query, score_rows(index, query, rows, weights).scored(0, query, weights))


def row_of(index: Index, service_id: str) -> int:
    """Return the row of a service; rows are in the order of the ids."""
    return bisect_left(index.services, service_id, key=lambda service: service.id)
