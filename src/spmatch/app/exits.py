"""Exit codes: one for each kind of fault, so that a script can tell what went wrong without reading the words."""

from __future__ import annotations

from typing import Final

from spmatch.errors import (
    InvalidArea,
    InvalidAssessment,
    InvalidCase,
    InvalidDirectory,
    InvalidInput,
    InvalidPack,
    InvalidWeights,
    MissingExtra,
    SpmatchError,
    UnknownName,
)

__all__ = [
    "BAD_AREA_OR_PACK",
    "BAD_ASSESSMENT",
    "BAD_DIRECTORY",
    "BAD_WEIGHTS",
    "BUG",
    "EXIT_CODES",
    "EXPECTATION_FAILED",
    "INTERRUPTED",
    "MISSING_EXTRA",
    "OK",
    "UNKNOWN_NAME",
    "USAGE",
    "exit_code",
]

OK: Final = 0
BUG: Final = 1
USAGE: Final = 2
BAD_DIRECTORY: Final = 10
BAD_ASSESSMENT: Final = 11
EXPECTATION_FAILED: Final = 12
BAD_WEIGHTS: Final = 13
MISSING_EXTRA: Final = 14
BAD_AREA_OR_PACK: Final = 15
UNKNOWN_NAME: Final = 16
INTERRUPTED: Final = 130  # 128 and the number of the signal, as shells count

EXIT_CODES: Final = {
    OK: "all went well",
    BUG: "a fault in spmatch itself",
    USAGE: "the command was not understood, or a file is of no kind that spmatch knows",
    BAD_DIRECTORY: "the directory of services cannot be used",
    BAD_ASSESSMENT: "the assessment, or a case with one, cannot be used",
    EXPECTATION_FAILED: "a case did not come out as expected",
    BAD_WEIGHTS: "the weights cannot be used",
    MISSING_EXTRA: "an optional package is not installed",
    BAD_AREA_OR_PACK: "the area file or a rule pack cannot be used",
    UNKNOWN_NAME: "a service or another name does not exist",
    INTERRUPTED: "stopped by the person at the keyboard",
}
"""What each code means, as the help shows it."""

_BY_ERROR: Final[tuple[tuple[type[SpmatchError], int], ...]] = (
    (InvalidDirectory, BAD_DIRECTORY),
    (InvalidAssessment, BAD_ASSESSMENT),
    (InvalidCase, BAD_ASSESSMENT),
    (InvalidWeights, BAD_WEIGHTS),
    (MissingExtra, MISSING_EXTRA),
    (InvalidArea, BAD_AREA_OR_PACK),
    (InvalidPack, BAD_AREA_OR_PACK),
    (UnknownName, UNKNOWN_NAME),
    (InvalidInput, USAGE),
)


def exit_code(error: SpmatchError) -> int:
    """Return the exit code for an error raised on purpose.

    Examples
    --------
    >>> exit_code(UnknownName("service", "food-bnak"))
    16
    """
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), BUG)
