"""Checking an answer against what somebody expects of it, one expectation at a time.

Nothing here prints, and what is said about an expectation that fails names services, rules and questions, never what is
recorded about the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spmatch.errors import UnknownName
from spmatch.matcher import Matcher, Result
from spmatch.model.case import Case, Expectation
from spmatch.model.recommendation import Answer, Exclusion, Match, State
from spmatch.truth import Truth

__all__ = ["Shortfall", "check_case", "check_cases", "count_expectations"]

_MOST_CODES = 4
"""Codes given as the reason of a finding, so that it stays one line (project judgement)."""


@dataclass(frozen=True)
class Shortfall:
    """An expectation that does not hold.

    Parameters
    ----------
    expectation
        Which one, as a path below ``expect``, such as ``states.universal-credit``.
    expected
        What the case says.
    found
        What the answer has instead.
    why
        Codes of the rules or criteria behind it. Empty: nothing more is known.

    Examples
    --------
    >>> print(Shortfall("states.lunch-club", "suitable", "held_or_not_available", "age"))
    states.lunch-club: expected suitable, found held_or_not_available (age)
    """

    expectation: str
    expected: str
    found: str
    why: str = ""

    def __str__(self) -> str:
        reason = f" ({self.why})" if self.why else ""
        return f"{self.expectation}: expected {self.expected}, found {self.found}{reason}"


def check_case(matcher: Matcher, case: Case) -> tuple[Shortfall, ...]:
    """Match the person of a case and return what does not come out as expected, in the order of the expectations.

    Parameters
    ----------
    matcher
        The services, the area and the rules to check with.
    case
        As :func:`spmatch.study.read_case` returns it.

    Returns
    -------
    tuple of Shortfall
        Empty when everything holds. A service that the directory does not have is a shortfall too.

    Raises
    ------
    ValueError
        If the case only names the file of its assessment: read it with ``read_case``.

    Examples
    --------
    >>> import spmatch
    >>> from spmatch.study import read_case
    >>> matcher = Matcher(spmatch.sample_directory(), area=spmatch.sample_area())
    >>> check_case(matcher, read_case("examples/expectations/gina.yaml"))
    ()
    """
    if case.assessment is None:
        raise ValueError("the assessment is still in its own file; read the case with spmatch.study.read_case")
    result = matcher.match(case.assessment, as_of=case.as_of)
    answers = _Answers(result)
    return tuple(found for check in _CHECKS for found in check(answers, case.expect))


def check_cases(matcher: Matcher, cases: Iterable[Case]) -> tuple[tuple[Shortfall, ...], ...]:
    """Check several cases; the answers stand in the order of the cases."""
    return tuple(check_case(matcher, case) for case in cases)


def count_expectations(expect: Expectation) -> int:
    """Return how many things an expectation asserts; 0: nothing, so nothing can fail.

    Examples
    --------
    >>> count_expectations(Expectation(held=("universal-credit",), gaps=("settled-home",)))
    2
    """
    fields = [getattr(expect, name) for name in Expectation.model_fields if name not in ("first_step", "safety")]
    safety = expect.safety
    single = (expect.first_step, safety.cues, safety.acknowledged, safety.is_sharing_blocked)
    return sum(len(field) for field in fields) + sum(value is not None for value in single)


class _Answers:
    """One result, with the answer for any service, also for one that would not be listed."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.steps = {step.service: step for step in result.plan.steps if step.service is not None}
        listed: list[Answer] = [*result.all_matches, *result.excluded]
        self.listed = {answer.service: answer for answer in listed}

    def of(self, service: str) -> Answer | str:
        """Return the answer for a service; a text: there is no such service, and which may be meant."""
        if service in self.listed:
            return self.listed[service]
        try:
            return self.result.matcher.decide(self.result.assessment, service, as_of=self.result.recommendation.as_of)
        except UnknownName as error:
            return str(error)

    def asked(self) -> set[str]:
        """Return the ids of all questions in the answer."""
        result = self.result
        questions = [*result.questions, *result.safety.checks]
        questions += [question for match in result.all_matches for question in match.questions]
        questions += [question for step in result.plan.steps for question in step.only_if]
        return {question.id for question in questions}

    def position(self, service: str, *, in_plan: bool) -> int | None:
        """Return the place of a service among the steps or in the ranked list; None: it is not there."""
        order = list(self.steps) if in_plan else [match.service for match in self.result.all_matches]
        return order.index(service) if service in order else None


def _state(answer: Answer) -> State:
    return answer.state if isinstance(answer, Match) else State.HELD_OR_NOT_AVAILABLE


def _codes(answer: Answer) -> tuple[str, ...]:
    """Return the codes of the reasons of an exclusion, or of what is open or to be talked through for a match."""
    if isinstance(answer, Exclusion):
        return tuple(dict.fromkeys(reason.code for reason in answer.reasons))
    parts = [part for part in answer.trace.parts if part.truth is Truth.UNKNOWN]
    open_ = [leaf.code for part in parts for leaf in (part, *part.deciding())]
    return tuple(dict.fromkeys([*answer.cautions, *open_]))


def _why(answer: Answer) -> str:
    return ", ".join(_codes(answer)[:_MOST_CODES])


def _each(
    answers: _Answers, field: str, wanted: Iterable[tuple[str, str]], found: Callable[[Answer, str], str | None]
) -> Iterator[Shortfall]:
    """Compare something about each of some services; ``found`` returns None where it is as expected."""
    for service, expected in wanted:
        answer = answers.of(service)
        if isinstance(answer, str):
            yield Shortfall(f"{field}.{service}", expected, "nothing", answer)
            continue
        instead = found(answer, expected)
        if instead is not None:
            yield Shortfall(f"{field}.{service}", expected, instead, _why(answer))


def _states(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def found(answer: Answer, expected: str) -> str | None:
        return None if _state(answer) == expected else str(_state(answer))

    yield from _each(answers, "states", expect.states.items(), found)


def _exclusions(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def found(answer: Answer, expected: str) -> str | None:
        kind = answer.kind if isinstance(answer, Exclusion) else str(answer.state)
        return None if kind == expected else kind

    fields = (("held", expect.held), ("not_available", expect.not_available), ("avoided", expect.avoided))
    for field, services in fields:
        yield from _each(answers, field, ((service, field) for service in services), found)


def _reasons(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def found(answer: Answer, expected: str) -> str | None:
        codes = _codes(answer)
        return None if expected in codes else (", ".join(codes[:_MOST_CODES]) or "no reason")

    yield from _each(answers, "reasons", expect.reasons.items(), found)


def _notes(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def found(answer: Answer, expected: str) -> str | None:
        has = isinstance(answer, Match) and expected in answer.notes
        return None if has else "no such note"

    wanted = ((service, note) for service, notes in expect.notes.items() for note in notes)
    yield from _each(answers, "notes", wanted, found)


def _for_whom(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def found(answer: Answer, expected: str) -> str | None:
        labels = answer.for_whom if isinstance(answer, Match) else ()
        return None if set(labels) == set(expected.split(", ")) else "somebody else, or nobody"

    yield from _each(answers, "for_whom", ((id_, ", ".join(who)) for id_, who in expect.for_whom.items()), found)


def _steps(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    def phase_of(answer: Answer) -> str:
        step = answers.steps.get(answer.service)
        return "no step" if step is None else str(step.phase)

    def in_phase(answer: Answer, expected: str) -> str | None:
        return None if phase_of(answer) == expected else phase_of(answer)

    def is_step(answer: Answer, expected: str) -> str | None:
        return None if (phase_of(answer) != "no step") == (expected == "a step") else phase_of(answer)

    if expect.first_step is not None:
        first = next(iter(answers.steps), "no step")
        if first != expect.first_step:
            yield Shortfall("first_step", expect.first_step, first)
    yield from _each(answers, "phases", expect.phases.items(), in_phase)
    yield from _each(answers, "in_plan", ((service, "a step") for service in expect.in_plan), is_step)
    yield from _each(answers, "never_in_plan", ((service, "no step") for service in expect.never_in_plan), is_step)


def _order(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    for first, second in expect.before:
        in_plan = first in answers.steps and second in answers.steps
        places = [answers.position(service, in_plan=in_plan) for service in (first, second)]
        where = "in the plan" if in_plan else "in the list"
        missing = [service for service, place in zip((first, second), places, strict=True) if place is None]
        if missing:
            yield Shortfall("before", f"{first} before {second}", f"{' and '.join(missing)} not {where}")
        elif places[0] is not None and places[1] is not None and places[0] >= places[1]:
            yield Shortfall("before", f"{first} before {second}", f"it after {second} {where}")


def _gaps(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    gaps = {gap.need for gap in answers.result.gaps}
    covered = {need: step.service for step in answers.result.plan.steps for need in step.needs}
    for need in expect.gaps:
        if need not in gaps:
            service = covered.get(need)
            yield Shortfall(f"gaps.{need}", "a gap", "no gap" if service is None else f"a step with {service}")


def _questions(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    if not expect.asks and not expect.never_asks:
        return
    asked = answers.asked()
    for id_ in expect.asks:
        if id_ not in asked:
            yield Shortfall("asks", id_, "no such question")
    for id_ in expect.never_asks:
        if id_ in asked:
            yield Shortfall("never_asks", f"no question {id_}", "it asked")


def _safety(answers: _Answers, expect: Expectation) -> Iterator[Shortfall]:
    """Check what stands above the plan; neither the cues of the case nor those found are named."""
    safety, wanted = answers.result.safety, expect.safety
    if wanted.cues is not None and tuple(action.cue for action in safety.actions) != wanted.cues:
        yield Shortfall("safety.cues", "the actions listed, in that order", "other actions")
    seen = {action.cue for action in safety.actions if action.is_acknowledged}
    if wanted.acknowledged is not None and seen != set(wanted.acknowledged):
        yield Shortfall("safety.acknowledged", "those listed, and no other", "other actions")
    if wanted.is_sharing_blocked not in (None, safety.is_sharing_blocked):
        words = {True: "blocked", False: "not blocked"}
        found = words[safety.is_sharing_blocked]
        yield Shortfall("safety.is_sharing_blocked", words[not safety.is_sharing_blocked], found)


_CHECKS: tuple[Callable[[_Answers, Expectation], Iterator[Shortfall]], ...] = (
    _safety,
    _states,
    _exclusions,
    _reasons,
    _notes,
    _for_whom,
    _steps,
    _order,
    _gaps,
    _questions,
)
