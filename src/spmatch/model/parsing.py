"""Turn plain data into a model, or into problems in plain words: path, line, what is wrong, what was expected.

With ``quote_values=False``, for data about a person, no value and no key of the data reaches a message, a path, or an
error's traceback. Names that might have been meant are then suggested for fields only: for a value, the suggestion
would give the value away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, core_schema

from spmatch.errors import InvalidInput, Problem
from spmatch.model.shapes import Spot, listed
from spmatch.strict_yaml import Document, format_path, shorten
from spmatch.text import closest

__all__ = ["parse_model"]

_M = TypeVar("_M", bound=BaseModel)

_KNOWN: frozenset[str] = frozenset(get_args(core_schema.ErrorType))
# Our code, and what is wrong in words that hold for any value, for each kind of fault that pydantic tells apart.
_CODES: dict[str, tuple[str, str]] = {
    "enum": ("wrong-choice", "not one of the words for this field"),
    "literal_error": ("wrong-choice", "not one of the words for this field"),
    "greater_than": ("out-of-range", "too small"),
    "greater_than_equal": ("out-of-range", "too small"),
    "less_than": ("out-of-range", "too large"),
    "less_than_equal": ("out-of-range", "too large"),
    "multiple_of": ("out-of-range", "not a multiple"),
    "finite_number": ("not-a-number", "not a number"),
    "too_short": ("too-short", "too short"),
    "too_long": ("too-long", "too long"),
    "string_too_short": ("too-short", "too short"),
    "string_too_long": ("too-long", "too long"),
    "string_pattern_mismatch": ("wrong-pattern", "not written as this field needs it"),
    "string_unicode": ("control-character", "characters that are not valid text"),
    "date_type": ("not-a-date", "not a day"),
    "date_parsing": ("not-a-date", "not a day"),
    "date_from_datetime_parsing": ("not-a-date", "not a day"),
    "date_from_datetime_inexact": ("not-a-date", "not a day"),
}
# Faults of shape: how the members of a union that were not meant at all report themselves.
_SHAPE = re.compile(r".*_type|literal_error|enum|none_required|is_instance_of|union_tag_.*|not_a_.*|not-a-.*")
_ABSENT = object()


def parse_model(
    model_class: type[_M],
    data: Any,
    *,
    error: type[InvalidInput],
    source: str,
    quote_values: bool,
    document: Document | None = None,
) -> _M:
    """Return an instance of a model, or raise every fault of the data at once.

    Parameters
    ----------
    model_class
        The model to read.
    data
        Plain data, as :class:`spmatch.strict_yaml.Document` holds it or as an app gives it.
    error
        Kind of error to raise.
    source
        What is being read: a file name, or words such as "assessment".
    quote_values
        Whether messages may quote the data. Pass False for data about a person.
    document
        Where the data came from, for file and line. None: not from a file.

    Raises
    ------
    InvalidInput
        The kind asked for, with one problem for each fault.

    Examples
    --------
    >>> from spmatch.errors import InvalidWeights
    >>> from spmatch.model.base import Model
    >>> class Weighing(Model):
    ...     travel: float = 1.0
    >>> parse_model(Weighing, {"travle": 2}, error=InvalidWeights, source="weights", quote_values=True)
    Traceback (most recent call last):
    spmatch.errors.InvalidWeights: weights: 1 problem
      travle
        'travle' is not a field of weighing; expected 'travel'
        Did you mean 'travel'?
    """
    try:
        return model_class.model_validate(data)
    except ValidationError as refused:
        faults = refused.errors(include_input=False, include_url=False)
    problems = _Reader(model_class, data, document, quote_values=quote_values).problems(faults)
    # Tools that print tracebacks with local values find none of a person's in this frame, nor an error behind this one.
    del data, document, faults
    raise error(problems, source) from None


@dataclass
class _Place:
    """Where in the data a fault is."""

    value: Any
    spot: Spot | None
    keys: list[Any] = field(default_factory=list)
    shown: list[str | int] = field(default_factory=list)
    parent: Spot | None = None
    parent_value: Any = None
    unions: list[tuple[int, object]] = field(default_factory=list)
    is_key: bool = False

    def enter(self, key: Any, shown: str | int, spot: Spot | None, value: Any) -> None:
        """Go one step down."""
        self.parent, self.parent_value = self.spot, self.value
        self.keys.append(key)
        self.shown.append(shown)
        self.spot, self.value = spot, value


class _Reader:
    """Finds the place of each fault by walking data and annotations together, and words it."""

    def __init__(self, model: type[BaseModel], data: Any, document: Document | None, *, quote_values: bool) -> None:
        self.model = model
        self.data = data
        self.document = document
        self.quote = quote_values

    def problems(self, faults: Iterable[ErrorDetails]) -> list[Problem]:
        """Return the faults as problems, in the order of the file."""
        found = _without_arms_not_meant([(fault, self._place(fault)) for fault in faults])
        problems: dict[Problem, None] = {}
        for fault, place in found:
            if fault["type"] == "too_short" and len(place.value) >= fault["ctx"]["min_length"]:
                continue  # pydantic counts faultless entries only; the faulty ones are reported themselves
            problems.setdefault(self._problem(fault, place))
        return sorted(problems, key=lambda problem: problem.line if problem.line is not None else 0)

    def _place(self, fault: ErrorDetails) -> _Place:
        """Follow a fault's location. Its parts that name members of a union are in neither file nor path."""
        place = _Place(self.data, Spot(self.model))
        pending = place.spot  # the union whose member the next part may name
        loc = fault["loc"]
        for number, part in enumerate(loc):
            is_last = number == len(loc) - 1
            if pending is not None and len(pending.members) > 1 and isinstance(part, str):
                place.unions.append((number, part))
                pending = _named(pending, part)
                continue
            if part == "[key]" and is_last:
                place.is_key = True
                continue
            is_missing = is_last and fault["type"] == "missing"
            pending = self._step(place, part, may_be_absent=is_missing, is_safe=is_missing)
        context = fault.get("ctx", {})
        for step in context.get("at", ()) if fault["type"] not in _KNOWN else ():
            self._step(place, step, may_be_absent=True, is_safe=False)
        return place

    def _step(self, place: _Place, part: str | int, *, may_be_absent: bool, is_safe: bool) -> Spot | None:
        """Go down one part of a location where the data has it; return a union entered by that."""
        value = place.value
        inner = _child(value, part)
        if inner is _ABSENT and not may_be_absent:
            return None
        leaves = place.spot.fitting(value) if place.spot is not None else []
        spot = next((found for leaf in leaves if (found := leaf.inside(part)) is not None), None)
        is_field = any(part in leaf.fields() for leaf in leaves)
        place.enter(part, self._shown(part, value, leaves, is_safe=is_safe or is_field), spot, inner)
        return spot

    def _shown(self, part: str | int, value: Any, leaves: list[Spot], *, is_safe: bool) -> str | int:
        """Return a step as the path may show it: a key of a person's data only if it is one of ours."""
        if isinstance(part, int) and not isinstance(value, Mapping):
            return part
        is_word = any(leaf.key is not None and part in leaf.key.choices for leaf in leaves)
        if self.quote or is_safe or is_word:
            return str(part)
        number = list(value).index(part) + 1 if isinstance(value, Mapping) and part in value else 0
        return f"<entry {number}>" if number else "<entry>"

    def _problem(self, fault: ErrorDetails, place: _Place) -> Problem:
        code, message, mend = self._worded(fault, place)
        line = self.document.line(tuple(place.keys)) if self.document is not None else None
        file = self.document.file if self.document is not None else None
        return Problem(code, message, format_path(place.shown), line, file, mend)

    def _worded(self, fault: ErrorDetails, place: _Place) -> tuple[str, str, str | None]:
        """Return code, message and mend of a fault."""
        kind, context = fault["type"], fault.get("ctx", {})
        if kind in {"extra_forbidden", "invalid_key"}:
            return self._unknown_field(place)
        if kind == "missing":
            return "missing-field", f"missing; expected {_expected(place.spot)}", None
        if kind in {"union_tag_invalid", "union_tag_not_found"}:
            return self._wrong_member(place, context)
        if kind in {"value_error", "assertion_error"}:
            said = fault["msg"].partition(", ")[2] if self.quote else ""
            return "invalid-value", said or f"not acceptable; expected {_expected(place.spot)}", None
        if kind not in _KNOWN:
            return self._own(fault, place, context)
        code, what = _CODES.get(kind, ("wrong-type", f"got {_kind(place.value)}"))
        spot = place.spot
        if place.is_key:
            spot = next((leaf.key for leaf in place.parent.leaves if leaf.key), None) if place.parent else None
        value = place.keys[-1] if place.is_key and place.keys else place.value
        if self.quote:
            what = f"got {_quoted(value)}" if code in {"wrong-type", "wrong-choice"} else f"{_quoted(value)} is {what}"
        if place.is_key:
            what = f"the key of this entry does not fit: {what}"
        expected = _expected(spot) if spot is not None else f"{context.get('expected', 'another value')}"
        mend = self._did_you_mean(value, spot.choices) if spot is not None and self.quote else None
        return code, f"{what}; expected {expected}", mend

    def _own(self, fault: ErrorDetails, place: _Place, context: dict[str, Any]) -> tuple[str, str, str | None]:
        """Word a fault that one of our validators raised; by agreement its message never contains the value."""
        message = fault["msg"]
        if message.startswith(("is ", "has ")):
            is_one = isinstance(place.value, (str, int, float)) or place.is_key
            value = place.keys[-1] if place.is_key and place.keys else place.value
            subject = "the key" if place.is_key else "the value"
            message = f"{_quoted(value) if self.quote and is_one else subject} {message}"
        mend = _suggestion(context.get("suggest", ())) if self.quote else None
        return fault["type"].replace("_", "-"), message, mend if mend is not None else context.get("mend")

    def _unknown_field(self, place: _Place) -> tuple[str, str, str | None]:
        name = place.keys[-1] if place.keys else ""
        leaves = place.parent.fitting(place.parent_value) if place.parent is not None else []
        names = list(dict.fromkeys(known for leaf in leaves for known in leaf.fields()))
        if self.quote:
            what = f"{_quoted(name)} is not a field of {_title(leaves, place.parent_value)}"
        else:
            what = "a field that does not exist here"
            place.shown[-1:] = ["<unknown field>"]
        mend = self._did_you_mean(name, names)
        return "unknown-field", f"{what}; expected {listed(names) if names else 'no field'}", mend

    def _wrong_member(self, place: _Place, context: dict[str, Any]) -> tuple[str, str, str | None]:
        """Word a fault of the field that tells the members of a union apart, at that field."""
        name = str(context.get("discriminator", "")).strip("'")
        tags = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
        if not tags and place.spot is not None:
            tags = place.spot.tags(name)
        if not isinstance(place.value, Mapping) or not tags:
            return "wrong-type", f"got {self._got(place.value)}; expected {_expected(place.spot)}", None
        value = place.value.get(name, _ABSENT)
        place.enter(name, name, None, value)
        if value is _ABSENT:
            return "missing-field", f"missing; expected {listed(tags)}", None
        what = f"got {_quoted(value)}" if self.quote else _CODES["literal_error"][1]
        return (
            "wrong-choice",
            f"{what}; expected {listed(tags)}",
            self._did_you_mean(value, tags) if self.quote else None,
        )

    def _got(self, value: Any) -> str:
        return _quoted(value) if self.quote else _kind(value)

    def _did_you_mean(self, value: Any, names: Iterable[str]) -> str | None:
        return _suggestion(closest(value, names)) if isinstance(value, str) else None


def _child(value: Any, part: str | int) -> Any:
    """Return the value one step below a value, or the mark of none."""
    if isinstance(value, Mapping):
        return value.get(part, _ABSENT)
    if isinstance(value, (list, tuple)) and isinstance(part, int) and 0 <= part < len(value):
        return value[part]
    return _ABSENT


def _named(union: Spot, tag: str) -> Spot | None:
    """Return the member of a union that a tag names, if that member is a union itself and so brings another tag."""
    inner = [member for member in union.members if len(member.members) > 1]
    return inner[0] if inner and tag.startswith(("tagged-union[", "union[", "function-")) else None


def _without_arms_not_meant(found: list[tuple[ErrorDetails, _Place]]) -> list[tuple[ErrorDetails, _Place]]:
    """Drop what a union reports about members that were not meant, such as "not 'open'" for a faulty criterion.

    A member was meant if it got past the shape of the data. Where none did, one fault is kept for the place, and it
    says all that was expected there. Where several did, the one with the fewest faults is kept, the first on ties.
    """
    arms: dict[tuple[Any, ...], dict[object, list[int]]] = {}
    for number, (fault, place) in enumerate(found):
        for position, tag in place.unions:
            arms.setdefault(fault["loc"][:position], {}).setdefault(tag, []).append(number)
    dropped: set[int] = set()
    for tags in arms.values():
        if len(tags) < 2:  # noqa: PLR2004 - one member only: a discriminated union, which has chosen already
            continue
        depth = min(len(found[number][1].keys) for numbers in tags.values() for number in numbers)
        meant = {
            tag: len(numbers)
            for tag, numbers in tags.items()
            if any(len(found[n][1].keys) > depth or not _SHAPE.fullmatch(found[n][0]["type"]) for n in numbers)
        }
        kept = min(meant, key=lambda tag: meant[tag]) if meant else None
        first = min(number for numbers in tags.values() for number in numbers)
        for tag, numbers in tags.items():
            dropped |= {n for n in numbers if (tag != kept if meant else n != first)}
    return [item for number, item in enumerate(found) if number not in dropped]


def _expected(spot: Spot | None) -> str:
    return spot.words() if spot is not None else "another value"


def _suggestion(names: Iterable[str]) -> str | None:
    near = " or ".join(repr(name) for name in names)
    return f"Did you mean {near}?" if near else None


def _title(leaves: list[Spot], value: Any) -> str:
    """Name what a group of fields is, as a writer of the file knows it: by its type, or by what the model is called."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if isinstance(kind, str) and len(leaves) == 1 and "type" in leaves[0].fields():
        return shorten(kind)
    models = [leaf.model.__name__ for leaf in leaves if leaf.model is not None]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", models[0]).lower() if len(models) == 1 else "this group"


def _kind(value: Any) -> str:
    """Name the kind of a value without showing it."""
    if value is None or value is _ABSENT:
        return "nothing"
    for kinds, words in (
        (bool, "true or false"),
        (int, "a whole number"),
        (float, "a number"),
        (str, "text"),
        (date, "a date"),
        (Mapping, "a group of fields"),
        ((list, tuple, set, frozenset), "a list"),
    ):
        if isinstance(value, kinds):
            return words
    return "something else"


def _quoted(value: Any) -> str:
    """Show a value in a message, shortened to 60 characters."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(shorten(value))
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**30):
        return str(value)
    return shorten(value.isoformat()) if isinstance(value, date) else _kind(value)
