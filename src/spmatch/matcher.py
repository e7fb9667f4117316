"""The matcher: a directory made ready once, then asked about one person after another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spmatch.engine.determinants import summarise_determinants
from spmatch.engine.index import build_index
from spmatch.engine.plan import build_plan
from spmatch.engine.query import Query, closely_related, query_of
from spmatch.engine.questions import questions_worth_asking
from spmatch.engine.ranking import decide_one, rank
from spmatch.engine.situation import situation_of
from spmatch.errors import InvalidAssessment
from spmatch.geography import StraightLineTravel, TravelTime
from spmatch.intake import read_area
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.base import Model
from spmatch.model.directory import Directory
from spmatch.model.parsing import parse_model
from spmatch.model.recommendation import (
    Answer,
    DeterminantSummary,
    Exclusion,
    Gap,
    Match,
    Plan,
    Question,
    Recommendation,
    SafetyLine,
    Versions,
)
from spmatch.model.weights import Weights
from spmatch.outputs import plan_html, plan_text, to_dict, why, why_not
from spmatch.outputs.changes import Changes, compare
from spmatch.rules.packs import load_recourse_pack, load_safety_pack, warn_if_stale
from spmatch.rules.records import RecoursePack, SafetyPack
from spmatch.rules.recourse import recorded_recourse
from spmatch.rules.safety import safety_line
from spmatch.version import __version__
from spmatch.vocabulary import needs_vocabulary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Matcher", "Result"]

CHOICES = (
    "max_travel_minutes",
    "travels_by",
    "can_pay_fares",
    "someone_can_collect",
    "someone_can_go_along",
    "free_at",
    "documents",
    "answers",
    "prefers_modes",
)
"""What somebody can choose, and what_if may vary. Status, family, health and the like are never varied."""


class Matcher:
    """Matches people to the services of one directory. Safe to share between threads: nothing in it changes.

    Parameters
    ----------
    directory
        The services.
    area
        The team's area, or the path of its file: neighbourhoods, practices, and whom to call about safety. None: these
        stay not known.
    weights
        How much each component counts. None: the defaults.
    travel
        An estimate of travel time. None: from straight lines, with stated assumptions.
    recourse_pack, safety_pack
        Rule packs. None: the shipped ones.

    Examples
    --------
    >>> import spmatch
    >>> matcher = Matcher(spmatch.sample_directory(), area=spmatch.sample_area())
    >>> result = matcher.match(spmatch.read_assessment("examples/gina.yaml"), as_of="2026-11-22")
    >>> [step.service for step in result.plan.phase(spmatch.Phase.NOW)][:1]
    ['nappies-and-toiletries']
    """

    def __init__(
        self,
        directory: Directory,
        *,
        area: Area | str | Path | None = None,
        weights: Weights | None = None,
        travel: TravelTime | None = None,
        recourse_pack: RecoursePack | None = None,
        safety_pack: SafetyPack | None = None,
    ) -> None:
        self.directory = directory
        self.area = read_area(area) if isinstance(area, (str, Path)) else area
        self.weights = weights if weights is not None else Weights()
        self.travel = travel if travel is not None else StraightLineTravel()
        self.recourse_pack = recourse_pack if recourse_pack is not None else load_recourse_pack()
        self.safety_pack = safety_pack if safety_pack is not None else load_safety_pack()
        self._index = build_index(directory)

    def match(
        self,
        assessment: Assessment,
        *,
        as_of: date | str,
        n: int | None = None,
        pinned: Iterable[str] = (),
        hidden: Iterable[str] = (),
    ) -> Result:
        """Find what may help one person, as of one day.

        Parameters
        ----------
        assessment
            What is known about the person.
        as_of
            The day to decide for, as a date or YYYY-MM-DD. There is no default: the same question has the same answer.
        n
            Length of the ranked list, 1 or more. None: all of it. The plan is made from all matches all the same.
        pinned
            Ids of services to put first. A pin lifts no hold, no NO and no safety action.
        hidden
            Ids of services to leave out.

        Raises
        ------
        UnknownName
            If a pinned or hidden service does not exist, or a recorded risk cue is not in the safety pack.
        ValueError
            If ``as_of`` is not a day or ``n`` is below 1.
        """
        day = _day(as_of)
        if n is not None and n < 1:
            raise ValueError("n is the length of the list: 1 or more, or None for all")
        pins, away = tuple(pinned), tuple(hidden)
        for service_id in (*pins, *away):
            self.directory.service(service_id)
        packs: tuple[RecoursePack | SafetyPack, ...] = (self.recourse_pack, self.safety_pack)
        for pack in packs:
            warn_if_stale(pack, day)
        query = self._query(assessment, day)
        matches, excluded = rank(self._index, query, self.weights, pinned=pins, hidden=away)
        plan, gaps = build_plan(self._index, query, matches, excluded)
        matches = _without_idle_enablers(matches, query, plan)
        answers: list[Answer] = [*matches, *excluded]
        close = closely_related(query, self._index)
        recommendation = Recommendation(
            as_of=day,
            determinants=summarise_determinants(assessment),
            safety=safety_line(assessment, day, self.safety_pack, self.area),
            matches=tuple(matches[:n]),
            excluded=tuple(excluded),
            plan=plan,
            gaps=gaps,
            questions=questions_worth_asking([a for a in answers if a.service in close], plan, gaps),
            versions=self.versions,
            signposts=self._signposts(assessment, excluded),
            warnings=tuple(problem.message for pack in packs for problem in pack.check(day)),
            has_illustrative=any(answer.is_illustrative for answer in answers),
        )
        return Result(self, assessment, recommendation, tuple(matches), pins, away)

    def decide(self, assessment: Assessment, service_id: str, *, as_of: date | str) -> Answer:
        """Decide one service for one person, whether or not it would be listed.

        Raises
        ------
        UnknownName
            If there is no such service.
        """
        self.directory.service(service_id)
        return decide_one(self._index, self._query(assessment, _day(as_of)), self.weights, service_id)

    @cached_property
    def versions(self) -> Versions:
        """What an answer rests on: versions and fingerprints of code, data, rules and weights."""
        return Versions(
            spmatch=__version__,
            directory=_fingerprint(self.directory.model_copy(update={"services": self._index.services})),
            vocabulary=_digest(repr(tuple(needs_vocabulary()))),
            recourse_pack=self.recourse_pack.version,
            safety_pack=self.safety_pack.version,
            weights=_fingerprint(self.weights),
            travel=self.travel.name,
        )

    def _query(self, assessment: Assessment, as_of: date) -> Query:
        situation = situation_of(
            assessment, as_of=as_of, area=self.area, recourse_pack=self.recourse_pack, safety_pack=self.safety_pack
        )
        return query_of(situation, self._index, self.travel)

    def _signposts(self, assessment: Assessment, excluded: Iterable[Exclusion]) -> tuple[str, ...]:
        """Return the standing signposts: to regulated advice whenever recourse is not a plain yes or a fund is held."""
        held = any(exclusion.kind == "held" for exclusion in excluded)
        if held or recorded_recourse(assessment) in ("no", "mixed"):
            return (self.recourse_pack.wording.adviser_signpost,)
        return ()

    def __repr__(self) -> str:
        return f"<Matcher of {len(self.directory.services)} services>"


@dataclass(frozen=True, repr=False)
class Result:
    """One answer: the recommendation as data, and its faces. Its repr shows counts and nothing of the person.

    Examples
    --------
    >>> import spmatch
    >>> matcher = Matcher(spmatch.sample_directory())
    >>> result = matcher.match(spmatch.read_assessment("examples/gina.yaml"), as_of="2026-11-22")
    >>> print(result.why_not("universal-credit").splitlines()[0])
    Why not Universal Credit
    """

    matcher: Matcher
    assessment: Assessment
    recommendation: Recommendation
    all_matches: tuple[Match, ...]
    pinned: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan in phases."""
        return self.recommendation.plan

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Wanted needs that nothing listed can meet now."""
        return self.recommendation.gaps

    @property
    def determinants(self) -> tuple[DeterminantSummary, ...]:
        """The six determinants in short."""
        return self.recommendation.determinants

    @property
    def questions(self) -> tuple[Question, ...]:
        """Open questions, those that settle most first."""
        return self.recommendation.questions

    @property
    def matches(self) -> tuple[Match, ...]:
        """The ranked list, as long as was asked for."""
        return self.recommendation.matches

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """What is held, not available or avoided, each with its reasons."""
        return self.recommendation.excluded

    @property
    def safety(self) -> SafetyLine:
        """What stands above the plan."""
        return self.recommendation.safety

    def why(self, service_id: str) -> str:
        """Say why a service is suggested, with points that add up; for one that is not, say why not."""
        decision, place = self._decision(service_id)
        service = self.matcher.directory.service(service_id)
        pack = self.matcher.recourse_pack
        if isinstance(decision, Exclusion):
            return why_not(decision, service, place=place, pack=pack)
        return why(decision, service, place=place, travel=self.matcher.travel.name, pack=pack)

    def why_not(self, service_id: str) -> str:
        """Say what stands against any service of the directory, or that nothing does."""
        decision, place = self._decision(service_id)
        service = self.matcher.directory.service(service_id)
        return why_not(decision, service, place=place, pack=self.matcher.recourse_pack)

    def what_if(self, **choices: Any) -> Changes:
        """Match again with something the person could choose otherwise, and say what changes.

        Parameters
        ----------
        choices
            New values for ``max_travel_minutes``, ``travels_by``, ``can_pay_fares``, ``someone_can_collect``,
            ``someone_can_go_along``, ``free_at`` or ``prefers_modes``; documents that could be got, as
            ``documents={"proof-of-address": True}``; or answers to open questions of services, as
            ``answers={"question-id": True}``. Nothing else can be varied: not status, nationality, family, disability,
            health or gender.

        Raises
        ------
        ValueError
            If something else is named, a question is not open here or is about status, or a value does not fit.
        """
        beyond = sorted(set(choices) - set(CHOICES))
        if beyond:
            raise ValueError(f"what_if varies only what a person can choose: {', '.join(CHOICES)}")
        open_here = {
            question.id.removeprefix("answers.")
            for question in self.questions
            if question.id.startswith("answers.") and not question.is_about_recourse
        }
        if not set(choices.get("answers", {})) <= open_here:
            raise ValueError("what_if answers only questions of services that are open here and not about status")
        data = self.assessment.model_dump(by_alias=True)
        places = {"prefers_modes": data["wishes"], "answers": data}
        for name, value in choices.items():
            place = places.get(name, data["practicalities"])
            place[name] = {**place[name], **value} if name in ("answers", "documents") else value
        varied = parse_model(Assessment, data, error=InvalidAssessment, source="what_if", quote_values=False)
        other = self.matcher.match(varied, as_of=self.recommendation.as_of, pinned=self.pinned, hidden=self.hidden)
        return compare(self._whole(), other._whole(), self.matcher.directory)

    def _whole(self) -> Recommendation:
        return replace(self.recommendation, matches=self.all_matches)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as data that ``json.dumps`` takes, with no fact of the person in it."""
        return to_dict(self.recommendation, self.matcher.directory)

    def to_frame(self) -> pd.DataFrame:
        """Return the ranked list as a table with one row for each match."""
        import pandas as pd

        rows = [
            {
                "rank": position,
                "service": match.service,
                "name": self.matcher.directory.service(match.service).name,
                "state": str(match.state),
                "points": match.points,
                "needs": ", ".join(match.needs),
                "availability": match.availability,
                "travel_minutes": match.travel_minutes,
                "questions": len(match.questions),
            }
            for position, match in enumerate(self.matches, start=1)
        ]
        columns = ["rank", "service", "name", "state", "points", "needs", "availability", "travel_minutes", "questions"]
        return pd.DataFrame(rows, columns=columns)

    def text(self, *, width: int = 100) -> str:
        """Return the whole answer as plain text, for the link worker and not for handing out."""
        return plan_text(self._whole(), self.matcher.directory, width=width, **self._packs())

    def _repr_html_(self) -> str:
        return plan_html(self._whole(), self.matcher.directory, **self._packs())

    def _packs(self) -> dict[str, Any]:
        return {"recourse_pack": self.matcher.recourse_pack, "safety_pack": self.matcher.safety_pack}

    def __repr__(self) -> str:
        plan = self.recommendation.plan
        return f"<Result: {len(self.matches)} matches, {len(plan.steps)} steps, {len(self.gaps)} gaps>"

    def _decision(self, service_id: str) -> tuple[Answer, tuple[int, int] | None]:
        """Return the decision on any service, and its place among all matches if it has one."""
        for position, match in enumerate(self.all_matches, start=1):
            if match.service == service_id:
                return match, (position, len(self.all_matches))
        for exclusion in self.excluded:
            if exclusion.service == service_id:
                return exclusion, None
        return self.matcher.decide(self.assessment, service_id, as_of=self.recommendation.as_of), None


def _without_idle_enablers(matches: list[Match], query: Query, plan: Plan) -> list[Match]:
    """Leave out services that are only there for an enabling need nobody stated, unless the plan uses them."""
    implied = {wanted.need for wanted in query.needs if wanted.is_implied}
    used = {*plan.services, *(backup for step in plan.steps for backup in step.backups)}
    return [match for match in matches if match.service in used or not set(match.needs) <= implied]


def _day(as_of: date | str) -> date:
    if isinstance(as_of, str):
        try:
            return date.fromisoformat(as_of)
        except ValueError:
            raise ValueError("as_of is a date or text as YYYY-MM-DD") from None
    return as_of


def _fingerprint(model: Model) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of a model's JSON."""
    return _digest(model.model_dump_json())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
