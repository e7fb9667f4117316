"""Reading cases: a person and what is expected for them, from a file of its own or with the person in another file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spmatch.errors import InvalidAssessment, InvalidCase, Problem
from spmatch.intake import assessment_from, read_assessment
from spmatch.model.case import Case
from spmatch.model.parsing import parse_model
from spmatch.strict_yaml import read_yaml

__all__ = ["case_files", "read_case"]


def read_case(path: str | Path) -> Case:
    """Read one case, with the assessment it holds or names.

    Parameters
    ----------
    path
        The file. ``assessment_file`` in it is seen from the file's own folder.

    Returns
    -------
    Case
        With ``assessment`` filled in, wherever the person was written down.

    Raises
    ------
    InvalidCase
        With every fault of the file. Messages never say what it tells about the person.
    InvalidAssessment
        With every fault of the assessment file it names.

    Examples
    --------
    >>> read_case("examples/expectations/gina.yaml").assessment
    <Assessment>
    """
    document = read_yaml(path, error=InvalidCase, quote_values=False)
    case = parse_model(Case, document.data, error=InvalidCase, source=str(path), document=document, quote_values=False)
    if case.assessment_file is not None:
        return case.model_copy(update={"assessment": read_assessment(Path(path).parent / case.assessment_file)})
    if case.assessment is not None:
        try:
            assessment_from(case.assessment.model_dump(by_alias=True))  # also refuses a risk cue that nobody knows
        except InvalidAssessment as error:
            raise InvalidCase([_below("assessment", problem) for problem in error.problems], str(path)) from None
    return case


def case_files(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files that are named, and for each folder the YAML files in and below it, by name.

    Raises
    ------
    InvalidCase
        If a folder holds no YAML file, so that checking nothing is not taken for success.

    Examples
    --------
    >>> [path.name for path in case_files(["examples/expectations"])][:1]
    ['asylum-hotel-coat.yaml']
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(path.rglob("*.yaml"))
        if not inside:
            problem = Problem("too-short", "there is no case in this folder; expected files that end in .yaml")
            raise InvalidCase([problem], str(path))
        found += inside
    return found


def _below(step: str, problem: Problem) -> Problem:
    path = f"{step}.{problem.path}" if problem.path else step
    return Problem(problem.code, problem.message, path, problem.line, problem.file, problem.mend)
