"""Reviewing what a service asks of people: criteria that clash, that say nothing, or that are written twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spmatch.directories.finding import Finding, Steps, described
from spmatch.directories.satisfy import can_fail, can_hold
from spmatch.model import criteria as kinds
from spmatch.model.criteria import Criterion
from spmatch.render import joined

__all__ = ["every_criterion", "review_criteria"]

_GROUPS: Final = (kinds.AllOf, kinds.AnyOf)
_OLDEST_YEARS: Final = 120
"""Years from which a highest age says nothing: directories write 120 for "no limit" (project judgement)."""


@dataclass(frozen=True)
class _Part:
    """One criterion of a tree, where it stands, and whether it has to hold (an odd number of ``not`` turns that)."""

    criterion: Criterion
    steps: Steps
    is_wanted: bool = True

    def inside(self) -> tuple[_Part, ...]:
        criterion = self.criterion
        if isinstance(criterion, _GROUPS):
            places = enumerate(criterion.parts)
            return tuple(_Part(part, (*self.steps, "parts", number), self.is_wanted) for number, part in places)
        if isinstance(criterion, kinds.NotCriterion):
            return (_Part(criterion.part, (*self.steps, "part"), not self.is_wanted),)
        if isinstance(criterion, kinds.MemberCriterion):
            return (_Part(criterion.meets, (*self.steps, "meets"), self.is_wanted),)
        return ()

    def walk(self) -> Iterator[_Part]:
        yield self
        for part in self.inside():
            yield from part.walk()

    @property
    def is_possible(self) -> bool:
        wanted = self.criterion if self.is_wanted else kinds.NotCriterion(part=self.criterion)
        return can_hold(wanted)


def every_criterion(eligibility: Criterion | str | None) -> Iterator[Criterion]:
    """Return every criterion of a tree, the groups included; none where the provider states none."""
    if eligibility is not None and not isinstance(eligibility, str):
        yield from (part.criterion for part in _Part(eligibility, ()).walk())


def review_criteria(service: str, criterion: Criterion, steps: Steps) -> Iterator[Finding]:
    """Yield what a colleague would say about the criteria of one service.

    Parameters
    ----------
    service
        Id of the service.
    criterion
        The whole tree.
    steps
        Where the tree stands in the data.
    """
    root = _Part(criterion, steps)
    if root.is_possible:
        yield from _dead_parts(service, root)
        yield from _saying_nothing(service, root)
    else:
        for part in _impossible(root):
            why = _why_impossible(part)
            message = f"nobody can meet this: {why}. Expected criteria that somebody can meet; mend or remove one."
            yield Finding("fault", "never-holds", service, message, part.steps)
    for part in root.walk():
        if isinstance(part.criterion, kinds.AgeCriterion):
            yield from _unstated_age(service, part)
        if isinstance(part.criterion, kinds.LivesInCriterion) and part.criterion.area.within_km is not None:
            message = "a distance has no site to be measured from here; put within_km into the service's coverage."
            yield Finding("warning", "never-decided", service, message, part.steps)
        yield from _clumsy(service, part)


def _impossible(part: _Part) -> list[_Part]:
    """Return the smallest parts of an impossible tree that are impossible by themselves."""
    if part.is_possible:
        return []
    inside = [found for inner in part.inside() for found in _impossible(inner)]
    return inside if inside else [part]


def _why_impossible(part: _Part) -> str:
    criterion = part.criterion
    if isinstance(criterion, _GROUPS):
        clashing = _clash(part)
        if len(clashing) > 1:
            return f"{joined(described(inner.criterion) for inner in clashing)} exclude each other"
    if not part.is_wanted:
        return f"{described(criterion)} holds for everybody, and here it must not hold"
    return f"{described(criterion)} holds for nobody"


def _clash(part: _Part) -> list[_Part]:
    """Return parts of an impossible group that clash and of which none can be left out."""
    kept = list(part.inside())
    for candidate in list(kept):
        fewer = [inner for inner in kept if inner is not candidate]
        if fewer and not _together(part, fewer).is_possible:
            kept = fewer
    return kept


def _together(part: _Part, parts: list[_Part]) -> _Part:
    group = part.criterion.model_copy(update={"parts": tuple(inner.criterion for inner in parts)})
    return _Part(group, part.steps, part.is_wanted)


def _dead_parts(service: str, root: _Part) -> Iterator[Finding]:
    """Find alternatives that can never be the one that holds, because of themselves or of what stands around them."""
    dead: list[Steps] = []
    for part, whole in _alternatives(root):
        if any(part.steps[: len(steps)] == steps for steps in dead) or can_hold(whole):
            continue
        dead.append(part.steps)
        found = _impossible(part)
        why = _why_impossible(found[0]) if found else "what stands around it excludes it"
        message = f"{described(part.criterion)} can never be the part that holds: {why}. Mend it, or take it out."
        yield Finding("warning", "dead-part", service, message, part.steps)


def _alternatives(part: _Part) -> Iterator[tuple[_Part, Criterion]]:
    """Yield each alternative with the tree in which only that alternative is left."""
    criterion, inside = part.criterion, part.inside()
    has_choice = isinstance(criterion, kinds.AnyOf if part.is_wanted else kinds.AllOf) and len(inside) > 1
    for number, inner in enumerate(inside):
        if has_choice:
            yield inner, _with(part, number, inner.criterion, only=True)
        for found, changed in _alternatives(inner):
            yield found, _with(part, number, changed, only=has_choice)


def _with(part: _Part, number: int, inner: Criterion, *, only: bool) -> Criterion:
    """Return a criterion with one of its parts changed, or with that part alone."""
    criterion = part.criterion
    if isinstance(criterion, kinds.NotCriterion):
        return criterion.model_copy(update={"part": inner})
    if isinstance(criterion, kinds.MemberCriterion):
        return criterion.model_copy(update={"meets": inner})
    parts = [found.criterion for found in part.inside()]
    parts = [inner] if only else [*parts[:number], inner, *parts[number + 1 :]]
    return criterion.model_copy(update={"parts": tuple(parts)})


def _saying_nothing(service: str, root: _Part) -> Iterator[Finding]:
    """Find criteria that hold for everybody, the outermost one only."""
    if not can_fail(root.criterion):
        if not isinstance(root.criterion, kinds.AgeCriterion):  # reported as an age that is not stated
            message = (
                f"everybody meets this{_because(root)}. Expected criteria that leave somebody out; "
                "write 'eligibility: open' if everybody is meant."
            )
            yield Finding("warning", "always-holds", service, message, root.steps, "eligibility: open")
        return
    waiting = list(root.inside())
    while waiting:
        part = waiting.pop(0)
        if can_fail(part.criterion):
            waiting += part.inside()
        elif not isinstance(part.criterion, kinds.AgeCriterion):
            message = f"{described(part.criterion)} holds for everybody{_because(part)}. Mend it, or take it out."
            yield Finding("warning", "always-holds", service, message, part.steps)


def _because(part: _Part) -> str:
    alone = [inner.criterion for inner in part.inside() if not can_fail(inner.criterion)]
    is_any = isinstance(part.criterion, kinds.AnyOf)
    return f", because {described(alone[0])} always holds" if is_any and alone else ""


def _unstated_age(service: str, part: _Part) -> Iterator[Finding]:
    """Find the ages that directories write for "not stated": 0 to 0, and anything up to 120 or above."""
    age = part.criterion
    if not isinstance(age, kinds.AgeCriterion):
        return
    low, high = age.limits_in_months
    if low == 0 and high is not None and (age.max_years == 0 or age.max_months == 0):
        message = (
            "ages 0 to 0 mean 'not stated' in most directories. Leave the criterion out, "
            "or write 'max_months: 11' if babies under one are meant."
        )
    elif high is not None and high >= _OLDEST_YEARS * 12:
        rest = f"leave out the highest age and keep {low} months" if low is not None and low % 12 else ""
        rest = rest if rest else (f"keep only 'min_years: {low // 12}'" if low else "leave the criterion out")
        message = f"a highest age of 120 means 'not stated' in most directories; {rest}."
    elif low == 0 and high is None:
        message = "a lowest age of 0 leaves nobody out; leave the criterion out."
    else:
        return
    if part.is_wanted or can_fail(age):
        yield Finding("warning", "unstated-age", service, message, part.steps)
    else:
        yield Finding("fault", "unstated-age", service, f"this refuses every age: {message}", part.steps)


def _clumsy(service: str, part: _Part) -> Iterator[Finding]:
    """Find what says the same in more words: notes only."""
    criterion = part.criterion
    if isinstance(criterion, kinds.NotCriterion) and isinstance(criterion.part, kinds.NotCriterion):
        yield Finding("note", "double-not", service, "a 'not' inside a 'not' says nothing; drop both.", part.steps)
    if not isinstance(criterion, _GROUPS):
        return
    kind = criterion.type
    if len(criterion.parts) == 1:
        message = f"an '{kind}' with one part is that part; write the part alone."
        yield Finding("note", "single-part", service, message, part.steps)
    for number, inner in enumerate(criterion.parts):
        steps = (*part.steps, "parts", number)
        if inner in criterion.parts[:number]:
            message = f"{described(inner)} stands in this '{kind}' twice; keep one."
            yield Finding("note", "duplicate-part", service, message, steps)
        if type(inner) is type(criterion):
            message = f"an '{kind}' inside an '{kind}' says the same as one; move its parts up."
            yield Finding("note", "nested-group", service, message, steps)
