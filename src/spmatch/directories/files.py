"""Reading a directory of services from YAML: every fault at once, nothing half-loaded."""

from __future__ import annotations

from pathlib import Path

from spmatch.errors import InvalidDirectory
from spmatch.model.directory import Directory
from spmatch.model.parsing import parse_model
from spmatch.shipped import shipped_file
from spmatch.strict_yaml import read_yaml

__all__ = ["read_directory", "sample_directory"]


def read_directory(path: str | Path) -> Directory:
    """Read a directory of services from a YAML file.

    Parameters
    ----------
    path
        The file; YAML suits directories of up to about 5,000 services.

    Raises
    ------
    InvalidDirectory
        With every fault of the file: line, path, what was found and expected, and how to mend it.

    Examples
    --------
    >>> directory = read_directory("data/services.yaml")
    >>> directory.service("walworth-living-room").organisation
    'Walworth Living Room'
    """
    document = read_yaml(path, error=InvalidDirectory)
    directory = parse_model(
        Directory, document.data, error=InvalidDirectory, source=str(path), document=document, quote_values=True
    )
    problems = directory.problems()
    if problems:
        placed = [problem.at(file=str(path), line=document.line(steps)) for steps, problem in problems]
        raise InvalidDirectory(placed, str(path))
    return directory


def sample_directory() -> Directory:
    """Return the shipped sample directory; nearly all of it is illustrative and must not be used for a real person.

    Examples
    --------
    >>> sample_directory().title
    'Sample directory, north Southwark (illustrative)'
    """
    return read_directory(shipped_file("services.yaml"))
