"""Where the shipped data files are: inside an installed package, or beside ``src`` in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["shipped_file"]

_PACKAGE = Path(__file__).resolve().parent


def shipped_file(name: str) -> Path:
    """Return the path of a shipped data file.

    Parameters
    ----------
    name
        File name, such as ``services.yaml``.

    Raises
    ------
    FileNotFoundError
        If it is in neither place; the message names both.

    Examples
    --------
    >>> shipped_file("services.yaml").name
    'services.yaml'
    """
    places = [_PACKAGE / "data" / name, _PACKAGE.parents[1] / "data" / name]
    for place in places:
        if place.is_file():
            return place
    looked = " or ".join(str(place) for place in places)
    raise FileNotFoundError(f"The shipped file {name} was not found at {looked}")
