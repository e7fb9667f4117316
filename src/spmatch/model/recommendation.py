"""The answer as plain data: what was decided, by which rule, on which fact, with how many points.

Nothing here has words for people in it beyond labels taken from data files; ``outputs`` renders these records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from spmatch.truth import Truth

__all__ = [
    "Action",
    "Answer",
    "Availability",
    "Contribution",
    "DeterminantSummary",
    "Exclusion",
    "ExclusionKind",
    "Gap",
    "Match",
    "Phase",
    "Plan",
    "Question",
    "Reason",
    "Recommendation",
    "SafetyLine",
    "State",
    "Step",
    "Trace",
    "Versions",
]


Availability = Literal["open", "waiting_list", "full", "not_known"]
ExclusionKind = Literal["held", "not_available", "avoided"]


class State(StrEnum):
    """The four states that are shown. Availability (open, waiting list, full) is another axis.

    Examples
    --------
    >>> State("check_first") is State.CHECK_FIRST
    True
    """

    SUITABLE = "suitable"
    CHECK_FIRST = "check_first"
    TALK_THROUGH_FIRST = "talk_through_first"
    HELD_OR_NOT_AVAILABLE = "held_or_not_available"


class Phase(StrEnum):
    """The phases of a plan, in order.

    Examples
    --------
    >>> [str(phase) for phase in Phase]
    ['now', 'start_now_long_wait', 'next', 'later']
    """

    NOW = "now"
    START_NOW_LONG_WAIT = "start_now_long_wait"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class Question:
    """Something whose answer would settle a decision.

    ``id`` is the path of the fact it settles, as in ``members.daughter.has_recourse``, or a service's own question;
    ``to`` says whom to ask. ``decides`` lists the services it bears on, most wanted first.

    Examples
    --------
    >>> Question("household.practice", "Which GP practice are you registered with?", "person").is_about_recourse
    False
    """

    id: str
    text: str
    to: Literal["person", "service", "adviser", "council", "team"]
    decides: tuple[str, ...] = ()
    is_about_recourse: bool = False


@dataclass(frozen=True)
class Trace:
    """One node of a decision: what was asked, of whom, the answer, and the parts it was made of.

    ``code`` is the criterion type or rule (snake_case). ``who`` is the id of the member it was decided for; None: the
    household or the service as a whole. ``facts`` are the paths that were looked up; ``missing`` those not known.
    ``detail`` holds what a sentence needs, such as limits or a fund, as plain values.
    """

    code: str
    truth: Truth
    who: str | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    detail: tuple[tuple[str, str], ...] = ()
    parts: tuple[Trace, ...] = ()

    def walk(self) -> list[Trace]:
        """Return this node and all below it, in the author's order."""
        return [self, *(below for part in self.parts for below in part.walk())]

    def deciding(self) -> list[Trace]:
        """Return the leaves that made this node what it is: those of the same truth, or turned over by a ``not``."""
        if not self.parts:
            return [self]
        if self.code == "not":
            return self.parts[0].deciding()
        same = [part for part in self.parts if part.truth is self.truth]
        return [leaf for part in same for leaf in part.deciding()]


@dataclass(frozen=True)
class Reason:
    """Why a service is held, not available or left out, as data; ``detail`` fills the wording's blanks."""

    code: str
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Contribution:
    """What one component added to the score, in points; ``is_known`` False: counted as typical because not known."""

    component: str
    value: float
    weight: float
    points: int
    is_known: bool = True


@dataclass(frozen=True)
class Match:
    """A service that may suit, with the decision and the score behind its place.

    ``reaches_person``: it can be used without a journey. ``travel_minutes`` is the estimated journey to its nearest site;
    None: not known, or there is none. ``for_whom`` names by relation the members of the household who meet a criterion
    that some member has to meet.

    Examples
    --------
    >>> trace = Trace("service", Truth.YES)
    >>> match = Match("pantry", State.SUITABLE, Truth.YES, 18_000, (), ("affordable-food",), trace)
    >>> match.availability
    'not_known'
    """

    service: str
    state: State
    eligibility: Truth
    points: int
    contributions: tuple[Contribution, ...]
    needs: tuple[str, ...]
    trace: Trace
    questions: tuple[Question, ...] = ()
    availability: Availability = "not_known"
    wait_days: int | None = None
    travel_minutes: float | None = None
    reaches_person: bool = False
    for_whom: tuple[str, ...] = ()
    is_travel_rough: bool = False
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_illustrative: bool = False


@dataclass(frozen=True)
class Exclusion:
    """A service that would have made the list but for a NO, a hold or a wish, and why.

    ``possible_from`` is the day an age will be reached, where only that stands in the way. ``advice`` names services that
    help with a held fund: the fund is held, the advice never is.

    Examples
    --------
    >>> Exclusion("pantry", "not_available", (), (Reason("coverage"),), Trace("service", Truth.NO)).advice
    ()
    """

    service: str
    kind: ExclusionKind
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    trace: Trace
    questions: tuple[Question, ...] = ()
    possible_from: date | None = None
    advice: tuple[str, ...] = ()
    is_illustrative: bool = False


Answer = Match | Exclusion
"""The answer for one service."""


@dataclass(frozen=True)
class Step:
    """One step of a plan: start a service, keep help already in place, or look again on a date.

    ``after`` names steps (by service) that have to come first; ``only_if`` questions that are open; ``backups`` other
    services for the same needs, from other organisations where there are any.

    Examples
    --------
    >>> Step(Phase.NOW, "start", ("emergency-food",), "food-parcels", why_phase="urgent").after
    ()
    """

    phase: Phase
    kind: Literal["start", "keep", "from_date"]
    needs: tuple[str, ...]
    service: str | None = None
    state: State | None = None
    after: tuple[str, ...] = ()
    only_if: tuple[Question, ...] = ()
    backups: tuple[str, ...] = ()
    why_phase: str = ""
    from_on: date | None = None
    who: str | None = None


@dataclass(frozen=True)
class Plan:
    """Steps in phases a person can manage; ``now`` holds at most as many as were asked for.

    Examples
    --------
    >>> plan = Plan((Step(Phase.NOW, "start", ("emergency-food",), "food-parcels"),))
    >>> plan.services, plan.phase(Phase.LATER)
    (('food-parcels',), ())
    """

    steps: tuple[Step, ...] = ()

    def phase(self, phase: Phase) -> tuple[Step, ...]:
        """Return the steps of one phase, in order."""
        return tuple(step for step in self.steps if step.phase is phase)

    @property
    def services(self) -> tuple[str, ...]:
        """The services the plan uses, in order."""
        return tuple(step.service for step in self.steps if step.service is not None)


@dataclass(frozen=True)
class Gap:
    """A wanted need that nothing in the directory can meet now, with what stands in the way.

    Examples
    --------
    >>> Gap("settled-home", "held", ("social-housing-register",)).reason
    'held'
    """

    need: str
    reason: Literal[
        "nothing_listed",
        "held",
        "not_available",
        "avoided",
        "full",
        "check_recourse_first",
        "not_yet_reachable",
    ]
    services: tuple[str, ...] = ()
    binding: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeterminantSummary:
    """One of the six determinants: the highest severity stated (None: not known), and on what evidence."""

    determinant: str
    severity: int | None
    needs: tuple[str, ...] = ()
    wants_help: bool | None = None


@dataclass(frozen=True)
class Action:
    """An urgent action for the link worker, before anything else."""

    cue: str
    text: str
    contact_role: str
    contact: str | None
    is_acknowledged: bool = False


@dataclass(frozen=True)
class SafetyLine:
    """What stands above the plan: the banner, urgent actions, cues to read up on, and questions to ask."""

    banner: str
    actions: tuple[Action, ...] = ()
    mentioned: tuple[str, ...] = ()
    checks: tuple[Question, ...] = ()
    is_sharing_blocked: bool = False
    do_not_contact: bool = False
    missing_contacts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Versions:
    """What the answer rests on, so that it can be told apart from another and made again."""

    spmatch: str
    directory: str
    vocabulary: str
    recourse_pack: str
    safety_pack: str
    weights: str
    travel: str


@dataclass(frozen=True)
class Recommendation:
    """The whole answer for one assessment on one day. Its repr shows counts and nothing of the person.

    Examples
    --------
    >>> import spmatch
    >>> matcher = spmatch.Matcher(spmatch.sample_directory())
    >>> matcher.match(spmatch.read_assessment("examples/gina.yaml"), as_of="2026-11-22").recommendation
    <Recommendation: ... matches, 15 steps, 1 gaps>
    """

    as_of: date
    determinants: tuple[DeterminantSummary, ...]
    safety: SafetyLine
    matches: tuple[Match, ...]
    excluded: tuple[Exclusion, ...]
    plan: Plan
    gaps: tuple[Gap, ...]
    questions: tuple[Question, ...]
    versions: Versions
    signposts: tuple[str, ...] = ()
    has_illustrative: bool = False
    warnings: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"<Recommendation: {len(self.matches)} matches, {len(self.plan.steps)} steps, {len(self.gaps)} gaps>"
