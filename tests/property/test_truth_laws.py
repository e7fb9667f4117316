"""Kleene's laws, over all values rather than a sample."""

from __future__ import annotations

import itertools

import pytest

from spmatch.truth import Truth, conjunction, disjunction, negation

PAIRS = list(itertools.product(Truth, repeat=2))
TRIPLES = list(itertools.product(Truth, repeat=3))


@pytest.mark.parametrize("combine", [conjunction, disjunction])
def test_order_does_not_matter(combine):
    assert all(combine(pair) is combine(reversed(pair)) for pair in PAIRS)


@pytest.mark.parametrize("combine", [conjunction, disjunction])
def test_grouping_does_not_matter(combine):
    for one, two, three in TRIPLES:
        assert (
            combine([combine([one, two]), three]) is combine([one, combine([two, three])]) is combine([one, two, three])
        )


@pytest.mark.parametrize("combine", [conjunction, disjunction])
def test_saying_it_twice_changes_nothing(combine):
    assert all(combine([truth, truth]) is truth for truth in Truth)


def test_not_all_is_some_not_and_not_any_is_all_not():
    for one, two in PAIRS:
        assert negation(conjunction([one, two])) is disjunction([negation(one), negation(two)])
        assert negation(disjunction([one, two])) is conjunction([negation(one), negation(two)])


def test_all_distributes_over_any_and_any_over_all():
    for one, two, three in TRIPLES:
        assert conjunction([one, disjunction([two, three])]) is disjunction(
            [conjunction([one, two]), conjunction([one, three])]
        )
        assert disjunction([one, conjunction([two, three])]) is conjunction(
            [disjunction([one, two]), disjunction([one, three])]
        )


def test_saying_not_twice_says_nothing():
    assert all(negation(negation(truth)) is truth for truth in Truth)


def test_what_has_both_absorbs():
    for one, two in PAIRS:
        assert conjunction([one, disjunction([one, two])]) is one
        assert disjunction([one, conjunction([one, two])]) is one


def test_a_decided_result_stays_when_blanks_are_filled():
    """Whatever a blank turns out to be, a decided result stays as it was."""
    filled = {Truth.NO: [Truth.NO], Truth.YES: [Truth.YES], Truth.UNKNOWN: list(Truth)}
    for combine in (conjunction, disjunction):
        for triple in TRIPLES:
            result = combine(triple)
            if result is not Truth.UNKNOWN:
                assert all(
                    combine(later) is result for later in itertools.product(*(filled[truth] for truth in triple))
                )


def test_an_open_result_can_still_turn_out_either_way():
    for combine in (conjunction, disjunction):
        for triple in TRIPLES:
            if combine(triple) is Truth.UNKNOWN:
                worlds = itertools.product(
                    *([Truth.NO, Truth.YES] if truth is Truth.UNKNOWN else [truth] for truth in triple)
                )
                assert {combine(world) for world in worlds} == {Truth.NO, Truth.YES}


@pytest.mark.parametrize("truth", list(Truth))
def test_a_truth_used_as_a_condition_is_an_error(truth):
    with pytest.raises(TypeError, match="compare it with 'is'"):
        bool(truth)
    with pytest.raises(TypeError):
        all([truth])
