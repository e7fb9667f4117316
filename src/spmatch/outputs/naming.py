"""Names for ids: needs, funds, boroughs, and members of the household by what they are to the person."""

from __future__ import annotations

from collections.abc import Iterable

from spmatch.geography import boroughs
from spmatch.model.directory import Directory
from spmatch.outputs.phrases import load_phrases
from spmatch.render import clean, joined
from spmatch.vocabulary import funds_vocabulary, needs_vocabulary

__all__ = ["borough_name", "fund_name", "member_words", "need_name", "need_names", "service_name", "service_names"]

MOST_NAME = 120
"""Longest name shown, in characters; a longer one is cut (project judgement: more does not fit one line)."""


def need_name(need: str) -> str:
    """Return what a need is called; an id of another vocabulary comes out as its own words.

    Examples
    --------
    >>> need_name("fuel-costs"), need_name("something-else")
    ('Help with gas and electric', 'something else')
    """
    vocabulary = needs_vocabulary()
    return vocabulary.get(need).label if need in vocabulary else clean(need.replace("-", " "), limit=MOST_NAME)


def need_names(needs: Iterable[str], most: int = 4) -> str:
    """Return needs as a list in running text, the first few by name."""
    names = [lowered(need_name(need)) for need in needs]
    shown = names[:most] + ([load_phrases().say("lines", "more", count=str(len(names) - most))] if names[most:] else [])
    return ", ".join(shown[:-1]) + f" {shown[-1]}" if names[most:] else joined(shown)


def lowered(name: str) -> str:
    """Return a name for the middle of a sentence; a first word with more capitals (GP, British Sign ...) stays.

    Examples
    --------
    >>> lowered("Debt advice"), lowered("GP registration")
    ('debt advice', 'GP registration')
    """
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def fund_name(fund: str) -> str:
    """Return the official name of a fund.

    Examples
    --------
    >>> fund_name("dla-child")
    'Disability Living Allowance for a child'
    """
    funds = funds_vocabulary()
    return funds[fund].label if fund in funds else clean(fund.replace("-", " "), limit=MOST_NAME)


def borough_name(code: str) -> str:
    """Return the name of a local authority by its code; anything else as it stands.

    Examples
    --------
    >>> borough_name("E09000028")
    'Southwark'
    """
    return boroughs().get(code, clean(code, limit=MOST_NAME))


def service_name(directory: Directory, service: str, *, with_organisation: bool = False) -> str:
    """Return the name of a service; one that is not in the directory (help already in place) by its id."""
    found = directory.by_id.get(service)
    if found is None:
        return clean(service.replace("-", " "), limit=MOST_NAME)
    name = clean(found.name, limit=MOST_NAME)
    organisation = clean(found.organisation, limit=MOST_NAME)
    return f"{name} ({organisation})" if with_organisation and organisation != name else name


def service_names(directory: Directory, services: Iterable[str], most: int = 3) -> str:
    """Return services by name as a list, the first few; "and 2 more" for the rest."""
    names = [service_name(directory, service) for service in services]
    if len(names) <= most:
        return joined(names)
    return ", ".join(names[:most]) + " " + load_phrases().say("lines", "more", count=str(len(names) - most))


def member_words(label: str | None) -> str:
    """Return a member of the household by relation. None: the household; what is no relation is never shown.

    Examples
    --------
    >>> member_words("child"), member_words("child-2"), member_words(None), member_words("jo-smith")
    ('a child in the household', 'a child in the household (2)', 'the household', 'somebody in the household')
    """
    phrases = load_phrases()
    if label is None:
        return phrases.say("relations", "household")
    relation, _, number = label.partition("-")
    if not phrases.has("relations", relation) or (number and not number.isdecimal()):
        return phrases.say("lines", "somebody")
    return phrases.say("relations", relation) + (f" ({number})" if number else "")
