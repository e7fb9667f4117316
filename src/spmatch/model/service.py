"""A service of a directory: what it helps with, for whom, where, how, and how well that is known."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from spmatch.model.base import Day, Decimal, Expected, Flag, Id, Model, Prose, Text, Url, WholeNumber, fault
from spmatch.model.coverage import Coverage
from spmatch.model.criteria import Criterion
from spmatch.model.names import AccessFeature, FundId, LanguageCode, Mode, NeedId, PostcodeText

__all__ = [
    "Capacity",
    "Cost",
    "Opening",
    "Provenance",
    "RecourseFacts",
    "Route",
    "Service",
    "ServiceKind",
    "Site",
]

_A_TIME = Expected("a time as HH:MM, such as 09:30")

ServiceKind = Literal[
    "advice",
    "community",
    "health",
    "goods",
    "grant",
    "fund",
    "childcare",
    "hostel",
    "refuge",
    "supported_housing",
    "statutory",
    "benefit_passported",
]


class Site(Model):
    """A place where a service is given. Without coordinates the postcode is located; a confidential one is never shown."""

    postcode: PostcodeText | None = None
    lat: Annotated[Decimal, Field(ge=49, le=61)] | None = None
    lon: Annotated[Decimal, Field(ge=-9, le=2)] | None = None
    name: Text | None = None
    is_confidential: Flag = False
    access: tuple[AccessFeature, ...] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise fault("one-of", "give both lat and lon, or neither")
        return self


class RecourseFacts(Model):
    """What a service has to do with public funds.

    ``is_fund`` it is itself that fund or entitlement. ``helps_to_claim`` it is advice or help around funds, which is never
    held. ``needs_benefit`` it is open only to those who receive one of these. ``requires_recourse`` the provider states
    that it does (true) or does not (false) need recourse; None: nothing is stated.
    """

    is_fund: FundId | None = None
    helps_to_claim: tuple[FundId, ...] = ()
    needs_benefit: tuple[FundId, ...] = ()
    requires_recourse: Flag | None = None
    source: Text | None = None
    asks_status: Flag | None = None
    shares_with_home_office: Flag | None = None
    rent_from_housing_benefit: Flag | None = None


class Route(Model):
    """One way in: who may refer, how, and how soon they answer."""

    who: Literal["self", "professional", "registered_referrer", "gp"]
    how: Text
    url: Url | None = None
    reply_days: Annotated[WholeNumber, Field(ge=0, le=365)] | None = None


class Opening(Model):
    """One opening on one day of the week, as times of the day."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), _A_TIME]
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"), _A_TIME]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise fault("empty-range", "opens must come before closes; split an opening over midnight")
        return self


class Cost(Model):
    """What the person pays, in pence a time; 0 is free."""

    pence: Annotated[WholeNumber, Field(ge=0)]
    note: Text | None = None


class Capacity(Model):
    """Whether there is room, by the three HL7 codes, with the wait in days and the day it was stated."""

    code: Literal["capacity", "no-capacity", "no-capacity-has-waitlist"]
    wait_days: Annotated[WholeNumber, Field(ge=0, le=1500)] | None = None
    stated_on: Day


class Provenance(Model):
    """Where the record comes from and when somebody last checked it with the provider; None: never, as far as known."""

    source: Text
    url: Url | None = None
    checked_on: Day | None = None


class Service(Model):
    """One thing a provider offers.

    ``eligibility`` None: the provider does not state who it takes, so the answer stays open; "open": stated to be for
    everybody. ``coverage`` None: not known, never national. ``status`` None: not known whether it still runs, so ring
    first. ``relies_on``: needs that must be met before somebody can use it, such as a device for an online class.
    ``tags``: kinds of session and communities it is for, which people may ask to keep away from.

    Examples
    --------
    >>> service = Service.model_validate(
    ...     {
    ...         "id": "pantry",
    ...         "name": "Pantry",
    ...         "organisation": "Example trust",
    ...         "description": "Weekly food shop.",
    ...         "meets": ["affordable-food"],
    ...         "kind": "goods",
    ...         "delivery": ["collection"],
    ...         "status": "active",
    ...         "eligibility": "open",
    ...         "illustrative": True,
    ...         "provenance": {"source": "invented"},
    ...     }
    ... )
    >>> service.coverage is None
    True
    """

    id: Id
    name: Text
    organisation: Text
    description: Prose
    meets: tuple[NeedId, ...] = Field(min_length=1)
    kind: ServiceKind
    relies_on: tuple[NeedId, ...] = ()
    delivery: tuple[Mode, ...] | None = None
    sites: tuple[Site, ...] | None = None
    coverage: Coverage | None = None
    eligibility: Criterion | Literal["open"] | None = None
    recourse: RecourseFacts = RecourseFacts()
    routes: tuple[Route, ...] | None = None
    opening: tuple[Opening, ...] | None = None
    languages: tuple[LanguageCode, ...] | None = None
    has_interpreting: Flag | None = None
    cost: Cost | None = None
    capacity: Capacity | None = None
    bring: tuple[Text, ...] | None = None
    talk_through: Prose | None = None
    regulated_for: tuple[Literal["immigration_level_1", "immigration_level_2", "immigration_level_3", "debt"], ...] = ()
    is_ongoing: Flag | None = None
    is_group: Flag | None = None
    tags: tuple[Id, ...] = ()
    status: Literal["active", "inactive", "defunct", "temporarily closed"] | None = None
    runs_until: Day | None = None
    provenance: Provenance
    illustrative: Flag
