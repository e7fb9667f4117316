"""Metrics that read more than one grade for each service: whether every need is served, and nothing is there that must not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from spmatch.study.metrics_base import Judgements, Metric

__all__ = ["AlphaNDCG", "Coverage", "Unsuitable"]

_FIRST_GRADE = 1
"""The lowest grade for a need that counts as serving it."""


@dataclass(frozen=True, repr=False)
class AlphaNDCG(Metric):
    """nDCG in which every further service for the same need is worth less than the one before.

    At each place the gain is, over the needs that the service serves, the sum of ``(1 - alpha) ** n``, where n services
    further up serve the need already. Gains are discounted by ``log2(place + 1)`` over the first k places, and divided by
    the same of an ideal list. From 0 to 1, but see below.

    Parameters
    ----------
    k
        How many places count, from 1.
    alpha
        How little is expected of a second service for the same need, from 0 (as much as of the first) to below 1. Default
        0.5, as in the TREC web track.

    Notes
    -----
    Rewards a list that serves each need early. A grade of 1 or more for a need counts as serving it. Without grades by
    need, or if no service serves any, the case cannot be scored.

    Weakness: finding the ideal list takes too long, so it is built greedily, the service that adds most first and the
    lowest id on ties; a list can then come out slightly above 1. Needs count alike, however severe, and grades are lost.

    References
    ----------
    Clarke, C. et al. (2008). Novelty and diversity in information retrieval evaluation. SIGIR.
    https://doi.org/10.1145/1390334.1390446

    Examples
    --------
    >>> needs = {"food": {"pantry": 1, "lunch": 1}, "debt": {"advice": 1}}
    >>> AlphaNDCG(2)(["pantry", "lunch"], {}, by_need=needs)
    0.8065...
    >>> AlphaNDCG(2)(["pantry", "advice"], {}, by_need=needs)
    1.0
    """

    k: int
    alpha: float = 0.5

    name: ClassVar[str] = "AlphaNDCG"
    first: ClassVar[str | None] = "alpha"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        serves = _needs_of(judgements.by_need)
        if not serves:
            return None
        return self._dcg(order, serves) / self._dcg(self._ideal(serves), serves)

    def _worth(self, needs: tuple[str, ...], served: Mapping[str, int]) -> float:
        return sum(((1 - self.alpha) ** served.get(need, 0) for need in needs), 0.0)

    def _dcg(self, order: list[str], serves: Mapping[str, tuple[str, ...]]) -> float:
        served: dict[str, int] = {}
        gains = np.zeros(min(self.k, len(order)))
        for place, service in enumerate(order[: self.k]):
            needs = serves.get(service, ())
            gains[place] = self._worth(needs, served)
            _add(served, needs)
        return float(np.sum(gains / np.log2(np.arange(2, gains.size + 2))))

    def _ideal(self, serves: Mapping[str, tuple[str, ...]]) -> list[str]:
        left, served, ideal = sorted(serves), dict[str, int](), list[str]()
        while left and len(ideal) < self.k:
            best = max(left, key=lambda service: self._worth(serves[service], served))  # the first of equals
            left.remove(best)
            ideal.append(best)
            _add(served, serves[best])
        return ideal


@dataclass(frozen=True, repr=False)
class Coverage(Metric):
    """The share of the wanted needs that a service among the first k serves.

    ``Coverage@k = needs with a service in the first k / wanted needs that some judged service serves``. From 0 to 1.

    Parameters
    ----------
    k
        How many places count, from 1.

    Notes
    -----
    Close to what a link worker asks: is there something for each thing? A need that no judged service serves is a gap in
    the directory or in the judging, which no order of the list can mend; it is left out here and belongs in the count of
    gaps. Without grades by need, or if no service serves any, the case cannot be scored. Called subtopic recall in the
    literature.

    Weakness: one poor service is as good as several; needs count alike, however severe; with more needs than k places it
    may not reach 1.

    References
    ----------
    Zhai, C., Cohen, W. and Lafferty, J. (2003). Beyond independent relevance. SIGIR.
    https://doi.org/10.1145/860435.860440

    Examples
    --------
    >>> needs = {"food": {"pantry": 2}, "debt": {"advice": 3}, "company": {}}
    >>> Coverage(5)(["pantry", "choir"], {}, by_need=needs)
    0.5
    """

    k: int

    name: ClassVar[str] = "Coverage"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        serves = _needs_of(judgements.by_need)
        if not serves:
            return None
        found = {need for service in order[: self.k] for need in serves.get(service, ())}
        return len(found) / len({need for needs in serves.values() for need in needs})


@dataclass(frozen=True, repr=False)
class Unsuitable(Metric):
    """How many of the first k services must not be suggested to this person; fewer is better.

    ``Unsuitable@k = forbidden services in the first k``. A count from 0 to k.

    Parameters
    ----------
    k
        How many places count, from 1.

    Notes
    -----
    Harm, kept apart from usefulness so that no good service can make up for it: report it beside the others, never in a
    sum with them. A case in which nothing is forbidden cannot go wrong and is not scored, so that it does not make the
    mean look better.

    Weakness: an empty list is perfect; only what somebody thought of forbidding is seen; all count alike, from a wasted
    journey to real danger.

    References
    ----------
    Project judgement; no published metric for this was looked for.

    Examples
    --------
    >>> Unsuitable(10)(["universal-credit", "pantry"], {"pantry": 2}, forbidden=["universal-credit"])
    1.0
    """

    k: int

    name: ClassVar[str] = "Unsuitable"
    is_higher_better: ClassVar[bool] = False

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        if not judgements.forbidden:  # None: nobody said; empty: nothing to go wrong
            return None
        return float(sum(service in judgements.forbidden for service in order[: self.k]))


def _needs_of(by_need: Mapping[str, Mapping[str, int]] | None) -> dict[str, tuple[str, ...]]:
    """Return for each service that serves a need which ones, in the order of their names."""
    found: dict[str, list[str]] = {}
    if by_need is not None:
        for need in sorted(by_need):
            for service, grade in by_need[need].items():
                if grade >= _FIRST_GRADE:
                    found.setdefault(service, []).append(need)
    return {service: tuple(needs) for service, needs in found.items()}


def _add(served: dict[str, int], needs: tuple[str, ...]) -> None:
    for need in needs:
        served[need] = served.get(need, 0) + 1
