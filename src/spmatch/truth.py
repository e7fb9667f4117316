"""Three-valued logic, written out as tables so that a reviewer can check it by eye.

Kleene's strong logic: UNKNOWN means "not known yet", so a result is UNKNOWN exactly when filling in the blank could
still turn it either way, judged node by node. (``x or not x`` with x unknown is therefore UNKNOWN; that limit is stated
in the docs.)
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

__all__ = ["Truth", "conjunction", "disjunction", "negation"]


class Truth(Enum):
    """The answer to a question about a person: NO, UNKNOWN or YES.

    The values 0, 1 and 2 are used in arrays, where conjunction is the minimum and disjunction the maximum.

    Examples
    --------
    >>> Truth.of(None)
    Truth.UNKNOWN
    >>> bool(Truth.YES)
    Traceback (most recent call last):
    TypeError: A Truth is YES, NO or UNKNOWN; compare it with 'is' instead of using it as a condition
    """

    NO = 0
    UNKNOWN = 1
    YES = 2

    @classmethod
    def of(cls, fact: bool | None) -> Truth:
        """Return the truth of a fact that may not be known (None)."""
        if fact is None:
            return cls.UNKNOWN
        return cls.YES if fact else cls.NO

    def __bool__(self) -> NoReturn:
        raise TypeError("A Truth is YES, NO or UNKNOWN; compare it with 'is' instead of using it as a condition")

    def __repr__(self) -> str:
        return f"Truth.{self.name}"


_N, _U, _Y = Truth.NO, Truth.UNKNOWN, Truth.YES

_AND = {
    (_N, _N): _N, (_N, _U): _N, (_N, _Y): _N,
    (_U, _N): _N, (_U, _U): _U, (_U, _Y): _U,
    (_Y, _N): _N, (_Y, _U): _U, (_Y, _Y): _Y,
}  # fmt: skip

_OR = {
    (_N, _N): _N, (_N, _U): _U, (_N, _Y): _Y,
    (_U, _N): _U, (_U, _U): _U, (_U, _Y): _Y,
    (_Y, _N): _Y, (_Y, _U): _Y, (_Y, _Y): _Y,
}  # fmt: skip

_NOT = {_N: _Y, _U: _U, _Y: _N}


def negation(truth: Truth) -> Truth:
    """Return the opposite; what is not known stays not known.

    Examples
    --------
    >>> negation(Truth.UNKNOWN)
    Truth.UNKNOWN
    """
    return _NOT[truth]


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether all hold. Nothing to hold is YES.

    Examples
    --------
    >>> conjunction([Truth.YES, Truth.UNKNOWN])
    Truth.UNKNOWN
    """
    result = _Y
    for truth in truths:
        result = _AND[result, truth]
    return result


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether at least one holds. Nothing that could hold is NO.

    Examples
    --------
    >>> disjunction([Truth.NO, Truth.UNKNOWN])
    Truth.UNKNOWN
    """
    result = _N
    for truth in truths:
        result = _OR[result, truth]
    return result
