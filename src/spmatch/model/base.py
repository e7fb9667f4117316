"""What every model shares: strict, frozen base classes and the field types that models are written with.

Pydantic left to itself reads True as 1, ``"yes"`` as true and a timestamp as a day. The types here do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, LiteralString
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Strict
from pydantic_core import PydanticCustomError

from spmatch.text import UNSEEN

__all__ = [
    "Day",
    "Decimal",
    "Expected",
    "Flag",
    "Id",
    "Model",
    "PrivateModel",
    "Prose",
    "Text",
    "Url",
    "WholeNumber",
    "fault",
]

MOST_ID = 80
"""Longest id in characters; long enough for a service's name and place, short enough for a table (project judgement)."""
MOST_TEXT = 300
"""Longest single-line text in characters, about three printed lines (project judgement)."""
MOST_PROSE = 5000
"""Longest free text in characters, about two printed pages (project judgement)."""
MOST_URL = 2000
"""Longest web address in characters; what browsers and link checkers handle without trouble (project judgement)."""


class Model(BaseModel):
    """Base of every model: frozen, and an unknown field is a fault rather than ignored.

    Read data with :func:`spmatch.model.parsing.parse_model`, which reports faults in plain words with path and line.

    Examples
    --------
    >>> class Opening(Model):
    ...     day: Text
    >>> Opening(day=" monday ")
    Opening(day='monday')
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True, allow_inf_nan=False
    )


class PrivateModel(Model):
    """Base of everything about a person. However it is printed, it shows the name of the class and no value.

    Examples
    --------
    >>> class Facts(PrivateModel):
    ...     is_pregnant: Flag | None = None
    >>> Facts(is_pregnant=True)
    <Facts>
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __str__(self) -> str:
        return repr(self)

    # The three below are what pydantic, rich and devtools print from.
    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return []

    def __rich_repr__(self) -> Iterator[Any]:
        return iter(())

    def __pretty__(self, fmt: Any, **kwargs: Any) -> Generator[Any, None, None]:
        yield repr(self)


@dataclass(frozen=True)
class Expected:
    """Says in plain words, within ``Annotated``, what a field takes; messages end with it.

    Parameters
    ----------
    words
        What is expected, as in "a day as YYYY-MM-DD".
    """

    words: str


def fault(
    code: LiteralString,
    message: str,
    *,
    suggest: Sequence[str] = (),
    mend: str | None = None,
    at: tuple[str | int, ...] = (),
) -> PydanticCustomError:
    """Return the error for a validator to raise.

    Parameters
    ----------
    code
        Stable kebab-case word for the kind of fault.
    message
        What is wrong and what was expected. It never contains the value. A message that begins with "is" is given the
        value, or "the value" for a person's data, as its subject.
    suggest
        Names that were perhaps meant. They are not shown for a person's data, where they would give the value away.
    mend
        How to mend it, without the value. None: the message says it.
    at
        Where below the validated value the fault is, as in ``("sites", 0)``.

    Examples
    --------
    >>> fault("unknown-name", "is not a borough", suggest=["southwark"]).type
    'unknown-name'
    """
    return PydanticCustomError(
        code, "{message}", {"message": message, "suggest": list(suggest), "mend": mend, "at": tuple(at)}
    )


def _decimal(value: object) -> object:
    """Accept a number, or text of the plain shape: the strict reader leaves ``1.50`` as it is written."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", value):
        return float(value)
    try:
        number = float(value) if isinstance(value, (int, float)) and is_number else math.nan
    except OverflowError:
        number = math.nan
    if not math.isfinite(number):
        raise fault("not-a-number", "is not a number; expected one such as 2 or 1.5")
    return number


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day = None
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
    if day is None:
        raise fault("not-a-date", "is not a day of the calendar; expected YYYY-MM-DD, such as 2026-01-31")
    return day


def _id(value: str) -> str:
    if len(value) > MOST_ID or re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value) is None:
        expected = f"small letters, digits and single hyphens, at most {MOST_ID}, such as food-bank"
        raise fault("not-an-id", f"is not an id; expected {expected}")
    return value


def _text(value: str) -> str:
    text = value.strip()
    if "\n" in text or "\r" in text:
        raise fault("several-lines", "has several lines; expected one line of text")
    return _checked(text, MOST_TEXT)


def _prose(value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    # Line ends and tabs are layout; nothing else that cannot be seen is.
    _checked(text.replace("\n", " ").replace("\t", " "), MOST_PROSE)
    return text


def _checked(text: str, most: int) -> str:
    if not text:
        raise fault("too-short", "is empty; expected text, or null where it is not known")
    if UNSEEN.search(text) is not None:
        raise fault("control-character", "has a control character or an invisible mark; expected plain text")
    if len(text) > most:
        raise fault("too-long", f"is longer than {most:,} characters; expected a shorter text")
    return text


def _url(value: str) -> str:
    url = value.strip()
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        # "https://food.example@evil.example/" shows one host and goes to another.
        is_good = is_good and "@" not in parts.netloc and re.search(r"[\s\\<>\"]", url) is None
    except ValueError:  # brackets or a port that urlsplit cannot read
        is_good = False
    if not is_good or len(url) > MOST_URL or UNSEEN.search(url) is not None:
        raise fault("not-a-web-address", "is not a web address; expected one that starts with https:// or http://")
    return url


Flag = Annotated[bool, Strict()]
"""True or false, never "yes" or 1. A field that may be not known is ``Flag | None``."""

WholeNumber = Annotated[int, Strict()]
"""A whole number, never True, "3" or 3.0. Bounds and units stand at the field."""

Decimal = Annotated[float, BeforeValidator(_decimal), Expected("a number")]
"""A finite number: 2, 1.5, or text such as "1.50", which the strict reader leaves as written; never True."""

Day = Annotated[date, BeforeValidator(_day), Expected("a day as YYYY-MM-DD")]
"""A day: a date that is not a point in time, or text as YYYY-MM-DD."""

Id = Annotated[str, AfterValidator(_id), Expected("an id such as food-bank")]
"""A stable name in kebab-case of at most 80 characters."""

Text = Annotated[str, AfterValidator(_text), Expected("one line of text")]
"""One line of text of 1 to 300 characters, stripped, without characters that cannot be seen."""

Prose = Annotated[str, AfterValidator(_prose), Expected("text")]
"""Text of 1 to 5,000 characters, stripped, with line ends allowed."""

Url = Annotated[str, AfterValidator(_url), Expected("a web address")]
"""A web address with http or https and a host, without a user name in it."""
