"""The plan: steps in phases, chosen in a stated order so that every choice can be explained.

Needs are taken most urgent first. Each is covered by the best usable service for it, one that is chosen already when
that one is for exactly this need. A service whose open question is about recourse, that has something to talk through,
or that is full, is not a step. What a service relies on is put before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spmatch.engine.index import Index
from spmatch.engine.query import COVERS_STRENGTH, FACT_OF_NEED, URGENCIES, Query, WantedNeed
from spmatch.model.recommendation import Answer, Exclusion, Gap, Match, Phase, Plan, Question, State, Step
from spmatch.model.service import Service
from spmatch.rules.questions import ask_household
from spmatch.truth import Truth
from spmatch.vocabulary import needs_vocabulary

__all__ = ["LONG_WAIT_DAYS", "NOW_STEPS", "build_plan"]

NOW_STEPS = 3
"""Steps a person is handed at once (practice notes, sections 3 and 4)."""
LONG_WAIT_DAYS = 28
"""A waiting list of more days than this is joined now, for later. Project judgement."""
BACKUPS = 2
"""Other services named for a step. Project judgement."""
EXACTLY = 1.0
"""Strength of a service that is for the need itself."""
DEEPEST = 3
"""How far enabling steps may rest on other enabling steps."""
_ORDER = {Phase.NOW: 0, Phase.START_NOW_LONG_WAIT: 1, Phase.NEXT: 2, Phase.LATER: 3}
_PHASE_OF_URGENCY = {
    "today": Phase.NOW,
    "this_week": Phase.NOW,
    "soon": Phase.NEXT,
    None: Phase.NEXT,
    "whenever": Phase.LATER,
}


@dataclass
class _Choice:
    """A step in the making."""

    match: Match
    needs: list[str]
    after: list[str]
    only_if: list[Question]
    rank: tuple[int, float, str]
    phase: Phase = Phase.NEXT
    why: str = ""


def build_plan(
    index: Index, query: Query, matches: Iterable[Match], excluded: Iterable[Exclusion]
) -> tuple[Plan, tuple[Gap, ...]]:
    """Build the plan and name the gaps.

    Parameters
    ----------
    index, query
        The directory and what the person wants.
    matches
        Best first; their order decides between services for the same need.
    excluded
        What is held, not available or avoided, for gaps and for what opens later.

    Returns
    -------
    tuple
        The plan, and a gap for each wanted need that it leaves without a step.
    """
    return _Planner(index, query, list(matches), list(excluded)).build()


class _Planner:
    """Holds what is chosen so far while a plan is built."""

    def __init__(self, index: Index, query: Query, matches: list[Match], excluded: list[Exclusion]) -> None:
        self.services = {service.id: service for service in index.services}
        self.strengths = {index.services[row].id: own for row, own in query.strengths.items()}
        self.query = query
        self.matches = matches
        self.usable = [match for match in matches if _is_usable(match)]
        self.excluded = excluded
        self.assessment = query.situation.assessment
        self.wanted = {need.need: need for need in query.needs}
        self.chosen: dict[str, _Choice] = {}

    def build(self) -> tuple[Plan, tuple[Gap, ...]]:
        kept = self.keep_steps()
        covered = {need for step in kept for need in step.needs}
        ordered = sorted((wanted for wanted in self.wanted.values() if not wanted.is_implied), key=_need_rank)
        for wanted in ordered:
            if wanted.need not in covered:
                self.cover(wanted)
        self.drop_redundant()
        self.drop_idle()
        self.set_phases()
        started = [self.step(choice) for choice in sorted(self.chosen.values(), key=self.place)]
        later = [*self.group_again(), *self.from_date_steps(covered)]
        steps = sorted([*kept, *started, *later], key=lambda step: _ORDER[step.phase])
        done = covered | {need for step in steps for need in step.needs} | self.to_talk_through()
        gaps = tuple(self.gap(wanted) for wanted in ordered if wanted.need not in done)
        return Plan(tuple(steps)), gaps

    def strength(self, service: Service, need: str) -> float:
        """Return how well a service serves a need, wanted or not."""
        if need in self.wanted:
            return self.strengths.get(service.id, {}).get(need, 0.0)
        return EXACTLY if need in service.meets else 0.0

    def keep_steps(self) -> list[Step]:
        """Return a step for each wanted need that somebody already helps with."""
        steps = []
        for support in self.assessment.support_in_place or ():
            needs = tuple(
                need
                for need, wanted in self.wanted.items()
                if wanted.relatives.get(support.need, 0.0) >= COVERS_STRENGTH
            )
            if needs:
                steps.append(Step(Phase.NOW, "keep", needs, support.service, why_phase="in_place", who=support.who))
        return steps

    def cover(self, wanted: WantedNeed) -> None:
        """Cover one need: by a chosen service for exactly this, else by the best usable service."""
        for service_id, choice in self.chosen.items():
            if self.strength(self.services[service_id], wanted.need) >= EXACTLY:
                choice.needs.append(wanted.need)
                return
        for match in self.usable:
            service = self.services[match.service]
            if self.strength(service, wanted.need) >= COVERS_STRENGTH and self.choose(match, wanted.need, DEEPEST):
                return

    def choose(self, match: Match, need: str, depth: int) -> bool:
        """Choose a service for a need, with what it relies on before it; False: something it relies on is missing."""
        after: list[str] = []
        only_if = list(match.questions)
        for enabling in self.services[match.service].relies_on:
            settled = self.enabled(enabling, depth, after, only_if)
            if not settled:
                return False
        wanted = self.wanted.get(need)
        rank = _need_rank(wanted) if wanted is not None else (len(URGENCIES), 0.0, need)
        if match.service in self.chosen:
            self.chosen[match.service].needs.append(need)
        else:
            self.chosen[match.service] = _Choice(match, [need], after, only_if, rank)
        return True

    def enabled(self, need: str, depth: int, after: list[str], only_if: list[Question]) -> bool:
        """Return whether an enabling need is met, or will be by a step; note that step or the open question."""
        fact = FACT_OF_NEED.get(need)
        known = None if fact is None else getattr(self.assessment.practicalities, fact)
        in_place = any(support.need == need for support in self.assessment.support_in_place or ())
        if known is True or in_place:
            return True
        by = next((id_ for id_ in self.chosen if self.strength(self.services[id_], need) >= EXACTLY), None)
        if by is None and (known is False or fact is None or need in self.wanted) and depth > 0:
            options = (match for match in self.usable if need in self.services[match.service].meets)
            by = next((match.service for match in options if self.choose(match, need, depth - 1)), None)
        if by is not None:
            after.append(by)
            return True
        if fact is not None and known is None:
            only_if.append(ask_household(fact))
            return True
        return False

    def drop_redundant(self) -> None:
        """Drop steps, the least urgent first, whose needs better ones serve as well and on which nothing rests."""
        for service_id in sorted(self.chosen, key=lambda id_: self.chosen[id_].rank, reverse=True):
            choice = self.chosen[service_id]
            if any(service_id in other.after for other in self.chosen.values()):
                continue
            takers = [self.taker(need, service_id) for need in choice.needs]
            if all(taker is not None for taker in takers):
                del self.chosen[service_id]
                for need, taker in zip(choice.needs, takers, strict=True):
                    if taker is not None:
                        self.chosen[taker].needs.append(need)
                        self.chosen[taker].rank = min(self.chosen[taker].rank, choice.rank)

    def drop_idle(self) -> None:
        """Drop enabling steps on which nothing rests any more and that nobody asked for."""
        asked = {need for need, wanted in self.wanted.items() if not wanted.is_implied}
        for _ in range(DEEPEST):
            rested_on = {id_ for choice in self.chosen.values() for id_ in choice.after}
            idle = [id_ for id_, choice in self.chosen.items() if asked.isdisjoint(choice.needs)]
            for id_ in idle:
                if id_ not in rested_on:
                    del self.chosen[id_]

    def taker(self, need: str, giver: str) -> str | None:
        """Return another chosen service that is for exactly this need and ranks above the giver, if there is one."""
        least = self.chosen[giver].match.points
        return next(
            (
                id_
                for id_, choice in self.chosen.items()
                if choice.match.points > least and self.strength(self.services[id_], need) >= EXACTLY
            ),
            None,
        )

    def set_phases(self) -> None:
        """Give each step its phase, then move what is too much for now, and what rests on something later."""
        for choice in self.chosen.values():
            choice.phase, choice.why = self.first_phase(choice)
        now = sorted((choice for choice in self.chosen.values() if choice.phase is Phase.NOW), key=lambda c: c.rank)
        for choice in now[NOW_STEPS:]:
            choice.phase, choice.why = Phase.NEXT, "moved_from_now"
        for _ in range(DEEPEST):
            for choice in self.chosen.values():
                for id_ in choice.after:
                    before = self.chosen[id_].phase
                    latest = Phase.NEXT if before is Phase.START_NOW_LONG_WAIT else before
                    if _ORDER[latest] > _ORDER[choice.phase]:
                        choice.phase, choice.why = latest, "after_enabling_step"

    def first_phase(self, choice: _Choice) -> tuple[Phase, str]:
        """Return the phase a step would have on its own, and why."""
        needs = [self.wanted[need] for need in choice.needs if need in self.wanted]
        first = min(needs, key=_need_rank, default=None)
        phase = Phase.NEXT if first is None else _PHASE_OF_URGENCY[first.urgency]
        if "in_person_advised_against" in choice.match.notes:
            return Phase.LATER, "when_in_person_is_advised_again"
        waits = choice.match.availability == "waiting_list" and (choice.match.wait_days or 0) > LONG_WAIT_DAYS
        if waits and phase is not Phase.LATER:
            return Phase.START_NOW_LONG_WAIT, "long_wait"
        why = {Phase.NOW: "urgent", Phase.NEXT: "soon", Phase.LATER: "not_urgent"}[phase]
        if phase is Phase.NOW and first is not None and first.reason in ("deadline", "runs_out"):
            why = first.reason
        return phase, why

    def place(self, choice: _Choice) -> tuple[int, int, tuple[int, float, str]]:
        """Return the place of a step: its phase, after what it rests on, then the urgency of its need."""
        return _ORDER[choice.phase], self.depth(choice), choice.rank

    def depth(self, choice: _Choice) -> int:
        return max((1 + self.depth(self.chosen[id_]) for id_ in choice.after), default=0)

    def group_again(self) -> list[Step]:
        """Return a later step for the best group to meet in person once that is advised again, where it is not now."""
        if self.query.situation.avoids_in_person is not True:
            return []
        for match in self.usable:
            service = self.services[match.service]
            is_waiting = service.is_group is True and "in_person_advised_against" in match.notes
            needs = tuple(need for need in sorted(self.wanted) if self.strength(service, need) >= COVERS_STRENGTH)
            if is_waiting and needs and match.service not in self.chosen:
                why = "when_in_person_is_advised_again"
                questions = match.questions
                return [Step(Phase.LATER, "start", needs, match.service, match.state, only_if=questions, why_phase=why)]
        return []

    def from_date_steps(self, covered: set[str]) -> list[Step]:
        """Return a later step for each uncovered need that a service may meet once somebody is old enough."""
        asked = {need for need, wanted in self.wanted.items() if not wanted.is_implied}
        open_needs = asked - covered - {need for choice in self.chosen.values() for need in choice.needs}
        steps = []
        for exclusion in self.excluded:
            service = self.services[exclusion.service]
            needs = tuple(sorted(n for n in open_needs if self.strength(service, n) >= COVERS_STRENGTH))
            turns_on_recourse = any(question.is_about_recourse for question in exclusion.questions)
            if exclusion.possible_from is not None and needs and not turns_on_recourse:
                open_needs -= set(needs)
                steps.append(
                    Step(
                        Phase.LATER,
                        "from_date",
                        needs,
                        service.id,
                        only_if=exclusion.questions,
                        why_phase="from_age",
                        from_on=exclusion.possible_from,
                    )
                )
        return steps

    def step(self, choice: _Choice) -> Step:
        return Step(
            phase=choice.phase,
            kind="start",
            needs=tuple(sorted(set(choice.needs))),
            service=choice.match.service,
            state=choice.match.state,
            after=tuple(choice.after),
            only_if=(*choice.only_if, *self.already_helped(choice), *self.not_asked(choice)),
            backups=self.backups(choice),
            why_phase=choice.why,
        )

    def already_helped(self, choice: _Choice) -> tuple[Question, ...]:
        """Ask before joining a long list whether somebody acts already, where nobody has asked who helps."""
        if choice.phase is not Phase.START_NOW_LONG_WAIT or self.assessment.support_in_place is not None:
            return ()
        need = needs_vocabulary().get(choice.needs[0])
        return (ask_household("support_in_place", key=need.id, what=need.label),)

    def not_asked(self, choice: _Choice) -> list[Question]:
        """Ask whether help is wanted, for a step that only meets needs nobody asked the person about."""
        needs = [self.wanted[need] for need in choice.needs if need in self.wanted]
        if any(wanted.is_asked for wanted in needs):
            return []
        labels = [(wanted.need, needs_vocabulary().get(wanted.need).label) for wanted in needs]
        return [ask_household("wants_help", key=need, what=label) for need, label in labels]

    def backups(self, choice: _Choice) -> tuple[str, ...]:
        """Return other usable services for the step's first need, from other organisations before the same one."""
        need = choice.needs[0]
        own = self.services[choice.match.service].organisation
        others = [
            self.services[match.service]
            for match in self.usable
            if match.service not in self.chosen and self.strength(self.services[match.service], need) >= COVERS_STRENGTH
        ]
        others.sort(key=lambda service: service.organisation == own)
        return tuple(service.id for service in others[:BACKUPS])

    def to_talk_through(self) -> set[str]:
        """Return the needs that a service with something to talk through may meet: no step, and no gap either."""
        services = [self.services[m.service] for m in self.matches if m.state is State.TALK_THROUGH_FIRST]
        return {need for need in self.wanted for service in services if self.strength(service, need) >= COVERS_STRENGTH}

    def gap(self, wanted: WantedNeed) -> Gap:
        """Name what stands between a need and every service for it."""
        for_it = [e for e in self.excluded if self.strength(self.services[e.service], wanted.need) >= COVERS_STRENGTH]
        open_ = [
            match
            for match in self.matches
            if self.strength(self.services[match.service], wanted.need) >= COVERS_STRENGTH
        ]
        answers: list[Answer] = [*open_, *for_it]
        services = tuple(answer.service for answer in answers)
        binding = tuple(dict.fromkeys(reason.code for exclusion in for_it for reason in exclusion.reasons))
        if not services:
            return Gap(wanted.need, "nothing_listed")
        if any(question.is_about_recourse for match in open_ for question in match.questions):
            return Gap(wanted.need, "check_recourse_first", services, binding)
        if open_:
            return Gap(
                wanted.need,
                "full" if all(m.availability == "full" for m in open_) else "not_yet_reachable",
                services,
                binding,
            )
        kinds = {exclusion.kind for exclusion in for_it}
        reason = next(kind for kind in ("held", "avoided", "not_available") if kind in kinds)
        return Gap(wanted.need, reason, services, binding)


def _is_usable(match: Match) -> bool:
    """Return whether a match may be a step: nothing to talk through, room or a list, and no open recourse question."""
    if match.state is State.TALK_THROUGH_FIRST or match.availability == "full":
        return False
    recourse = match.trace.parts[1]
    return recourse.truth is Truth.YES and not any(question.is_about_recourse for question in match.questions)


def _need_rank(wanted: WantedNeed) -> tuple[int, float, str]:
    """Return the order in which needs are covered: most urgent, most severe, then by id."""
    urgency = wanted.urgency if wanted.urgency is not None else "soon"
    return URGENCIES.index(urgency), -wanted.weight, wanted.need
