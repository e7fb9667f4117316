"""A team's own area: neighbourhoods, practices, and whom to call about safety. User configuration, never inferred."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from spmatch.model.base import Day, Flag, Id, Model, Text, fault
from spmatch.model.coverage import Coverage, Nation
from spmatch.model.names import BoroughCode, PostcodeText

__all__ = ["Area", "Neighbourhood", "Practice", "Team"]


class Neighbourhood(Model):
    """A named set of wards, or of practices, that the team works by."""

    id: Id
    name: Text
    covers: Coverage


class Practice(Model):
    """A GP practice, by an id of the team's own (an ODS code in lower case does well)."""

    id: Id
    name: Text
    neighbourhood: Id | None = None
    pcn: Id | None = None
    postcode: PostcodeText | None = None


class Team(Model):
    """Whom the safety line points to. What is missing here is said on the screen."""

    name: Text | None = None
    same_day_clinician: Text | None = None
    safeguarding_lead: Text | None = None
    registered_referrer_with: tuple[Id, ...] | None = None


class Area(Model):
    """Where a team works.

    Examples
    --------
    >>> Area(id="somewhere", title="Somewhere", as_of="2026-11-22").team.safeguarding_lead is None
    True
    """

    schema_version: Literal[1] = 1
    id: Id
    title: Text
    as_of: Day
    illustrative: Flag = False
    borough: BoroughCode | None = None
    nation: Nation | None = None
    team: Team = Team()
    neighbourhoods: tuple[Neighbourhood, ...] = ()
    practices: tuple[Practice, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        names = [item.id for item in self.neighbourhoods]
        practices = [item.id for item in self.practices]
        if len(set(names)) < len(names) or len(set(practices)) < len(practices):
            raise fault("duplicate-id", "each neighbourhood and practice needs an id of its own")
        if any(item.neighbourhood is not None and item.neighbourhood not in names for item in self.practices):
            raise fault("unknown-name", "a practice names a neighbourhood that is not listed")
        return self

    def practice(self, practice_id: str | None) -> Practice | None:
        """Return a practice by its id; None if it is not listed or no id is given."""
        return next((item for item in self.practices if item.id == practice_id), None)
