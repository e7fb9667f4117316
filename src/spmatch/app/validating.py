"""Checking files of any kind: what a file is, is told from its fields, or said with ``--kind``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spmatch.errors import InvalidCase, InvalidInput, InvalidWeights, Problem
from spmatch.model.base import Model
from spmatch.model.case import Case
from spmatch.model.parsing import parse_model
from spmatch.model.weights import Weights
from spmatch.strict_yaml import read_yaml

__all__ = ["KINDS", "check_file", "kind_of"]

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
