"""Write the table of points, round(1000 * log2(step / 10000)), worked out with exact decimal arithmetic.

Usage: python tools/pack_points.py src/spmatch/engine/points.bin
"""

from __future__ import annotations

import struct
import sys
from decimal import Decimal, getcontext
from pathlib import Path

STEPS = 10_000
DIGITS = 50


def table() -> list[int]:
    """Return the points of each step; step 0 has no logarithm and takes the value of step 1, which is never used."""
    getcontext().prec = DIGITS
    ln2 = Decimal(2).ln()
    points = [
        int((Decimal(1000) * (Decimal(step) / STEPS).ln() / ln2).to_integral_value()) for step in range(1, STEPS + 1)
    ]
    return [points[0], *points]


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(struct.pack(f"<{STEPS + 1}h", *table()))
