"""Values to integer points by a shipped table, so that scores are exact and the same on every machine.

A value is rounded to 1/10,000, floored, and looked up; the table holds round(1000 * log2(value)). Half as good is
therefore 1,000 points less, and points of several components add up where their values would multiply.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["FLOOR", "START_POINTS", "points_of", "weighted"]

STEPS = 10_000
"""Steps between 0 and 1."""
FLOOR = 10
"""Smallest step that is looked up, 0.001: no component takes more than about 10,000 points. Project judgement."""
START_POINTS = 20_000
"""Points every match starts from, so that ordinary scores are positive numbers. Project judgement."""
HUNDREDTHS = 100
"""Weights count in hundredths, so that weighing is exact whole-number arithmetic."""


@cache
def _table() -> NDArray[np.int64]:
    data = Path(__file__).with_name("points.bin").read_bytes()
    table = np.frombuffer(data, dtype="<i2").astype(np.int64)
    table.flags.writeable = False
    return table


def points_of(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the points of values between 0 and 1: 0 for 1, -1,000 for 0.5, and the floor's for 0.

    Examples
    --------
    >>> points_of(np.array([1.0, 0.5, 0.25, 0.0])).tolist()
    [0, -1000, -2000, -9966]
    """
    steps = np.rint(np.clip(values, 0.0, 1.0) * STEPS).astype(np.int64)
    return _table()[np.maximum(steps, FLOOR)]


def weighted(points: NDArray[np.int64], weight: float) -> NDArray[np.int64]:
    """Return points times a weight of at most two decimals, rounded down, in whole numbers throughout.

    Examples
    --------
    >>> weighted(np.array([-1000, -333]), 0.5).tolist()
    [-500, -167]
    """
    return points * round(weight * HUNDREDTHS) // HUNDREDTHS
