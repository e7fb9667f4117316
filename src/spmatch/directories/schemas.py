"""JSON Schemas of the files that spmatch reads, made from the models, for editors and for apps that write such files.

A schema knows fields, types, bounds and the ids of the vocabularies. What needs two fields at once, such as a lowest age
above the highest, only reading the file finds.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

from pydantic import AfterValidator, BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from spmatch.errors import UnknownName
from spmatch.model import base, names
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.case import Case
from spmatch.model.directory import Directory
from spmatch.text import closest
from spmatch.vocabulary import funds_vocabulary, listing, needs_vocabulary

__all__ = ["SCHEMA_KINDS", "json_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_MODELS: Final[dict[str, type[BaseModel]]] = {
    "assessment": Assessment,
    "directory": Directory,
    "area": Area,
    "case": Case,
}
SCHEMA_KINDS: Final = tuple(_MODELS)
"""The kinds of file that have a schema."""

_TITLES: Final = {
    "assessment": "spmatch assessment",
    "directory": "spmatch directory of services",
    "area": "spmatch area",
    "case": "spmatch case",
}
_BOUNDS: Final = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
"""The schema language's words for bounds that pydantic leaves as they are beside a check of our own."""


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file.

    Parameters
    ----------
    kind
        ``assessment``, ``directory``, ``area`` or ``case``.

    Raises
    ------
    UnknownName
        If there is no such kind.

    Examples
    --------
    >>> schema = json_schema("directory")
    >>> schema["title"], "food-bank" in schema["$defs"]["Service"]["properties"]["meets"]["items"]["enum"]
    ('spmatch directory of services', False)
    """
    if kind not in _MODELS:
        raise UnknownName("schema", kind, closest(kind, _MODELS))
    schema = _MODELS[kind].model_json_schema(schema_generator=_Generator, mode="validation")
    return {"$schema": DIALECT, **_tidied(schema), "title": _TITLES[kind]}


@cache
def _by_validator() -> dict[object, dict[str, Any]]:
    """Return what each of our own checks allows, by the function that checks it."""
    allowed: tuple[tuple[Any, dict[str, Any]], ...] = (
        (names.NeedId, {"enum": sorted(needs_vocabulary().ids)}),
        (names.FundId, {"enum": sorted(funds_vocabulary())}),
        (names.LanguageCode, {"enum": sorted(listing("languages")), "description": "ISO 639-3 code of a language"}),
        (names.Mode, {"enum": sorted(listing("delivery_modes"))}),
        (names.ConditionId, {"enum": sorted(listing("conditions"))}),
        (names.DocumentId, {"enum": sorted(listing("documents"))}),
        (names.AccessFeature, {"enum": sorted(listing("accessibility"))}),
        (names.PostcodeText, {"description": "a postcode, sector or outward code"}),
        (names.BoroughCode, {"description": "a local authority, by GSS code or name"}),
        (base.Id, {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": base.MOST_ID}),
        (base.Text, {"pattern": r"^[^\n\r]*\S[^\n\r]*$"}),  # length counts after stripping, so it is left to reading
        (base.Prose, {"pattern": r"\S"}),
        (base.Url, {"pattern": "^ *https?://", "maxLength": base.MOST_URL}),
    )
    return {_checks(annotation)[-1]: facts for annotation, facts in allowed}


def _checks(annotation: Any) -> list[object]:
    """Return the functions that check a field type, in order."""
    return [mark.func for mark in get_args(annotation) if isinstance(mark, AfterValidator)]


class _Generator(GenerateJsonSchema):
    """Adds what our own checks allow, which pydantic cannot see."""

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        """Put the ids and patterns of a check into the schema of its field."""
        found = super().function_after_schema(schema)
        extra = _by_validator().get(schema["function"]["function"])
        return found if extra is None else {**found, **extra}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Let a number also be written as text, because the strict reader leaves ``2.50`` as it stands."""
        found = super().function_before_schema(schema)
        if found.get("type") != "number":
            return found
        return {"anyOf": [found, {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"}]}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Say what the keys of a group may be."""
        found = super().dict_schema(schema)
        keys = schema.get("keys_schema")
        named = {} if keys is None else self.generate_inner(keys)
        limits = {name: value for name, value in named.items() if name in ("enum", "pattern", "maxLength")}
        found.pop("patternProperties", None)
        values = schema.get("values_schema")
        found["additionalProperties"] = True if values is None else self.generate_inner(values)
        return {**found, "propertyNames": limits} if limits else found


def _tidied(node: Any, *, is_names: bool = False) -> Any:
    """Return a schema with plain descriptions, without the titles pydantic makes up, and with ``type`` required.

    ``is_names``: the keys of this group are names of fields or definitions, not words of the schema language.
    """
    if isinstance(node, list):
        return [_tidied(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    if is_names:
        return {name: _tidied(inner) for name, inner in node.items()}
    tidy = {
        _BOUNDS.get(name, name): _tidied(inner, is_names=name in ("properties", "$defs"))
        for name, inner in node.items()
        if name not in ("title", "discriminator")
    }
    if isinstance(tidy.get("description"), str):
        tidy["description"] = _first_words(tidy["description"])
    kind = tidy.get("properties", {}).get("type", {})
    if "const" in kind:
        kind.pop("default", None)
        tidy["required"] = ["type", *(name for name in tidy.get("required", ()) if name != "type")]
    return tidy


def _first_words(docstring: str) -> str:
    """Return a docstring as far as it describes: without its sections, in one paragraph, without code marks."""
    described = docstring.partition("\nExamples\n")[0].partition("\nParameters\n")[0]
    return " ".join(described.replace("``", "'").replace("None", "null").split())
