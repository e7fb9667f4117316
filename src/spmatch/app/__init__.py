"""Where words are printed, today's date is looked up, and nothing is decided."""

from spmatch.app.cli import main

__all__ = ["main"]
