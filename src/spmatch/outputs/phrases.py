"""The sentences of the outputs, read from a data file so that a practitioner can review them without reading code.

Reading checks that every code the engine can give has a phrase, that each phrase has exactly the braces that will be
filled, and that none reads like advice about what somebody may claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, get_args

from spmatch.errors import InvalidPack, Problem
from spmatch.model import criteria
from spmatch.model.assessment import Relation
from spmatch.model.recommendation import Exclusion, Gap, Match, Phase, Question, State
from spmatch.model.service import Route
from spmatch.render import clean
from spmatch.rules.packs import ADVICE_WORDING
from spmatch.strict_yaml import parse_yaml

__all__ = [
    "CAUTIONS",
    "COMPONENTS",
    "NOTES",
    "REASONS",
    "REQUIREMENTS",
    "WHY_PHASE",
    "Phrases",
    "load_phrases",
    "parse_phrases",
]

REQUIREMENTS: Final = (
    "status", "coverage", "coverage_not_stated", "eligibility_open", "eligibility_not_stated", "public_fund",
    "fund_depends", "adviser_confirmed", "not_public_fund", "needs_benefit", "requires_recourse",
    "recourse_not_stated", "rent_from_housing_benefit", "open_to_all_recourse", "no_recourse_test_stated",
    "fund_not_in_force",
)  # fmt: skip
"""Codes of the requirement parts of a service, apart from the author's own criteria."""
COMPONENTS: Final = (
    "start", "need_fit", "words", "travel", "delivery", "availability", "language", "cost", "freshness", "certainty",
)  # fmt: skip
"""Components of the score, in the order they are shown."""
NOTES: Final = (
    "in_person_advised_against", "hard_to_use_now", "over_travel_limit", "travel_not_known", "outside_free_times", "ring_first",
    "stale_record", "not_checked", "asks_status", "no_self_referral", "route_not_stated", "other_adults_permission",
)  # fmt: skip
"""Notes that a match may carry."""
CAUTIONS: Final = ("shares_with_home_office", "author")
"""Cautions that make a match one to talk through first."""
WHY_PHASE: Final = (
    "urgent", "deadline", "long_wait", "after_enabling_step", "when_in_person_is_advised_again", "from_age",
    "not_urgent", "moved_from_now", "in_place", "soon", "runs_out",
)  # fmt: skip
"""Why a step stands in its phase."""

REASONS: Final = ("avoided", "unsafe_beside_risk")
"""Reasons for leaving a service out that are no requirement of the service."""

_HEADER = {"schema_version", "id", "title", "language", "reviewed_by_role", "reviewed_on", "source"}
_ANSWERS = ("yes", "no", "unknown")
_FREE = (
    "perinatal",
    "steps",
    "points",
    "frames",
    "changes",
    "headings",
    "lines",
    "severity",
)  # called by name in the code
_SLOTS: Final[dict[str, dict[str, set[str]]]] = {
    "perinatal": {"after_birth": {"weeks"}, "both": {"weeks"}},
    "steps": {"from_date": {"day"}, "keep_who": {"who"}},
    "criteria": {
        "age": {"ages"}, "gender": {"genders"}, "fact": {"fact"}, "condition": {"condition"}, "receives": {"funds"},
        "income": {"money", "definition"}, "housing": {"housing"}, "placed_by": {"boroughs"}, "need": {"need"},
        "document": {"document"}, "not_used_within": {"days"}, "clinical_clearance": {"activity"},
        "perinatal": {"when"}, "supplier": {"suppliers"}, "season": {"first", "last"}, "language": {"languages"}, "asked": {"question"}, "all_of": {"parts"},
        "any_of": {"parts"}, "not": {"part"}, "member": {"relations", "part"},
    },
    "frames": {
        **{name: {"means", "who"} for name in _ANSWERS},
        **{f"leaves_out_{name}": {"means", "who"} for name in _ANSWERS},
        **{f"asked_{name}": {"question"} for name in _ANSWERS},
        "other": {"code"},
    },
    "requirements": {
        "requires_recourse.no": {"recorded"}, "requires_recourse.unknown": {"recorded"},
        **{f"needs_benefit.{name}": {"benefits"} for name in _ANSWERS},
    },
    "changes": {"document": {"document"}, "from_day": {"day"}},
    "headings": {"plan": {"day"}, "why": {"service"}, "why_not": {"service"}},
    "lines": {
        "helps_with": {"needs"}, "after": {"services"}, "only_if": {"question"}, "bring": {"things"},
        "wait": {"wait"}, "journey": {"minutes", "source"}, "journey_or_none": {"minutes", "source"},
        "who_can_advise": {"services"}, "for_whom": {"members"}, "journey_rough": {"minutes", "source"},
        "backups": {"services"}, "reply": {"days"}, "cost": {"money"}, "checked_on": {"day"},
        "not_checked_since": {"day"}, "source": {"source"}, "deciding_for": {"services"},
        "contact": {"role", "contact"}, "contact_role": {"role"}, "one_line_why": {"service", "state", "helps"},
        "meets": {"needs"}, "place": {"place", "total"}, "in_fact_listed": {"service", "state"},
        "unrelated": {"service"}, "not_available_count": {"services"}, "more": {"count"}, "signpost": {"service"},
        "crisis_line": {"name", "how"},
        "versions": {
            "spmatch", "directory", "vocabulary", "recourse_pack", "safety_pack", "weights", "travel",
        },
    },
}  # fmt: skip


def _literals(model: Any, field: str) -> tuple[str, ...]:
    """Return the names a field of choices, or list of choices, can take."""
    annotation = model.model_fields[field].annotation if hasattr(model, "model_fields") else None
    found: list[str] = []
    waiting = [annotation]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            found.append(node)
        waiting.extend(get_args(node))
    return tuple(sorted(found))


def _criterion_codes() -> tuple[str, ...]:
    union = get_args(criteria.Criterion)[0]
    return tuple(kind.model_fields["type"].default for kind in get_args(union))


def _of_record(record: Any, field: str) -> tuple[str, ...]:
    """Return the choices of a field of a plain record, from its annotation as written."""
    from typing import get_type_hints

    return tuple(get_args(get_type_hints(record)[field]))


@cache
def required_codes() -> Mapping[str, tuple[str, ...]]:
    """Return every code that has to have a phrase, by section; a new criterion or choice is found by itself."""
    relations = (*get_args(Relation), "household")
    return {
        "states": tuple(State),
        "states_mean": tuple(State),
        "phases": tuple(Phase),
        "why_phase": WHY_PHASE,
        "availability": _of_record(Match, "availability"),
        "components": COMPONENTS,
        "components_mean": COMPONENTS,
        "criteria": (*_criterion_codes(), "member_any"),
        "facts": _literals(criteria.FactCriterion, "fact"),
        "genders": _literals(criteria.GenderCriterion, "is_in"),
        "housing_situations": _literals(criteria.HousingCriterion, "situations"),
        "housing_providers": _literals(criteria.HousingCriterion, "providers"),
        "relations": relations,
        "relations_general": relations,
        "requirements": tuple(f"{code}.{answer}" for code in REQUIREMENTS for answer in _ANSWERS),
        "notes": NOTES,
        "cautions": CAUTIONS,
        "gaps": _of_record(Gap, "reason"),
        "exclusions": _of_record(Exclusion, "kind"),
        "reasons": REASONS,
        "routes": _literals(Route, "who"),
        "asks": _of_record(Question, "to"),
    }


@dataclass(frozen=True)
class Phrases:
    """Every phrase, by section and code.

    Examples
    --------
    >>> phrases = load_phrases()
    >>> phrases.say("gaps", "held")
    'What would help is held back.'
    >>> phrases.say("lines", "helps_with", needs="food and heating")
    'For: food and heating.'
    """

    sections: Mapping[str, Mapping[str, str]]
    reviewed_by_role: str | None = None
    reviewed_on: str | None = None

    def say(self, section: str, code: str, /, **blanks: str) -> str:
        """Return a phrase with its blanks filled; what fills them is made harmless first.

        A code without a phrase comes out as its own words, so that a decision made by a newer rule is still told.
        """
        phrase = self.sections.get(section, {}).get(code)
        if phrase is None:
            return clean(code.replace("_", " "), limit=80)
        return phrase.format(**{name: clean(value) for name, value in blanks.items()})

    def has(self, section: str, code: str) -> bool:
        """Return whether there is a phrase for a code."""
        return code in self.sections.get(section, {})


def parse_phrases(text: str, file: str = "phrases.yaml") -> Phrases:
    """Read phrases from the text of a file.

    Raises
    ------
    InvalidPack
        With every fault: codes without a phrase, unknown sections or codes, wrong braces, advice wording.
    """
    document = parse_yaml(text, file=file, error=InvalidPack)
    data = document.data if isinstance(document.data, dict) else {}
    problems = [
        Problem("missing-field", f"'{name}' is missing at the top of the file", name, file=file)
        for name in sorted(_HEADER - set(data))
    ]
    sections: dict[str, dict[str, str]] = {}
    for name, content in data.items():
        if name in _HEADER:
            continue
        sections[name] = _flattened(content)
        line = document.line((name,))
        problems += [problem.at(file=file, line=line) for problem in _faults(name, sections[name])]
    for name in sorted((set(required_codes()) | set(_FREE)) - set(sections)):
        problems.append(Problem("missing-field", f"the section '{name}' is missing", name, file=file))
    if problems:
        raise InvalidPack(problems, file)
    return Phrases(sections, data["reviewed_by_role"], data["reviewed_on"])


def _flattened(content: object) -> dict[str, str]:
    """Return a section with one level of names; ``status: {yes: ...}`` becomes ``status.yes``."""
    flat: dict[str, str] = {}
    for code, phrase in content.items() if isinstance(content, dict) else ():
        if isinstance(phrase, dict):
            flat.update({f"{code}.{answer}": str(words) for answer, words in phrase.items()})
        else:
            flat[code] = phrase if isinstance(phrase, str) else ""
    return flat


def _faults(section: str, phrases: Mapping[str, str]) -> list[Problem]:
    required = required_codes().get(section)
    if required is None and section not in _FREE:
        return [Problem("unknown-field", f"'{section}' is not a section of phrases", section)]
    problems = []
    if required is not None:
        problems += [
            Problem("missing-phrase", f"'{code}' has no phrase", f"{section}.{code}")
            for code in required
            if code not in phrases
        ]
        problems += [
            Problem("unknown-name", f"'{code}' is not a code here", f"{section}.{code}")
            for code in phrases
            if code not in required
        ]
    for code, phrase in phrases.items():
        problems += _phrase_faults(section, code, phrase)
    return problems


def _phrase_faults(section: str, code: str, phrase: str) -> list[Problem]:
    path = f"{section}.{code}"
    if not phrase.strip():
        return [Problem("wrong-value", "expected a phrase", path)]
    try:
        slots = {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}
    except ValueError:
        return [Problem("wrong-value", "has a brace that is not closed", path)]
    allowed = _SLOTS.get(section, {}).get(code, set())
    problems = []
    if slots != allowed:
        expected = ", ".join(sorted(allowed)) or "none"
        problems.append(Problem("wrong-blanks", f"its blanks differ from what will be filled in: {expected}", path))
    said = " ".join(phrase.casefold().split())
    problems += [
        Problem("advice-wording", f"{words!r} reads like advice about what somebody may claim", path)
        for words in ADVICE_WORDING
        if words in said
    ]
    return problems


@cache
def load_phrases() -> Phrases:
    """Return the phrases that come with spmatch."""
    return parse_phrases(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))
