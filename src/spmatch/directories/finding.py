"""What a review of a directory finds: one record for each thing a colleague would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import yaml

from spmatch.model.base import Model
from spmatch.strict_yaml import format_path, shorten

__all__ = ["SEVERITIES", "Finding", "Severity", "Steps", "described", "field_yaml", "plain"]

Severity = Literal["fault", "warning", "note"]
Steps = tuple[str | int, ...]

SEVERITIES: Final[tuple[Severity, ...]] = ("fault", "warning", "note")
"""From what must be mended to what is good to know."""

MOST_DESCRIBED: Final = 120
"""Longest description of a criterion in a message, in characters: about one printed line (project judgement)."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to know about one service.

    Parameters
    ----------
    severity
        fault: as it stands the record misleads or can never be used. warning: probably not what was meant, or something
        that matters is missing. note: good to know, nothing has to be done.
    code
        Stable kebab-case word for the kind of finding.
    service
        Id of the service.
    message
        What is wrong, what was expected and how to mend it, as plain sentences.
    steps
        Where in the data, from the top of the file.
    suggestion
        The field to write, as YAML. None: only the provider can say.
    sentence
        The sentence of free text it came from. None: not from free text.

    Examples
    --------
    >>> Finding("warning", "no-routes", "pantry", "no route is given.", ("services", 0, "routes")).path
    'services[0].routes'
    """

    severity: Severity
    code: str
    service: str
    message: str
    steps: Steps = ()
    suggestion: str | None = None
    sentence: str | None = None

    @property
    def path(self) -> str:
        """Where in the data, as every problem writes it."""
        return format_path(self.steps)


def plain(model: Model) -> dict[str, Any]:
    """Return a model as data a file would hold: without defaults, but always with its type."""
    data = model.model_dump(mode="json", exclude_defaults=True)
    data = _with_types(model, data)
    return dict(sorted(data.items(), key=lambda item: item[0] != "type"))


def _with_types(value: Any, data: Any) -> Any:
    if isinstance(value, Model) and isinstance(data, dict):
        filled = {name: _with_types(getattr(value, name), inner) for name, inner in data.items()}
        kind = getattr(value, "type", None)
        return {"type": kind, **filled} if kind is not None else filled
    if isinstance(value, Sequence) and isinstance(data, list):
        return [_with_types(one, inner) for one, inner in zip(value, data, strict=True)]
    return data


def described(model: Model) -> str:
    """Return a criterion on one line, as an author would write it.

    Examples
    --------
    >>> from spmatch.model.criteria import AgeCriterion
    >>> described(AgeCriterion(min_years=18))
    '{type: age, min_years: 18}'
    """
    text = yaml.safe_dump(plain(model), default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return shorten(text.strip(), MOST_DESCRIBED)


def field_yaml(fields: Mapping[str, Any]) -> str:
    """Return fields as YAML, short groups on one line.

    Examples
    --------
    >>> field_yaml({"cost": {"pence": 200}})
    'cost: {pence: 200}'
    """
    return yaml.safe_dump(dict(fields), default_flow_style=None, sort_keys=False, allow_unicode=True, width=100).strip()
