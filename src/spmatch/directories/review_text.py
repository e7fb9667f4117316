"""Reviewing free text: sentences that say what a structured field should hold, each with the field to write.

Nothing is filled in by itself: a suggestion stands beside its sentence for somebody to confirm with the provider.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from string import Template
from typing import Any, Final

import yaml

from spmatch.directories.finding import Finding, Steps, field_yaml, plain
from spmatch.directories.review_criteria import every_criterion
from spmatch.directories.review_lexicon import (
    NUMBERS,
    Lexicon,
    Pattern,
    Topic,
    document_words,
    language_words,
    lexicon,
)
from spmatch.directories.review_times import opening_hours
from spmatch.geography import borough_code, boroughs
from spmatch.model import criteria as kinds
from spmatch.model.service import Service
from spmatch.strict_yaml import parse_yaml

__all__ = ["review_text", "sentences", "texts_of"]

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[\"'(]?[A-Z0-9£])|\n+")
_CLAUSE_END: Final = re.compile(r"[,;:()]| but | - ")
_WORDS_BEFORE: Final = 4
"""Words before a pattern in which a "not" belongs to it (project judgement)."""
_VERBS_AFTER: Final = re.compile(r"'?\s*(?:are|is|may|must|can|will|should|do|does)?\s*", re.IGNORECASE)
_CHILDREN: Final = re.compile(
    r"\b(?:child(?:ren)?|bab(?:y|ies)|toddlers?|famil(?:y|ies)|parents?|mothers?|mums?|fathers?|dads?)\b", re.IGNORECASE
)
_DRINKING: Final = re.compile(r"drink|alcohol|sober|drugs", re.IGNORECASE)
_PETS: Final = re.compile(r"\b(?:dogs?|pets?|animals?)\b", re.IGNORECASE)
_ADULT: Final = 18
_OLDEST: Final = 120
_GENDERS: Final = {"women": "woman", "ladies": "woman", "girls": "woman", "men": "man", "boys": "man"}
_NATIONS: Final = ("england", "scotland", "wales", "northern-ireland")
_DAYS_IN: Final = {"day": 1, "week": 7, "month": 30}
"""Days in each unit of a stated wait; a month as 30, because waits are rounded anyway (project judgement)."""
_LONGEST_HOW: Final = 300


def sentences(text: str) -> list[str]:
    r"""Return the sentences of a text, each on one line.

    Examples
    --------
    >>> sentences("Open 10.30 to 12. Costs £2.50 a time.\nRing first")
    ['Open 10.30 to 12.', 'Costs £2.50 a time.', 'Ring first']
    """
    return [" ".join(part.split()) for part in _SENTENCE_END.split(text) if part.strip()]


def texts_of(service: Service) -> Iterator[tuple[str, Steps, str]]:
    """Yield the free texts of a service: which, where below the service, and what it says."""
    yield "description", ("description",), service.description
    if service.talk_through is not None:
        yield "talk_through", ("talk_through",), service.talk_through
    for number, route in enumerate(service.routes if service.routes is not None else ()):
        yield "routes", ("routes", number, "how"), route.how


def review_text(service: Service, steps: Steps, words: Lexicon | None = None) -> Iterator[Finding]:
    """Yield each sentence of a service's free text that a structured field should hold.

    Parameters
    ----------
    service
        The service.
    steps
        Where it stands in the data.
    words
        What to look for. None: the shipped lexicon.
    """
    words = words if words is not None else lexicon()
    topics = [topic for topic in words.topics if not _STATED[topic.id](service)]
    seen: set[tuple[str, str | None]] = set()
    for name, inner, text in texts_of(service):
        for sentence in sentences(text):
            for topic in topics:
                finding = _finding(topic, sentence, service, (*steps, *inner), words) if name in topic.texts else None
                if finding is not None and (topic.id, finding.suggestion) not in seen:
                    seen.add((topic.id, finding.suggestion))
                    yield finding


def _finding(topic: Topic, sentence: str, service: Service, steps: Steps, words: Lexicon) -> Finding | None:
    """Return what the first pattern that fits a sentence has to say; None: none fits, or a "not" takes it away."""
    plainly = sentence.replace("\u2019", "'").replace("\u2013", "-").replace("\u2014", " - ")
    for pattern in topic.patterns:
        found = pattern.match.search(plainly)
        if found is None:
            continue
        turned = _is_turned(plainly, found, words)
        if turned is None and pattern.negated != "ignore":
            return None
        suggestion = _suggestion(pattern, found, plainly, service, is_turned=bool(turned))
        if suggestion is None:
            return None
        message = f"this sentence {topic.says}, and no field does. Ask the provider, then write the field."
        return Finding(pattern.severity, f"text-{topic.id}", service.id, message, steps, suggestion, sentence)
    return None


def _is_turned(sentence: str, found: re.Match[str], words: Lexicon) -> bool | None:
    """Return whether a "not" belongs to what was found; None: a "not only" or "no longer" does."""
    clause = _CLAUSE_END.split(sentence[: found.start()])[-1]
    before = " ".join(clause.split()[-_WORDS_BEFORE:])
    if words.not_exclusion.search(before) is not None:
        return None
    after = sentence[found.end() :]
    verb = _VERBS_AFTER.match(after)
    rest = after[verb.end() :] if verb is not None else after
    return words.negation.search(before) is not None or words.negation.match(rest) is not None


def _suggestion(
    pattern: Pattern, found: re.Match[str], sentence: str, service: Service, *, is_turned: bool
) -> str | None:
    """Return the field to write; None: the words do not amount to one."""
    values = _values(found, sentence, service)
    if values is None:
        return None
    is_turned = is_turned and pattern.negated != "ignore"
    if pattern.criterion is not None:
        if is_turned and pattern.negated == "skip":
            return None
        data = parse_yaml(Template(pattern.criterion).substitute(values)).data
        return _with_criterion(service, _about(data, sentence, is_turned=is_turned))
    template = pattern.when_negated if is_turned else pattern.field
    return None if template is None else Template(template).substitute(values)


def _about(criterion: dict[str, Any], sentence: str, *, is_turned: bool) -> dict[str, Any]:
    """Return a criterion about whom the sentence means: a child of the household, or the person; or their opposite."""
    if is_turned:
        return {"type": "not", "part": criterion}
    highest = criterion.get("max_years", 0 if "max_months" in criterion else _OLDEST)
    if criterion["type"] == "age" and highest < _ADULT and _CHILDREN.search(sentence) is not None:
        return {"type": "member", "relations": ["child"], "meets": criterion}
    return criterion


def _with_criterion(service: Service, criterion: dict[str, Any]) -> str:
    """Return the whole eligibility with one criterion more."""
    before = service.eligibility
    if before is None or isinstance(before, str):
        return field_yaml({"eligibility": criterion})
    parts = [plain(part) for part in before.parts] if isinstance(before, kinds.AllOf) else [plain(before)]
    return field_yaml({"eligibility": {"type": "all_of", "parts": [*parts, criterion]}})


def _values(found: re.Match[str], sentence: str, service: Service) -> dict[str, str] | None:
    """Return what a template may name, made from the groups of a pattern; None: they make no sense together."""
    groups = {name.removesuffix("_2"): text for name, text in found.groupdict().items() if text is not None}
    checked_on = service.provenance.checked_on
    values = {
        "service": service.id,
        "sentence": json.dumps(sentence[:_LONGEST_HOW], ensure_ascii=False),
        "stated_on": "YYYY-MM-DD" if checked_on is None else checked_on.isoformat(),
        "sites_step_free": _flow(_sites(service, ["step-free"])),
        "sites_without_access": _flow(_sites(service, [])),
    }
    for name, text in groups.items():
        make = _MAKERS.get(name)
        if make is not None:
            made = make(text, groups)
            if made is None:
                return None
            values[name] = made
    for low, high in (("low", "high"), ("low_months", "high_months")):
        if low in values and int(values[low]) > int(values[high]):
            return None
    if "wait" in values:
        values["wait_days"] = values["wait"]
    if "pounds" in values:
        values["pence"] = values["pounds"]
    if "language" in values:
        values["languages"] = ", ".join(_languages_in(sentence))
    days = opening_hours(sentence, groups.get("opens"), groups.get("closes"))
    values["openings"] = _flow(days)
    return values if days or not {"opens", "closes"} & set(groups) else None


def _flow(data: object) -> str:
    return yaml.safe_dump(data, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000).strip()


def _sites(service: Service, access: list[str]) -> list[dict[str, Any]]:
    sites = service.sites if service.sites else ()
    return [{**plain(site), "access": access} for site in sites] if sites else [{"access": access}]


def _number(text: str, most: int = _OLDEST) -> int | None:
    number = int(text) if text.isdigit() else NUMBERS.get(text.casefold())
    return number if number is not None and number <= most else None


def _age(text: str, less: int = 0) -> str | None:
    number = _number(text)
    return None if number is None or number < less else str(number - less)


def _wait(text: str, groups: dict[str, str]) -> str | None:
    number = _number(text, 1000)
    return None if number is None else str(number * _DAYS_IN[groups["unit"].casefold().rstrip("s")])


def _languages_in(sentence: str) -> list[str]:
    """Return the codes of the languages a sentence names with a capital letter, in its order."""
    names = language_words()
    spoken = (names.get(word.casefold()) for word in re.findall(r"\b[A-Z][A-Za-z]+\b", sentence))
    return list(dict.fromkeys(code for code in spoken if code is not None))


def _language(text: str, _groups: dict[str, str]) -> str | None:
    return language_words()[text.casefold()] if text[:1].isupper() else None


def _borough(text: str, _groups: dict[str, str]) -> str | None:
    return _flow([boroughs()[borough_code(text)]])[1:-1] if text[:1].isupper() else None


def _nation(text: str, _groups: dict[str, str]) -> str:
    name = text.casefold().replace(" ", "-")
    return name if name in _NATIONS else ", ".join(_NATIONS)


_MAKERS: Final[dict[str, Callable[[str, dict[str, str]], str | None]]] = {
    "below": lambda text, _: _age(text, less=1),
    "below_months": lambda text, _: _age(text, less=1),
    **{name: lambda text, _: _age(text) for name in ("low", "high", "from", "to", "low_months", "high_months")},
    "gender": lambda text, _: _GENDERS[text.casefold()],
    "borough": _borough,
    "nation": _nation,
    "language": _language,
    "document": lambda text, _: json.dumps(document_words()[text.casefold()]),
    "pounds": lambda text, _: str(round(float(text) * 100)),
    "pence": lambda text, _: text,
    "wait": _wait,
}
"""How the text of each named group becomes what a template puts in; None: it is not what it looked like."""


def _has(*wanted: type) -> Callable[[Service], bool]:
    return lambda service: any(isinstance(found, wanted) for found in every_criterion(service.eligibility))


def _asks(words: re.Pattern[str], *facts: str) -> Callable[[Service], bool]:
    """Return a test for a criterion on one of some facts, or a question of the provider's own in some words."""

    def is_asked(service: Service) -> bool:
        return any(
            (isinstance(found, kinds.FactCriterion) and found.fact in facts)
            or (isinstance(found, kinds.AskedCriterion) and words.search(found.question) is not None)
            for found in every_criterion(service.eligibility)
        )

    return is_asked


def _says_recourse(service: Service) -> bool:
    facts = service.recourse
    is_stated = facts.requires_recourse is not None or facts.is_fund is not None or bool(facts.needs_benefit)
    return is_stated or bool(facts.helps_to_claim) or _has(kinds.RecourseCriterion)(service)


def _says_access(service: Service) -> bool:
    return any(site.access is not None for site in (service.sites if service.sites is not None else ()))


_STATED: Final[dict[str, Callable[[Service], bool]]] = {
    "age": _has(kinds.AgeCriterion),
    "gender": _has(kinds.GenderCriterion),
    "area": lambda service: service.coverage is not None or _has(kinds.LivesInCriterion)(service),
    "recourse": _says_recourse,
    "housing-benefit-rent": lambda service: service.recourse.rent_from_housing_benefit is not None,
    "referral": lambda service: bool(service.routes),
    "cost": lambda service: service.cost is not None,
    "languages": lambda service: service.languages is not None or _has(kinds.LanguageCriterion)(service),
    "interpreting": lambda service: service.has_interpreting is not None,
    "opening": lambda service: service.opening is not None,
    "waiting": lambda service: service.capacity is not None,
    "access": _says_access,
    "pets": _asks(_PETS, "has_pet"),
    "documents": lambda service: service.bring is not None or _has(kinds.DocumentCriterion)(service),
    "sobriety": _asks(_DRINKING, "uses_alcohol_or_drugs"),
}
"""Whether a structured field of a service already says what a topic is about."""
