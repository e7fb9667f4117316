"""What the rule packs hold, as typed records: what is known about public funds, and what the safety gate shows and asks.

Records only; ``packs.py`` reads and checks them, ``recourse.py`` and ``safety.py`` decide on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from spmatch.errors import Problem, UnknownName
from spmatch.text import closest
from spmatch.vocabulary.funds import funds_vocabulary

__all__ = [
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
]

Standing = Literal["public_fund", "not_public_fund", "depends"]
WhoseStatus = Literal["claimant", "child", "either_parent", "household"]
ContactRole = Literal["same_day_clinician", "safeguarding_lead", "emergency_services", "link_worker"]


@dataclass(frozen=True)
class Source:
    """A page or law that a rule rests on. ``url`` None: no page; ``stated_on`` None: the source carries no date."""

    title: str
    url: str | None
    stated_on: date | None = None


@dataclass(frozen=True)
class FundRule:
    """Whether one fund is on the public-funds list, whose status counts, and where that is written.

    Parameters
    ----------
    fund
        Id of the fund, as in the vocabulary of funds.
    standing
        On the list, not on it, or dependent on something that ``ask`` asks about.
    group, nations
        Where it stands in the list, and the nations it belongs to.
    whose_status
        Whose recourse the standing turns on. None: nobody's, because it is not a public fund.
    rule, sources
        The citation to show, and the sources behind it, the first one first.
    stated_on
        Date of the source, or of the copy read. None: the source carries no date.
    valid_from, valid_to
        First and last day of the fund. None: not recorded.
    exceptions
        Plain sentences for an adviser; they never decide.
    needs_benefit
        Benefits of which at least one has to be received. Empty: none.
    ask
        The question that would settle a ``depends``. None for the others.
    is_confirmed
        Whether a source was found for the part that matters; if not, the standing is ``depends``.
    """

    fund: str
    standing: Standing
    group: str
    nations: tuple[str, ...]
    whose_status: WhoseStatus | None
    rule: str
    sources: tuple[Source, ...]
    stated_on: date | None
    valid_from: date | None
    valid_to: date | None
    exceptions: tuple[str, ...]
    needs_benefit: tuple[str, ...]
    ask: str | None
    is_confirmed: bool

    def is_in_force(self, as_of: date) -> bool:
        """Return whether the fund exists on a day, as far as its first and last day are recorded."""
        started = self.valid_from is None or self.valid_from <= as_of
        return started and (self.valid_to is None or as_of <= self.valid_to)


@dataclass(frozen=True)
class Wording:
    """The texts about recourse that outputs fill, for the link worker only (``never_in`` names where they never go)."""

    held_fund: str
    held_depends: str
    held_needs_benefit: str
    outside_list: str
    hold_lifted: str
    recourse_question: str
    adviser_signpost: str
    section_17_card: str
    council_team_card: str
    recourse_words: Mapping[str, str]
    advisers: Mapping[str, str]
    never_in: tuple[str, ...]
    reviewed_by_role: str | None
    reviewed_on: date | None


@dataclass(frozen=True)
class CrisisContact:
    """A public line that may be rung in a crisis, with the page it was read on and when. ``hours`` None: not stated."""

    id: str
    name: str
    how: str
    hours: str | None
    nations: tuple[str, ...]
    source: str
    stated_on: date | None
    seen_on: date


@dataclass(frozen=True)
class RiskCue:
    """One kind of risk that may be recorded: what the link worker does, and with whom. It is never graded.

    ``contact_roles`` names whom to speak to, first one first. With ``is_share_blocked`` nothing may be printed, sent
    or shared until a safe contact is recorded. ``forbids`` are need ids or tags of what is not suggested beside it.
    """

    id: str
    label: str
    action: str
    contact_roles: tuple[ContactRole, ...]
    is_share_blocked: bool
    forbids: tuple[str, ...]
    crisis_contacts: tuple[CrisisContact, ...]


@dataclass(frozen=True)
class SafetyCheck:
    """A question asked while a fact is missing: any fact of ``missing``, where every other condition named holds.

    An empty condition is no condition. ``raises`` is the cue to record when the answer is that there is none; None:
    the answer raises no cue.
    """

    id: str
    question: str
    missing: tuple[str, ...]
    needs: tuple[str, ...]
    situations: tuple[str, ...]
    cues: tuple[str, ...]
    with_child_under_months: int | None
    raises: str | None


@dataclass(frozen=True)
class SafetyWording:
    """The texts of the safety gate that outputs fill."""

    banner: str
    mentioned: str
    acknowledge: str
    role_not_set: str
    share_blocked: str
    roles: Mapping[str, str]
    reviewed_by_role: str | None
    reviewed_on: date | None


@dataclass(frozen=True)
class _Pack:
    """What both packs carry: names, dates, who has read it, where it comes from, and what is not certain.

    ``version`` is the first 12 hexadecimal digits of the SHA-256 of the file, with its line ends made alike: a result
    that records it can be traced to the exact rules. ``reviewed_by_role`` and ``reviewed_on`` None: not yet reviewed.
    """

    id: str
    title: str
    review_by: date
    reviewed_by_role: str | None
    reviewed_on: date | None
    source: Source
    doubts: tuple[str, ...]
    file: str
    version: str

    @property
    def review(self) -> str:
        """Who has reviewed the pack, in words; "not yet reviewed" until a practitioner signs."""
        if self.reviewed_by_role is None or self.reviewed_on is None:
            return "not yet reviewed"
        return f"reviewed by {self.reviewed_by_role} on {self.reviewed_on.isoformat()}"

    def check(self, as_of: date) -> tuple[Problem, ...]:
        """Return what makes the pack doubtful on a day: none is an empty tuple."""
        if as_of <= self.review_by:
            return ()
        message = f"'{self.id}' was to be reviewed by {self.review_by.isoformat()}, before {as_of.isoformat()}"
        mend = "Check it against its sources, and set a new review_by."
        return (Problem("past-review-date", message, "review_by", file=self.file, mend=mend),)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} version {self.version}, {self.review}>"


@dataclass(frozen=True, repr=False)
class RecoursePack(_Pack):
    """What is known about public funds, one rule for each fund of the vocabulary. Get it from ``load_recourse_pack``.

    Examples
    --------
    >>> from spmatch.rules.packs import load_recourse_pack
    >>> pack = load_recourse_pack()
    >>> pack.rule("universal-credit").standing, pack.rule("charitable-help").standing
    ('public_fund', 'not_public_fund')
    >>> pack.rule("dla-child").whose_status
    'child'
    """

    law_as_of: date
    groups: Mapping[str, str]
    rules: tuple[FundRule, ...]
    wording: Wording

    @cached_property
    def _by_fund(self) -> dict[str, FundRule]:
        return {rule.fund: rule for rule in self.rules}

    def rule(self, fund: str) -> FundRule:
        """Return the rule of a fund; an id the pack does not have raises :class:`spmatch.errors.UnknownName`."""
        if fund not in self._by_fund:
            raise UnknownName("fund", fund, closest(fund, self._by_fund))
        return self._by_fund[fund]

    def label(self, fund: str) -> str:
        """Return the official name of a fund, from the vocabulary."""
        return funds_vocabulary()[fund].label

    def check(self, as_of: date) -> tuple[Problem, ...]:
        """Return what makes the pack doubtful on a day: past its review date, or law younger than the day."""
        problems = super().check(as_of)
        if as_of >= self.law_as_of:
            return problems
        message = f"the law is stated as of {self.law_as_of.isoformat()}, after {as_of.isoformat()}"
        return (*problems, Problem("law-after-date", message, "law_as_of", file=self.file))


@dataclass(frozen=True, repr=False)
class SafetyPack(_Pack):
    """The safety gate's cues in their order, its questions, public crisis lines and texts. See ``load_safety_pack``.

    Examples
    --------
    >>> from spmatch.rules.packs import load_safety_pack
    >>> pack = load_safety_pack()
    >>> pack.wording.banner
    'No risk recorded; this is not a risk assessment'
    >>> pack.cue("domestic-abuse").is_share_blocked
    True
    """

    cues: tuple[RiskCue, ...]
    checks: tuple[SafetyCheck, ...]
    contacts: tuple[CrisisContact, ...]
    wording: SafetyWording

    @cached_property
    def _by_cue(self) -> dict[str, RiskCue]:
        return {cue.id: cue for cue in self.cues}

    def cue(self, cue: str) -> RiskCue:
        """Return a cue by its id; an id the pack does not have raises :class:`spmatch.errors.UnknownName`."""
        if cue not in self._by_cue:
            raise UnknownName("risk cue", cue, closest(cue, self._by_cue))
        return self._by_cue[cue]
