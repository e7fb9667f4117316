"""Criteria: who a service is for, as the provider states it, composed from small parts.

Each criterion has a ``type``; authors nest them with ``all_of``, ``any_of``, ``not`` and ``member``. A leaf speaks about
the *subject*: the person assessed, or inside ``member`` some member of the household. Deciding is the engine's work.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from spmatch.model.assessment import Gender, HousingProvider, HousingSituation, Relation
from spmatch.model.base import Expected, Flag, Id, Model, Text, WholeNumber, fault
from spmatch.model.coverage import Coverage
from spmatch.model.names import BoroughCode, ConditionId, DocumentId, FundId, LanguageCode, NeedId

__all__ = [
    "AgeCriterion",
    "AllOf",
    "AnyOf",
    "AskedCriterion",
    "ClearanceCriterion",
    "ConditionCriterion",
    "Criterion",
    "DocumentCriterion",
    "FactCriterion",
    "GenderCriterion",
    "HousingCriterion",
    "IncomeCriterion",
    "LanguageCriterion",
    "LivesInCriterion",
    "MemberCriterion",
    "NeedCriterion",
    "NotCriterion",
    "PerinatalCriterion",
    "PlacedByCriterion",
    "PracticeCriterion",
    "PriorUseCriterion",
    "ReceivesCriterion",
    "RecourseCriterion",
    "ReferrerCriterion",
    "SeasonCriterion",
    "SupplierCriterion",
]

Years = Annotated[WholeNumber, Field(ge=0, le=120)]
Months = Annotated[WholeNumber, Field(ge=0, le=1440)]
MemberFact = Literal[
    "is_disabled",
    "is_pregnant",
    "is_unpaid_carer",
    "is_british_citizen",
    "is_care_leaver",
    "is_veteran",
    "can_attend_alone",
    "uses_alcohol_or_drugs",
    "is_under_secondary_care",
]
HouseholdFact = Literal[
    "has_pet",
    "has_bank_account",
    "has_cooking",
    "has_arrears",
    "is_liable_for_council_tax",
    "is_likely_to_move",
    "has_device",
    "has_internet",
    "someone_can_collect",
    "someone_can_go_along",
]


def _month_and_day(text: str) -> str:
    try:
        date.fromisoformat(f"2000-{text}")  # a leap year, so that 29 February can be given
    except ValueError:
        raise fault("not-a-date", "is not a day of the year as MM-DD, such as 11-01") from None
    return text


class AgeCriterion(Model):
    """The subject's age in completed years or months, both ends included."""

    type: Literal["age"] = "age"
    min_years: Years | None = None
    max_years: Years | None = None
    min_months: Months | None = None
    max_months: Months | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        low, high = self.limits_in_months
        if (self.min_years is not None and self.min_months is not None) or (
            self.max_years is not None and self.max_months is not None
        ):
            raise fault("one-of", "give each end of an age range in years or in months, not both")
        if low is None and high is None:
            raise fault("empty-range", "an age criterion needs a lowest or a highest age")
        if low is not None and high is not None and low > high:
            raise fault("empty-range", "the lowest age is above the highest, so nobody can meet this")
        return self

    @property
    def limits_in_months(self) -> tuple[int | None, int | None]:
        """Lowest and highest number of completed months; "up to 4 years" runs to the day before the fifth birthday."""
        low = self.min_months if self.min_years is None else self.min_years * 12
        high = self.max_months if self.max_years is None else self.max_years * 12 + 11
        return low, high


class GenderCriterion(Model):
    """The subject's gender as they state it."""

    type: Literal["gender"] = "gender"
    is_in: tuple[Gender, ...] = Field(min_length=1)


class FactCriterion(Model):
    """A yes-or-no fact about the subject, or about the household where the fact belongs to all."""

    type: Literal["fact"] = "fact"
    fact: MemberFact | HouseholdFact


class ConditionCriterion(Model):
    """A health condition of the subject."""

    type: Literal["condition"] = "condition"
    condition: ConditionId


class RecourseCriterion(Model):
    """Whether the subject can claim public funds, where the provider states that it matters."""

    type: Literal["recourse"] = "recourse"


class ReceivesCriterion(Model):
    """A benefit or entitlement that the household receives."""

    type: Literal["receives"] = "receives"
    any_of: tuple[FundId, ...] = Field(min_length=1)


class IncomeCriterion(Model):
    """Household take-home income of at most so many pence in a calendar month, by the provider's definition."""

    type: Literal["income"] = "income"
    at_most_pence_per_month: Annotated[WholeNumber, Field(gt=0)]
    definition: Text


class HousingCriterion(Model):
    """How the person is housed now and by whom; each list that is given must contain the fact."""

    type: Literal["housing"] = "housing"
    situations: tuple[HousingSituation, ...] = ()
    providers: tuple[HousingProvider, ...] = ()

    landlords: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.situations and not self.providers and not self.landlords:
            raise fault("empty-range", "a housing criterion needs situations, providers or landlords")
        return self


class PlacedByCriterion(Model):
    """The borough that placed the person in temporary accommodation."""

    type: Literal["placed_by"] = "placed_by"
    boroughs: tuple[BoroughCode, ...] = Field(min_length=1)


class PracticeCriterion(Model):
    """The GP practice the person is registered with, by its id in the area file."""

    type: Literal["practice"] = "practice"
    practices: tuple[Id, ...] = Field(min_length=1)


class LivesInCriterion(Model):
    """Where the person lives, works or is placed, where the provider makes it a condition rather than a catchment."""

    type: Literal["lives_in"] = "lives_in"
    area: Coverage


class NeedCriterion(Model):
    """A need that was stated, at most or at least so severe (0 to 3), whether or not help with it is wanted."""

    type: Literal["need"] = "need"
    need: NeedId
    at_least: Annotated[WholeNumber, Field(ge=1, le=3)] | None = None
    at_most: Annotated[WholeNumber, Field(ge=0, le=3)] | None = None


class DocumentCriterion(Model):
    """A document the provider asks for. Not having it is a barrier to show and to work on, never an exclusion."""

    type: Literal["document"] = "document"
    document: DocumentId


class LanguageCriterion(Model):
    """A language the person speaks, for services run in and for that language."""

    type: Literal["language"] = "language"
    any_of: tuple[LanguageCode, ...] = Field(min_length=1)


class AskedCriterion(Model):
    """A question only the provider's own rules raise; the answer is kept as yes or no under the question's id.

    ``about_status`` marks a question near immigration status: then no plan rests on it, and no what-if varies it.
    """

    type: Literal["asked"] = "asked"
    id: Id
    question: Text
    about_status: Flag = False


class PriorUseCriterion(Model):
    """Not having used a service in the days before, as in "at most once in six months"."""

    type: Literal["not_used_within"] = "not_used_within"
    service: Id
    days: Annotated[WholeNumber, Field(gt=0, le=3650)]


class ReferrerCriterion(Model):
    """The team being a registered referrer with an organisation; a fact of the team's own area file."""

    type: Literal["referrer_registered"] = "referrer_registered"
    organisation: Id


class ClearanceCriterion(Model):
    """A clinician having said that the activity is safe for the subject; spmatch never decides that itself."""

    type: Literal["clinical_clearance"] = "clinical_clearance"
    activity: NeedId


class PerinatalCriterion(Model):
    """The subject being pregnant, or so many completed weeks after giving birth at most."""

    type: Literal["perinatal"] = "perinatal"
    includes_pregnancy: Flag = True
    max_weeks_after_birth: Annotated[WholeNumber, Field(gt=0, le=260)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.includes_pregnancy and self.max_weeks_after_birth is None:
            raise fault("empty-range", "a perinatal criterion needs pregnancy or a number of weeks after birth")
        return self


class SupplierCriterion(Model):
    """Being a customer of one of these energy or water suppliers."""

    type: Literal["supplier"] = "supplier"
    of: Literal["energy", "water"]
    any_of: tuple[Id, ...] = Field(min_length=1)


class SeasonCriterion(Model):
    """The time of year, as month and day, both ends included; a season may run over the new year."""

    type: Literal["season"] = "season"
    from_day: Annotated[str, AfterValidator(_month_and_day), Expected("month and day as MM-DD, such as 11-01")]
    until_day: Annotated[str, AfterValidator(_month_and_day), Expected("month and day as MM-DD, such as 03-31")]


class AllOf(Model):
    """Every part must hold."""

    type: Literal["all_of"] = "all_of"
    parts: tuple[Criterion, ...] = Field(min_length=1)


class AnyOf(Model):
    """At least one part must hold."""

    type: Literal["any_of"] = "any_of"
    parts: tuple[Criterion, ...] = Field(min_length=1)


class NotCriterion(Model):
    """The part must not hold."""

    type: Literal["not"] = "not"
    part: Criterion


class MemberCriterion(Model):
    """Some one member of the household meets the part as a whole, as in "a child under five who is disabled"."""

    type: Literal["member"] = "member"
    relations: tuple[Relation, ...] | None = Field(default=None, min_length=1)
    meets: Criterion


Criterion = Annotated[
    AgeCriterion
    | GenderCriterion
    | FactCriterion
    | ConditionCriterion
    | RecourseCriterion
    | ReceivesCriterion
    | IncomeCriterion
    | HousingCriterion
    | PlacedByCriterion
    | PracticeCriterion
    | LivesInCriterion
    | NeedCriterion
    | DocumentCriterion
    | LanguageCriterion
    | AskedCriterion
    | PriorUseCriterion
    | ReferrerCriterion
    | ClearanceCriterion
    | PerinatalCriterion
    | SupplierCriterion
    | SeasonCriterion
    | AllOf
    | AnyOf
    | NotCriterion
    | MemberCriterion,
    Field(discriminator="type"),
]
