"""What every metric shares: being a value with a name, checking its settings, and the judgements it reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import ClassVar

from spmatch.errors import InvalidInput, Problem

__all__ = ["Judgements", "Metric", "condensed", "judged_share"]

Setting = int | float | bool | str

_RULES: dict[str, tuple[Callable[[float], bool], str]] = {
    "k": (lambda k: k >= 1, "a whole number from 1"),
    "rel": (lambda rel: rel >= 1, "a whole number from 1"),
    "max_grade": (lambda grade: grade >= 1, "a whole number from 1"),
    "p": (lambda p: 0 < p < 1, "a number above 0 and below 1"),
    "alpha": (lambda alpha: 0 <= alpha < 1, "a number from 0 and below 1"),
}
"""What a setting that is a number has to fulfil, and how to say so."""


@dataclass(frozen=True)
class Judgements:
    """What people said about the services for one person.

    Parameters
    ----------
    judged
        Service to grade. 0 or less: judged, and of no use. A service that is absent was not judged.
    by_need
        For each need that is wanted, service to grade for this need. None: nobody judged need by need.
    forbidden
        Services that must not be suggested. None: nobody said.
    """

    judged: Mapping[str, int]
    by_need: Mapping[str, Mapping[str, int]] | None = None
    forbidden: Collection[str] | None = None

    def seen(self) -> frozenset[str]:
        """Return every service that somebody judged, in whichever way.

        Examples
        --------
        >>> sorted(Judgements({"pantry": 2}, forbidden=["loans"]).seen())
        ['loans', 'pantry']
        """
        by_need = () if self.by_need is None else self.by_need.values()
        return frozenset(self.judged).union(*by_need, () if self.forbidden is None else self.forbidden)


@dataclass(frozen=True, repr=False)
class Metric(ABC):
    """A measure of a ranked list, as a value: its repr is its name, which ``parse_metric`` reads back.

    Calling it scores one case. The order of the list is taken as given, so ties have to be broken before.

    Parameters
    ----------
    judged_only
        Take the services that nobody judged out of the list first, so that they count neither for nor against it
        (the condensed list of Sakai 2007). Default: they stay, and count as of no use.

    References
    ----------
    Sakai, T. (2007). Alternatives to Bpref. SIGIR. https://doi.org/10.1145/1277741.1277756

    Examples
    --------
    >>> from spmatch.study.metrics import parse_metric
    >>> metric = parse_metric("P(judged_only=True)@2")
    >>> metric, metric(["unjudged", "pantry", "cafe"], {"pantry": 3, "cafe": 0})
    (P(judged_only=True)@2, 0.5)
    """

    judged_only: bool = field(default=False, kw_only=True)

    name: ClassVar[str]
    """What the name of every metric of this kind starts with."""
    is_higher_better: ClassVar[bool] = True
    """False: the fewer the better."""
    first: ClassVar[str | None] = None
    """The setting that is written in brackets without its own name. None: each is written with it."""

    def __post_init__(self) -> None:
        for entry in fields(self):
            object.__setattr__(self, entry.name, self._checked(entry))

    def __call__(
        self,
        ranking: Sequence[str],
        judged: Mapping[str, int],
        *,
        by_need: Mapping[str, Mapping[str, int]] | None = None,
        forbidden: Collection[str] | None = None,
    ) -> float | None:
        """Score one ranked list.

        Parameters
        ----------
        ranking
            Ids of services, best first, each once. May be empty, which is the worst that a list can do.
        judged, by_need, forbidden
            As for :class:`Judgements`. A metric leaves alone what it does not need.

        Returns
        -------
        float or None
            None: the case cannot be scored, whatever the list, for instance because nothing judged is of use. Count
            such cases; do not take them for 0.

        Raises
        ------
        InvalidInput
            If the list names a service twice, or is one text, or a grade lies above the scale of the metric.
        """
        judgements = Judgements(judged, by_need, forbidden)
        order = _checked_ranking(ranking)
        return self._score(condensed(order, judgements.seen()) if self.judged_only else order, judgements)

    @abstractmethod
    def _score(self, order: list[str], judgements: Judgements) -> float | None:
        """Return the value for a list without repeats; None: the case cannot be scored."""

    def __repr__(self) -> str:
        settings = [
            (entry.name, getattr(self, entry.name))
            for entry in sorted(fields(self), key=lambda entry: entry.kw_only is True)
            if entry.name != "k" and getattr(self, entry.name) != entry.default
        ]
        words = [f"{value}" if name == self.first else f"{name}={value}" for name, value in settings]
        cut = f"@{k}" if (k := getattr(self, "k", None)) is not None else ""
        return f"{self.name}({', '.join(words)}){cut}" if words else f"{self.name}{cut}"

    def _checked(self, entry: Field[Setting]) -> Setting:
        """Return a setting as the type it is declared with, or say what was expected."""
        value: Setting = getattr(self, entry.name)
        if entry.type in ("bool", "str"):
            if type(value).__name__ != entry.type:
                raise _fault("wrong-type", f"got {value!r}; expected {_EXPECTED[entry.type]}", entry.name)
            return value
        fulfils, expected = _RULES[entry.name]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_kind = is_number and (entry.type == "float" or isinstance(value, int))
        if not is_kind or not fulfils(float(value)):
            code = "out-of-range" if is_kind else "wrong-type"
            raise _fault(code, f"got {value!r}; expected {expected}", entry.name)
        return float(value) if entry.type == "float" else value


_EXPECTED = {"bool": "True or False", "str": "text"}


def condensed(ranking: Sequence[str], judged: Collection[str]) -> list[str]:
    """Return the list without the services that nobody judged, in the same order.

    Judges saw only what some methods ranked high. A new method that finds something else is otherwise marked down for
    it, although nobody looked. The other way round, a condensed list flatters a method whose top is mostly unjudged: give
    :func:`judged_share` beside it.

    Examples
    --------
    >>> condensed(["unseen", "pantry", "cafe"], {"cafe": 0, "pantry": 2})
    ['pantry', 'cafe']
    """
    return [service for service in ranking if service in judged]


def judged_share(ranking: Sequence[str], judged: Collection[str], k: int) -> float | None:
    """Return which share of the first k services of a list somebody judged.

    Parameters
    ----------
    ranking
        Ids of services, best first.
    judged
        Every service that was judged; ``Judgements.seen()`` collects them.
    k
        How far to look, from 1. A shorter list is looked at as far as it goes.

    Returns
    -------
    float or None
        0 to 1. Where it is low, other values say little. None: the list is empty.

    Raises
    ------
    InvalidInput
        If ``k`` is below 1.

    Examples
    --------
    >>> judged_share(["unseen", "pantry"], {"cafe": 0, "pantry": 2}, 10)
    0.5
    """
    if k < 1:
        raise _fault("out-of-range", f"got {k!r}; expected a whole number from 1", "k")
    top = list(ranking)[:k]
    return len(condensed(top, judged)) / len(top) if top else None


def _checked_ranking(ranking: Sequence[str]) -> list[str]:
    if isinstance(ranking, str):
        raise _fault("wrong-type", "got one text; expected a list of ids of services", "ranking")
    order = list(ranking)
    seen: set[str] = set()
    for place, service in enumerate(order):
        if service in seen:
            raise _fault("duplicate-id", "this service stands further up already", f"ranking[{place}]")
        seen.add(service)
    return order


def _fault(code: str, message: str, path: str) -> InvalidInput:
    return InvalidInput([Problem(code, message, path)], "metric")
