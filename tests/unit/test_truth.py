from __future__ import annotations

import pytest

from spmatch.truth import Truth, conjunction, disjunction, negation

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


@pytest.mark.parametrize(
    ("one", "two", "both", "either"),
    [
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (NO, YES, NO, YES),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, YES, UNKNOWN, YES),
        (YES, YES, YES, YES),
    ],
)
def test_the_tables_are_those_of_the_textbook(one, two, both, either):
    assert conjunction([one, two]) is both
    assert disjunction([one, two]) is either


def test_nothing_to_hold_is_yes_and_nothing_that_could_hold_is_no():
    assert conjunction([]) is YES
    assert disjunction([]) is NO


def test_the_values_used_in_columns_make_all_the_minimum_any_the_maximum_and_not_the_mirror_image():
    for one in Truth:
        assert negation(one).value == YES.value - one.value
        for two in Truth:
            assert conjunction([one, two]).value == min(one.value, two.value)
            assert disjunction([one, two]).value == max(one.value, two.value)


def test_a_fact_that_is_not_known_is_neither_yes_nor_no():
    assert [Truth.of(fact) for fact in (True, False, None)] == [YES, NO, UNKNOWN]


def test_an_iterator_is_read_once_and_to_its_end():
    assert conjunction(iter([YES, UNKNOWN, NO])) is NO
    assert disjunction(iter([NO, UNKNOWN, YES])) is YES


def test_a_truth_prints_its_name():
    assert repr(UNKNOWN) == "Truth.UNKNOWN"


def test_a_truth_used_as_a_condition_says_what_to_write_instead():
    with pytest.raises(TypeError) as caught:
        bool(YES)
    message = "A Truth is YES, NO or UNKNOWN; compare it with 'is' instead of using it as a condition"
    assert str(caught.value) == message


def test_unknown_or_its_opposite_stays_unknown():
    assert disjunction([UNKNOWN, negation(UNKNOWN)]) is UNKNOWN
