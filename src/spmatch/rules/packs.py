"""Reading and checking the two rule packs: what is known about public funds, and what the safety gate shows and asks.

This module decides nothing. ``recourse.py`` and ``safety.py`` decide, on the records it hands over.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, get_args

from spmatch.errors import InvalidPack, StalePack
from spmatch.rules.pack_checks import (
    ADVICE_WORDING,
    GRADING_WORDING,
    check_phrases,
    check_twice,
    read_review,
    read_template,
    read_words,
)
from spmatch.rules.reading import Faults, Fields
from spmatch.rules.records import (
    ContactRole,
    CrisisContact,
    FundRule,
    RecoursePack,
    RiskCue,
    SafetyCheck,
    SafetyPack,
    SafetyWording,
    Source,
    Standing,
    WhoseStatus,
    Wording,
)
from spmatch.strict_yaml import read_yaml
from spmatch.vocabulary.funds import NATIONS, funds_vocabulary
from spmatch.vocabulary.needs import needs_vocabulary

__all__ = [
    "ADVICE_WORDING",
    "GRADING_WORDING",
    "ContactRole",
    "CrisisContact",
    "FundRule",
    "RecoursePack",
    "RiskCue",
    "SafetyCheck",
    "SafetyPack",
    "SafetyWording",
    "Source",
    "Standing",
    "WhoseStatus",
    "Wording",
    "load_recourse_pack",
    "load_safety_pack",
    "warn_if_stale",
]

# The braces each text has, exactly: a text without one of them would leave out what the reader needs.
_RECOURSE_BRACES: Final = {
    "held_fund": {"fund", "rule", "date", "recourse", "adviser"},
    "held_depends": {"fund", "rule", "date", "recourse", "ask", "adviser"},
    "held_needs_benefit": {"fund", "benefits", "rule", "date", "adviser"},
    "outside_list": {"fund", "rule", "date"},
    "hold_lifted": {"adviser", "fund", "date"},
    "recourse_question": set(),
    "adviser_signpost": set(),
    "section_17_card": set(),
    "council_team_card": set(),
}  # fmt: skip
_SAFETY_BRACES: Final = {
    "banner": set(), "mentioned": {"label"}, "acknowledge": set(), "role_not_set": {"role"}, "share_blocked": set(),
}  # fmt: skip
_RECOURSE_WORDS: Final = ("yes", "no", "unknown", "mixed")
_ADVISERS: Final = ("regulated_immigration_adviser", "nrpf_benefits_adviser", "solicitor", "either")


def load_recourse_pack(path: str | Path | None = None) -> RecoursePack:
    """Read what is known about public funds.

    Parameters
    ----------
    path
        A file laid out as the shipped ``public_funds.yaml``. None: the shipped one, which is read once.

    Raises
    ------
    InvalidPack
        With every fault of the file at once: fields that are missing, unknown or of the wrong kind, a fund of the
        vocabulary without a rule or with two, something unconfirmed stated as settled, and wording that gives advice.

    Examples
    --------
    >>> load_recourse_pack().law_as_of.isoformat()
    '2025-12-06'
    """
    return _shipped_recourse_pack() if path is None else _read_recourse_pack(path)


def load_safety_pack(path: str | Path | None = None) -> SafetyPack:
    """Read what the safety gate shows and asks.

    Parameters
    ----------
    path
        A file laid out as the shipped ``safety.yaml``. None: the shipped one, which is read once.

    Raises
    ------
    InvalidPack
        With every fault of the file at once: fields that are missing, unknown or of the wrong kind, names that do not
        exist, and wording that grades a risk or gives advice.

    Examples
    --------
    >>> load_safety_pack().cues[0].id
    'suicide-or-self-harm'
    """
    return _shipped_safety_pack() if path is None else _read_safety_pack(path)


def warn_if_stale(pack: RecoursePack | SafetyPack, as_of: date) -> None:
    """Give a :class:`spmatch.errors.StalePack` warning for each thing that makes a pack doubtful on a day.

    Examples
    --------
    >>> warn_if_stale(load_safety_pack(), date(2026, 11, 22))
    """
    for problem in pack.check(as_of):
        warnings.warn(f"{problem.file}: {problem.message}. {problem.mend or ''}".strip(), StalePack, stacklevel=2)


@cache
def _shipped_recourse_pack() -> RecoursePack:
    return _read_recourse_pack(Path(__file__).with_name("public_funds.yaml"))


@cache
def _shipped_safety_pack() -> SafetyPack:
    return _read_safety_pack(Path(__file__).with_name("safety.yaml"))


@dataclass(frozen=True)
class _Opened:
    """A file whose YAML is sound: its top group, the faults found so far, and its version."""

    top: Fields
    faults: Faults
    version: str


def _open(path: str | Path) -> _Opened:
    document = read_yaml(path, error=InvalidPack)
    # The same file has the same version whatever line ends it was checked out with.
    content = Path(path).read_bytes().replace(b"\r\n", b"\n")
    faults = Faults(document, path)
    return _Opened(Fields(document.data, (), faults), faults, hashlib.sha256(content).hexdigest()[:12])


def _top(top: Fields) -> tuple[Source, str | None, date | None]:
    """Read what both packs have to say at the top, apart from plain texts."""
    if top.whole_or_none("schema_version") != 1:
        top.fault("wrong-value", "schema_version", "expected 1, the only version there is")
    source = top.group("source")
    read = Source(source.text("title"), source.text_or_none("url"))
    source.finish()
    return read, *read_review(top)


def _read_recourse_pack(path: str | Path) -> RecoursePack:
    opened = _open(path)
    top, faults = opened.top, opened.faults
    source, role, reviewed_on = _top(top)
    sources, groups = _sources(top), _texts_by_name(top.group("groups"))
    for_listed = top.texts("exceptions_for_listed_funds")
    pack = RecoursePack(
        id=top.text("id"),
        title=top.text("title"),
        review_by=top.day("review_by"),
        reviewed_by_role=role,
        reviewed_on=reviewed_on,
        source=source,
        doubts=top.texts("doubts"),
        file=faults.file,
        version=opened.version,
        law_as_of=top.day("law_as_of"),
        groups=groups,
        rules=tuple(_rule(row, sources, tuple(groups), for_listed) for row in top.rows("rules")),
        wording=_wording(top.group("wording")),
    )
    top.finish()
    _check_funds(pack.rules, faults)
    check_phrases(faults, ADVICE_WORDING, "advice-wording", "advises somebody; expected plain information")
    faults.raise_all()
    return pack


def _read_safety_pack(path: str | Path) -> SafetyPack:
    opened = _open(path)
    top, faults = opened.top, opened.faults
    source, role, reviewed_on = _top(top)
    contacts = tuple(_contact(row) for row in top.rows("contacts"))
    cues = tuple(_cue(row, {contact.id: contact for contact in contacts}) for row in top.rows("cues"))
    pack = SafetyPack(
        id=top.text("id"),
        title=top.text("title"),
        review_by=top.day("review_by"),
        reviewed_by_role=role,
        reviewed_on=reviewed_on,
        source=source,
        doubts=top.texts("doubts"),
        file=faults.file,
        version=opened.version,
        cues=cues,
        checks=tuple(_safety_check(row, tuple(cue.id for cue in cues)) for row in top.rows("checks")),
        contacts=contacts,
        wording=_safety_wording(top.group("wording")),
    )
    top.finish()
    for name, ids in (("cues", cues), ("checks", pack.checks), ("contacts", contacts)):
        check_twice(faults, name, "id", [record.id for record in ids])
    check_phrases(faults, ADVICE_WORDING, "advice-wording", "advises somebody; expected plain information")
    check_phrases(faults, GRADING_WORDING, "grading-wording", "grades a risk; expected who to speak to")
    faults.raise_all()
    return pack


def _sources(top: Fields) -> dict[str, Source]:
    table, sources = top.group("sources"), {}
    for name in table.keys():  # noqa: SIM118 - a group of fields is not a dictionary
        row = table.group(name)
        sources[name] = Source(row.text("title"), row.text("url"), row.day_or_none("stated_on"))
        row.finish()
    return sources


def _texts_by_name(fields: Fields) -> dict[str, str]:
    return {name: fields.text(name) for name in fields.keys()}  # noqa: SIM118 - a group is not a dictionary


def _rule(row: Fields, sources: Mapping[str, Source], groups: tuple[str, ...], for_listed: tuple[str, ...]) -> FundRule:
    before = len(row.faults.problems)
    standing: Standing = row.choice("standing", get_args(Standing))
    whose_status: WhoseStatus | None = row.choice_or_none("whose_status", get_args(WhoseStatus))
    rule = FundRule(
        fund=row.text("fund"),
        standing=standing,
        group=row.choice("group", groups or ("",)),
        nations=row.choices("nations", NATIONS),
        whose_status=whose_status,
        rule=row.text("rule"),
        sources=tuple(
            sources[name] for name in row.names("sources", sources, "source", needs_one=True) if name in sources
        ),
        stated_on=row.day_or_none("stated_on"),
        valid_from=row.day_or_none("valid_from"),
        valid_to=row.day_or_none("valid_to"),
        exceptions=row.texts("exceptions") + (for_listed if standing == "public_fund" else ()),
        needs_benefit=row.names("needs_benefit", funds_vocabulary().ids, "fund"),
        ask=row.text_or_none("ask"),
        is_confirmed=row.flag("confirmed"),
    )
    row.finish()
    if len(row.faults.problems) == before:
        _check_rule(rule, row)
    return rule


def _check_rule(rule: FundRule, row: Fields) -> None:
    """Report what does not fit together in a rule whose fields are each sound."""
    if not rule.is_confirmed and rule.standing != "depends":
        mend = "Make the standing 'depends', with the question to ask, or cite a source that settles it."
        row.fault("unconfirmed-as-fact", "standing", f"not confirmed, yet stated as '{rule.standing}'", mend)
    if (rule.ask is None) == (rule.standing == "depends"):
        row.fault(
            "wrong-value", "ask", "expected the question that would settle a standing of 'depends', and only there"
        )
    if (rule.whose_status is None) != (rule.standing == "not_public_fund"):
        row.fault("wrong-value", "whose_status", "expected null for what is not a public fund, and only there")
    if rule.standing == "public_fund" and rule.stated_on is None:
        row.fault("missing-field", "stated_on", "a fund that is held back needs the date of the rule")
    if rule.valid_from is not None and rule.valid_to is not None and rule.valid_to < rule.valid_from:
        row.fault("wrong-value", "valid_to", f"expected a day from {rule.valid_from.isoformat()} on")


def _check_funds(rules: Iterable[FundRule], faults: Faults) -> None:
    """Report funds without a rule, with two, and rules for funds that do not exist."""
    funds, known = [rule.fund for rule in rules], funds_vocabulary().ids
    check_twice(faults, "rules", "fund", funds)
    for index, fund in enumerate(funds):
        if fund and fund not in known:
            faults.unknown("fund", fund, known, ("rules", index, "fund"))
    for fund in known:
        if fund not in funds:
            faults.add(
                "missing-rule", ("rules",), f"the fund {fund!r} has no rule", "Add one, or 'depends' with a question."
            )


def _wording(fields: Fields) -> Wording:
    role, reviewed_on = read_review(fields)
    wording = Wording(
        **{key: read_template(fields, key, braces) for key, braces in _RECOURSE_BRACES.items()},
        recourse_words=read_words(fields, "recourse_words", _RECOURSE_WORDS),
        advisers=read_words(fields, "advisers", _ADVISERS),
        never_in=fields.texts("never_in", needs_one=True),
        reviewed_by_role=role,
        reviewed_on=reviewed_on,
    )
    fields.finish()
    return wording


def _safety_wording(fields: Fields) -> SafetyWording:
    role, reviewed_on = read_review(fields)
    wording = SafetyWording(
        **{key: read_template(fields, key, braces) for key, braces in _SAFETY_BRACES.items()},
        roles=read_words(fields, "roles", get_args(ContactRole)),
        reviewed_by_role=role,
        reviewed_on=reviewed_on,
    )
    fields.finish()
    return wording


def _cue(row: Fields, contacts: Mapping[str, CrisisContact]) -> RiskCue:
    named = row.names("crisis_contacts", contacts, "crisis contact")
    cue = RiskCue(
        id=row.text("id"),
        label=row.text("label"),
        action=row.text("action"),
        contact_roles=row.choices("contact_roles", get_args(ContactRole)),
        is_share_blocked=row.flag("shareable_block"),
        forbids=row.texts("forbids"),
        crisis_contacts=tuple(contacts[name] for name in named if name in contacts),
    )
    row.finish()
    return cue


def _safety_check(row: Fields, cues: tuple[str, ...]) -> SafetyCheck:
    raises = row.text_or_none("raises")
    if raises is not None and raises not in cues:
        row.faults.unknown("cue", raises, cues, (*row.steps, "raises"))
    check = SafetyCheck(
        id=row.text("id"),
        question=row.text("question"),
        missing=row.texts("missing", needs_one=True),
        needs=row.names("needs", needs_vocabulary().ids, "need"),
        situations=row.texts("situations"),
        cues=row.names("cues", cues, "cue"),
        with_child_under_months=row.whole_or_none("with_child_under_months"),
        raises=raises,
    )
    row.finish()
    return check


def _contact(row: Fields) -> CrisisContact:
    contact = CrisisContact(
        id=row.text("id"),
        name=row.text("name"),
        how=row.text("how"),
        hours=row.text_or_none("hours"),
        nations=row.choices("nations", NATIONS),
        source=row.text("source"),
        stated_on=row.day_or_none("stated_on"),
        seen_on=row.day("seen_on"),
    )
    row.finish()
    return contact
