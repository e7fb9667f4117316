"""What both rule packs are checked for: wording they may not have, braces in texts, ids, and half a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import Formatter
from typing import Final

from spmatch.rules.reading import Faults, Fields

__all__ = [
    "ADVICE_WORDING",
    "GRADING_WORDING",
    "check_phrases",
    "check_twice",
    "read_review",
    "read_template",
    "read_words",
]

# Wording that tells somebody what they may have or should do. Advice on immigration matters is regulated (Immigration
# and Asylum Act 1999, sections 82 to 84), so no pack may carry it. Which words: project judgement.
ADVICE_WORDING: Final = (
    "you are entitled", "you're entitled", "is entitled to", "are entitled to", "should apply", "must apply",
    "you qualify", "you are eligible", "is eligible for", "you can claim", "you cannot claim", "you can get",
    "you will get", "conditions of their status", "because you have nrpf", "because they have nrpf",
    "not available because", "we advise", "our advice",
)  # fmt: skip
# Words that grade a risk: spmatch shows a recorded cue and never grades it.
GRADING_WORDING: Final = (
    "high risk", "high-risk", "medium risk", "low risk", "risk level", "level of risk", "risk score", "triage",
)  # fmt: skip


def read_review(fields: Fields) -> tuple[str | None, date | None]:
    """Return who reviewed something, and when; both None: not yet reviewed."""
    role, reviewed_on = fields.text_or_none("reviewed_by_role"), fields.day_or_none("reviewed_on")
    if (role is None) != (reviewed_on is None):
        fields.fault("half-reviewed", "reviewed_on", "a review has both a role and a day; expected both or neither")
    return role, reviewed_on


def check_twice(faults: Faults, table: str, key: str, ids: Iterable[str]) -> None:
    """Report each id of a table that stands there a second time."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name and name in seen:
            faults.add("duplicate-id", (table, index, key), f"{key} {name!r} is used twice")
        seen.add(name)


def check_phrases(faults: Faults, phrases: Iterable[str], code: str, why: str) -> None:
    """Report each text of the file with wording that no text of a pack may have."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), faults.document.data)]
    while waiting:
        steps, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*steps, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*steps, index), inner) for index, inner in enumerate(value)]
        elif isinstance(value, str):
            plain = " ".join(value.casefold().replace("\u2019", "'").split())
            for phrase in phrases:
                if phrase in plain:
                    faults.add(code, steps, f"'{phrase}' {why}", "Say what is known and whom to speak to.")


def read_template(fields: Fields, key: str, braces: set[str]) -> str:
    """Return a text whose braces are exactly those it may have."""
    text = fields.text(key)
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        found = {"a brace that is not closed"}
    if text and found != braces:
        expected = ", ".join(sorted(braces)) or "none"
        fields.fault(
            "wrong-braces", key, f"expected in braces: {expected}; found: {', '.join(sorted(found)) or 'none'}"
        )
    return text


def read_words(fields: Fields, key: str, names: tuple[str, ...]) -> Mapping[str, str]:
    """Return a group with a text for each of exactly these names."""
    group = fields.group(key)
    words = {name: group.text(name) for name in names}
    group.finish()
    return words
