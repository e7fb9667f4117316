"""What is known about a person and their household, tool-neutral; every fact may be unknown.

``None`` always means *not known*. Nothing defaults to no. Immigration status is neither stored nor used: the one fact
kept is whether each member of the household can claim public funds, as the person said it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from spmatch.model.base import Day, Decimal, Flag, Id, PrivateModel, Prose, Text, WholeNumber, fault
from spmatch.model.names import (
    BoroughCode,
    ConditionId,
    DocumentId,
    FundId,
    LanguageCode,
    Mode,
    NeedId,
    PostcodeText,
)

__all__ = [
    "AdviserConfirmation",
    "Age",
    "Assessment",
    "Avoidance",
    "DaysLeft",
    "Deadline",
    "Housing",
    "InPersonAdvice",
    "Member",
    "Money",
    "Place",
    "Practicalities",
    "Risk",
    "SafeContact",
    "StatedNeed",
    "Support",
    "Use",
    "Wishes",
]

Relation = Literal["person", "partner", "child", "parent", "sibling", "other_adult"]
Gender = Literal["woman", "man", "non_binary", "other"]
HousingSituation = Literal[
    "street",
    "hostel",
    "temporary",
    "asylum_accommodation",
    "with_friends_or_family",
    "private_rent",
    "social_rent",
    "owner",
    "supported_housing",
    "refuge",
]
HousingProvider = Literal["council", "home_office", "housing_association", "private", "friend", "charity"]
Urgency = Literal["today", "this_week", "soon", "whenever"]
Months = Annotated[WholeNumber, Field(ge=0, le=1500)]
Minutes = Annotated[WholeNumber, Field(ge=0, le=600)]
Days = Annotated[Decimal, Field(ge=0, le=366)]
Pence = Annotated[WholeNumber, Field(ge=0, le=100_000_000)]


class Age(PrivateModel):
    """An age somebody stated, and when; a stated age of 13 months means 13 completed months on that day."""

    years: Annotated[WholeNumber, Field(ge=0, le=120)] | None = None
    months: Months | None = None
    stated_on: Day

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if (self.years is None) == (self.months is None):
            raise fault("one-of", "give either years or months")
        return self


class InPersonAdvice(PrivateModel):
    """Whether this member has been advised to avoid meeting others in person, and until when."""

    is_advised: Flag
    until: Day | None = None


class Member(PrivateModel):
    """One person of the household, with their own facts."""

    id: Id
    relation: Relation
    born_on: Day | None = None
    age: Age | None = None
    gender: Gender | None = None
    has_recourse: Flag | None = None
    is_british_citizen: Flag | None = None
    is_disabled: Flag | None = None
    is_pregnant: Flag | None = None
    is_unpaid_carer: Flag | None = None
    is_care_leaver: Flag | None = None
    is_veteran: Flag | None = None
    can_attend_alone: Flag | None = None
    uses_alcohol_or_drugs: Flag | None = None
    is_under_secondary_care: Flag | None = None
    gave_birth_on: Day | None = None
    clinical_clearance: dict[NeedId, Flag] = {}
    conditions: dict[ConditionId, Flag] = {}
    avoid_in_person: InPersonAdvice | None = None

    def age_in_months(self, as_of: date) -> tuple[int, int] | None:
        """Return the lowest and highest number of completed months the member can be on a day; None: not known.

        A birth date gives one number. A stated age gives a range, because "74" may mean a birthday yesterday or
        tomorrow. A day before the age was stated counts backwards in the same way.
        """
        if self.born_on is not None:
            exact = completed_months(self.born_on, as_of)
            return exact, exact
        if self.age is None:
            return None
        if self.age.months is not None:
            low, high = self.age.months, self.age.months
        elif self.age.years is not None:
            low, high = self.age.years * 12, self.age.years * 12 + 11
        else:  # pragma: no cover - refused by the validator of Age
            return None
        elapsed = completed_months(self.age.stated_on, as_of)
        part_month = 0 if as_of.day == self.age.stated_on.day else 1
        return max(0, low + elapsed), max(0, high + elapsed + part_month)

    def avoids_in_person(self, as_of: date) -> bool | None:
        """Return whether meeting in person is advised against on a day; None: not known."""
        advice = self.avoid_in_person
        if advice is None:
            return None
        return advice.is_advised and (advice.until is None or as_of <= advice.until)


def completed_months(start: date, end: date) -> int:
    """Return completed months from one day to another; negative when the end comes first.

    Somebody born on 29 February completes the year on 1 March of a common year (project judgement).

    Examples
    --------
    >>> completed_months(date(2024, 2, 29), date(2025, 2, 28)), completed_months(date(2024, 2, 29), date(2025, 3, 1))
    (11, 12)
    """
    return (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)


class StatedNeed(PrivateModel):
    """A need as the person and the link worker see it."""

    need: NeedId
    severity: Annotated[WholeNumber, Field(ge=0, le=3)] | None = None
    urgency: Urgency | None = None
    wants_help: Flag | None = None
    own_words: Prose | None = None
    for_member: Id | None = None
    source: Text | None = None
    stated_on: Day | None = None


class Avoidance(PrivateModel):
    """Something the person asked to keep away from."""

    what: Literal["mode", "need", "service", "organisation", "community", "place"]
    value: Text
    reason: Text | None = None


class Wishes(PrivateModel):
    """What matters to the person, what they are good at and like, and how they would like things to be."""

    what_matters: Prose | None = None
    interests: tuple[Text, ...] = ()
    strengths: tuple[Text, ...] = ()
    goals: tuple[Text, ...] = ()
    prefers_modes: tuple[Mode, ...] = ()
    prefers_groups: tuple[Literal["women_only", "men_only", "same_language", "same_age", "one_to_one"], ...] = ()
    avoid: tuple[Avoidance, ...] = ()


class Place(PrivateModel):
    """Where somebody is: a postcode at any precision, and the borough, by code or name, if the team knows it."""

    postcode: PostcodeText | None = None
    borough: BoroughCode | None = None


class Housing(PrivateModel):
    """Where the person lives now, who provides it, and what can be done there."""

    situation: HousingSituation | None = None
    landlord: Id | None = None
    provider: HousingProvider | None = None
    placed_by: BoroughCode | None = None
    is_likely_to_move: Flag | None = None
    is_liable_for_council_tax: Flag | None = None
    has_arrears: Flag | None = None
    has_cooking: Flag | None = None
    has_fridge: Flag | None = None


class Money(PrivateModel):
    """Income and what is received. Money in pence, each calendar month, after tax."""

    take_home_pence_per_month: Pence | None = None
    receives: dict[FundId, Flag] = {}
    has_bank_account: Flag | None = None
    energy_supplier: Id | None = None
    water_supplier: Id | None = None


class Practicalities(PrivateModel):
    """What getting to, joining and using a service takes."""

    has_phone: Flag | None = None
    has_device: Flag | None = None
    has_internet: Flag | None = None
    has_quiet_space: Flag | None = None
    travels_by: tuple[Literal["walk", "wheel", "public_transport", "car", "taxi", "bike"], ...] | None = None
    max_travel_minutes: Minutes | None = None
    walks_slowly: Flag | None = None
    can_pay_fares: Flag | None = None
    has_pram: Flag | None = None
    needs_step_free: Flag | None = None
    can_leave_home: Flag | None = None
    someone_can_collect: Flag | None = None
    someone_can_go_along: Flag | None = None
    speaks: tuple[LanguageCode, ...] | None = None
    needs_interpreter: Flag | None = None
    documents: dict[DocumentId, Flag] = {}
    has_pet: Flag | None = None
    diet: tuple[Text, ...] = ()
    free_at: tuple[Literal["morning", "afternoon", "evening", "night", "weekend"], ...] | None = None


class DaysLeft(PrivateModel):
    """How many days food, medicine and energy credit last, counted from the day it was stated."""

    food: Days | None = None
    baby_supplies: Days | None = None
    medicine: Days | None = None
    energy_credit: Days | None = None
    stated_on: Day


class Deadline(PrivateModel):
    """A date that decides what comes first."""

    what: Literal["hearing", "eviction", "appeal", "move_on", "claim", "other"]
    on: Day
    need: NeedId | None = None


class Support(PrivateModel):
    """Help that is already in place; the plan keeps it rather than starting it again."""

    need: NeedId
    who: Text
    service: Id | None = None
    since: Day | None = None


class Use(PrivateModel):
    """A service the person has used before, and when last."""

    service: Id
    last_on: Day


class SafeContact(PrivateModel):
    """A safe way and time to reach the person, and who else sees it."""

    how: Text
    when: Text | None = None
    others_see_it: Flag | None = None


class Risk(PrivateModel):
    """A risk cue that somebody recorded; spmatch shows it and never grades it."""

    cue: Id
    stance: Literal["present", "past", "denied", "mentioned"] = "present"
    recorded_on: Day | None = None
    acknowledged_by_role: Text | None = None
    acknowledged_on: Day | None = None


class AdviserConfirmation(PrivateModel):
    """An adviser's confirmation that a public fund may be used; the only thing that lifts a hold."""

    fund: FundId
    role: Literal["regulated_immigration_adviser", "nrpf_benefits_adviser", "solicitor"]
    on: Day


class Assessment(PrivateModel):
    """Everything known about one person's situation, as far as finding services uses it.

    Read one with :func:`spmatch.read_assessment`, or build it from data your app holds. What was not asked stays out.
    ``household`` lists the others who live with the person: None is not known, an empty list is lives alone.

    Examples
    --------
    >>> person = {"id": "person", "relation": "person"}
    >>> assessment = Assessment.model_validate({"id": "demo", "person": person, "needs": [{"need": "loneliness"}]})
    >>> assessment
    <Assessment>
    >>> assessment.household is None
    True
    """

    schema_version: Literal[1] = 1
    id: Id
    composite: Text | None = None
    person: Member
    household: tuple[Member, ...] | None = None
    has_other_parent: Flag | None = None
    needs: tuple[StatedNeed, ...] = ()
    wishes: Wishes = Wishes()
    home: Place | None = None
    temporary: Place | None = None
    practice: Id | None = None
    housing: Housing = Housing()
    money: Money = Money()
    practicalities: Practicalities = Practicalities()
    days_left: DaysLeft | None = None
    support_in_place: tuple[Support, ...] | None = None
    deadlines: tuple[Deadline, ...] | None = None
    used_before: tuple[Use, ...] | None = None
    safe_contact: SafeContact | None = None
    do_not_contact: Flag | None = None
    risks: tuple[Risk, ...] | None = None
    answers: dict[Id, Flag] = {}
    adviser_confirmations: tuple[AdviserConfirmation, ...] = ()

    @model_validator(mode="after")
    def _members_fit_together(self) -> Self:
        others = self.household if self.household is not None else ()
        if self.person.relation != "person" or any(member.relation == "person" for member in others):
            raise fault("household", "exactly one member has the relation 'person', the one assessed")
        ids = [self.person.id, *(member.id for member in others)]
        if len(set(ids)) < len(ids):
            raise fault("household", "each member of the household needs an id of their own")
        unknown = [need for need in self.needs if need.for_member is not None and need.for_member not in ids]
        if unknown:
            raise fault("household", "for_member names nobody in the household")
        return self

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The person and everybody known to live with them, the person first."""
        return (self.person, *(self.household if self.household is not None else ()))

    @cached_property
    def labelled_members(self) -> tuple[tuple[str, Member], ...]:
        """The members with the words traces use for them: relation, numbered from the second on, never an id."""
        seen: Counter[str] = Counter()
        labelled = []
        for member in self.members:
            seen[member.relation] += 1
            number = seen[member.relation]
            labelled.append((member.relation if number == 1 else f"{member.relation}-{number}", member))
        return tuple(labelled)

    @property
    def wanted_needs(self) -> tuple[StatedNeed, ...]:
        """The needs the person wants help with; not asked counts as wanted, no severity counts as a need."""
        return tuple(need for need in self.needs if need.wants_help is not False and need.severity != 0)
