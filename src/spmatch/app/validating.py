"""Checking files of any kind: what a file is, is told from its fields, or said with ``--kind``.

A directory that can be read is also reviewed, and the review laid out here as lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from spmatch.errors import InvalidCase, InvalidInput, InvalidWeights, Problem
from spmatch.model.base import Model
from spmatch.model.case import Case
from spmatch.model.parsing import parse_model
from spmatch.model.weights import Weights
from spmatch.render import a_count, clean, joined
from spmatch.strict_yaml import Document, read_yaml

if TYPE_CHECKING:
    from spmatch.directories.finding import Finding
    from spmatch.model.directory import Directory

__all__ = ["KINDS", "check_file", "kind_of", "review_lines"]

_FIELDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("case", frozenset({"assessment", "judgements", "expect"})),
    ("directory", frozenset({"services"})),
    ("assessment", frozenset({"person", "household", "needs"})),
    ("area", frozenset({"neighbourhoods", "practices", "team", "borough"})),
    ("weights", frozenset(Weights.model_fields) - {"schema_version"}),
)


def kind_of(path: str) -> str:
    """Return what a file is: directory, assessment, area, case or weights.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or its fields are those of no kind. Nothing the file says is quoted: it may be
        about a person.
    """
    data = read_yaml(path, quote_values=False).data
    fields = set(data) if isinstance(data, dict) else set()
    for kind, marks in _FIELDS:
        if marks & fields:
            return kind
    problem = Problem(
        "unknown-kind",
        "this is neither a directory, an assessment, an area, a case nor weights",
        file=path,
        mend="Say what it is with --kind, to see what is missing.",
    )
    raise InvalidInput([problem], path)


def _directory(path: str) -> object:
    from spmatch.directories import read_directory

    return read_directory(path)


def _assessment(path: str) -> object:
    from spmatch.intake import read_assessment

    return read_assessment(path)


def _area(path: str) -> object:
    from spmatch.intake import read_area

    return read_area(path)


def _model(path: str, model: type[Model], error: type[InvalidInput], *, quote_values: bool) -> object:
    document = read_yaml(path, error=error, quote_values=quote_values)
    return parse_model(model, document.data, error=error, source=path, document=document, quote_values=quote_values)


KINDS: Final[dict[str, Callable[[str], object]]] = {
    "directory": _directory,
    "assessment": _assessment,
    "area": _area,
    "case": lambda path: _model(path, Case, InvalidCase, quote_values=False),
    "weights": lambda path: _model(path, Weights, InvalidWeights, quote_values=True),
}
"""How each kind of file is read."""


def check_file(path: str, kind: str | None = None) -> tuple[str, object]:
    """Read one file and return what it is and what it holds.

    Raises
    ------
    InvalidInput
        With every fault of the file.
    """
    kind = kind if kind is not None else kind_of(path)
    return kind, KINDS[kind](path)


def review_lines(
    directory: Directory, findings: Sequence[Finding], document: Document, *, has_notes: bool, width: int
) -> Iterator[str]:
    """Yield a review as lines: services with faults first, and at the end how much there is.

    Parameters
    ----------
    directory
        The directory reviewed.
    findings
        What :func:`spmatch.directories.review.review` found.
    document
        The file as it was read, for line numbers.
    has_notes
        Whether notes are shown; if not, they are only counted.
    width
        Columns to wrap at.
    """
    from spmatch.directories.finding import SEVERITIES
    from spmatch.directories.review import counts

    by_service: dict[str, list[Finding]] = {}
    for finding in findings:
        if has_notes or finding.severity != "note":
            by_service.setdefault(finding.service, []).append(finding)
    for found in sorted(by_service.values(), key=lambda found: SEVERITIES.index(found[0].severity)):
        yield ""
        yield f"{found[0].service}  {clean(directory.service(found[0].service).name)}"
        for finding in found:
            yield from _finding_lines(finding, document.line(finding.steps), width)
    counted = counts(findings)
    yield ""
    words = joined(a_count(number, severity) for severity, number in counted.items())
    hidden = " (--notes shows the notes)" if counted["note"] and not has_notes else ""
    yield f"{clean(document.file or 'directory')}: {words}{hidden}"


def _finding_lines(finding: Finding, line: int | None, width: int) -> Iterator[str]:
    where = f"line {line}  " if line is not None else ""
    yield f"  {finding.severity}  {where}{finding.path}  [{finding.code}]"
    wrapped: list[tuple[str, str]] = [("", finding.message)]
    if finding.sentence is not None:
        wrapped.append(("it says: ", finding.sentence))
    for label, text in wrapped:
        indent = "    "
        yield from textwrap.wrap(clean(label + text), width, initial_indent=indent, subsequent_indent=indent)
    if finding.suggestion is not None:
        yield "    suggested:"
        for text in finding.suggestion.splitlines():
            yield " " * (6 + len(text) - len(text.lstrip(" "))) + clean(text)
