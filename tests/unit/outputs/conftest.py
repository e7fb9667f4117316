from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from spmatch.model.directory import Directory
from spmatch.model.recommendation import (
    Contribution,
    DeterminantSummary,
    Exclusion,
    Gap,
    Match,
    Phase,
    Plan,
    Question,
    Reason,
    Recommendation,
    SafetyLine,
    State,
    Step,
    Trace,
    Versions,
)
from spmatch.model.service import Service
from spmatch.truth import Truth

MakeService = Callable[..., Service]

HELD = (
    ("fund", "universal-credit"),
    ("rule", "Immigration Rules, paragraph 6.2, public funds (f) and (g)"),
    ("as_of", "2025-12-06"),
    ("standing", "public_fund"),
    ("whose", "household"),
    ("recorded", "no"),
    ("ask", ""),
)
RECOURSE = Question(
    "members.child.has_recourse", "You don't have to say. Can your child claim benefits?", "person", (), True
)
VOUCHER = Question("household.documents.voucher", "Do you have this to hand: Voucher?", "person", ("food-parcel",))


@pytest.fixture
def make_service() -> MakeService:
    """A service with what a test does not care about filled in."""

    def make(service: str = "pantry", **fields: Any) -> Service:
        data = {
            "id": service,
            "name": service.replace("-", " ").capitalize(),
            "organisation": "Example trust",
            "description": "Something that helps.",
            "meets": ["emergency-food"],
            "kind": "goods",
            "status": "active",
            "provenance": {"source": "invented", "checked_on": "2026-10-01"},
            "illustrative": True,
        }
        return Service.model_validate({**data, **fields})

    return make


def service_trace(*parts: Trace) -> Trace:
    """The decision for a service from its parts."""
    order = [Truth.NO, Truth.UNKNOWN, Truth.YES]
    truth = min((part.truth for part in parts), key=order.index, default=Truth.YES)
    return Trace("service", truth, parts=parts)


RUNS = Trace("status", Truth.YES, detail=(("status", "active"),))
NO_TEST = Trace("no_recourse_test_stated", Truth.YES)
COVERS = Trace("coverage", Truth.YES, detail=(("where", "current"),))


@pytest.fixture
def match() -> Match:
    """A suitable match with points that add up."""
    return Match(
        service="nappy-run",
        state=State.SUITABLE,
        eligibility=Truth.YES,
        points=18_300,
        contributions=(
            Contribution("start", 1.0, 1.0, 20_000),
            Contribution("need_fit", 0.66, 2.0, -1_200),
            Contribution("language", 0.6, 1.0, -500, is_known=False),
        ),
        needs=("baby-essentials",),
        trace=service_trace(
            RUNS,
            NO_TEST,
            COVERS,
            Trace(
                "member",
                Truth.YES,
                detail=(("relations", "child"),),
                parts=(Trace("age", Truth.YES, "child", detail=(("max_months", "59"),)),),
            ),
        ),
        availability="waiting_list",
        wait_days=42,
        travel_minutes=21.0,
        is_illustrative=True,
    )


@pytest.fixture
def check_first() -> Match:
    document = Trace("document", Truth.UNKNOWN, None, (), (VOUCHER.id,), (VOUCHER,), (("document", "Voucher"),))
    return Match(
        service="food-parcel",
        state=State.CHECK_FIRST,
        eligibility=Truth.UNKNOWN,
        points=15_000,
        contributions=(Contribution("start", 1.0, 1.0, 15_000),),
        needs=("emergency-food",),
        trace=service_trace(RUNS, NO_TEST, COVERS, document),
        questions=(VOUCHER,),
        notes=("in_person_advised_against",),
        is_illustrative=True,
    )


@pytest.fixture
def talk_through() -> Match:
    return Match(
        service="family-help",
        state=State.TALK_THROUGH_FIRST,
        eligibility=Truth.YES,
        points=14_000,
        contributions=(),
        needs=("money-worries",),
        trace=service_trace(RUNS, NO_TEST, COVERS),
        cautions=("shares_with_home_office", "author"),
        is_illustrative=True,
    )


@pytest.fixture
def held() -> Exclusion:
    fund = Trace("public_fund", Truth.UNKNOWN, None, (), (RECOURSE.id,), (RECOURSE,), HELD)
    return Exclusion(
        service="universal-credit",
        kind="held",
        needs=("income-benefits",),
        reasons=(Reason("public_fund", HELD),),
        trace=service_trace(RUNS, fund, COVERS),
        questions=(RECOURSE,),
    )


@pytest.fixture
def not_available() -> Exclusion:
    gender = Trace("gender", Truth.NO, "person", detail=(("is_in", "man"),))
    return Exclusion(
        service="mens-shed",
        kind="not_available",
        needs=("loneliness",),
        reasons=(Reason("gender", gender.detail),),
        trace=service_trace(RUNS, NO_TEST, COVERS, gender),
        is_illustrative=True,
    )


@pytest.fixture
def avoided() -> Exclusion:
    return Exclusion(
        service="community-group",
        kind="avoided",
        needs=("loneliness",),
        reasons=(Reason("avoided", (("what", "community"),)),),
        trace=service_trace(RUNS, NO_TEST, COVERS),
        is_illustrative=True,
    )


@pytest.fixture
def directory(make_service: MakeService) -> Directory:
    services = (
        make_service("nappy-run", meets=["baby-essentials"], delivery=["delivered"]),
        make_service("food-parcel", bring=["the voucher", "a bag"]),
        make_service(
            "family-help",
            recourse={"shares_with_home_office": True, "helps_to_claim": ["section-17-support"]},
            talk_through="They will ask about money.",
        ),
        make_service("universal-credit", name="Universal Credit", illustrative=False),
        make_service("mens-shed", name="Men's shed", meets=["loneliness"]),
        make_service("community-group", meets=["loneliness"]),
    )
    return Directory(title="Small", as_of=date(2026, 11, 1), services=services)


@pytest.fixture
def matches(match: Match, check_first: Match, talk_through: Match) -> tuple[Match, ...]:
    return match, check_first, talk_through


@pytest.fixture
def excluded(held: Exclusion, not_available: Exclusion, avoided: Exclusion) -> tuple[Exclusion, ...]:
    return held, not_available, avoided


@pytest.fixture
def recommendation(matches: tuple[Match, ...], excluded: tuple[Exclusion, ...]) -> Recommendation:
    steps = (
        Step(Phase.NOW, "keep", ("immigration-advice",), who="solicitor", why_phase="in_place"),
        Step(
            Phase.NOW,
            "start",
            ("baby-essentials",),
            "nappy-run",
            State.SUITABLE,
            backups=("food-parcel",),
            why_phase="urgent",
        ),
        Step(
            Phase.START_NOW_LONG_WAIT,
            "start",
            ("emergency-food",),
            "food-parcel",
            State.CHECK_FIRST,
            after=("nappy-run",),
            only_if=(VOUCHER,),
            why_phase="long_wait",
        ),
        Step(Phase.LATER, "from_date", ("loneliness",), "mens-shed", why_phase="from_age", from_on=date(2027, 10, 22)),
    )
    return Recommendation(
        as_of=date(2026, 11, 22),
        determinants=(
            DeterminantSummary("housing", None),
            DeterminantSummary("finance", 2, ("money-worries",)),
            DeterminantSummary("diet", 3, ("emergency-food",)),
            DeterminantSummary("mental-health", 0),
            DeterminantSummary("physical-activity", None),
            DeterminantSummary("social-isolation", 1, ("loneliness",), wants_help=False),
        ),
        safety=SafetyLine(
            "No risk recorded; this is not a risk assessment",
            checks=(Question("days_left.food", "Is there enough food for tonight?", "person"),),
            missing_contacts=("same_day_clinician", "safeguarding_lead"),
        ),
        matches=matches,
        excluded=excluded,
        plan=Plan(steps),
        gaps=(Gap("income-benefits", "held", ("universal-credit",), ("public_fund",)),),
        questions=(VOUCHER, RECOURSE),
        versions=Versions("0.1.0", "d1", "needs", "r1", "s1", "w1", "straight-line estimate"),
        has_illustrative=True,
    )
