"""``spmatch check``: what authors of services expect for a person, held against the answers, without writing a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spmatch.app import exits
from spmatch.app.console import say, say_error
from spmatch.errors import SpmatchError
from spmatch.matcher import Matcher
from spmatch.model.case import Case
from spmatch.render import clean
from spmatch.study import Shortfall, case_files, check_case, count_expectations, read_case

__all__ = ["check_files"]


def check_files(matcher: Matcher, paths: Sequence[str]) -> int:
    """Check every case in some files and folders, print a line for each, and return the exit code.

    Parameters
    ----------
    matcher
        The services, the area and the rules to check with.
    paths
        Files, or folders of files.

    Returns
    -------
    int
        That of the first file that cannot be used; else 12 if an expectation does not hold; else 0.

    Raises
    ------
    InvalidCase
        If a folder holds no case.
    """
    code = exits.OK
    held = failed = asserted = 0
    for path in case_files(paths):
        try:
            case = read_case(path)
            shortfalls = check_case(matcher, case)
        except SpmatchError as error:
            say_error(str(error))
            code = code if code != exits.OK else exits.exit_code(error)
            continue
        asserted += count_expectations(case.expect)
        failed += bool(shortfalls)
        held += not shortfalls
        say("\n".join(_lines(path, case, shortfalls)))
    say(_counts(held, failed, asserted))
    return exits.EXPECTATION_FAILED if code == exits.OK and failed else code


def _lines(path: Path, case: Case, shortfalls: Sequence[Shortfall]) -> list[str]:
    """Return the line for a case and one for each expectation that fails, in words that say nothing of the person."""
    name = clean(case.name)
    if shortfalls:
        return [f"FAILS  {name}  [{clean(str(path))}]", *(f"       {clean(str(item))}" for item in shortfalls)]
    return [f"holds  {name}" if count_expectations(case.expect) else f"empty  {name}: nothing is expected"]


def _counts(held: int, failed: int, asserted: int) -> str:
    count = held + failed
    cases = "1 case" if count == 1 else f"{count} cases"
    expectations = "1 expectation" if asserted == 1 else f"{asserted} expectations"
    return f"{cases}, {expectations}: {held} held, {failed} failed"
