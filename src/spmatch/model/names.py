"""Field types for ids that must exist in a shipped vocabulary, so that a slip of the pen is found on reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from pydantic import AfterValidator

from spmatch.errors import UnknownName
from spmatch.geography import InvalidPostcode, borough_code, parse_postcode
from spmatch.model.base import Id, Text, fault
from spmatch.text import closest
from spmatch.vocabulary import funds_vocabulary, listing, needs_vocabulary

__all__ = [
    "AccessFeature",
    "BoroughCode",
    "ConditionId",
    "DocumentId",
    "FundId",
    "LanguageCode",
    "Mode",
    "NeedId",
    "PostcodeText",
]


def _known(kind: str, names: Callable[[], Iterable[str]], mend: str | None = None) -> AfterValidator:
    """Return a validator that accepts only names of a vocabulary, and suggests near ones without quoting the value."""

    def check(name: str) -> str:
        known = set(names())
        if name not in known:
            raise fault("unknown-name", f"is not a {kind} in the vocabulary", suggest=closest(name, known), mend=mend)
        return name

    return AfterValidator(check)


NeedId = Annotated[Id, _known("need", lambda: needs_vocabulary().ids, "find its id with: spmatch needs WORDS")]
FundId = Annotated[Id, _known("public fund or entitlement", funds_vocabulary)]
LanguageCode = Annotated[str, _known("language (ISO 639-3 code)", lambda: listing("languages"))]
Mode = Annotated[str, _known("way of delivering", lambda: listing("delivery_modes"))]
ConditionId = Annotated[Id, _known("condition", lambda: listing("conditions"))]
DocumentId = Annotated[Id, _known("document", lambda: listing("documents"))]
AccessFeature = Annotated[Id, _known("accessibility feature", lambda: listing("accessibility"))]


def _read_postcode(text: str) -> str:
    try:
        return parse_postcode(text).text
    except InvalidPostcode as error:
        problem = error.problems[0]
        raise fault("not-a-postcode", f"cannot be read; {problem.message}", mend=problem.mend) from None


def _read_borough(text: str) -> str:
    try:
        return borough_code(text)
    except UnknownName as error:
        message = "is not a local authority, by code or name"
        raise fault("unknown-name", message, suggest=error.suggestions) from None


PostcodeText = Annotated[Text, AfterValidator(_read_postcode)]
"""A postcode, sector or outward code, kept in its usual writing."""

BoroughCode = Annotated[Text, AfterValidator(_read_borough)]
"""A local authority by GSS code or name, kept as the code."""
