"""The question that settles each fact, from a data file, so that wording can be reviewed without reading code."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from spmatch.errors import InvalidPack
from spmatch.model.recommendation import Question
from spmatch.strict_yaml import parse_yaml

__all__ = ["ask_household", "ask_member", "ask_service", "ask_team", "for_service", "question_ids"]

MOST_KEPT = 4096
"""Questions kept ready for each kind; the same few are put for every service. Project judgement."""

_WHO = {
    "person": "you",
    "partner": "your partner",
    "child": "your child",
    "parent": "your parent",
    "sibling": "your brother or sister",
    "other_adult": "the other adult who lives with you",
}
_VERBS = {
    "Are": ("Are", "Is"),
    "are": ("are", "is"),
    "Do": ("Do", "Does"),
    "do": ("do", "does"),
    "Were": ("Were", "Was"),
    "Have": ("Have", "Has"),
    "have": ("have", "has"),
}


@cache
def _book() -> dict[str, Any]:
    text = Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8")
    book: dict[str, Any] = parse_yaml(text, file="questions.yaml", error=InvalidPack).data
    return book


def question_ids() -> frozenset[str]:
    """Return every fact that has a question, as ``members.age`` or ``household.practice``."""
    return frozenset(
        f"{group}.{name}" for group in ("members", "household", "team", "services") for name in _book()[group]
    )


@lru_cache(maxsize=MOST_KEPT)
def ask_member(fact: str, label: str, *, key: str = "", what: str = "") -> Question:
    """Return the question about one fact of a member, who is named by relation only.

    Parameters
    ----------
    fact
        Name of the fact, as in ``has_recourse``.
    label
        The member's relation to the person, numbered from the second on: ``person``, ``child``, ``child-2``.
    key, what
        Id and words of what the fact is about, where its name does not say it, such as a condition.

    Examples
    --------
    >>> ask_member("is_disabled", "child").text
    'Does your child have a long-term condition or disability that makes daily life harder?'
    """
    relation, _, number = label.partition("-")
    who = _WHO[relation] + (f" ({number})" if number else "")
    words = {verb: forms[0 if relation == "person" else 1] for verb, forms in _VERBS.items()}
    your = "your" if relation == "person" else "their"
    text = _book()["members"][fact].format(who=who, your=your, what=what, **words)
    path = f"members.{label}.{fact}" + (f".{key}" if key else "")
    return Question(path, text, "person", is_about_recourse=fact == "has_recourse")


@lru_cache(maxsize=MOST_KEPT)
def ask_household(fact: str, *, key: str = "", what: str = "", about_recourse: bool = False) -> Question:
    """Return the question about a fact of the household as a whole.

    Examples
    --------
    >>> ask_household("practice").text
    'Which GP practice are you registered with?'
    """
    path = f"household.{fact}" + (f".{key}" if key else "")
    return Question(path, _book()["household"][fact].format(what=what), "person", is_about_recourse=about_recourse)


@lru_cache(maxsize=MOST_KEPT)
def ask_team(fact: str, *, key: str, what: str) -> Question:
    """Return a question for the link worker's own team.

    Examples
    --------
    >>> ask_team("referrer_registered", key="example-trust", what="example-trust").id
    'team.referrer_registered.example-trust'
    """
    return Question(f"team.{fact}.{key}", _book()["team"][fact].format(what=what), "team")


@lru_cache(maxsize=MOST_KEPT)
def ask_service(statement: str, *, about_recourse: bool = False) -> Question:
    """Return the question to put to a service about something its record does not state.

    The id names the statement only; :func:`for_service` makes it the question to one service.

    Examples
    --------
    >>> ask_service("status").id
    'services.status'
    """
    return Question(
        f"services.{statement}", _book()["services"][statement], "service", is_about_recourse=about_recourse
    )


def for_service(question: Question, service_id: str) -> Question:
    """Return a question as it stands for one service: those put to a service carry its id.

    Examples
    --------
    >>> for_service(ask_service("status"), "little-village").id
    'services.little-village.status'
    """
    if question.to != "service":
        return question
    return replace(question, id=question.id.replace("services.", f"services.{service_id}.", 1))
