"""Deciding a criterion for one person, with its trace that mirrors the author's own tree.

This is the only evaluator that ships. Leaves are decided in ``leaves``; here ``all_of``, ``any_of``, ``not`` and
``member`` combine their traces by Kleene's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spmatch.engine.leaves import LEAVES, Subject
from spmatch.engine.situation import Situation
from spmatch.model import criteria as kinds
from spmatch.model.recommendation import Trace
from spmatch.rules.questions import ask_household
from spmatch.truth import Truth, conjunction, disjunction, negation

__all__ = ["decide"]


def decide(criterion: kinds.Criterion, situation: Situation, subject: Subject | None = None) -> Trace:
    """Decide a criterion for a subject; None: the person assessed.

    Returns
    -------
    Trace
        Its ``truth`` is the answer; its parts mirror the author's own tree.
    """
    if subject is None:
        subject = ("person", situation.assessment.person)
    return _DECIDERS[type(criterion)](criterion, situation, subject)


def _combined(code: str, combine: Callable[[Iterable[Truth]], Truth], parts: Iterable[Trace]) -> Trace:
    traces = tuple(parts)
    return Trace(code, combine(part.truth for part in traces), parts=traces)


def _all_of(criterion: kinds.AllOf, situation: Situation, subject: Subject) -> Trace:
    return _combined("all_of", conjunction, (decide(part, situation, subject) for part in criterion.parts))


def _any_of(criterion: kinds.AnyOf, situation: Situation, subject: Subject) -> Trace:
    return _combined("any_of", disjunction, (decide(part, situation, subject) for part in criterion.parts))


def _not(criterion: kinds.NotCriterion, situation: Situation, subject: Subject) -> Trace:
    part = decide(criterion.part, situation, subject)
    return Trace("not", negation(part.truth), parts=(part,))


def _member(criterion: kinds.MemberCriterion, situation: Situation, subject: Subject) -> Trace:
    """Decide for each member the criterion may be about; an unknown household may hold somebody who meets it."""
    assessment = situation.assessment
    wanted = criterion.relations
    parts = [
        decide(criterion.meets, situation, (label, member))
        for label, member in assessment.labelled_members
        if wanted is None or member.relation in wanted
    ]
    others_may_count = assessment.household is None and wanted != ("person",)
    truth = disjunction([*(part.truth for part in parts), *([Truth.UNKNOWN] if others_may_count else [])])
    is_open = truth is Truth.UNKNOWN and others_may_count
    question = ask_household("household")
    return Trace(
        "member",
        truth,
        facts=("household.household",),
        missing=(question.id,) if is_open else (),
        questions=(question,) if is_open else (),
        detail=(("relations", ", ".join(wanted or ())),),
        parts=tuple(parts),
    )


_DECIDERS: dict[type, Callable[[Any, Situation, Subject], Trace]] = {
    **LEAVES,
    kinds.AllOf: _all_of,
    kinds.AnyOf: _any_of,
    kinds.NotCriterion: _not,
    kinds.MemberCriterion: _member,
}
