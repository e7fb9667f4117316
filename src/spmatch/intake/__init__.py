"""How a person's facts get in."""

from spmatch.intake.files import read_area, read_assessment, sample_area

__all__ = ["read_area", "read_assessment", "sample_area"]
