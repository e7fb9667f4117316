"""Lets ``python -m spmatch`` do what the command ``spmatch`` does."""

from __future__ import annotations

import sys

from spmatch.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
