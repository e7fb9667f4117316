"""Measures of a ranked list as values with names, so that code, tables and the command line say the same word.

``docs/reference/metrics.md`` says how to choose among them.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields

from spmatch.errors import InvalidInput, Problem, UnknownName
from spmatch.study.metrics_base import Judgements, Metric, Setting, condensed, judged_share
from spmatch.study.metrics_needs import AlphaNDCG, Coverage, Unsuitable
from spmatch.study.metrics_ranked import ERR, NDCG, RBP, AveragePrecision, Precision, Recall, ReciprocalRank

__all__ = [
    "ERR",
    "METRICS",
    "NDCG",
    "RBP",
    "AlphaNDCG",
    "AveragePrecision",
    "Coverage",
    "Judgements",
    "Metric",
    "Precision",
    "Recall",
    "ReciprocalRank",
    "Unsuitable",
    "condensed",
    "judged_share",
    "parse_metric",
]

METRICS: dict[str, type[Metric]] = {
    kind.name: kind
    for kind in (NDCG, Recall, Precision, AveragePrecision, ReciprocalRank, RBP, ERR, AlphaNDCG, Coverage, Unsuitable)
}
"""Every kind of metric by the start of its name."""

_NAME = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?P<settings>[^()]*)\))?(?:@(?P<k>[0-9]{1,6}))?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_DECIMAL = re.compile(r"[0-9]*\.?[0-9]+(?:e-?[0-9]{1,3})?")
_FLAGS = {"True": True, "False": False}
_ALIKE = 60  # per cent of likeness for a suggestion, of RapidFuzz's ratio (project judgement; names are short)


def parse_metric(text: str) -> Metric:
    """Return the metric of a name; the repr of a metric is such a name.

    Parameters
    ----------
    text
        ``Name@k``, with settings in brackets where they differ from the usual: ``nDCG@10``, ``RBP(0.8)``,
        ``P(rel=2)@5``, ``MAP``. Upper and lower case matter, as they do in print.

    Returns
    -------
    Metric
        A value that can be called, compared and used as a key.

    Raises
    ------
    UnknownName
        If there is no such metric, with names that look alike.
    InvalidInput
        If a setting or the cut is missing, unknown, given twice or out of range.

    Examples
    --------
    >>> parse_metric("nDCG@10"), parse_metric("RBP(p=0.80)"), parse_metric("AlphaNDCG(0.5)@10")
    (nDCG@10, RBP(0.8), AlphaNDCG@10)
    >>> parse_metric("Recal@20")
    Traceback (most recent call last):
    spmatch.errors.UnknownName: There is no metric 'Recal@20'. Did you mean 'Recall@20'?
    """
    found = _NAME.fullmatch(text.strip())
    kind = METRICS.get(found["name"]) if found else None
    if found is None or kind is None:
        raise UnknownName("metric", text, _alike(text))
    settings = _settings(text, kind, found["settings"])
    if found["k"] is not None:
        if "k" not in _types(kind):
            raise _fault("unknown-field", f"{kind.name} looks at the whole list and takes no '@'", text)
        settings["k"] = int(found["k"])
    required = [entry.name for entry in fields(kind) if entry.default is MISSING]
    for name in required:
        if name not in settings:
            example = f"{kind.name}@10" if name == "k" else f"{kind.name}(0.8)"
            raise _fault("missing-field", f"{name!r} is missing; expected a name such as {example}", text)
    try:
        return kind(**settings)  # type: ignore[arg-type]  # the settings were read by the types of this kind's fields
    except InvalidInput as error:
        raise InvalidInput(error.problems, f"metric {text!r}") from None


def _settings(text: str, kind: type[Metric], words: str | None) -> dict[str, Setting]:
    """Return what stands in the brackets, by the names of the settings."""
    types = _types(kind)
    settings: dict[str, Setting] = {}
    for place, word in enumerate(words.split(",") if words is not None else ()):
        name, is_named, value = (part.strip() for part in word.rpartition("="))
        if not is_named and place == 0 and kind.first is not None:
            name = kind.first
        if name not in types or name == "k":
            expected = ", ".join(sorted(set(types) - {"k"}))
            raise _fault("unknown-field", f"{word.strip()!r} is not a setting of {kind.name}; it has: {expected}", text)
        if name in settings:
            raise _fault("duplicate-key", f"{name!r} is given twice", text)
        settings[name] = _value(text, name, types[name], value)
    return settings


def _value(text: str, name: str, type_: str, value: str) -> Setting:
    if type_ == "int" and _WHOLE.fullmatch(value):
        return int(value)
    if type_ == "float" and _DECIMAL.fullmatch(value):
        return float(value)
    if type_ == "bool" and value in _FLAGS:
        return _FLAGS[value]
    if type_ == "str" and value:
        return value
    expected = {"int": "a whole number", "float": "a number", "bool": "True or False", "str": "a word"}[type_]
    raise _fault("wrong-type", f"got {name}={value!r}; expected {expected}", text)


def _types(kind: type[Metric]) -> dict[str, str]:
    return {entry.name: str(entry.type) for entry in fields(kind)}


def _alike(text: str) -> list[str]:
    """Return names that may be meant, with what follows the name left as it was written."""
    from rapidfuzz import fuzz, process

    start = re.match(r"[^(@]*", text.strip())
    name = start[0] if start else ""
    rest = text.strip()[len(name) :]
    known = {known.lower(): known for known in METRICS}
    near = process.extract(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2)
    return [known[lower] + rest for lower, _, _ in near]


def _fault(code: str, message: str, text: str) -> InvalidInput:
    return InvalidInput([Problem(code, message)], f"metric {text!r}")
