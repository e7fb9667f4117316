"""Plain-English wording and safe text, used by every output."""

from spmatch.render.escape import clean, escape_html, safe_url
from spmatch.render.words import (
    a_count,
    about_days,
    about_minutes,
    age_range,
    age_words,
    day_words,
    distance_words,
    joined,
    money,
    sentence,
)

__all__ = [
    "a_count",
    "about_days",
    "about_minutes",
    "age_range",
    "age_words",
    "clean",
    "day_words",
    "distance_words",
    "escape_html",
    "joined",
    "money",
    "safe_url",
    "sentence",
]
