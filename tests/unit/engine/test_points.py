"""The shipped table of points, checked against exact decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.engine.points import points_of, weighted

FLOOR = 10  # 0.001, in steps of 1/10,000


def exact(step: int) -> int:
    with localcontext() as context:
        context.prec = 60
        value = Decimal(1000) * (Decimal(step) / 10_000).ln() / Decimal(2).ln()
        return int(value.to_integral_value(rounding=ROUND_HALF_EVEN))


def test_every_step_from_the_floor_to_one_is_the_nearest_whole_number_of_points():
    steps = np.arange(FLOOR, 10_001)
    assert points_of(steps / 10_000).tolist() == [exact(int(step)) for step in steps]


def test_what_is_below_the_floor_counts_as_the_floor_and_above_one_as_one():
    values = np.array([0.0, 0.0005, 0.00099, -1.0, 1.0, 1.5])
    assert points_of(values).tolist() == [exact(FLOOR)] * 4 + [0, 0]


def test_half_as_good_is_a_thousand_points_less():
    assert points_of(np.array([1.0, 0.5, 0.25, 0.125])).tolist() == [0, -1000, -2000, -3000]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_value_never_has_fewer_points(one, other):
    low, high = points_of(np.array(sorted([one, other])))
    assert low <= high


@given(st.integers(-13_288, 0), st.integers(0, 1000))
def test_weighing_is_whole_number_arithmetic_rounded_down(points, hundredths):
    assert weighted(np.array([points]), hundredths / 100).tolist() == [points * hundredths // 100]


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0, 2.0, 10.0])
def test_weighing_keeps_the_order(weight):
    weighed = weighted(points_of(np.linspace(0, 1, 300)), weight)
    assert np.all(np.diff(weighed) >= 0)


def test_points_are_whole_numbers_that_cannot_be_written_to():
    points = points_of(np.array([0.3]))
    assert points.dtype == np.int64
    again = points_of(np.array([0.3]))
    points[0] = 7
    assert points_of(np.array([0.3])).tolist() == again.tolist()
