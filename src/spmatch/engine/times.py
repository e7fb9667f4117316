"""Parts of the day and week, as people say when they are free."""

from __future__ import annotations

from spmatch.model.service import Opening

__all__ = ["parts_of_week"]

PARTS_OF_DAY = (("night", "00:00", "06:00"), ("morning", "06:00", "12:00"), ("afternoon", "12:00", "17:00"),
                ("evening", "17:00", "22:00"), ("night", "22:00", "24:00"))  # fmt: skip
"""Parts of the day with first and last time. Project judgement, in ordinary use of the words."""


def parts_of_week(opening: Opening) -> frozenset[str]:
    """Return the parts of the day an opening touches; on Saturday and Sunday also "weekend".

    Examples
    --------
    >>> sorted(parts_of_week(Opening(day="saturday", opens="11:00", closes="13:00")))
    ['afternoon', 'morning', 'weekend']
    """
    parts = {name for name, first, last in PARTS_OF_DAY if opening.opens < last and opening.closes > first}
    return frozenset(parts | ({"weekend"} if opening.day in ("saturday", "sunday") else set()))
