"""The words a review looks for in free text, read from their file and made into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from spmatch.directories.finding import Severity
from spmatch.errors import InvalidPack
from spmatch.geography import boroughs
from spmatch.rules.reading import Faults, Fields
from spmatch.strict_yaml import read_yaml
from spmatch.vocabulary import listing

__all__ = ["DAYS", "NUMBERS", "TOPICS", "Lexicon", "Pattern", "Topic", "document_words", "language_words", "lexicon"]

TOPICS: Final = (
    "age", "gender", "area", "recourse", "housing-benefit-rent", "referral", "cost", "languages", "interpreting",
    "opening", "waiting", "access", "pets", "documents", "sobriety",
)  # fmt: skip
"""What the code knows how to look up in a service; the file says which words speak of it."""
TEXTS: Final = ("description", "talk_through", "routes")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " \
    "seventeen eighteen nineteen"  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
NUMBERS: Final = {
    **{word: number for number, word in enumerate(_ONES.split())},
    **{word: 20 + 10 * number for number, word in enumerate(_TENS)},
    **{
        f"{ten}-five": value + 5
        for ten, value in (("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60))
    },
}
"""Number words as directories use them for ages and waits; anything else is written in digits."""

_SHORTEST_NAME: Final = 4
"""Letters: shorter names of documents and languages are words of other meaning too (project judgement)."""


@dataclass(frozen=True)
class Pattern:
    """One way of saying something, and the field or criterion to suggest for it."""

    match: re.Pattern[str]
    field: str | None
    criterion: str | None
    negated: Literal["wrap", "ignore", "skip"]
    when_negated: str | None
    severity: Severity


@dataclass(frozen=True)
class Topic:
    """One thing that a structured field should hold."""

    id: str
    says: str
    texts: tuple[str, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Lexicon:
    """All topics, with the words that turn a meaning round."""

    topics: tuple[Topic, ...]
    negation: re.Pattern[str]
    not_exclusion: re.Pattern[str]


def language_words() -> dict[str, str]:
    """Return names of languages in small letters with their codes; English, which is nearly always meant, is left out."""
    found: dict[str, str] = {}
    for code, entry in listing("languages").items():
        for name in (*entry.label.split(" / "), *entry.synonyms):
            if len(name) >= _SHORTEST_NAME and code != "eng":
                found.setdefault(name.casefold(), code)
    return found


def document_words() -> dict[str, str]:
    """Return names of documents in small letters, each with the label to suggest."""
    found = {"proof of identity": "Proof of identity", "photo id": "Photo identity document", "id": "Proof of identity"}
    for entry in listing("documents").values():
        for name in (entry.label, *entry.synonyms):
            if len(name) >= _SHORTEST_NAME:
                found.setdefault(name.casefold(), entry.label)
    return found


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that comes with spmatch.

    Raises
    ------
    InvalidPack
        With every fault of the file.

    Examples
    --------
    >>> [topic.id for topic in lexicon().topics][:3]
    ['age', 'gender', 'area']
    """
    return load_lexicon(Path(__file__).with_name("review_text.yaml"))


def load_lexicon(path: str | Path) -> Lexicon:
    """Read a lexicon laid out as the shipped ``review_text.yaml``."""
    document = read_yaml(path, error=InvalidPack)
    faults = Faults(document, path)
    top = Fields(document.data, (), faults)
    for name in ("id", "title"):
        top.text(name)
    top.whole_or_none("schema_version")
    top.text_or_none("reviewed_by_role")
    top.day_or_none("reviewed_on")
    source = top.group("source")
    source.text("title")
    source.text_or_none("url")
    source.finish()
    negations = top.texts("negations", needs_one=True)
    exceptions = top.texts("not_exclusions", needs_one=True)
    topics = tuple(_topic(row) for row in top.rows("topics"))
    top.finish()
    faults.raise_all()
    return Lexicon(topics, _any_word(negations), _any_word(exceptions))


def _topic(row: Fields) -> Topic:
    topic_id = row.choice("id", TOPICS)
    severity: Severity = row.choice("severity", ("warning", "note"))
    says = row.text("says")
    texts = row.choices("texts", TEXTS)
    patterns = tuple(_pattern(inner, severity) for inner in row.rows("patterns"))
    row.finish()
    return Topic(topic_id, says, texts, patterns)


def _pattern(row: Fields, usual: Severity) -> Pattern:
    match = row.text("match")
    field, criterion = row.text_or_none("field"), row.text_or_none("criterion")
    if (field is None) == (criterion is None):
        row.fault("one-of", "match", "a pattern has either a field or a criterion to suggest")
    negated: Literal["wrap", "ignore", "skip"] | None = row.choice_or_none("negated", ("wrap", "ignore", "skip"))
    severity: Severity | None = row.choice_or_none("severity", ("warning", "note"))
    when_negated = row.text_or_none("when_negated")
    row.finish()
    try:
        compiled = re.compile(_filled(match), re.IGNORECASE)
    except re.error as error:
        row.fault("wrong-value", "match", f"expected a regular expression; {error.msg}")
        compiled = re.compile("(?!)")
    how: Literal["wrap", "ignore", "skip"] = "skip" if negated is None else negated
    return Pattern(compiled, field, criterion, how, when_negated, usual if severity is None else severity)


def _filled(match: str) -> str:
    """Put in what numbers, places, languages, documents, days and times look like."""
    for name, expression in _expressions().items():
        match = match.replace(f"{{{name}}}", expression)
    return match


@cache
def _expressions() -> dict[str, str]:
    return {
        "number": rf"(?:\d{{1,3}}|{_alternatives(NUMBERS)})",
        "borough": _alternatives(boroughs().values()),
        "language": _alternatives(language_words()),
        "document": _alternatives(document_words()),
        "day": rf"{_alternatives(DAYS)}s?",
        "time": r"(?:(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)? ?(?:[ap]\.?m\b\.?)?|12 noon|noon|midday)",
    }


def _alternatives(names: Iterable[str]) -> str:
    """Return an expression for any of some names, the longest first so that none hides a longer one."""
    words = sorted(set(names), key=lambda name: (-len(name), name))
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def _any_word(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b{_alternatives(names)}\b", re.IGNORECASE)
