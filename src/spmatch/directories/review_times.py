"""Days of the week and times of the day, as directories write them."""

from __future__ import annotations

import re
from typing import Final

from spmatch.directories.review_lexicon import DAYS

__all__ = ["opening_hours"]

_DAY: Final = re.compile(rf"\b({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_FROM_DAY_TO_DAY: Final = re.compile(rf"\b({'|'.join(DAYS)})s? ?(?:to|-) ?({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?([ap])?", re.IGNORECASE)
_NOON: Final = 12
_NOT_SAID: Final = "HH:MM"


def opening_hours(sentence: str, opens: str | None, closes: str | None) -> list[dict[str, str]]:
    """Return the openings that a sentence gives.

    Parameters
    ----------
    sentence
        Read for days: single ones, and from one day to another.
    opens, closes
        The two times as written. None: only days are given, and HH:MM stands where the times belong.

    Returns
    -------
    list
        One entry for each day. Empty: the times cannot be told.

    Examples
    --------
    >>> opening_hours("Mondays 10am to 12 noon", "10am", "12 noon")
    [{'day': 'monday', 'opens': '10:00', 'closes': '12:00'}]
    """
    times = (_NOT_SAID, _NOT_SAID) if opens is None or closes is None else _times(opens, closes)
    if times is None:
        return []
    return [{"day": day, "opens": times[0], "closes": times[1]} for day in _days(sentence)]


def _days(sentence: str) -> list[str]:
    named = {DAYS.index(day.casefold()) for day in _DAY.findall(sentence)}
    for first, last in _FROM_DAY_TO_DAY.findall(sentence):
        named |= set(range(DAYS.index(first.casefold()), DAYS.index(last.casefold()) + 1))
    return [DAYS[number] for number in sorted(named)]


def _times(opens: str, closes: str) -> tuple[str, str] | None:
    """Return two times as HH:MM; None: it is not certain that they are times, or which half of the day they mean."""
    first, last = _parts(opens), _parts(closes)
    is_certain = any(half is not None or minutes is not None for _, minutes, half in (first, last))
    if not is_certain:
        return None
    end = _minutes(*last)
    start = _minutes(*first)
    if first[2] is None and last[2] == "p" and start < end - _NOON * 60 + 1:
        start += _NOON * 60  # "2 to 4pm" begins in the afternoon, "10 to 2pm" in the morning
    return (f"{start // 60:02}:{start % 60:02}", f"{end // 60:02}:{end % 60:02}") if start < end <= 24 * 60 else None


def _parts(text: str) -> tuple[int, int | None, str | None]:
    """Return hour, minutes and half of the day; None: not said."""
    if "noon" in text.casefold() or "midday" in text.casefold():
        return _NOON, 0, "p"
    found = _TIME.match(text)
    if found is None:
        return 0, None, None
    hour, minutes, half = found.groups()
    return int(hour), None if minutes is None else int(minutes), None if half is None else half.casefold()


def _minutes(hour: int, minutes: int | None, half: str | None) -> int:
    if half is not None and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return hour * 60 + (minutes if minutes is not None else 0)
