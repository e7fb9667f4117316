"""The six determinants in short: how severe, on what evidence, and whether help is wanted."""

from __future__ import annotations

from spmatch.model.assessment import Assessment, StatedNeed
from spmatch.model.recommendation import DeterminantSummary
from spmatch.vocabulary import needs_vocabulary

__all__ = ["summarise_determinants"]


def summarise_determinants(assessment: Assessment) -> tuple[DeterminantSummary, ...]:
    """Return one summary for each determinant, in the vocabulary's order.

    The severity is the highest stated for any of its needs; None where nothing was stated, which is not the same as
    none. Declined needs count as evidence too: they are part of the picture, though nothing is suggested for them.
    """
    vocabulary = needs_vocabulary()
    by_determinant: dict[str | None, list[StatedNeed]] = {}
    for need in assessment.needs:
        by_determinant.setdefault(vocabulary.current(need.need).determinant, []).append(need)
    return tuple(_summary(determinant, by_determinant.get(determinant, [])) for determinant in vocabulary.determinants)


def _summary(determinant: str, needs: list[StatedNeed]) -> DeterminantSummary:
    known = [need.severity for need in needs if need.severity is not None]
    wants = {need.wants_help for need in needs}
    return DeterminantSummary(
        determinant,
        max(known) if known else None,
        tuple(sorted({need.need for need in needs})),
        True if True in wants else (None if None in wants or not wants else False),
    )
