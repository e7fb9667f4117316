"""Reviewing a directory as a colleague would: what clashes, what is missing or old, what the text says and no field does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from spmatch.directories.finding import SEVERITIES, Finding, Severity
from spmatch.directories.review_criteria import review_criteria
from spmatch.directories.review_facts import Reviewed, review_facts
from spmatch.directories.review_text import review_text
from spmatch.model.area import Area
from spmatch.model.directory import Directory
from spmatch.model.service import Service
from spmatch.text import normalise
from spmatch.vocabulary import needs_vocabulary

__all__ = ["counts", "review"]

ALIKE: Final = 90.0
"""Share of letters (0 to 100) that two names of one organisation share, whatever the order of their words, from which
they are likely the same service written twice (project judgement: "Stay and play" and "Stay & Play" are above)."""
_OVER: Final = frozenset({"defunct", "inactive"})


def review(directory: Directory, *, as_of: date, area: Area | None = None) -> tuple[Finding, ...]:
    """Review a directory, and say of each service what a careful colleague would.

    Parameters
    ----------
    directory
        A directory that can be read; faults of its form are found on reading.
    as_of
        The day the review is for: checks older than a year before it are stale.
    area
        The team's area, to look up neighbourhoods and practices. None: they are not looked up.

    Returns
    -------
    tuple
        Services in the order of the directory; of each, faults come first, then warnings, then notes.

    Notes
    -----
    "Can never hold" is said only of criteria that no person could meet. What the free text suggests is a suggestion:
    a sentence is shown beside it, and the provider decides.

    Examples
    --------
    >>> from spmatch.directories import sample_directory
    >>> findings = review(sample_directory(), as_of=date(2026, 11, 22))
    >>> counts(findings)["fault"]
    0
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    met = _met_needs(directory.services)
    for number, service in enumerate(directory.services):
        steps = ("services", number)
        reviewed = Reviewed(service, steps, as_of, area)
        found[number] += review_facts(reviewed)
        found[number] += _nobody_meets(reviewed, met)
        if service.eligibility is not None and service.eligibility != "open":
            found[number] += review_criteria(service.id, service.eligibility, (*steps, "eligibility"))
        if service.status not in _OVER:
            found[number] += review_text(service, steps)
    for number, finding in _duplicates(directory.services):
        found[number].append(finding)
    return tuple(
        finding
        for number in range(len(directory.services))
        for finding in sorted(found[number], key=lambda finding: SEVERITIES.index(finding.severity))
    )


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, gravest first.

    Examples
    --------
    >>> counts([Finding("note", "never-checked", "pantry", "nobody has checked this.")])
    {'fault': 0, 'warning': 0, 'note': 1}
    """
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in SEVERITIES}


def _met_needs(services: Iterable[Service]) -> frozenset[str]:
    """Return the needs that a running service meets, itself or by meeting a narrower one."""
    met = {need for service in services if service.status not in _OVER for need in service.meets}
    vocabulary = needs_vocabulary()
    return frozenset(met | {wider.id for need in met for wider in vocabulary.ancestors(need)})


def _nobody_meets(reviewed: Reviewed, met: frozenset[str]) -> Iterator[Finding]:
    for number, need in enumerate(reviewed.service.relies_on):
        if need not in met:
            message = (
                f"it relies on '{need}', and no running service of this directory meets that. Add one, or mend it."
            )
            yield reviewed.finding("warning", "nobody-meets", message, "relies_on", number)


def _duplicates(services: tuple[Service, ...]) -> Iterator[tuple[int, Finding]]:
    """Find services of one organisation whose names are nearly the same."""
    by_organisation: dict[str, list[tuple[int, Service, str]]] = defaultdict(list)
    for number, service in enumerate(services):
        named = by_organisation[normalise(service.organisation)]
        name = normalise(service.name).replace("&", "and")
        for _, other, other_name in named:
            if fuzz.token_sort_ratio(name, other_name) >= ALIKE:
                message = (
                    f"'{service.name}' and '{other.name}' ({other.id}) of one organisation are likely the same service. "
                    "Keep one, or name what differs."
                )
                yield number, Finding("warning", "likely-duplicate", service.id, message, ("services", number, "name"))
                break
        named.append((number, service, name))
