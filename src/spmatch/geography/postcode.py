"""Reading UK postcodes: full ones, sectors ("SE16 7") and outward codes ("SE16").

Written for this project because no published parser was right on all of the cases in the tests. A postcode that cannot
be read is never mended silently: where a letter O or I stands for a figure (or the other way round), the error carries
the repaired text as ``suggestion`` for a person to confirm.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from spmatch.errors import InvalidInput, Problem
from spmatch.geography._packed import outward_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["InvalidPostcode", "Postcode", "PostcodePrecision", "SpecialPostcode", "parse_postcode"]

PostcodePrecision = Literal["unit", "sector", "outcode"]

SpecialPostcode = Literal["giro", "forces", "crown_dependency", "po_box", "no_fixed_abode_or_unknown"]
"""Postcodes that are valid but say nothing about where a person lives.

giro: GIR 0AA. forces: BFPO numbers and BF1. crown_dependency: JE, GY and IM, for which the open data has no
coordinates. po_box: SE1P, SE99 and BX, which belong to no place (other PO boxes are not recognised).
no_fixed_abode_or_unknown: ZZ99, which the NHS uses where there is no address.
"""

_TOKEN = re.compile(r"[^\W_]+")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_ANY_INWARD = re.compile(r"[0-9][A-Z]{2}")
_BFPO = re.compile(r"BFPO([0-9]{0,4})")
_CROWN_DEPENDENCY = re.compile(r"(?:JE|GY|IM)[1-9][0-9]?")
_BX = re.compile(r"BX[1-9]")
_LOOK_ALIKES = {"O": "0", "0": "O", "I": "1", "1": "I"}
_LONGEST = 8
"""Characters in the longest postcode that can be read: BFPO and four figures."""


class InvalidPostcode(InvalidInput):
    """A text cannot be read as a postcode. The message never repeats the text: a postcode is personal data.

    Parameters
    ----------
    problems
        What was expected.
    source
        What was being read.
    suggestion
        The one postcode that was probably meant, to be confirmed by a person and not to be logged. None: no idea.
    """

    def __init__(self, problems: Iterable[Problem], source: str = "postcode", *, suggestion: str | None = None) -> None:
        super().__init__(problems, source)
        self.suggestion = suggestion


@dataclass(frozen=True, repr=False)
class Postcode:
    """A postcode that was read. Its repr and str show the precision only; ``text`` is the postcode itself.

    Parameters
    ----------
    outward
        The first half, "SE16". For forces numbers "BFPO 61".
    precision
        How much of a postcode was given.
    sector
        Outward code and figure, "SE16 7". None: only the outward code was given.
    inward
        The second half. None: not given.
    special
        Why there is no place to go with it. None: an ordinary postcode.
    """

    outward: str
    precision: PostcodePrecision
    sector: str | None = None
    inward: str | None = None
    special: SpecialPostcode | None = None

    @property
    def text(self) -> str:
        """The postcode in its usual writing: capitals, one space."""
        if self.inward is not None:
            return f"{self.outward} {self.inward}"
        return self.outward if self.sector is None else self.sector

    def __repr__(self) -> str:
        return f"Postcode(<{self.precision}>)"


def parse_postcode(text: str) -> Postcode:
    """Read a postcode, its sector or its outward code; case, spaces and punctuation do not matter.

    One space does: "SE1 6" is a sector of SE1 and "SE16" is a district. Without a space the district is taken.

    Parameters
    ----------
    text
        What somebody wrote.

    Raises
    ------
    InvalidPostcode
        If it is none of these. The outward code must exist, so made-up and overseas codes are refused.

    Examples
    --------
    >>> postcode = parse_postcode(" se16\u00a07xx ")
    >>> postcode, postcode.outward, postcode.sector
    (Postcode(<unit>), 'SE16', 'SE16 7')
    >>> parse_postcode("SE16").precision
    'outcode'
    >>> parse_postcode("ZZ99 3VZ").special
    'no_fixed_abode_or_unknown'
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    pieces = _TOKEN.findall(visible)
    found = _read(pieces)
    if found is None:
        raise InvalidPostcode([_problem("".join(pieces))], suggestion=_suggestion(pieces))
    return found


def _read(pieces: Sequence[str]) -> Postcode | None:
    """Read the runs of letters and figures of a text, longest form first."""
    joined = "".join(pieces)
    if len(joined) > _LONGEST or not joined.isascii():
        return None
    if joined in ("GIR0AA", "GIR"):
        return _built("GIR", joined[3:], "giro")
    bfpo = _BFPO.fullmatch(joined)
    if bfpo:
        return Postcode(f"BFPO {bfpo[1]}".rstrip(), "outcode", special="forces")
    for outward, rest in _splits(joined, has_lone_figure=len(pieces) > 1 and len(pieces[-1]) == 1):
        known, special = _kind(outward)
        if known and _fits(rest, special):
            return _built(outward, rest, special)
    return None


def _splits(joined: str, *, has_lone_figure: bool) -> Iterator[tuple[str, str]]:
    """Give the ways to cut a text into outward code and rest, the likeliest first."""
    yield joined[:-3], joined[-3:]
    if has_lone_figure:
        yield joined[:-1], joined[-1:]
    yield joined, ""
    yield joined[:-1], joined[-1:]


def _fits(rest: str, special: SpecialPostcode | None) -> bool:
    if not rest:
        return True
    if len(rest) == 1:
        return rest.isdigit()
    # ZZ99 uses letters (C, K, V) that no real inward code has.
    pattern = _ANY_INWARD if special == "no_fixed_abode_or_unknown" else _INWARD
    return pattern.fullmatch(rest) is not None


def _kind(outward: str) -> tuple[bool, SpecialPostcode | None]:
    """Return whether an outward code exists, and what is special about it."""
    if outward in ("SE1P", "SE99") or _BX.fullmatch(outward):
        return True, "po_box"
    if outward == "ZZ99":
        return True, "no_fixed_abode_or_unknown"
    if outward == "BF1":
        return True, "forces"
    if _CROWN_DEPENDENCY.fullmatch(outward):
        return True, "crown_dependency"
    return outward in outward_codes(), None


def _built(outward: str, rest: str, special: SpecialPostcode | None) -> Postcode:
    if not rest:
        return Postcode(outward, "outcode", special=special)
    sector = f"{outward} {rest[0]}"
    if len(rest) == 1:
        return Postcode(outward, "sector", sector, special=special)
    return Postcode(outward, "unit", sector, rest, special)


def _suggestion(pieces: Sequence[str]) -> str | None:
    """Return the postcode reached by the fewest swaps of O with 0 and I with 1. None: none, or more than one."""
    text = " ".join(pieces)
    places = [place for place, character in enumerate(text) if character in _LOOK_ALIKES]
    if len(text) > _LONGEST + len(pieces) or not places:
        return None
    for count in range(1, len(places) + 1):
        found = set()
        for chosen in itertools.combinations(places, count):
            swapped = [_LOOK_ALIKES[c] if place in chosen else c for place, c in enumerate(text)]
            postcode = _read("".join(swapped).split())
            if postcode is not None:
                found.add(postcode.text)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _problem(joined: str) -> Problem:
    """Say what was expected without repeating what was given."""
    mend = "give the full postcode, its first half and one figure, or its first half"
    if not joined:
        return Problem("invalid-postcode", "a postcode was expected, and nothing was given", mend=mend)
    if _kind(joined[:-3])[0] and _ANY_INWARD.fullmatch(joined[-3:]):
        message = "the last two letters of a postcode are never C, I, K, M, O or V"
    elif _INWARD.fullmatch(joined[-3:]):
        message = "a UK postcode was expected; the first half is not one that exists"
    else:
        message = "a UK postcode, its sector or its first half was expected"
    return Problem("invalid-postcode", message, mend=mend)
