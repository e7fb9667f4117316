"""What a model takes at one place, worked out from its annotations: its fields, its choices, and that in plain words.

Pydantic reports where a fault is and of which kind. To say what was expected there, and which field was perhaps meant,
the annotations are walked beside the data, through optional values, lists, groups and (discriminated) unions.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from spmatch.model.base import Expected

__all__ = ["MOST_CHOICES", "Spot", "either", "listed"]

MOST_CHOICES = 24
"""Most choices or fields listed in a message; a longer list is cut, with the number left out (project judgement)."""

_PLAIN: tuple[tuple[type, str], ...] = (  # bool before int: a bool is one
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number"),
    (date, "a day as YYYY-MM-DD"),
    (str, "text"),
)


@dataclass(frozen=True)
class Spot:
    """One place in a model: an annotation and what is attached to it."""

    annotation: Any
    metadata: tuple[Any, ...] = ()

    @property
    def members(self) -> list[Spot]:
        """What may stand here, None aside: more than one for a union."""
        annotation, metadata = self.annotation, self.metadata
        while True:
            if get_origin(annotation) is Annotated:
                annotation, *more = get_args(annotation)
                metadata = (*_flat(more), *metadata)
            elif hasattr(annotation, "__value__"):  # a named type alias
                annotation = annotation.__value__
            elif get_origin(annotation) in {Union, types.UnionType}:
                members = [Spot(arm) for arm in get_args(annotation) if arm is not type(None)]
                if len(members) > 1:
                    return members
                annotation = members[0].annotation
            elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and "root" in _fields(annotation):
                annotation = _fields(annotation)["root"].annotation
            else:
                return [Spot(annotation, metadata)]

    @property
    def is_optional(self) -> bool:
        """Whether None may stand here."""
        annotation = self.annotation
        while get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        return annotation is None or type(None) in get_args(annotation)

    @property
    def leaves(self) -> list[Spot]:
        """What may stand here, with unions inside unions spread out."""
        members = self.members
        return members if len(members) == 1 else [leaf for member in members for leaf in member.leaves]

    def fitting(self, value: object) -> list[Spot]:
        """Return the leaves that a value of this shape is meant for; all of them when nothing tells."""
        fits = [leaf for leaf in self.leaves if leaf._fits(value)]
        return fits if fits else self.leaves

    def _fits(self, value: object) -> bool:
        model = self.model
        if model is not None:
            if not isinstance(value, Mapping):
                return False
            tags = {name: _choices(field.annotation) for name, field in _fields(model).items()}
            told = {
                name: value[name]
                for name, tag in tags.items()
                if len(tag) == 1 and isinstance(tag[0], str) and name in value
            }
            return all(isinstance(word, str) and word in tags[name] for name, word in told.items())
        if isinstance(value, Mapping):
            return self._is(Mapping)
        return isinstance(value, (list, tuple)) == self._is((Sequence, set, frozenset))

    def _is(self, kind: Any) -> bool:
        origin = get_origin(self.annotation) or self.annotation
        return isinstance(origin, type) and issubclass(origin, kind) and not issubclass(origin, str)

    @property
    def model(self) -> type[BaseModel] | None:
        """The model that stands here; None: something else."""
        is_model = isinstance(self.annotation, type) and issubclass(self.annotation, BaseModel)
        return self.annotation if is_model else None

    def fields(self) -> dict[str, Spot]:
        """Return the fields of the model here by the name they have in data; empty for anything else."""
        if self.model is None:
            return {}
        found = _fields(self.model).items()
        return {
            field.alias if field.alias is not None else name: Spot(field.annotation, tuple(field.metadata))
            for name, field in found
        }

    def inside(self, step: object) -> Spot | None:
        """Return what may stand at one step below this leaf; None: nothing is known about it."""
        if self.model is not None:
            return self.fields().get(step) if isinstance(step, str) else None
        arguments = get_args(self.annotation)
        if self._is(Mapping) and len(arguments) > 1:
            return Spot(arguments[1])
        if self._is((Sequence, set, frozenset)) and arguments and isinstance(step, int):
            is_uniform = len(arguments) == 1 or arguments[-1] is Ellipsis
            place = 0 if is_uniform else step
            return Spot(arguments[place]) if place < len(arguments) else None
        return None

    @property
    def key(self) -> Spot | None:
        """What the keys of a group of entries must be; None: this is no such group."""
        arguments = get_args(self.annotation)
        return Spot(arguments[0]) if self._is(Mapping) and len(arguments) > 1 else None

    @property
    def choices(self) -> list[str]:
        """The words that may stand here, where only certain words may."""
        return [str(choice) for leaf in self.leaves for choice in _choices(leaf.annotation)]

    def tags(self, name: str) -> list[str]:
        """Return the words by which a field tells the members of a union apart."""
        return [word for leaf in self.leaves if name in leaf.fields() for word in leaf.fields()[name].choices]

    def words(self) -> str:
        """Say in plain words what may stand here.

        Examples
        --------
        >>> Spot(int | None).words()
        'a whole number'
        >>> Spot(tuple[Literal["walk", "car"], ...]).words()
        "a list, each one of 'walk', 'car'"
        """
        return either(dict.fromkeys(leaf._leaf_words() for leaf in self.leaves))

    def _leaf_words(self) -> str:
        said = [mark.words for mark in self.metadata if isinstance(mark, Expected)]
        choices = _choices(self.annotation)
        if said or choices:
            return (said[-1] if said else listed(choices)) + _range(self.metadata)
        if self.model is not None:
            return "a group of fields"
        if self._is(Mapping):
            return "a group of entries"
        if self._is((Sequence, set, frozenset)):
            inner = self.inside(0)
            each = f", each {inner.words()}" if inner is not None and inner.annotation is not Any else ""
            return f"a list{_length(self.metadata)}{each}"
        for kind, words in _PLAIN:
            if isinstance(self.annotation, type) and issubclass(self.annotation, kind):
                length = _length(self.metadata)
                return words + _range(self.metadata) + (f"{length} characters" if kind is str and length else "")
        return "another kind of value"


def either(phrases: Iterable[str]) -> str:
    """Join phrases with "or".

    Examples
    --------
    >>> either(["text", "a number"])
    'text or a number'
    """
    return " or ".join(phrases)


def listed(choices: Iterable[Any]) -> str:
    """List choices for a message.

    Examples
    --------
    >>> listed(["walk", "car"]), listed([1])
    ("one of 'walk', 'car'", '1')
    """
    shown = [repr(choice) if isinstance(choice, str) else str(choice) for choice in choices]
    if len(shown) == 1:
        return shown[0]
    more = f" and {len(shown) - MOST_CHOICES} more" if len(shown) > MOST_CHOICES else ""
    return f"one of {', '.join(shown[:MOST_CHOICES])}{more}"


def _choices(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return tuple(choice.value if isinstance(choice, Enum) else choice for choice in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(choice.value for choice in annotation)
    return ()


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields; a model that names one defined below it is completed first."""
    if not model.__pydantic_complete__:
        model.model_rebuild(raise_errors=False)
    return dict(model.model_fields)


def _flat(metadata: Iterable[Any]) -> Iterator[Any]:
    """Spread out what ``Field(ge=0)`` holds when it stands inside ``Annotated``."""
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            yield from mark.metadata
        else:
            yield mark


def _bound(metadata: Iterable[Any], name: str) -> Any:
    return next((getattr(mark, name) for mark in metadata if getattr(mark, name, None) is not None), None)


def _range(metadata: tuple[Any, ...]) -> str:
    """Say the bounds of a number."""
    low, high = _bound(metadata, "ge"), _bound(metadata, "le")
    above, below = _bound(metadata, "gt"), _bound(metadata, "lt")
    if low is not None and high is not None:
        return f" from {low:,} to {high:,}"
    said = [
        words
        for bound, words in (
            (low, f"{low} or more"),
            (above, f"more than {above}"),
            (high, f"at most {high}"),
            (below, f"less than {below}"),
        )
        if bound is not None
    ]
    return ", " + " and ".join(said) if said else ""


def _length(metadata: tuple[Any, ...]) -> str:
    """Say how long a list or a text may be."""
    low, high = _bound(metadata, "min_length"), _bound(metadata, "max_length")
    if low is not None and high is not None:
        return f" of {low} to {high:,}"
    if low is not None:
        return f" of at least {low}"
    return f" of at most {high:,}" if high is not None else ""
