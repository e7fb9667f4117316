"""Below, at and above each limit a criterion can have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import AS_OF, assessment, member, needs, service, situation
from tests.support.oracle import whole_months

from spmatch.engine.eligibility import decide
from spmatch.engine.requirements import trace_of
from spmatch.errors import InvalidDirectory
from spmatch.model.assessment import Member
from spmatch.model.criteria import Criterion
from spmatch.model.parsing import parse_model
from spmatch.model.service import Service
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


def criterion(**data) -> Criterion:
    taken = service("a", eligibility=data).eligibility
    assert taken is not None
    assert taken != "open"
    return taken


def truth(data, person=None, *, as_of: date = AS_OF, **facts) -> Truth:
    return decide(criterion(**data), situation(assessment(person, **facts), as_of=as_of)).truth


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [("2008-11-23", NO), ("2008-11-22", YES), ("2008-11-21", YES)],
)
def test_a_lowest_age_in_years_is_reached_on_the_birthday(born_on, expected):
    assert truth({"type": "age", "min_years": 18}, {"born_on": born_on}) is expected


@pytest.mark.parametrize(("born_on", "expected"), [("2000-11-23", YES), ("2000-11-22", NO), ("2001-11-22", YES)])
def test_a_highest_age_in_years_holds_until_the_day_before_the_next_birthday(born_on, expected):
    assert truth({"type": "age", "max_years": 25}, {"born_on": born_on}) is expected


@pytest.mark.parametrize(("born_on", "expected"), [("2024-11-23", NO), ("2024-11-22", YES), ("2024-11-21", YES)])
def test_a_lowest_age_in_months_is_reached_on_the_day_of_the_month(born_on, expected):
    assert truth({"type": "age", "min_months": 24}, {"born_on": born_on}) is expected


@pytest.mark.parametrize(("born_on", "expected"), [("2024-10-23", YES), ("2024-10-22", NO)])
def test_a_highest_age_in_months_holds_until_the_next_month_is_complete(born_on, expected):
    assert truth({"type": "age", "max_months": 24}, {"born_on": born_on}) is expected


def test_years_and_the_same_number_of_months_mean_the_same_lowest_age():
    for born_on in ("2024-11-22", "2024-11-23"):
        in_years = truth({"type": "age", "min_years": 2}, {"born_on": born_on})
        assert in_years is truth({"type": "age", "min_months": 24}, {"born_on": born_on})


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2026, 2, 28), NO), (date(2026, 3, 1), YES), (date(2028, 2, 28), YES), (date(2028, 2, 29), YES)],
)
def test_somebody_born_on_a_leap_day_is_eighteen_on_the_first_of_march(as_of, expected):
    assert truth({"type": "age", "min_years": 18}, {"born_on": "2008-02-29"}, as_of=as_of) is expected


def test_a_leap_birthday_in_a_leap_year_is_on_its_day():
    assert truth({"type": "age", "min_years": 20}, {"born_on": "2008-02-29"}, as_of=date(2028, 2, 28)) is NO
    assert truth({"type": "age", "min_years": 20}, {"born_on": "2008-02-29"}, as_of=date(2028, 2, 29)) is YES


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 11, 22), NO),  # 17 as stated
        (date(2026, 11, 23), UNKNOWN),  # may have turned 18
        (date(2027, 11, 21), UNKNOWN),
        (date(2027, 11, 22), YES),  # a year on, 18 whenever the birthday is
    ],
)
def test_a_stated_age_of_17_years_leaves_the_birthday_open_for_a_year(as_of, expected):
    person = {"age": {"years": 17, "stated_on": "2026-11-22"}}
    assert truth({"type": "age", "min_years": 18}, person, as_of=as_of) is expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 11, 22), NO),
        (date(2026, 11, 23), UNKNOWN),
        (date(2026, 12, 21), UNKNOWN),
        (date(2026, 12, 22), YES),
    ],
)
def test_a_stated_age_of_23_months_leaves_the_day_open_for_a_month(as_of, expected):
    person = {"age": {"months": 23, "stated_on": "2026-11-22"}}
    assert truth({"type": "age", "min_months": 24}, person, as_of=as_of) is expected


def test_before_an_age_was_stated_it_counts_backwards():
    person = {"age": {"years": 18, "stated_on": "2026-11-22"}}
    assert truth({"type": "age", "min_years": 18}, person, as_of=date(2025, 11, 22)) is NO
    assert truth({"type": "age", "min_years": 18}, person, as_of=date(2026, 5, 22)) is UNKNOWN


def test_a_birth_date_counts_before_a_stated_age():
    person = {"born_on": "2008-11-22", "age": {"years": 17, "stated_on": "2026-11-01"}}
    assert truth({"type": "age", "min_years": 18}, person) is YES


def test_somebody_not_yet_born_is_below_every_age():
    assert truth({"type": "age", "min_months": 0}, {"born_on": "2027-01-01"}) is NO
    assert truth({"type": "age", "min_months": 0}, {"born_on": AS_OF}) is YES


@given(
    born_on=st.dates(date(2019, 1, 1), date(2024, 12, 31)),
    stated_after=st.integers(0, 1500),
    asked_after=st.integers(-400, 1500),
    in_years=st.booleans(),
)
def test_the_true_age_always_lies_in_the_span_of_a_stated_one(born_on, stated_after, asked_after, in_years):
    stated_on = born_on + timedelta(days=stated_after)
    as_of = stated_on + timedelta(days=asked_after)
    if as_of < born_on:
        return
    months = whole_months(born_on, stated_on)
    age = {"years": months // 12} if in_years else {"months": months}
    stated = Member.model_validate({"id": "me", "relation": "person", "age": age | {"stated_on": stated_on}})
    low, high = stated.age_in_months(as_of)
    assert low <= whole_months(born_on, as_of) <= high
    assert high - low <= (12 if in_years else 1)


@pytest.mark.parametrize(("pence", "expected"), [(40_799, YES), (40_800, YES), (40_801, NO), (0, YES), (None, UNKNOWN)])
def test_an_income_limit_holds_up_to_and_with_its_last_penny(pence, expected):
    limit = {"type": "income", "at_most_pence_per_month": 40_800, "definition": "take-home pay"}
    assert truth(limit, money={"take_home_pence_per_month": pence}) is expected


@pytest.mark.parametrize(
    ("limits", "truths"),
    [
        # severity            none   0      1      2      3
        ({}, (UNKNOWN, NO, YES, YES, YES)),
        ({"at_least": 2}, (UNKNOWN, NO, NO, YES, YES)),
        ({"at_most": 2}, (UNKNOWN, NO, YES, YES, NO)),
        ({"at_least": 2, "at_most": 2}, (UNKNOWN, NO, NO, YES, NO)),
    ],
)
def test_a_limit_of_severity_holds_with_both_ends_and_nought_is_no_need(limits, truths):
    rule = {"type": "need", "need": "loneliness"} | limits
    stated = [needs("loneliness", severity=severity) for severity in (None, 0, 1, 2, 3)]
    assert tuple(truth(rule, needs=each) for each in stated) == truths


def test_a_need_nobody_spoke_of_is_not_known():
    assert truth({"type": "need", "need": "esol"}) is UNKNOWN


@pytest.mark.parametrize(("days", "expected"), [(0, NO), (29, NO), (30, YES), (31, YES)])
def test_a_limit_on_coming_again_is_over_after_so_many_days(days, expected):
    rule = {"type": "not_used_within", "service": "pantry", "days": 30}
    used = [{"service": "pantry", "last_on": AS_OF - timedelta(days=days)}]
    assert truth(rule, used_before=used) is expected
    assert truth(rule, used_before=None) is UNKNOWN
    assert truth(rule, used_before=[]) is YES


@pytest.mark.parametrize(("days", "expected"), [(0, YES), (48, YES), (49, NO), (-1, NO)])
def test_six_weeks_after_a_birth_end_with_the_day_before_seven_weeks(days, expected):
    rule = {"type": "perinatal", "includes_pregnancy": False, "max_weeks_after_birth": 6}
    assert truth(rule, {"gave_birth_on": AS_OF - timedelta(days=days)}) is expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("11-22", "11-22", YES),
        ("11-23", "12-31", NO),
        ("10-01", "11-21", NO),
        ("10-01", "03-31", YES),
        ("11-23", "11-21", NO),
        ("12-01", "11-22", YES),
    ],
)
def test_a_season_holds_on_both_its_ends_and_may_run_over_the_new_year(first, last, expected):
    assert truth({"type": "season", "from_day": first, "until_day": last}) is expected


@pytest.mark.parametrize(("until", "expected"), [(AS_OF, True), (AS_OF - timedelta(days=1), False), (None, True)])
def test_advice_to_avoid_meeting_people_holds_through_its_last_day(until, expected):
    facts = {"avoid_in_person": {"is_advised": True, "until": until}}
    person = assessment(facts).person
    assert person.avoids_in_person(AS_OF) is expected


def test_some_member_must_meet_the_whole_part_and_not_each_half_of_it():
    rule = {
        "type": "member",
        "relations": ["child"],
        "meets": {
            "type": "all_of",
            "parts": [{"type": "age", "max_years": 4}, {"type": "fact", "fact": "is_disabled"}],
        },
    }
    young = member("a", born_on="2024-01-01", is_disabled=False)
    disabled = member("b", born_on="2012-01-01", is_disabled=True)
    both = member("c", born_on="2024-01-01", is_disabled=True)
    assert truth(rule, household=[young, disabled]) is NO
    assert truth(rule, household=[young, both]) is YES
    assert truth(rule, household=[]) is NO
    assert truth(rule, household=None) is UNKNOWN
    assert truth({"type": "not", "part": rule}, household=None) is UNKNOWN
    assert truth(rule, household=[member("d", born_on="2024-01-01")]) is UNKNOWN


def test_the_person_counts_as_a_member_unless_relations_leave_them_out():
    fact = {"type": "fact", "fact": "is_disabled"}
    assert truth({"type": "member", "meets": fact}, {"is_disabled": True}, household=None) is YES
    assert truth({"type": "member", "relations": ["child"], "meets": fact}, {"is_disabled": True}, household=[]) is NO
    assert (
        truth({"type": "member", "relations": ["person"], "meets": fact}, {"is_disabled": False}, household=None) is NO
    )


def test_a_missing_document_is_never_a_no():
    rule = {"type": "document", "document": "photo-id"}
    answers = [
        truth(rule, practicalities={"documents": held}) for held in ({}, {"photo-id": False}, {"photo-id": True})
    ]
    assert answers == [UNKNOWN, UNKNOWN, YES]


def test_limits_that_nobody_can_meet_are_refused_on_reading():
    for limits in ({"min_years": 5, "max_years": 4}, {"min_months": 5, "max_months": 4}, {}):
        with pytest.raises(InvalidDirectory):
            criterion(type="age", **limits)
    whole = {"id": "a", "name": "A"}
    with pytest.raises(InvalidDirectory):
        parse_model(Service, whole, error=InvalidDirectory, source="a test", quote_values=True)


@pytest.mark.parametrize(
    ("status", "runs_until", "expected"),
    [
        ("active", None, YES),
        ("active", AS_OF, YES),
        ("active", AS_OF - timedelta(days=1), NO),
        (None, None, UNKNOWN),
        (None, AS_OF, UNKNOWN),
        (None, AS_OF - timedelta(days=1), NO),
        ("inactive", None, NO),
        ("defunct", None, NO),
        ("temporarily closed", AS_OF, NO),
    ],
)
def test_a_service_runs_through_its_last_day_and_an_unknown_status_stays_open(status, runs_until, expected):
    trace = trace_of(service("a", status=status, runs_until=runs_until), situation(assessment()))
    assert trace.parts[0].truth is expected
