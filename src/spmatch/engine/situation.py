"""One person's situation on one day, with the places worked out once and passed to every decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spmatch.geography import Location, Postcode, in_borough, locate, nation_of, parse_postcode
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment, Place
from spmatch.rules.records import RecoursePack, SafetyPack
from spmatch.rules.safety import forbidden_tags
from spmatch.truth import Truth

__all__ = ["Situation", "Whereabouts", "situation_of"]

UK_NATIONS = 4
"""England, Northern Ireland, Scotland and Wales."""


@dataclass(frozen=True, repr=False)
class Whereabouts:
    """Where somebody is, as far as it is known: postcode, location, and a borough the team recorded."""

    postcode: Postcode | None = None
    location: Location | None = None
    borough: str | None = None

    @classmethod
    def of(cls, place: Place | None) -> Whereabouts:
        """Work out a place of the assessment; None gives whereabouts that are not known."""
        if place is None:
            return cls()
        postcode = None if place.postcode is None else parse_postcode(place.postcode)
        location = None if postcode is None else locate(postcode)
        return cls(postcode, location, place.borough)

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known."""
        return self.location is not None or self.borough is not None

    def in_borough(self, codes: tuple[str, ...]) -> Truth:
        """Return whether this is in one of some boroughs; what the team recorded comes before the postcode."""
        if self.borough is not None:
            return Truth.of(self.borough in codes)
        return in_borough(self.location, codes)

    def in_nation(self, nations: tuple[str, ...]) -> Truth:
        """Return whether this is in one of some nations of the UK. All four hold wherever somebody is."""
        if len(set(nations)) == UK_NATIONS:
            return Truth.YES
        if self.borough is not None:
            return Truth.of(nation_of(self.borough) in nations)
        possible = None if self.location is None else self.location.possible_boroughs
        if possible is None:
            return Truth.UNKNOWN
        inside = {nation_of(code) in nations for code in possible}
        return Truth.UNKNOWN if len(inside) > 1 else Truth.of(inside.pop())


@dataclass(frozen=True, repr=False)
class Situation:
    """What every decision about one person may look at.

    ``current`` is where the person lives now: a temporary address before the home one. ``forbidden_tags`` are kinds of
    session that a recorded risk rules out.
    """

    assessment: Assessment
    as_of: date
    recourse_pack: RecoursePack
    safety_pack: SafetyPack
    area: Area | None
    current: Whereabouts
    home: Whereabouts
    avoids_in_person: bool | None
    forbidden_tags: frozenset[str]


def situation_of(
    assessment: Assessment, *, as_of: date, area: Area | None, recourse_pack: RecoursePack, safety_pack: SafetyPack
) -> Situation:
    """Work out one person's situation.

    Parameters
    ----------
    assessment
        What is known of the person.
    as_of
        The day everything is decided for.
    area
        The team's area, for neighbourhoods and practices. None: these stay not known.
    recourse_pack, safety_pack
        The rule packs in force.
    """
    advised = {member.avoids_in_person(as_of) for member in assessment.members}
    return Situation(
        assessment=assessment,
        as_of=as_of,
        recourse_pack=recourse_pack,
        safety_pack=safety_pack,
        area=area,
        current=Whereabouts.of(assessment.temporary if assessment.temporary is not None else assessment.home),
        home=Whereabouts.of(assessment.home),
        forbidden_tags=forbidden_tags(assessment, as_of, safety_pack),
        avoids_in_person=True if True in advised else (None if None in advised else False),
    )
