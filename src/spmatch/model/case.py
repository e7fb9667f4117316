"""A case: a person, and what a good answer for them is, written by somebody who says who they are by role."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spmatch.model.assessment import Assessment
from spmatch.model.base import Day, Id, Model, Text, WholeNumber
from spmatch.model.names import NeedId

__all__ = ["Case", "Expectation", "Judgement"]

StateName = Literal["suitable", "check_first", "talk_through_first", "held_or_not_available"]
PhaseName = Literal["now", "start_now_long_wait", "next", "later"]


class Expectation(Model):
    """What should hold in the answer; everything left out is not asserted."""

    states: dict[Id, StateName] = {}
    reasons: dict[Id, Id | str] = {}
    phases: dict[Id, PhaseName] = {}
    before: tuple[tuple[Id, Id], ...] = ()
    gaps: tuple[NeedId, ...] = ()
    never_in_plan: tuple[Id, ...] = ()
    asks: tuple[Text, ...] = ()


class Judgement(Model):
    """How well a service fits this person: 0 not at all, 1 a little, 2 well, 3 just right."""

    service: Id
    grade: Annotated[WholeNumber, Field(ge=0, le=3)]


class Case(Model):
    """One person with expectations or graded judgements, dated, and by whom.

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
    assessment: Assessment
    expect: Expectation = Expectation()
    judgements: tuple[Judgement, ...] = ()
