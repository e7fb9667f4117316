"""The ``rules`` command: what a rule pack says, whether it is sound, and one rule in full. It decides nothing."""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from spmatch.app import exits
from spmatch.app.console import say, say_error, width
from spmatch.render import clean, day_words

if TYPE_CHECKING:
    from spmatch.rules import FundRule, RecoursePack, SafetyPack

__all__ = ["add_rules", "fund_lines", "pack_lines"]

STANDINGS: Final = {
    "public_fund": "on the public-funds list",
    "depends": "not settled",
    "not_public_fund": "not a public fund",
}
"""The standing of a fund, in words."""
WHOSE: Final = {
    "claimant": "the person who would claim",
    "child": "the child the money is for",
    "either_parent": "the parents",
    "household": "everybody in the household",
}
"""Whose status counts, in words."""


def add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser], day: Callable[[str], date]) -> None:
    """Add the command to a parser.

    Parameters
    ----------
    commands
        Where commands are added.
    day
        Reads a day from the command line.
    """
    rules = commands.add_parser("rules", help="show or check a rule pack", description="Show what a rule pack says.")
    rules.add_argument("--pack", metavar="FILE", help="rule pack on public funds (default: the one shipped)")
    rules.add_argument("--funds", action="store_true", help="list every fund with its standing")
    rules.set_defaults(run=_summary)
    actions = rules.add_subparsers(title="actions", metavar="ACTION")
    check = actions.add_parser("check", help="check a rule pack", description="Check a rule pack and tell every fault.")
    check.add_argument("--as-of", type=day, metavar="DATE", help="day to check for, YYYY-MM-DD (default: today)")
    check.add_argument("--strict", action="store_true", help="let a pack past its review date fail, as faults do")
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="show one rule in full", description="Show one rule in full.")
    show.add_argument("fund", metavar="FUND", help="id of a fund, as in universal-credit")
    show.set_defaults(run=_show)
    for action in (check, show):  # no default of its own, which would undo what stands before the action
        action.add_argument("--pack", metavar="FILE", default=argparse.SUPPRESS, help="rule pack to read")


def pack_lines(pack: RecoursePack, *, with_funds: bool = False) -> Iterator[str]:
    """Give what a pack says of itself: names, dates, who has read it, counts, and what is not certain.

    Examples
    --------
    >>> from spmatch.rules import load_recourse_pack
    >>> lines = list(pack_lines(load_recourse_pack()))
    >>> lines[2]
    'Law as of 6 December 2025. To be reviewed by 22 May 2027. Not yet reviewed.'
    """
    yield clean(pack.title)
    yield f"{clean(pack.id)}, version {pack.version}"
    yield f"Law as of {day_words(pack.law_as_of)}. To be reviewed by {day_words(pack.review_by)}. {_review(pack)}."
    yield from _source(pack.source.title, pack.source.url)
    counts = Counter(str(rule.standing) for rule in pack.rules)
    yield ""
    yield f"{len(pack.rules)} funds"
    for standing, words in STANDINGS.items():
        yield f"{counts[standing]:>4} {words}"
    if with_funds:
        yield from _listed(pack)
    if pack.doubts:
        yield ""
        yield "Not certain"
        yield from (f"- {clean(doubt)}" for doubt in pack.doubts)
    yield ""
    yield "One rule in full: spmatch rules show FUND. This is information and no advice."


def _review(pack: RecoursePack | SafetyPack) -> str:
    words = clean(pack.review)
    return words[0].upper() + words[1:]


def _listed(pack: RecoursePack) -> Iterator[str]:
    for group, label in pack.groups.items():
        yield ""
        yield clean(label)
        for rule in pack.rules:
            if rule.group == group:
                yield f"  {rule.fund}  {clean(pack.label(rule.fund))}: {STANDINGS[rule.standing]}"


def fund_lines(pack: RecoursePack, rule: FundRule) -> Iterator[str]:
    """Give one rule in full, with whose status counts, what to ask, exceptions and sources.

    Examples
    --------
    >>> from spmatch.rules import load_recourse_pack
    >>> pack = load_recourse_pack()
    >>> list(fund_lines(pack, pack.rule("dla-child")))[2]
    'Whose status counts: the child the money is for'
    """
    stated_on = rule.stated_on if rule.stated_on is not None else pack.law_as_of
    standing = STANDINGS[rule.standing]
    yield f"{clean(pack.label(rule.fund))} ({rule.fund}): {standing}"
    yield f"Rule: {clean(rule.rule)}, as of {day_words(stated_on)}"
    whose = "nobody's; it is not a public fund" if rule.whose_status is None else WHOSE[rule.whose_status]
    yield f"Whose status counts: {whose}"
    yield f"Nations: {', '.join(nation.replace('-', ' ').title() for nation in rule.nations)}"
    if rule.valid_from is not None:
        yield f"First day: {day_words(rule.valid_from)}"
    if rule.valid_to is not None:
        yield f"Last day: {day_words(rule.valid_to)}"
    if rule.needs_benefit:
        yield f"Needs one of: {', '.join(clean(pack.label(fund)) for fund in rule.needs_benefit)}"
    if rule.ask is not None:
        yield f"To ask: {clean(rule.ask)}"
    if not rule.is_confirmed:
        yield "No source was found for the part that matters."
    if rule.exceptions:
        yield ""
        yield "For an adviser; these decide nothing here"
        yield from (f"- {clean(sentence)}" for sentence in rule.exceptions)
    yield ""
    yield "Sources"
    for source in rule.sources:
        yield from _source(source.title, source.url, source.stated_on)
    yield ""
    yield f"{_review(pack)}. {clean(pack.wording.adviser_signpost)}"


def _source(title: str, url: str | None, stated_on: date | None = None) -> Iterator[str]:
    yield f"- {clean(title)}" + ("" if stated_on is None else f", {day_words(stated_on)}")
    if url is not None:
        yield f"  {clean(url)}"


def _say_all(lines: Iterable[str]) -> None:
    """Print lines, wrapped to the terminal; an address or an id is never broken."""
    for line in lines:
        bare = line.lstrip(" ")
        if " " not in bare:  # an address stays whole, where it stands
            say(line)
            continue
        indent = " " * (len(line) - len(bare) + (2 if bare.startswith("- ") else 0))
        wrapped = textwrap.wrap(line, width(), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        say("\n".join(wrapped))


def _summary(arguments: argparse.Namespace) -> int:
    from spmatch.rules import load_recourse_pack

    _say_all(pack_lines(load_recourse_pack(arguments.pack), with_funds=arguments.funds))
    return exits.OK


def _show(arguments: argparse.Namespace) -> int:
    from spmatch.rules import load_recourse_pack

    pack = load_recourse_pack(arguments.pack)
    _say_all(fund_lines(pack, pack.rule(arguments.fund)))
    return exits.OK


def _check(arguments: argparse.Namespace) -> int:
    """Check one pack, or both that are shipped; a fault is raised by whoever reads the file."""
    as_of = arguments.as_of if arguments.as_of is not None else date.today()
    code = exits.OK
    for pack, contents in _packs(arguments.pack):
        say(f"{clean(pack.file)}: a sound rule pack with {contents}. {_review(pack)}.")
        for problem in pack.check(as_of):
            say_error(f"Note: {problem.message}. {problem.mend or ''}".rstrip())
            code = exits.BAD_AREA_OR_PACK if arguments.strict else code
    return code


def _packs(path: str | None) -> Iterator[tuple[RecoursePack | SafetyPack, str]]:
    """Give each pack with what it holds; a file with risk cues is one for the safety gate."""
    from spmatch.errors import InvalidPack
    from spmatch.rules import load_recourse_pack, load_safety_pack
    from spmatch.strict_yaml import read_yaml

    is_safety = False
    if path is not None:
        fields = read_yaml(path, error=InvalidPack).data
        is_safety = isinstance(fields, dict) and "cues" in fields
    if not is_safety:
        recourse = load_recourse_pack(path)
        yield recourse, f"{len(recourse.rules)} funds"
    if is_safety or path is None:
        safety = load_safety_pack(path)
        yield safety, f"{len(safety.cues)} risk cues and {len(safety.checks)} questions"
