"""The command line: reads files, asks the matcher, prints. It decides nothing itself."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spmatch.app import exits
from spmatch.app.console import lenient_output, say, say_error, show, width
from spmatch.app.rules_command import add_rules
from spmatch.errors import SpmatchError, SpmatchWarning

if TYPE_CHECKING:
    from spmatch.matcher import Matcher, Result
    from spmatch.model.directory import Directory

__all__ = ["main"]

DEBUG = "SPMATCH_DEBUG"
DEFAULT_N = 10
"""Services listed, as everywhere in spmatch (project judgement: about what a link worker reads)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; see :mod:`spmatch.app.exits`.

    Parameters
    ----------
    argv
        The words after the command's name. None: those the program was started with.
    """
    with lenient_output(), _warnings_told():
        try:
            arguments = _parser().parse_args(argv)
            code: int = arguments.run(arguments)
            sys.stdout.flush()
        except SystemExit as stop:  # argparse has printed its help or its complaint
            return stop.code if isinstance(stop.code, int) else exits.USAGE
        except SpmatchError as error:
            say_error(str(error))
            return exits.exit_code(error)
        except BrokenPipeError:  # whoever was reading has seen enough
            _close_output()
            return exits.OK
        except KeyboardInterrupt:
            return exits.INTERRUPTED
        except Exception as error:  # the last line of defence: a fault of ours is told, not dumped
            _tell_bug(error)
            return exits.BUG
    return code


@contextmanager
def _warnings_told() -> Iterator[None]:
    """Tell warnings in one line each, without the code they came from."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", SpmatchWarning)
        before = warnings.showwarning

        def tell(message: Warning | str, category: type[Warning], *place: object, **named: object) -> None:
            if issubclass(category, SpmatchWarning):
                say_error(f"Note: {message}")
            else:
                before(message, category, *place, **named)  # type: ignore[arg-type]  # handed on as it came

        warnings.showwarning = tell
        yield


def _close_output() -> None:
    """Point the output nowhere, so that Python does not complain again when it flushes at the end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # an output that is no file has nothing to point elsewhere
        return


def _tell_bug(error: Exception) -> None:
    """Tell where a fault of ours happened, without the message, which might quote a person's data."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
        return
    say_error(f"This is a fault in spmatch, not in your files: {type(error).__name__}")
    for frame in traceback.extract_tb(error.__traceback__)[-3:]:
        say_error(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}")
    say_error(f"Set {DEBUG}=1 to see everything; that may show what your files say, so do not send it on.")


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code:>3}  {words}" for code, words in exits.EXIT_CODES.items())
    parser = argparse.ArgumentParser(
        prog="spmatch",
        description="Match a social-prescribing assessment to local services, with the reasons. "
        "The answer is for the link worker: it is no advice about benefits or immigration, and no risk assessment.",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_match(commands)
    for name, run, words in (
        ("why", _why, "why a service is suggested"),
        ("why-not", _why_not, "what stands against a service"),
    ):
        command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        command.add_argument("service", metavar="SERVICE", help="id of a service in the directory")
        _add_inputs(command)
        command.set_defaults(run=run)
    _add_check(commands)
    _add_validate(commands)
    add_rules(commands, _day)
    needs = commands.add_parser("needs", help="list needs, or find one by words")
    needs.add_argument("words", metavar="WORDS", nargs="*", help="words as a person might say them")
    needs.set_defaults(run=_needs)
    return parser


def _add_match(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    match = commands.add_parser("match", help="show the plan for an assessment", description="Show the whole answer.")
    _add_inputs(match)
    match.add_argument("-n", type=_positive, default=DEFAULT_N, metavar="N", help=f"longest list (default {DEFAULT_N})")
    match.add_argument("--json", action="store_true", help="print the answer as data, without facts of the person")
    match.add_argument("--full", action="store_true", help="show every entry of each list")
    match.set_defaults(run=_match)


def _add_validate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "Check files and tell every fault. A directory is also reviewed: what clashes, is missing, old or only said in words."
    validate = commands.add_parser("validate", help="check files, review directories", description=words)
    validate.add_argument("files", metavar="FILE", nargs="+")
    kinds = ("directory", "assessment", "area", "case", "weights")
    validate.add_argument("--kind", choices=kinds, help="what the files are; else told from their fields")
    validate.add_argument("--strict", action="store_true", help="let warnings about a directory fail, as faults do")
    validate.add_argument("--notes", action="store_true", help="show what is only good to know as well")
    validate.add_argument("--area", metavar="PATH", help="area file to look up neighbourhoods and practices in")
    validate.add_argument("--as-of", type=_day, metavar="DATE", help="day of the review, YYYY-MM-DD (default: today)")
    validate.set_defaults(run=_validate)
    schema = commands.add_parser("schema", help="print the JSON Schema of a kind of file")
    schema.add_argument("kind", choices=("assessment", "directory", "area", "case"), help="the kind of file")
    schema.set_defaults(run=_schema)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "Check cases: a person, and what is expected for them. Each is decided for the day it names."
    check = commands.add_parser("check", help="check what is expected for people", description=words)
    check.add_argument("paths", metavar="FILE", nargs="+", help="YAML files of cases, or folders of them")
    _add_places(check)
    check.set_defaults(run=_check)


def _add_inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument("assessment", metavar="ASSESSMENT", help="YAML file of an assessment")
    _add_places(command)
    command.add_argument("--as-of", type=_day, metavar="DATE", help="day to decide for, YYYY-MM-DD (default: today)")


def _add_places(command: argparse.ArgumentParser) -> None:
    command.add_argument("--directory", metavar="PATH", help="YAML file of services (default: the sample directory)")
    command.add_argument(
        "--area",
        metavar="PATH",
        help="YAML file of the team's area (default: the sample area, with its directory only)",
    )
    command.add_argument("--rules", metavar="PATH", help="rule pack on public funds (default: the one shipped)")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError("expected a whole number from 1")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise argparse.ArgumentTypeError("expected a day of the calendar as YYYY-MM-DD")
    return day


def _matcher(arguments: argparse.Namespace) -> Matcher:
    """Read the directory and the area."""
    from spmatch.directories import read_directory, sample_directory
    from spmatch.intake import read_area, sample_area
    from spmatch.matcher import Matcher
    from spmatch.rules import load_recourse_pack

    is_sample = arguments.directory is None
    directory = sample_directory() if is_sample else read_directory(arguments.directory)
    area = sample_area() if is_sample else None
    if arguments.area is not None:
        area = read_area(arguments.area)
    return Matcher(directory, area=area, recourse_pack=load_recourse_pack(arguments.rules))


def _result(arguments: argparse.Namespace, n: int = DEFAULT_N) -> Result:
    """Read the files and ask the matcher."""
    from spmatch.intake import read_assessment

    assessment = read_assessment(arguments.assessment)
    as_of = arguments.as_of if arguments.as_of is not None else date.today()  # the one clock of the project
    return _matcher(arguments).match(assessment, as_of=as_of, n=n)


def _match(arguments: argparse.Namespace) -> int:
    from spmatch.outputs import plan_lines, to_dict

    result = _result(arguments, arguments.n)
    directory = result.matcher.directory
    if arguments.json:
        say(json.dumps(to_dict(result.recommendation, directory), indent=2))
        return exits.OK
    whole = replace(result.recommendation, matches=result.all_matches)
    most = None if arguments.full else arguments.n
    pack = result.matcher.recourse_pack
    show(plan_lines(whole, directory, recourse_pack=pack, most=most, width=width()))
    return exits.OK


def _why(arguments: argparse.Namespace) -> int:
    say(_result(arguments).why(arguments.service))
    return exits.OK


def _why_not(arguments: argparse.Namespace) -> int:
    say(_result(arguments).why_not(arguments.service))
    return exits.OK


def _check(arguments: argparse.Namespace) -> int:
    from spmatch.app.checking import check_files

    return check_files(_matcher(arguments), arguments.paths)


def _validate(arguments: argparse.Namespace) -> int:
    """Check each file and go on after a bad one; the first fault decides the exit code."""
    from spmatch.app.validating import check_file
    from spmatch.model.directory import Directory

    code = exits.OK
    for path in arguments.files:
        try:
            kind, read = check_file(path, arguments.kind)
            say(f"{path}: a sound {kind}" if kind != "weights" else f"{path}: sound weights")
            found = _reviewed(arguments, path, read) if isinstance(read, Directory) else exits.OK
        except SpmatchError as error:
            say_error(str(error))
            found = exits.exit_code(error)
        code = code if code != exits.OK else found
    return code


def _reviewed(arguments: argparse.Namespace, path: str, directory: Directory) -> int:
    """Print the review of a directory, if there is anything to say, and return the exit code it gives."""
    from spmatch.app.validating import review_lines
    from spmatch.directories.review import review
    from spmatch.intake import read_area
    from spmatch.strict_yaml import read_yaml

    area = None if arguments.area is None else read_area(arguments.area)
    as_of = arguments.as_of if arguments.as_of is not None else date.today()
    findings = review(directory, as_of=as_of, area=area)
    if findings:
        lines = review_lines(directory, findings, read_yaml(path), has_notes=arguments.notes, width=width())
        say("\n".join(lines))
    failing = {"fault", "warning"} if arguments.strict else {"fault"}
    return exits.BAD_DIRECTORY if any(finding.severity in failing for finding in findings) else exits.OK


def _schema(arguments: argparse.Namespace) -> int:
    from spmatch.directories.schemas import json_schema

    say(json.dumps(json_schema(arguments.kind), indent=2))
    return exits.OK


def _needs(arguments: argparse.Namespace) -> int:
    from spmatch.app.listing import found_needs, needs_tree

    say("\n".join(found_needs(" ".join(arguments.words)) if arguments.words else needs_tree()))
    return exits.OK
