"""Which open questions are worth asking first: those that settle the most of what the person wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spmatch.model.recommendation import Answer, Gap, Plan, Question

__all__ = ["questions_worth_asking"]

IN_PLAN, FOR_A_GAP, ELSEWHERE = 4, 3, 1
"""Weight of a service a question bears on: a step of the plan, one that could close a gap, another. Project judgement."""


def questions_worth_asking(answers: Iterable[Answer], plan: Plan, gaps: Iterable[Gap]) -> tuple[Question, ...]:
    """Gather the open questions of answers and steps, each once, with the services it bears on, weightiest first.

    Ties are ordered by id. A question nothing depends on does not occur, so recourse is not asked without cause.
    """
    steps = set(plan.services)
    for_gaps = {service for gap in gaps for service in gap.services}
    asked: dict[str, Question] = {}
    decides: dict[str, list[str]] = {}
    for answer in answers:
        for question in answer.questions:
            asked.setdefault(question.id, question)
            decides.setdefault(question.id, []).append(answer.service)
    for step in plan.steps:
        for question in step.only_if:
            asked.setdefault(question.id, question)
            if step.service is not None and step.service not in decides.setdefault(question.id, []):
                decides[question.id].append(step.service)

    def weight(question_id: str) -> int:
        return sum(
            IN_PLAN if service in steps else FOR_A_GAP if service in for_gaps else ELSEWHERE
            for service in decides[question_id]
        )

    ordered = sorted(asked, key=lambda question_id: (-weight(question_id), question_id))
    return tuple(replace(asked[question_id], decides=tuple(decides[question_id])) for question_id in ordered)
