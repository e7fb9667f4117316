from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.render import (
    a_count,
    about_days,
    about_minutes,
    age_range,
    age_words,
    day_words,
    distance_words,
    joined,
    money,
    sentence,
)


@pytest.mark.parametrize(
    ("parts", "words"),
    [([], ""), (["food"], "food"), (["food", "heat"], "food and heat"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads_as_a_person_says_it(parts: list[str], words: str) -> None:
    assert joined(parts) == words


def test_a_list_takes_anything_that_can_be_gone_through_once() -> None:
    assert joined(word for word in ("bus", "train")) == "bus and train"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (0, "0 months"),
        (1, "1 month"),
        (11, "11 months"),
        (12, "1 year"),
        (13, "1 year 1 month"),
        (59, "4 years 11 months"),
        (60, "5 years"),
        (61, "5 years"),
        (900, "75 years"),
    ],
)
def test_ages_are_said_in_months_while_months_matter(months: int, words: str) -> None:
    assert age_words(months) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, "any age"),
        (216, None, "18 or over"),
        (0, 59, "under 5"),
        (None, 59, "under 5"),
        (None, 58, "under 4 years 11 months"),
        (36, 59, "3 to 4"),
        (48, 59, "4"),
        (6, 23, "6 months to under 2 years"),
    ],
)
def test_an_age_range_says_its_ends_so_that_nobody_is_off_by_one(low: int | None, high: int | None, words: str) -> None:
    assert age_range(low, high) == words


@pytest.mark.parametrize(
    ("pence", "words"), [(0, "£0"), (5, "£0.05"), (40_800, "£408"), (40_850, "£408.50"), (1_000_000, "£10,000")]
)
def test_money_shows_pence_only_where_there_are_some(pence: int, words: str) -> None:
    assert money(pence) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "the same day"),
        (1, "about 1 day"),
        (13, "about 13 days"),
        (14, "about 2 weeks"),
        (42, "about 6 weeks"),
        (89, "about 13 weeks"),
        (90, "about 3 months"),
        (365, "about 12 months"),
    ],
)
def test_a_wait_is_said_roughly(days: int, words: str) -> None:
    assert about_days(days) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.2, "about 5 minutes"),
        (18.0, "about 20 minutes"),
        (58.0, "about 1 hour"),
        (119.0, "about 2 hours"),
        (125, "about 2 hours 5 minutes"),
    ],
)
def test_a_journey_is_rounded_to_five_minutes(minutes: float, words: str) -> None:
    assert about_minutes(minutes) == words


def test_dates_do_not_depend_on_the_machine() -> None:
    assert day_words(date(2026, 11, 22)) == "22 November 2026"
    assert day_words(date(2027, 1, 3)) == "3 January 2027"


@pytest.mark.parametrize(
    ("km", "words"),
    [
        (0.0, "about 50 metres"),
        (0.94, "about 950 metres"),
        (0.96, "about 1 km"),
        (9.94, "about 9.9 km"),
        (12.4, "about 12 km"),
    ],
)
def test_distances_pretend_to_no_more_than_they_know(km: float, words: str) -> None:
    assert distance_words(km) == words


def test_one_of_something_is_singular() -> None:
    assert a_count(1, "service") == "1 service"
    assert a_count(2, "child", "children") == "2 children"
    assert a_count(1200, "service") == "1,200 services"


def test_a_sentence_ends_once() -> None:
    assert sentence("ring first") == "Ring first."
    assert sentence("Ring first.") == "Ring first."
    assert sentence("  ") == ""


@given(st.integers(0, 10**9))
def test_no_wait_and_no_money_is_too_large_to_say(number: int) -> None:
    assert about_days(number).startswith(("about ", "the same day"))
    assert money(number).startswith("£")
