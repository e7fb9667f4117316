"""The public names and how they are called: changing one is a decision, seen in a difference and in the change log."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pydantic
import pytest

import spmatch
from spmatch.errors import InvalidAssessment
from spmatch.truth import negation

SNAPSHOT = Path(__file__).with_name("public_api.txt")
MOST_NAMES = 30  # project judgement: what a newcomer can take in on one page


def _signature(thing: Callable[..., object]) -> str:
    text = str(inspect.signature(thing)).replace("'", "")
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _members(kind: type) -> Iterator[str]:
    """Yield what a class offers of its own or from a base in this package, in the order of names."""
    own: dict[str, object] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.partition(".")[0] == "spmatch":
            own |= vars(base)
    for name, value in sorted(own.items()):
        if name.startswith("_") or name.startswith("model_"):
            continue
        function = getattr(value, "__func__", value)
        if inspect.isfunction(function):
            yield f"    .{name}{_signature(function)}"
        elif isinstance(value, property) or hasattr(value, "attrname"):  # a property, or one that is kept
            yield f"    .{name}"


def _describe(name: str, thing: object) -> Iterator[str]:
    if not callable(thing):
        yield f"{name}: {type(thing).__name__}"
    elif not isinstance(thing, type):
        yield f"{name}{_signature(thing)}"
    elif issubclass(thing, enum.Enum):
        yield f"{name}: one of {', '.join(member.name for member in thing)}"
    elif issubclass(thing, pydantic.BaseModel):  # by field, since how annotations are printed differs between Pythons
        fields = thing.model_fields.items()
        yield f"{name}({', '.join(field if info.is_required() else f'{field}=' for field, info in fields)})"
        yield from _members(thing)
    elif issubclass(thing, Exception) and "__init__" not in vars(thing):
        yield f"{name}: an error"
    else:
        yield f"{name}{_signature(thing)}"
        yield from _members(thing)


def snapshot() -> str:
    return "\n".join(line for name in sorted(spmatch.__all__) for line in _describe(name, getattr(spmatch, name)))


def has_example(thing: object) -> bool:
    """Return whether a docstring has an example; an exception may rely on that of the class it specialises."""
    if not isinstance(thing, type):
        return ">>> " in (thing.__doc__ or "")
    kinds = [kind for kind in thing.__mro__ if kind.__module__.startswith("spmatch.")]
    kinds = kinds if issubclass(thing, Exception) else [thing]
    return any(">>> " in (vars(kind).get("__doc__") or "") for kind in kinds)


def test_the_public_names_are_those_of_the_snapshot(golden: Callable[[Path, str], None]) -> None:
    golden(SNAPSHOT, snapshot())


def test_there_are_few_enough_public_names() -> None:
    assert 0 < len(spmatch.__all__) <= MOST_NAMES


def test_public_names_are_listed_once_and_exist() -> None:
    assert len(set(spmatch.__all__)) == len(spmatch.__all__)
    assert [name for name in spmatch.__all__ if not hasattr(spmatch, name)] == []


def test_every_public_name_has_a_docstring_with_an_example() -> None:
    public = {name: getattr(spmatch, name) for name in spmatch.__all__}
    assert [name for name, thing in public.items() if callable(thing) and not has_example(thing)] == []


class _Colour(enum.Enum):
    """Example of an enumeration."""

    RED = 1


class _Point(pydantic.BaseModel):
    """Example of a model."""

    x: int
    y: int | None = None


def _walk(steps: int, *, as_of: str = "2026-11-22") -> None:
    """Go somewhere."""


@pytest.mark.parametrize(
    ("thing", "line"),
    [
        (_Colour, "name: one of RED"),
        (_Point, "name(x, y=)"),
        (_walk, "name(steps: int, *, as_of: str = 2026-11-22) -> None"),
        ("1.0", "name: str"),
    ],
)
def test_the_snapshot_shows_how_a_name_is_used(thing: object, line: str) -> None:
    assert list(_describe("name", thing)) == [line]


def test_a_missing_example_is_noticed() -> None:
    assert not has_example(_walk)
    assert not has_example(_Point)
    assert has_example(negation)
    assert has_example(InvalidAssessment)
