"""Numbers, dates and lists as plain British English, the same way in every output.

No function looks at the machine's locale: month names and signs are written out here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

__all__ = [
    "a_count",
    "about_days",
    "about_minutes",
    "age_range",
    "age_words",
    "day_words",
    "distance_words",
    "joined",
    "money",
    "sentence",
]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS_IN_YEAR = 12
AGE_IN_MONTHS_UNTIL = 24  # as people say it: "13 months" still means something, "31 months" does not
DAYS_IN_WEEK = 7
DAYS_IN_MONTH = 30.44  # mean length of a month, for "about" words only
WEEKS_FROM_DAYS = 14  # shorter waits are said in days
MONTHS_FROM_DAYS = 90  # longer waits are said in months
METRES_IN_KM = 1000
KM_FROM_METRES = 950  # from here on "about 1 km" reads better than metres


def a_count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> a_count(1, "service"), a_count(3, "service"), a_count(2, "child", "children")
    ('1 service', '3 services', '2 children')
    """
    noun = singular if number == 1 else plural if plural is not None else singular + "s"
    return f"{number:,} {noun}"


def joined(parts: Iterable[str], word: str = "and") -> str:
    """Return a list as a person says it; nothing gives an empty text.

    Examples
    --------
    >>> joined(["food", "heat", "rest"]), joined(["bus", "train"], "or"), joined([])
    ('food, heat and rest', 'bus or train', '')
    """
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def sentence(text: str) -> str:
    """Return a text with a capital first letter and a full stop, unless it ends a sentence already.

    Examples
    --------
    >>> sentence("ring first"), sentence("Is it open?")
    ('Ring first.', 'Is it open?')
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!:" else ".")


def age_words(months: int) -> str:
    """Return an age in completed months as words: months under two years, then years and months up to five, then years.

    Parameters
    ----------
    months
        Completed months, from 0. The two limits are project judgement: months matter to services for small children.

    Examples
    --------
    >>> age_words(13), age_words(37), age_words(24), age_words(900)
    ('1 year 1 month', '3 years 1 month', '2 years', '75 years')
    >>> age_words(5)
    '5 months'
    """
    years, rest = divmod(months, MONTHS_IN_YEAR)
    if years == 0:
        return a_count(rest, "month")
    if rest == 0 or years >= 5:  # noqa: PLR2004 - the limit is explained in the docstring
        return a_count(years, "year")
    return f"{a_count(years, 'year')} {a_count(rest, 'month')}"


def age_range(low: int | None, high: int | None) -> str:
    """Return an age range in completed months, both ends included, as words after "aged".

    Parameters
    ----------
    low, high
        Completed months. None: no limit at that end; both None gives "any age".

    Examples
    --------
    >>> age_range(None, 59), age_range(216, None), age_range(36, 59)
    ('under 5', '18 or over', '3 to 4')
    >>> age_range(6, 23), age_range(None, 18)
    ('6 months to under 2 years', 'under 1 year 7 months')
    """
    if low is None and high is None:
        return "any age"
    if high is None:
        return f"{_limit(low or 0)} or over"
    above = high + 1
    if low is None or low == 0:
        return f"under {_limit(above)}"
    if low % MONTHS_IN_YEAR == 0 and above % MONTHS_IN_YEAR == 0:
        youngest, oldest = low // MONTHS_IN_YEAR, above // MONTHS_IN_YEAR - 1
        return str(youngest) if youngest == oldest else f"{youngest} to {oldest}"
    return f"{age_words(low)} to under {age_words(above)}"


def _limit(months: int) -> str:
    years, rest = divmod(months, MONTHS_IN_YEAR)
    return age_words(months) if rest else str(years)


def money(pence: int) -> str:
    """Return pence as pounds; pence are shown only where there are some.

    Examples
    --------
    >>> money(40_800), money(350), money(0), money(125_000)
    ('£408', '£3.50', '£0', '£1,250')
    """
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02d}" if rest else f"£{pounds:,}"


def about_days(days: int) -> str:
    """Return a number of days as a rough wait.

    Examples
    --------
    >>> about_days(0), about_days(1), about_days(10), about_days(42), about_days(180)
    ('the same day', 'about 1 day', 'about 10 days', 'about 6 weeks', 'about 6 months')
    """
    if days == 0:
        return "the same day"
    if days < WEEKS_FROM_DAYS:
        return "about " + a_count(days, "day")
    if days < MONTHS_FROM_DAYS:
        return "about " + a_count(round(days / DAYS_IN_WEEK), "week")
    return "about " + a_count(round(days / DAYS_IN_MONTH), "month")


def about_minutes(minutes: float) -> str:
    """Return a journey time, rounded to five minutes, because an estimate is not a timetable.

    Examples
    --------
    >>> about_minutes(3), about_minutes(21.7), about_minutes(60), about_minutes(95)
    ('about 5 minutes', 'about 20 minutes', 'about 1 hour', 'about 1 hour 35 minutes')
    """
    rounded = max(5, 5 * round(minutes / 5))
    hours, rest = divmod(rounded, 60)
    parts = [a_count(hours, "hour")] if hours else []
    parts += [a_count(rest, "minute")] if rest else []
    return "about " + " ".join(parts)


def day_words(day: date) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> day_words(date(2026, 11, 22))
    '22 November 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def distance_words(km: float) -> str:
    """Return a straight-line distance in words.

    Examples
    --------
    >>> distance_words(0.34), distance_words(1.0), distance_words(2.46), distance_words(31.7)
    ('about 350 metres', 'about 1 km', 'about 2.5 km', 'about 32 km')
    """
    if km * METRES_IN_KM < KM_FROM_METRES:
        metres = max(50, 50 * round(km * METRES_IN_KM / 50))
        return f"about {metres} metres"
    decimals = 1 if km < 10 else 0  # noqa: PLR2004 - from ten kilometres on a decimal pretends to too much
    return f"about {round(km, decimals):g} km"
