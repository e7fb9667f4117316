"""Criteria trees as an author writes them, in as few words as a table has room for."""

from typing import Any

from pydantic import TypeAdapter

from spmatch.model.criteria import Criterion

READ: TypeAdapter[Any] = TypeAdapter(Criterion)


def tree(data: dict[str, Any]) -> Any:
    return READ.validate_python(data)


def age(low: int | None = None, high: int | None = None) -> dict[str, Any]:
    return {"type": "age", "min_years": low, "max_years": high}


def months(low: int | None = None, high: int | None = None) -> dict[str, Any]:
    return {"type": "age", "min_months": low, "max_months": high}


def every(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "all_of", "parts": list(parts)}


def some(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "any_of", "parts": list(parts)}


def no(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "not", "part": part}


def member(meets: dict[str, Any], *relations: str) -> dict[str, Any]:
    return {"type": "member", "meets": meets, "relations": list(relations) or None}


def fact(name: str) -> dict[str, Any]:
    return {"type": "fact", "fact": name}


def gender(*names: str) -> dict[str, Any]:
    return {"type": "gender", "is_in": list(names)}


def need(low: int | None = None, high: int | None = None) -> dict[str, Any]:
    return {"type": "need", "need": "loneliness", "at_least": low, "at_most": high}


def housing(**lists: list[str]) -> dict[str, Any]:
    return {"type": "housing", **lists}


def lives_in(**area: Any) -> dict[str, Any]:
    return {"type": "lives_in", "area": area}


def season(first: str, last: str) -> dict[str, Any]:
    return {"type": "season", "from_day": first, "until_day": last}
