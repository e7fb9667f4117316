"""A case: a person, and what a good answer for them is, written by somebody who says who they are by role."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from spmatch.model.assessment import Assessment
from spmatch.model.base import Day, Expected, Flag, Id, Model, Text, WholeNumber, fault
from spmatch.model.names import NeedId

__all__ = ["Case", "Expectation", "Judgement", "SafetyExpectation"]

StateName = Literal["suitable", "check_first", "talk_through_first", "held_or_not_available"]
PhaseName = Literal["now", "start_now_long_wait", "next", "later"]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"), Expected("a code such as public_fund")]
"""A stable word for a reason, a note or a rule, as the pages of reference list them."""
Label = Annotated[str, Field(pattern=r"^[a-z]+(?:_[a-z]+)*(?:-\d+)?$"), Expected("a member such as child or child-2")]
"""A member of the household by relation, numbered from the second on, as in traces."""


class SafetyExpectation(Model):
    """What should stand above the plan. ``cues`` lists the urgent actions, all of them in order; empty: none at all."""

    cues: tuple[Id, ...] | None = None
    acknowledged: tuple[Id, ...] | None = None
    is_sharing_blocked: Flag | None = None


class Expectation(Model):
    """What should hold in the answer; everything left out is not asserted.

    ``reasons``: a code among the reasons of an exclusion, or among what is open or to be talked through for a match.
    ``before``: the first of a pair comes before the second, in the plan if both are steps, else in the list.
    ``asks`` and ``never_asks``: ids of questions anywhere in the answer.
    """

    states: dict[Id, StateName] = {}
    held: tuple[Id, ...] = ()
    not_available: tuple[Id, ...] = ()
    avoided: tuple[Id, ...] = ()
    reasons: dict[Id, Code] = {}
    notes: dict[Id, tuple[Code, ...]] = {}
    for_whom: dict[Id, tuple[Label, ...]] = {}
    first_step: Id | None = None
    phases: dict[Id, PhaseName] = {}
    before: tuple[tuple[Id, Id], ...] = ()
    in_plan: tuple[Id, ...] = ()
    never_in_plan: tuple[Id, ...] = ()
    gaps: tuple[NeedId, ...] = ()
    asks: tuple[Text, ...] = ()
    never_asks: tuple[Text, ...] = ()
    safety: SafetyExpectation = SafetyExpectation()


class Judgement(Model):
    """How well a service fits this person: 0 not at all, 1 a little, 2 well, 3 just right."""

    service: Id
    grade: Annotated[WholeNumber, Field(ge=0, le=3)]


class Case(Model):
    """One person with expectations or graded judgements, dated, and by whom.

    The person stands in the case, or in a file that ``assessment_file`` names, seen from the folder of the case.

    Examples
    --------
    >>> person = {"id": "person", "relation": "person"}
    >>> case = Case.model_validate(
    ...     {
    ...         "name": "Somebody new in the area asks for company",
    ...         "source": "composite written by the project",
    ...         "as_of": "2026-11-22",
    ...         "assessment": {"id": "demo", "person": person, "needs": [{"need": "loneliness"}]},
    ...     }
    ... )
    >>> case.judgements
    ()
    """

    schema_version: Literal[1] = 1
    name: Text
    source: Text
    judged_by_role: Text | None = None
    judged_on: Day | None = None
    as_of: Day
    assessment: Assessment | None = None
    assessment_file: Text | None = None
    expect: Expectation = Expectation()
    judgements: tuple[Judgement, ...] = ()

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        if (self.assessment is None) == (self.assessment_file is None):
            raise fault("one-of", "give either assessment or assessment_file")
        return self
