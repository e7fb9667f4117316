"""Whether a criteria tree can hold for anybody at all: a small search over what is possible for each fact.

Each leaf becomes limits on facts: ages and days as spans of numbers, gender, housing and the like as sets of words,
yes-or-no facts as sets of one word. Facts of the household are shared by everybody in it; each ``member`` speaks of
somebody of their own. The search is careful in one direction: what it does not understand it takes as possible, so
"cannot hold" is never said of a tree that somebody could meet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias, get_args

from spmatch.model import criteria as kinds
from spmatch.model.assessment import Gender, HousingProvider, HousingSituation, Member, Relation
from spmatch.model.coverage import Coverage
from spmatch.model.criteria import Criterion

__all__ = ["OLDEST_MONTHS", "can_fail", "can_hold"]

OLDEST_MONTHS: Final = 120 * 12 + 11
"""Age in completed months up to which "everybody" is meant, the highest that a criterion can name."""
MOST_STEPS: Final = 20_000
"""Steps after which a tree counts as possible; far more than a provider's own rules take (project judgement)."""

_RELATIONS: Final = frozenset(get_args(Relation))
_GENDERS: Final = frozenset(get_args(Gender))
_SITUATIONS: Final = frozenset(get_args(HousingSituation))
_PROVIDERS: Final = frozenset(get_args(HousingProvider))
_YES: Final = frozenset({"yes"})
_YES_OR_NO: Final = frozenset({"yes", "no"})
_SEVERITIES: Final = (1, 2, 3)
_DAYS_OF_A_YEAR: Final = 366
_PERSON: Final = 0
_HOUSEHOLD: Final = -1


@dataclass(frozen=True)
class _Spans:
    """A set of numbers as spans, both ends included."""

    spans: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, low: float | None, high: float | None) -> _Spans:
        return cls(((-math.inf if low is None else low, math.inf if high is None else high),))

    def both(self, other: _Spans) -> _Spans:
        pairs = ((max(a, c), min(b, d)) for a, b in self.spans for c, d in other.spans)
        return _Spans(tuple((low, high) for low, high in pairs if low <= high))

    def inverse(self) -> _Spans:
        left = _Spans(((-math.inf, math.inf),))
        for low, high in self.spans:
            outside = ((-math.inf, low - 1), (high + 1, math.inf))
            left = left.both(_Spans(tuple(span for span in outside if not _is_beyond(span))))
        return left

    @property
    def is_empty(self) -> bool:
        return not self.spans


def _is_beyond(span: tuple[float, float]) -> bool:
    return span[1] == -math.inf or span[0] == math.inf


@dataclass(frozen=True)
class _Words:
    """A set of words, or all words but these."""

    words: frozenset[str]
    is_all_but: bool = False

    def both(self, other: _Words) -> _Words:
        if self.is_all_but and other.is_all_but:
            return _Words(self.words | other.words, is_all_but=True)
        if self.is_all_but or other.is_all_but:
            inside, outside = (other, self) if self.is_all_but else (self, other)
            return _Words(inside.words - outside.words)
        return _Words(self.words & other.words)

    def inverse(self) -> _Words:
        return _Words(self.words, not self.is_all_but)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.is_all_but


_Domain: TypeAlias = _Spans | _Words


@dataclass(frozen=True)
class _Limit:
    """One fact lies within a domain. ``everything``: all the fact can be, where that is known."""

    fact: tuple[object, ...]
    within: _Domain
    is_own: bool = False
    everything: _Domain | None = None


@dataclass(frozen=True)
class _Every:
    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Some:
    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Inverse:
    part: _Node


_Node: TypeAlias = "Criterion | _Limit | _Every | _Some | _Inverse"
_Goal: TypeAlias = "tuple[_Node, bool, int]"


def _yes(*fact: object, is_own: bool = False) -> _Limit:
    return _Limit(fact, _Words(_YES), is_own, _Words(_YES_OR_NO))


def _one_of(
    fact: str, words: Iterable[str], everything: frozenset[str] | None = None, *, is_own: bool = False
) -> _Limit:
    return _Limit((fact,), _Words(frozenset(words)), is_own, None if everything is None else _Words(everything))


def _age(criterion: kinds.AgeCriterion) -> _Node:
    return _Limit(("age",), _Spans.of(*criterion.limits_in_months), is_own=True)


def _fact(criterion: kinds.FactCriterion) -> _Node:
    return _yes("fact", criterion.fact, is_own=criterion.fact in Member.model_fields)


def _housing(criterion: kinds.HousingCriterion) -> _Node:
    lists = (
        ("situation", criterion.situations, _SITUATIONS),
        ("provider", criterion.providers, _PROVIDERS),
        ("landlord", criterion.landlords, None),
    )
    return _Every(tuple(_one_of(fact, words, everything) for fact, words, everything in lists if words))


def _need(criterion: kinds.NeedCriterion) -> _Node:
    """Somebody may state a need more than once, so what is known is which severities stand there."""
    low = 1 if criterion.at_least is None else criterion.at_least
    high = _SEVERITIES[-1] if criterion.at_most is None else criterion.at_most
    return _Some(tuple(_yes("need", criterion.need, grade) for grade in _SEVERITIES if low <= grade <= high))


def _lives_in(criterion: kinds.LivesInCriterion) -> _Node:
    area = criterion.area
    if area.where == "placed_by":
        return _one_of("placed_by", area.boroughs)
    parts: list[_Node] = []
    if area.boroughs:
        parts.append(_one_of(f"borough {area.where}", area.boroughs))
    if area.practices:
        parts.append(_one_of("practice", area.practices))
    rest = {name: () for name in ("boroughs", "practices") if getattr(area, name)}
    other = area.model_copy(update=rest)
    if other != Coverage.model_construct(where=area.where):
        parts.append(_yes("area", other))
    return _Some(tuple(parts))


def _perinatal(criterion: kinds.PerinatalCriterion) -> _Node:
    parts: list[_Node] = [_yes("fact", "is_pregnant", is_own=True)] if criterion.includes_pregnancy else []
    if criterion.max_weeks_after_birth is not None:
        weeks = _Spans.of(0, criterion.max_weeks_after_birth)
        parts.append(_Limit(("weeks after birth",), weeks, is_own=True))
    return _Some(tuple(parts))


def _season(criterion: kinds.SeasonCriterion) -> _Node:
    first, last = (
        date.fromisoformat(f"2000-{day}").timetuple().tm_yday for day in (criterion.from_day, criterion.until_day)
    )
    spans = ((first, last),) if first <= last else ((1, last), (first, _DAYS_OF_A_YEAR))
    return _Limit(("day of the year",), _Spans(spans), everything=_Spans.of(1, _DAYS_OF_A_YEAR))


_LIMITS: Final[dict[type, Callable[[Any], _Node]]] = {
    kinds.AgeCriterion: _age,
    kinds.GenderCriterion: lambda c: _one_of("gender", c.is_in, _GENDERS, is_own=True),
    kinds.FactCriterion: _fact,
    kinds.ConditionCriterion: lambda c: _yes("condition", c.condition, is_own=True),
    kinds.RecourseCriterion: lambda _: _yes("recourse", is_own=True),
    kinds.ReceivesCriterion: lambda c: _Some(tuple(_yes("receives", fund) for fund in c.any_of)),
    kinds.IncomeCriterion: lambda c: _Limit(("income",), _Spans.of(None, c.at_most_pence_per_month)),
    kinds.HousingCriterion: _housing,
    kinds.PlacedByCriterion: lambda c: _one_of("placed_by", c.boroughs),
    kinds.PracticeCriterion: lambda c: _one_of("practice", c.practices),
    kinds.LivesInCriterion: _lives_in,
    kinds.NeedCriterion: _need,
    kinds.DocumentCriterion: lambda c: _yes("document", c.document),
    kinds.LanguageCriterion: lambda c: _Some(tuple(_yes("language", code) for code in c.any_of)),
    kinds.AskedCriterion: lambda c: _yes("asked", c.id),
    kinds.PriorUseCriterion: lambda c: _Limit(("days since", c.service), _Spans.of(c.days, None)),
    kinds.ReferrerCriterion: lambda c: _yes("referrer", c.organisation),
    kinds.ClearanceCriterion: lambda c: _yes("clearance", c.activity, is_own=True),
    kinds.PerinatalCriterion: _perinatal,
    kinds.SupplierCriterion: lambda c: _one_of(f"{c.of} supplier", c.any_of),
    kinds.SeasonCriterion: _season,
}


def _limits(criterion: Criterion) -> _Node:
    """Return what a leaf says of the facts; a kind that is not known here is a fact of its own."""
    known = _LIMITS.get(type(criterion))
    return _yes("other", criterion, is_own=True) if known is None else known(criterion)


@dataclass
class _State:
    """What is settled so far on one branch of the search."""

    facts: dict[tuple[object, ...], _Domain] = field(default_factory=dict)
    held: set[kinds.MemberCriterion] = field(default_factory=set)
    refused: list[kinds.MemberCriterion] = field(default_factory=list)
    people: int = 1
    choices: list[_Goal] = field(default_factory=list)

    def copy(self) -> _State:
        return _State(dict(self.facts), set(self.held), list(self.refused), self.people, list(self.choices))


class _TooMany(Exception):
    """The search has taken more steps than it may."""


class _Search:
    """Looks for one way in which all goals hold."""

    def __init__(self, ages: _Spans | None) -> None:
        self.steps = 0
        self.ages = ages

    def finds(self, goals: list[_Goal], state: _State) -> bool:
        """Settle what leaves no choice, then try each choice in turn."""
        while goals:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise _TooMany
            if not self._settle(goals.pop(), goals, state):
                return False
        if not state.choices:
            return True
        node, is_wanted, who = state.choices.pop(0)
        parts = node.parts if isinstance(node, _Every | _Some | kinds.AllOf | kinds.AnyOf) else ()
        return any(self.finds([(part, is_wanted, who)], state.copy()) for part in parts)

    def _settle(self, goal: _Goal, goals: list[_Goal], state: _State) -> bool:
        """Take in one goal; False: it clashes with what is settled."""
        node, is_wanted, who = goal
        if isinstance(node, _Limit):
            return self._limit(node, state, is_wanted=is_wanted, who=who)
        if isinstance(node, _Every | kinds.AllOf | _Some | kinds.AnyOf):
            if isinstance(node, _Every | kinds.AllOf) == is_wanted:
                goals += [(part, is_wanted, who) for part in node.parts]
            else:
                state.choices.append(goal)
        elif isinstance(node, _Inverse | kinds.NotCriterion):
            goals.append((node.part, not is_wanted, who))
        elif isinstance(node, kinds.MemberCriterion):
            return self._member(node, goals, state, is_wanted=is_wanted)
        else:
            goals.append((_limits(node), is_wanted, who))
        return True

    def _limit(self, limit: _Limit, state: _State, *, is_wanted: bool, who: int) -> bool:
        key = (who if limit.is_own else _HOUSEHOLD, *limit.fact)
        before = state.facts.get(key, limit.everything)
        if before is None and limit.fact == ("age",):
            before = self.ages
        now: Any = limit.within if is_wanted else limit.within.inverse()
        state.facts[key] = now if before is None else now.both(before)
        return not state.facts[key].is_empty

    def _member(self, node: kinds.MemberCriterion, goals: list[_Goal], state: _State, *, is_wanted: bool) -> bool:
        """Add somebody new who meets it; or, if nobody does, say so of everybody spoken of so far or later."""
        if is_wanted and node not in state.held:
            state.held.add(node)
            if node.relations == ("person",):
                goals.append((node.meets, True, _PERSON))
                return node not in state.refused
            who, state.people = state.people, state.people + 1
            relations = _RELATIONS if node.relations is None else frozenset(node.relations)
            state.facts[who, "relation"] = _Words(relations)
            goals += [(node.meets, True, who), *((_nobody(refused), True, who) for refused in state.refused)]
        elif not is_wanted and node not in state.refused:
            state.refused.append(node)
            goals += [(_nobody(node), True, who) for who in range(state.people)]
        return not (node in state.held and node in state.refused)


def _nobody(node: kinds.MemberCriterion) -> _Node:
    """Return what holds for each member if no member of these relations meets a criterion."""
    if node.relations is None:
        return _Inverse(node.meets)
    other = _Limit(("relation",), _Words(frozenset(node.relations), is_all_but=True), is_own=True)
    return _Some((other, _Inverse(node.meets)))


def _is_possible(criterion: Criterion, *, is_wanted: bool, ages: _Spans | None) -> bool:
    state = _State({(_PERSON, "relation"): _Words(frozenset({"person"}))})
    try:
        return _Search(ages).finds([(criterion, is_wanted, _PERSON)], state)
    except _TooMany:
        return True


def can_hold(criterion: Criterion) -> bool:
    """Return whether anybody at all could meet a criterion. True also where the search gave up.

    Examples
    --------
    >>> from spmatch.model.criteria import AgeCriterion, AllOf, MemberCriterion
    >>> child, adult = AgeCriterion(max_years=4), AgeCriterion(min_years=18)
    >>> can_hold(AllOf(parts=(child, adult)))
    False
    >>> can_hold(AllOf(parts=(MemberCriterion(meets=child), adult)))
    True
    """
    return _is_possible(criterion, is_wanted=True, ages=None)


def can_fail(criterion: Criterion) -> bool:
    """Return whether anybody of 0 to 120 years could fail to meet a criterion. True also where the search gave up.

    Examples
    --------
    >>> from spmatch.model.criteria import AgeCriterion
    >>> can_fail(AgeCriterion(max_years=120)), can_fail(AgeCriterion(max_years=4))
    (False, True)
    """
    return _is_possible(criterion, is_wanted=False, ages=_Spans.of(0, OLDEST_MONTHS))
