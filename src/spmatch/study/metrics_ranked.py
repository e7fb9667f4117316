"""Metrics that read one grade for each service and ask whether what helps is near the top.

For all of them a service that was not judged counts as of no use, grades of 0 or less give nothing, and a case in which
no judged service reaches the grade asked for cannot be scored (None).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from spmatch.errors import InvalidInput, Problem
from spmatch.study.metrics_base import Judgements, Metric

__all__ = ["ERR", "NDCG", "RBP", "AveragePrecision", "Precision", "Recall", "ReciprocalRank"]

Array = npt.NDArray[np.float64]

_GAINS = ("linear", "exponential")
_TOP_GRADE = 3
"""Highest grade of the judgements in use, 0 to 3 (project judgement)."""


@dataclass(frozen=True, repr=False)
class NDCG(Metric):
    """How near the list comes to the best order of all judged services, with more weight near the top.

    ``DCG@k = sum over places i = 1..k of gain(i) / log2(i + 1)``, divided by the DCG@k of all judged services sorted by
    grade. From 0 to 1.

    Parameters
    ----------
    k
        How many places count, from 1.
    gain
        "linear": the grade itself, as in trec_eval and ir_measures. "exponential": ``2 ** grade - 1``, as in LightGBM
        and Burges et al. 2005; values of the two must not be compared.

    Notes
    -----
    The usual first figure, since it uses all grades. Weakness: the discount is a convention and no model of what a
    person does; several services for one need earn as much as one for each; a case with few useful services gets a high
    value easily.

    References
    ----------
    Järvelin, K. and Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR techniques. ACM TOIS 20(4).
    https://doi.org/10.1145/582415.582418

    Examples
    --------
    >>> NDCG(10)(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.8212...
    """

    k: int
    gain: str = "linear"

    name: ClassVar[str] = "nDCG"

    def __post_init__(self) -> None:
        Metric.__post_init__(self)
        if self.gain not in _GAINS:
            problem = Problem("unknown-name", f"got {self.gain!r}; expected one of: {', '.join(_GAINS)}", "gain")
            raise InvalidInput([problem], "metric")

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        best = self._dcg(sorted(judgements.judged.values(), reverse=True))
        return self._dcg(_grades(order, judgements.judged)) / best if best > 0 else None

    def _dcg(self, grades: Iterable[int]) -> float:
        useful = np.maximum(np.fromiter(grades, dtype=np.float64)[: self.k], 0.0)
        gains = useful if self.gain == "linear" else np.exp2(useful) - 1
        return float(np.sum(gains / np.log2(_places(gains) + 1)))


@dataclass(frozen=True, repr=False)
class Recall(Metric):
    """The share of all useful services that stand among the first k.

    ``Recall@k = useful services in the first k / useful services judged``. From 0 to 1.

    Parameters
    ----------
    k
        How many places count, from 1.
    rel
        The lowest grade that counts as useful, from 1.

    Notes
    -----
    Asks whether a link worker who reads on finds everything. Weakness: order within the first k does not matter; with
    more than k useful services 1 is out of reach; and judges never see all that there is, so it is too high.

    References
    ----------
    Manning, C., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval, section 8.3.
    https://nlp.stanford.edu/IR-book/

    Examples
    --------
    >>> Recall(2)(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.5
    """

    k: int
    rel: int = 1

    name: ClassVar[str] = "Recall"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        total = _count_useful(judgements.judged, self.rel)
        return float(np.sum(_useful(order, judgements.judged, self.rel)[: self.k])) / total if total else None


@dataclass(frozen=True, repr=False)
class Precision(Metric):
    """The share of the first k places that hold a useful service.

    ``P@k = useful services in the first k / k``; places that a short list leaves empty count as wasted. From 0 to 1.

    Parameters
    ----------
    k
        How many places count, from 1.
    rel
        The lowest grade that counts as useful, from 1.

    Notes
    -----
    How much of what a link worker reads is worth reading. Weakness: with fewer than k useful services 1 is out of reach,
    so cases are not alike; order within the first k does not matter.

    References
    ----------
    Manning, C., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval, section 8.4.
    https://nlp.stanford.edu/IR-book/

    Examples
    --------
    >>> Precision(5)(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.4
    """

    k: int
    rel: int = 1

    name: ClassVar[str] = "P"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        if not _count_useful(judgements.judged, self.rel):
            return None
        return float(np.sum(_useful(order, judgements.judged, self.rel)[: self.k])) / self.k


@dataclass(frozen=True, repr=False)
class AveragePrecision(Metric):
    """How clean the list is down to each useful service, on average; its mean over cases is called MAP.

    ``AP = sum over places i with a useful service of P@i / useful services judged``. From 0 to 1.

    Parameters
    ----------
    rel
        The lowest grade that counts as useful, from 1.

    Notes
    -----
    Looks at the whole list and at every useful service. Weakness: grades above the lowest make no difference, and nobody
    reads a whole list; it falls fast when few services were judged.

    References
    ----------
    Buckley, C. and Voorhees, E. (2000). Evaluating evaluation measure stability. SIGIR.
    https://doi.org/10.1145/345508.345543

    Examples
    --------
    >>> AveragePrecision()(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.8333...
    """

    rel: int = 1

    name: ClassVar[str] = "MAP"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        total = _count_useful(judgements.judged, self.rel)
        if not total:
            return None
        useful = _useful(order, judgements.judged, self.rel)
        return float(np.sum(useful * np.cumsum(useful) / _places(useful))) / total


@dataclass(frozen=True, repr=False)
class ReciprocalRank(Metric):
    """How soon the first useful service comes; its mean over cases is called MRR.

    ``RR = 1 / place of the first useful service``, 0 if there is none in the list. From 0 to 1.

    Parameters
    ----------
    rel
        The lowest grade that counts as useful, from 1.

    Notes
    -----
    Right where one good service is enough. Weakness: says nothing about the second need of the same person, and one step
    from first to second place costs as much as all further places together.

    References
    ----------
    Voorhees, E. (1999). The TREC-8 question answering track report. TREC-8.
    https://trec.nist.gov/pubs/trec8/papers/qa_report.pdf

    Examples
    --------
    >>> ReciprocalRank(rel=3)(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.3333...
    """

    rel: int = 1

    name: ClassVar[str] = "MRR"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        if not _count_useful(judgements.judged, self.rel):
            return None
        places = np.flatnonzero(_useful(order, judgements.judged, self.rel))
        return 1.0 / (int(places[0]) + 1) if places.size else 0.0


@dataclass(frozen=True, repr=False)
class RBP(Metric):
    """How often a reader who may stop after any service is looking at a useful one.

    ``RBP = (1 - p) * sum over places i with a useful service of p ** (i - 1)``. From 0 to below 1.

    Parameters
    ----------
    p
        How likely it is to read on after each service, above 0 and below 1. At 0.8 five services are read on average,
        at 0.5 two. There is no default, since values for different p must not be compared.
    rel
        The lowest grade that counts as useful, from 1.

    Notes
    -----
    Says what it takes readers to do, and needs no count of all useful services. Weakness: not divided by the best
    possible, so a perfect list stays below 1 and cases with few useful services pull the mean down; unjudged places
    lower it by an amount that the value does not show.

    References
    ----------
    Moffat, A. and Zobel, J. (2008). Rank-biased precision for measurement of retrieval effectiveness. ACM TOIS 27(1).
    https://doi.org/10.1145/1416950.1416952

    Examples
    --------
    >>> RBP(0.5)(["pantry", "cafe", "advice"], {"advice": 3, "pantry": 2})
    0.625
    """

    p: float
    rel: int = 1

    name: ClassVar[str] = "RBP"
    first: ClassVar[str | None] = "p"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        if not _count_useful(judgements.judged, self.rel):
            return None
        useful = _useful(order, judgements.judged, self.rel)
        return (1 - self.p) * float(np.sum(useful * self.p ** (_places(useful) - 1)))


@dataclass(frozen=True, repr=False)
class ERR(Metric):
    """How soon a reader is satisfied who stops at the first service that does it.

    A service of grade g satisfies with probability ``R = (2 ** g - 1) / 2 ** max_grade``;
    ``ERR@k = sum over places i = 1..k of R(i) / i * product over earlier places of (1 - R)``. From 0 to below 1.

    Parameters
    ----------
    k
        How many places count, from 1.
    max_grade
        The top of the scale, the same for all cases, from 1. Default 3: the judgements in use go from 0 to 3.

    Notes
    -----
    A good service lowers what those below it are worth. Weakness: as for the reciprocal rank, a person with three needs
    is not satisfied by the first service; a perfect list stays below 1, by an amount that depends on the case.

    References
    ----------
    Chapelle, O., Metzler, D., Zhang, Y. and Grinspan, P. (2009). Expected reciprocal rank for graded relevance. CIKM.
    https://doi.org/10.1145/1645953.1646033

    Examples
    --------
    >>> ERR(10)(["advice", "pantry"], {"advice": 3, "pantry": 2})
    0.8984375
    """

    k: int
    max_grade: int = _TOP_GRADE

    name: ClassVar[str] = "ERR"

    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        highest = max(judgements.judged.values(), default=0)
        if highest > self.max_grade:
            message = f"a grade is above {self.max_grade}, the top of the scale of {self!r}"
            mend = f"Name the top of your scale, as in ERR(max_grade={highest})@{self.k}"
            raise InvalidInput([Problem("out-of-range", message, "judged", mend=mend)], "metric")
        if highest < 1:
            return None
        grades = np.maximum(_grades(order, judgements.judged)[: self.k], 0.0)
        satisfied = (np.exp2(grades) - 1) / 2.0**self.max_grade
        reached = np.cumprod(np.concatenate(([1.0], 1 - satisfied)))[:-1]
        return float(np.sum(satisfied * reached / _places(satisfied)))


def _grades(order: list[str], judged: Mapping[str, int]) -> Array:
    """Return the grade at each place; 0 where nobody judged."""
    return np.array([judged.get(service, 0) for service in order], dtype=np.float64)


def _useful(order: list[str], judged: Mapping[str, int], rel: int) -> Array:
    return (_grades(order, judged) >= rel).astype(np.float64)


def _count_useful(judged: Mapping[str, int], rel: int) -> int:
    return sum(grade >= rel for grade in judged.values())


def _places(values: Array) -> Array:
    return np.arange(1, values.size + 1, dtype=np.float64)
