"""One exception tree, and the problem records that every error carries.

A fault in a directory, rule pack or area file shows the bad value, because the person who wrote it has to find it.
A fault in an assessment never does: an assessment is about somebody, and messages end up in logs and tickets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

__all__ = [
    "InvalidArea",
    "InvalidAssessment",
    "InvalidCase",
    "InvalidDirectory",
    "InvalidInput",
    "InvalidPack",
    "InvalidWeights",
    "MissingExtra",
    "Problem",
    "SpmatchError",
    "SpmatchWarning",
    "StalePack",
    "UnknownName",
]


@dataclass(frozen=True)
class Problem:
    """One fault in one place: what is wrong, where, what was expected, and how to mend it.

    Parameters
    ----------
    code
        Stable kebab-case word for the kind of fault; each has an entry in ``docs/reference/errors.md``.
    message
        What is wrong and what was expected, as one sentence.
    path
        Where in the data, as in ``services[3].coverage.boroughs[0]``. Empty: the whole file.
    line
        Line in the file, counted from 1. None: not read from a file with lines.
    file
        Name of the file as the caller gave it. None: not read from a file.
    mend
        How to mend it, as an instruction. None: the message says it already.

    Examples
    --------
    >>> print(Problem("unknown-field", "'min_year' is not a field of age", "services[0].eligibility", 11).layout())
    line 11  services[0].eligibility
             'min_year' is not a field of age
    """

    code: str
    message: str
    path: str = ""
    line: int | None = None
    file: str | None = None
    mend: str | None = None

    def layout(self) -> str:
        """Return the problem as the two or three lines every error prints."""
        where = f"line {self.line}" if self.line is not None else ""
        head = "  ".join(part for part in (where, self.path) if part) or "(whole file)"
        indent = " " * (len(where) + 2 if where else 2)
        return "\n".join([head, *(indent + text for text in (self.message, self.mend) if text)])

    def at(self, *, file: str | None = None, line: int | None = None) -> Problem:
        """Return a copy placed in a file or on a line, where these were not yet known."""
        return replace(self, file=self.file or file, line=self.line if self.line is not None else line)


class SpmatchError(Exception):
    """Base of every error that spmatch raises on purpose.

    Examples
    --------
    >>> issubclass(InvalidInput, SpmatchError), issubclass(InvalidInput, ValueError)
    (True, True)
    """


class InvalidInput(SpmatchError, ValueError):
    """Something given to spmatch cannot be used; ``problems`` lists every fault at once.

    Parameters
    ----------
    problems
        Every fault that was found, at least one.
    source
        What was being read: a file name, or words such as "assessment".

    Examples
    --------
    >>> error = InvalidDirectory([Problem("duplicate-id", "id 'food-a' is used twice", "services[1].id", 9)], "my.yaml")
    >>> print(error)
    my.yaml: 1 problem
      line 9  services[1].id
              id 'food-a' is used twice
    """

    def __init__(self, problems: Iterable[Problem], source: str = "input") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self.problems, source)

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [f"{self.source}: {count} problem{'' if count == 1 else 's'}"]
        for problem in self.problems:
            prefix = f"{problem.file}: " if problem.file not in (None, self.source) else ""
            lines += ["  " + line for line in (prefix + problem.layout()).splitlines()]
        return "\n".join(lines)


class InvalidDirectory(InvalidInput):
    """A directory of services cannot be used."""


class InvalidAssessment(InvalidInput):
    """An assessment cannot be used. Its messages give paths and expectations, never the values found."""


class InvalidArea(InvalidInput):
    """An area file (neighbourhoods, practices, team) cannot be used."""


class InvalidPack(InvalidInput):
    """A shipped or user-supplied pack (vocabulary, rule pack, safety pack) cannot be used."""


class InvalidWeights(InvalidInput):
    """Ranking weights cannot be used."""


class InvalidCase(InvalidInput):
    """A case (person and expectations or judgements) cannot be used."""


class UnknownName(SpmatchError, KeyError):
    """A name that does not exist was asked for: a service, need, fund, practice or place.

    Parameters
    ----------
    kind
        What was looked for, for example "service".
    name
        The name that was given.
    suggestions
        Names that do exist and look alike, nearest first.

    Examples
    --------
    >>> print(UnknownName("service", "food-bnak", ["food-bank"]))
    There is no service 'food-bnak'. Did you mean 'food-bank'?
    """

    def __init__(self, kind: str, name: str, suggestions: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.suggestions = tuple(suggestions)
        super().__init__(kind, name, self.suggestions)

    def __str__(self) -> str:
        hint = " or ".join(repr(name) for name in self.suggestions)
        return f"There is no {self.kind} {self.name!r}." + (f" Did you mean {hint}?" if hint else "")


class MissingExtra(SpmatchError, ImportError):
    """An optional dependency is not installed.

    Examples
    --------
    >>> print(MissingExtra("feeds", "httpx"))
    This needs httpx, which is not installed. Install it with: pip install "spmatch[feeds]"
    """

    def __init__(self, extra: str, package: str) -> None:
        self.extra = extra
        self.package = package
        super().__init__(
            f'This needs {package}, which is not installed. Install it with: pip install "spmatch[{extra}]"'
        )


class SpmatchWarning(UserWarning):
    """Base of every warning that spmatch gives."""


class StalePack(SpmatchWarning):
    """A rule pack is past its review date."""
