"""Reading assessments and area files: every fault at once, and never a value of an assessment in a message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spmatch.errors import InvalidArea, InvalidAssessment, Problem
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.parsing import parse_model
from spmatch.rules.packs import load_safety_pack
from spmatch.shipped import shipped_file
from spmatch.strict_yaml import Document, read_yaml

__all__ = ["assessment_from", "read_area", "read_assessment", "sample_area"]


def read_assessment(path: str | Path) -> Assessment:
    """Read one assessment from a YAML file.

    Parameters
    ----------
    path
        The file. What was not asked is left out of it.

    Raises
    ------
    InvalidAssessment
        With every fault of the file. Messages give line, path and what was expected, never what the file says.

    Examples
    --------
    >>> read_assessment("examples/gina.yaml")
    <Assessment>
    """
    document = read_yaml(path, error=InvalidAssessment, quote_values=False)
    return _checked(document.data, str(path), document)


def assessment_from(data: Mapping[str, Any]) -> Assessment:
    """Build one assessment from data an app holds, such as a form's answers.

    Parameters
    ----------
    data
        The same fields as in a file, as plain values. What was not asked is left out or None.

    Raises
    ------
    InvalidAssessment
        With every fault at once. Messages give path and what was expected, never the data.

    Examples
    --------
    >>> assessment_from({"id": "demo", "person": {"id": "p", "relation": "person"}})
    <Assessment>
    """
    return _checked(data, "assessment", None)


def _checked(data: object, source: str, document: Document | None) -> Assessment:
    assessment = parse_model(
        Assessment, data, error=InvalidAssessment, source=source, document=document, quote_values=False
    )
    found = _unknown_cues(assessment)
    if found:
        file = None if document is None else source
        lines = [None if document is None else document.line(steps) for steps, _ in found]
        problems = [problem.at(file=file, line=line) for (_, problem), line in zip(found, lines, strict=True)]
        raise InvalidAssessment(problems, source)
    return assessment


def _unknown_cues(assessment: Assessment) -> list[tuple[tuple[str | int, ...], Problem]]:
    """Return a problem for each recorded risk cue that the safety pack does not have, with its place in the data.

    A cue nobody knows must not be passed over in silence, so reading refuses it.
    """
    known = {cue.id for cue in load_safety_pack().cues}
    mend = f"use one of: {', '.join(sorted(known))}"
    return [
        (("risks", position, "cue"), Problem("unknown-cue", "the cue is not one of the safety pack", path, mend=mend))
        for position, risk in enumerate(assessment.risks if assessment.risks is not None else ())
        if risk.cue not in known
        for path in [f"risks[{position}].cue"]
    ]


def read_area(path: str | Path) -> Area:
    """Read a team's area file: neighbourhoods, practices, and whom to call about safety.

    Raises
    ------
    InvalidArea
        With every fault of the file.

    Examples
    --------
    >>> len(read_area("data/north-southwark.yaml").neighbourhoods)
    5
    """
    document = read_yaml(path, error=InvalidArea)
    return parse_model(Area, document.data, error=InvalidArea, source=str(path), document=document, quote_values=True)


def sample_area() -> Area:
    """Return the shipped illustrative area, north Southwark in five neighbourhoods.

    Examples
    --------
    >>> sample_area().illustrative
    True
    """
    return read_area(shipped_file("north-southwark.yaml"))
